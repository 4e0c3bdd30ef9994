"""The ministry's questionnaires, a phone for the field login, and answers as it would have sent them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape

from yaqaza.accounts.models import User
from yaqaza.cases.models import Case
from yaqaza.demo.world import World
from yaqaza.questionnaires import actions, library, queries
from yaqaza.questionnaires.models import Questionnaire, Version

ANSWERS, FILES = 21, 5
PLACES = ("حي 5 جويلية", "شارع الاستقلال", "قرب المحطة", "حي النخيل", "الحي الجديد")
NAMES = ("عائلة بن سالم", "عائلة قاسمي", "عائلة حمداني", "عائلة العربي", "عائلة مزيان")
SAID = (
    "يحتاج إلى زيارة ثانية",
    "الوضع كما وُصف في التبليغ",
    "تحدثنا مع الجيران وأكدوا ما قيل",
    "وعدنا بالعودة هذا الأسبوع",
)
WORDS = {"family_name": NAMES, "address": PLACES, "place": PLACES, "known_as": ("عمي صالح", "لالة فاطمة", ""), "house": ("دار المسنين",),
         "project": ("ورشة خياطة", "تربية نحل"), "member_name": ("ليلى", "يوسف", "الحاجة زهرة"),
         "theme": ("الدخول المدرسي", "السكن الهش")}  # fmt: skip
OF_A_FILE = ("file_number", "subject")  # where a form asks for the number of a file
# Answers that the others follow from: whoever was met and agreed answers the rest.
LEADING = {"file": "", "household": "", "new_household": "",
           "outcome": "met", "consent": "yes", "accepts": "yes", "met": "yes", "state": "running", "danger": "no", "urgent": "no",
           "company": "children", "next_step": "again", "expected": "42", "present": "41", "missing_known": "0", "staff": "3",
           "sales": "46000", "costs": "28000", "margin": "18000", "income_month": "24000", "members_count": "4"}  # fmt: skip


def build(world: World) -> int:
    """Publish the questionnaires in the name of the ministry, and answer them; return how many answers there are.

    Those that ask for a file name one of the case worker's: the jobs that follow put them there.
    """
    ministry = User.objects.get(username="ministry")
    house = ministry.main_posting.organisation  # type: ignore[union-attr]  # every login has one
    for name in library.NAMES:
        actions.create(by=ministry, organisation=house, file=library.workbook(name), publish_at_once=True)
    phones = [
        actions.equip(by=user, user=user, name="هاتف الفرقة 1").device
        for user in User.objects.filter(username__in=["field", "worker"]).order_by("id")
    ]
    open_files = Case.objects.filter(worker__username="worker", closed_at=None)
    numbers = list(open_files.order_by("-opened_at", "id").values_list("number", flat=True)[:FILES])
    versions = [queries.current_version(each) for each in Questionnaire.objects.order_by("id")]
    for number in range(ANSWERS):
        version = versions[number % len(versions)]
        if version is not None:
            phone, number_of_file = world.some(phones), world.some(numbers) if numbers else ""
            actions.receive(by=phone.user, device=phone, xml=_filled(world, version, number_of_file).encode(), files={})
    return ANSWERS


def _filled(world: World, version: Version, number: str) -> str:
    """A form filled in, about the file of that number: one answer a question, one round a repeat."""
    asked = {item["path"]: item for item in version.outline["items"]}
    tree: dict[str, Any] = {}
    for field in version.outline["fields"]:
        steps = field["path"].split("/")[2:]
        inside = tree
        for step in steps[:-1]:
            inside = inside.setdefault(step, {})
        own = "" if field["own"] else _answer(world, steps[-1], field["type"], asked.get(field["path"]))
        inside[steps[-1]] = number if steps[-1] in OF_A_FILE else own
    uuid = UUID(int=world.random.getrandbits(128), version=4)
    name = " ".join(filter(None, (_found(tree, key) for key in (*WORDS, *OF_A_FILE) if key != "member_name")))
    meta = f"<meta><instanceID>uuid:{uuid}</instanceID><instanceName>{escape(name)}</instanceName></meta>"
    head = f'<data id="{version.questionnaire.form_id}" version="{version.version}">'
    return f"{head}{_xml(tree)}{meta}</data>"


def _answer(world: World, name: str, kind: str, item: dict[str, Any] | None) -> str:
    day = (world.now - timedelta(days=world.random.randint(0, 30))).date()
    if name in LEADING:
        return LEADING[name]
    if item and item["choices"]:
        return str(world.some(item["choices"])["value"])
    if name in WORDS:
        return str(world.some(WORDS[name]))
    known = {
        "int": str(world.random.randint(1, 6)),
        "date": day.isoformat(),
        "dateTime": f"{day}T20:15:00.000+01:00",
        "time": "21:40:00.000+01:00",
        "file": "",
    }
    if kind in known:
        return known[kind]
    return str(world.some(SAID)) if item and not item["readonly"] and kind == "string" else ""


def _found(tree: dict[str, Any], name: str) -> str:
    for key, value in tree.items():
        if key == name:
            return str(value)
        if isinstance(value, dict) and (found := _found(value, name)):
            return found
    return ""


def _xml(tree: dict[str, Any]) -> str:
    return "".join(
        f"<{key}>{_xml(value) if isinstance(value, dict) else escape(value)}</{key}>" for key, value in tree.items()
    )
