"""The ministry's questionnaires, a phone for the field login, and answers as it would have sent them."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape

from yaqaza.accounts.models import User
from yaqaza.cases.models import Case
from yaqaza.demo import replies
from yaqaza.demo.world import World
from yaqaza.questionnaires import actions, library, queries
from yaqaza.questionnaires.models import Questionnaire, Version

EACH, FILES = 3, 40
NAMED_BY = ("family_name", "known_as", "place", "house", "project", "theme", "file_number")


def build(world: World) -> int:
    """Publish the questionnaires in the name of the ministry, and answer them; return how many answers there are.

    Those that ask for a file name one of the case worker's that they suit: the jobs that follow put them there.
    """
    ministry = User.objects.get(username="ministry")
    house = ministry.main_posting.organisation  # type: ignore[union-attr]  # every login has one
    for name in library.NAMES:
        actions.create(by=ministry, organisation=house, file=library.workbook(name), publish_at_once=True)
    phones = [
        actions.equip(by=user, user=user, name="هاتف الفرقة 1").device
        for user in User.objects.filter(username__in=["field", "worker"]).order_by("id")
    ]
    open_files = Case.objects.filter(worker__username="worker", closed_at=None).select_related(
        "person", "household", "area"
    )
    cases = list(open_files.defer("area__geometry").order_by("-opened_at", "id")[:FILES])
    versions = [queries.current_version(each) for each in Questionnaire.objects.order_by("id")]
    for version in filter(None, versions):
        form = version.questionnaire.form_id
        about = [case for case in cases if replies.suits(form, case)]
        for turn in range(EACH):
            case = about[turn % len(about)] if about else None
            phone = world.some(phones)
            xml = _filled(world, version, replies.of(world, form, turn, case))
            actions.receive(by=phone.user, device=phone, xml=xml.encode(), files={})
    return EACH * len(versions)


def _filled(world: World, version: Version, reply: replies.Reply) -> str:
    """A form filled in: the questions in their order, each round of a repeat after the other."""
    paths = [field["path"].split("/")[2:] for field in version.outline["fields"] if not field["own"]]
    uuid = UUID(int=world.random.getrandbits(128), version=4)
    name = " ".join(str(reply[key]) for key in NAMED_BY if reply.get(key))
    meta = f"<meta><instanceID>uuid:{uuid}</instanceID><instanceName>{escape(name)}</instanceName></meta>"
    head = f'<data id="{version.questionnaire.form_id}" version="{version.version}">'
    return f"{head}{_xml(paths, reply)}{meta}</data>"


def _xml(paths: list[list[str]], reply: dict[str, Any]) -> str:
    """The questions under one element; what the reply holds a list of comes once for each."""
    parts: dict[str, list[list[str]]] = {}
    for first, *rest in paths:
        parts.setdefault(first, []).append(rest)
    out = []
    for name, below in parts.items():
        inner = [rest for rest in below if rest]
        rounds = reply.get(name) if isinstance(reply.get(name), list) else [reply]
        for each in rounds or []:
            out.append(f"<{name}>{_xml(inner, each) if inner else escape(str(each.get(name, '')))}</{name}>")
    return "".join(out)
