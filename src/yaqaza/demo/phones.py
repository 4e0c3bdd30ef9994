"""The field app on a phone of the field login: somebody without a name was met, and a correction waits for who chooses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from yaqaza.accounts.models import User
from yaqaza.demo import folk
from yaqaza.demo.houses import home
from yaqaza.demo.world import World
from yaqaza.mobile import actions
from yaqaza.mobile.actions import Call, Sent


def build(world: World) -> int:
    """Call as the phone would; return how many acts it told."""
    user = User.objects.get(username="field")
    met, said = _uuid(world), world.some(folk.UNNAMED)
    born = date(world.now.year - (said.youngest + said.oldest) // 2, 1, 1)
    somebody = {
        "description": said.told, "sex": "FEMALE" if said.female else "MALE", "birth": [born.isoformat(), "ABOUT"],
        "area": str(world.some(world.communes[home(world).pk]).uuid), "address": "محطة الحافلات",
    }  # fmt: skip
    moved: dict[str, Any] = {"person": str(met), "was": {"address": "الحديقة"}, "now": {"address": "مدخل السوق"}}
    acts = [
        Sent(met, "person.new", world.now - timedelta(hours=3), somebody),
        Sent(_uuid(world), "person.correction", world.now - timedelta(hours=2), moved, [met]),
    ]
    actions.sync(call=Call(phone=_uuid(world), now=world.now, name="Chrome · Android", operations=acts), by=user)
    return len(acts)


def _uuid(world: World) -> UUID:
    return UUID(int=world.random.getrandbits(128), version=4)
