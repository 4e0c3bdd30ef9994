"""From the columns of a file to the fields of an alert: what is proposed, and how each cell is read."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from yaqaza import countries
from yaqaza.alerts import reading, rules
from yaqaza.alerts.sheets import Row
from yaqaza.alerts.states import FIRST_URGENCY, NOT_TAKEN, Category, Channel, Refusal, Urgency
from yaqaza.core.text import clean
from yaqaza.countries.formats import western_digits
from yaqaza.language.folding import fold
from yaqaza.territory.models import level_names_lazy

# field → (label, headings that mean it, folded)
FIELDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "text": (_("Text"), (
        "text", "texte", "message", "contenu", "content", "body", "tweet", "description", "recit", "النص",
        "نص", "نص التبليغ",
        "الرساله", "رساله", "المحتوي", "الوصف", "التبليغ", "المنشور")),
    "received_at": (_("Day and hour"), (
        "date", "created at", "received at", "recu le", "date de reception", "datetime", "timestamp", "time",
        "heure",
        "date heure", "التاريخ", "تاريخ", "تاريخ الوصول", "تاريخ الاستلام", "تاريخ التبليغ")),
    "place": (level_names_lazy("COMMUNE", "PROVINCE"), (
        "commune", "lieu", "place", "location", "ville", "city", "wilaya", "province", "localite", "البلديه",
        "الجماعه", "المكان", "الولايه", "الاقليم", "المدينه")),
    "place_text": (_("Where exactly"), (
        "adresse", "address", "lieu exact", "العنوان", "عنوان")),
    "lon": (_("Longitude"), (
        "lon", "lng", "long", "longitude", "خط الطول")),
    "lat": (_("Latitude"), (
        "lat", "latitude", "خط العرض")),
    "category": (_("Category"), (
        "category", "categorie", "type", "الفءه", "الصنف", "النوع")),
    "urgency": (_("Urgency"), (
        "urgency", "urgence", "priority", "priorite", "الاستعجال", "الاولويه", "درجه الاستعجال")),
    "channel": (_("Channel"), (
        "channel", "canal", "القناه", "قناه")),
    "people_count": (_("How many people"), (
        "people", "people count", "personnes", "nombre de personnes", "عدد الاشخاص", "العدد")),
    "reporter_name": (_("Reporter's name"), (
        "name", "nom", "nom du declarant", "reporter", "declarant", "الاسم", "المبلغ", "اسم المبلغ")),
    "reporter_phone": (_("Reporter's telephone"), (
        "phone", "telephone", "tel", "mobile", "gsm", "الهاتف", "رقم الهاتف", "هاتف", "numero", "رقم", "الرقم")),
    "source_ref": (_("Its own reference"), (
        "id", "ref", "reference", "uuid", "identifiant", "n", "no", "numero de dossier", "numero", "المرجع", "الرقم",
        "رقم", "رقم التبليغ")),
}  # fmt: skip
_NUMBERS = ("numero", "رقم", "الرقم")  # "number": of a telephone or of the row, as its cells say
_DAYS = (
    "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%d/%m/%y %H:%M", "%d/%m/%y",
)  # fmt: skip
_NAMED_DAYS = ("%a %b %d %H:%M:%S %z %Y", "%a, %d %b %Y %H:%M:%S %z")  # X, and mail
_EARLIEST = 1990


@dataclass(slots=True)
class Fault(Exception):
    """What is wrong in a row, in which field, and what stood there."""

    reason: Refusal
    field: str = ""
    value: str = ""


@dataclass(slots=True)
class Prepared:
    """A row that can become an alert; ``faults`` are the fields that it comes in without."""

    number: int
    text: str
    folded: str
    received_at: datetime
    category: Category
    urgency: Urgency
    channel: Channel
    place: str = ""
    place_text: str = ""
    lon: float | None = None
    lat: float | None = None
    people_count: int | None = None
    reporter_name: str = ""
    reporter_phone: str = ""
    source_ref: str = ""
    faults: list[Fault] = field(default_factory=list)


def propose(columns: Sequence[str], sample: Sequence[Row]) -> dict[str, str]:
    """Return field → column for the headings that say what they hold; the text is at worst the longest column."""
    folded = {column: fold(column) for column in columns}
    found: dict[str, str] = {}
    for name, (_label, words) in FIELDS.items():
        for word in words:
            free = (each for each in columns if folded[each] == word and each not in found.values())
            column = next(
                (
                    each
                    for each in free
                    if word not in _NUMBERS or _are_phones(each, sample) == (name == "reporter_phone")
                ),
                None,
            )
            if column is not None:
                found[name] = column
                break
    if "text" not in found and columns:
        lengths = {
            column: sum(len(str(row.cells.get(column) or "")) for row in sample)
            for column in columns
            if column not in found.values()
        }
        if lengths and max(lengths.values()) > 0:
            found["text"] = max(lengths, key=lambda column: lengths[column])
    return found


def _are_phones(column: str, sample: Sequence[Row]) -> bool:
    """Say whether what stands in a column headed "number" are telephones: most cells can be called, or nothing stands there yet."""
    cells = [cell for row in sample if (cell := _plain(row.cells.get(column)).strip())]
    called = 0
    for cell in cells:
        try:
            called += bool(_phone(cell))
        except Fault:
            continue
    return 2 * called >= len(cells)


def prepare(
    row: Row, mapping: Mapping[str, str], *, source: str, default: Category, now: datetime
) -> tuple[Prepared | None, list[Fault]]:
    """Return the row read by ``mapping``, None when it has no text to take in, and every fault found in it."""
    if row.broken:
        return None, [Fault(Refusal.LINE, "", told(next(iter(row.cells.values()), "")))]
    faults: list[Fault] = []

    def cell(name: str) -> Any:
        return row.cells.get(mapping[name]) if name in mapping else None

    def read(otherwise: Any, reader: Callable[..., Any], *values: Any) -> Any:
        try:
            return reader(*values)
        except Fault as fault:
            faults.append(fault)
            return otherwise

    def words(name: str, most: int) -> str:
        value = told(cell(name))
        if len(value) > most:
            faults.append(Fault(Refusal.CUT, name, value))
        return value[:most]

    text = read("", _text, cell("text"))
    category = read(default, _category, cell("category"), default)
    place_text = words("place_text", 300)
    lon, lat = read((None, None), _position, cell("lon"), cell("lat"))
    prepared = Prepared(
        number=row.number,
        text=text,
        folded=reading.folded(text, place_text),
        received_at=read(now, moment, cell("received_at"), now),
        category=category,
        urgency=read(FIRST_URGENCY[category], _urgency, cell("urgency"), category),
        channel=read(Channel.IMPORT, _channel, cell("channel")),
        place=words("place", 200),
        place_text=place_text,
        lon=lon,
        lat=lat,
        people_count=read(None, _people, cell("people_count")),
        reporter_name=words("reporter_name", 120),
        reporter_phone=read("", _phone, cell("reporter_phone")),
        faults=faults,
    )
    own = told(cell("source_ref"))
    if len(own) > 100 or len(source) + len(own) + 1 > 120:
        faults.append(Fault(Refusal.REFERENCE, "source_ref", own))
    elif own:
        prepared.source_ref = f"{source}:{own}"
    if row.beyond:
        faults.append(Fault(Refusal.WIDTH, "", told(row.beyond)))
    prepared.source_ref = prepared.source_ref or _fingerprint(prepared, told=cell("received_at") not in (None, ""))
    return (None if any(fault.reason in NOT_TAKEN for fault in faults) else prepared), faults


def _text(value: Any) -> str:
    text = told(value)
    if not text:
        raise Fault(Refusal.EMPTY, "text")
    if len(text) > rules.TEXT_MOST:
        raise Fault(Refusal.LONG, "text", text)
    return text


def _fingerprint(row: Prepared, *, told: bool) -> str:
    """What makes a row without a reference the same row again, in whichever file it comes; what could not be read counts as it stands."""
    unread = {fault.field: fault.value for fault in row.faults}
    day = unread.get("received_at") or (row.received_at.isoformat() if told else "")
    parts = [row.text, day, row.place, unread.get("reporter_phone") or row.reporter_phone]
    if "source_ref" in unread:
        parts.append(unread["source_ref"])
    return "#" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:48]


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        return str(int(value))
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def told(value: Any) -> str:
    """Return a cell as it stands, as text."""
    return clean(_plain(value))


def short(text: str, most: int = 120) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def moment(value: Any, now: datetime) -> datetime:
    if value is None or value == "" or (isinstance(value, str) and not value.strip()):
        return now
    try:
        moment = _read_moment(value)
    except (ValueError, OverflowError, OSError):
        moment = None
    if moment is None or moment.year < _EARLIEST:
        raise Fault(Refusal.DAY, "received_at", told(value))
    if moment > now + timedelta(minutes=5):
        raise Fault(Refusal.FUTURE, "received_at", told(value))
    return moment


def _read_moment(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value if timezone.is_aware(value) else timezone.make_aware(value)
    if isinstance(value, date):
        return timezone.make_aware(datetime.combine(value, time()))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = _plain(value)
    text = western_digits(str(value)).replace("\u200f", "").replace("\u200e", "").strip()
    if re.fullmatch(r"\d{10}|\d{13}", text):
        return datetime.fromtimestamp(int(text) / (1000 if len(text) == 13 else 1), tz=timezone.get_default_timezone())
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = _by_formats(re.sub(r"(?<=\d)[-.](?=\d)", "/", text) if not text[:1].isalpha() else text)
    if moment is None:
        return None
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _by_formats(text: str) -> datetime | None:
    for shape in _NAMED_DAYS if text[:1].isalpha() else _DAYS:
        try:
            return datetime.strptime(text, shape)  # the formats without a zone are local time
        except ValueError:
            continue
    return None


@lru_cache(maxsize=1)
def _names() -> dict[str, dict[str, Any]]:
    """Codes and labels in every language, folded, for categories, urgencies and channels."""
    found: dict[str, dict[str, Any]] = {"category": {}, "urgency": {}, "channel": {}}
    kinds: list[tuple[str, Any]] = [("category", Category), ("urgency", Urgency), ("channel", Channel)]
    for language in ("ar", "fr", "en"):
        with translation.override(language):
            for name, kind in kinds:
                for member in kind:
                    found[name] |= {
                        fold(str(member.label)): member,
                        fold(str(member.value)): member,
                        fold(member.name): member,
                    }
    return found


def _category(value: Any, default: Category) -> Category:
    text = _plain(value).strip()
    if not text:
        return default
    found = _names()["category"].get(fold(text))
    if found is None:
        raise Fault(Refusal.CATEGORY, "category", told(text))
    return found


def _urgency(value: Any, category: Category) -> Urgency:
    text = _plain(value).strip()
    if not text:
        return FIRST_URGENCY[category]
    found = _names()["urgency"].get(fold(text))
    if found is None:
        raise Fault(Refusal.URGENCY, "urgency", told(text))
    return found


def _channel(value: Any) -> Channel:
    text = _plain(value).strip()
    if not text:
        return Channel.IMPORT
    found = _names()["channel"].get(fold(text))
    if found is None:
        raise Fault(Refusal.CHANNEL, "channel", told(text))
    return found


def _people(value: Any) -> int | None:
    text = western_digits(_plain(value)).strip()
    if not text:
        return None
    if not text.isdecimal() or len(text) > 6 or not 1 <= int(text) <= rules.PEOPLE_MOST:
        raise Fault(Refusal.NUMBER, "people_count", told(text))
    return int(text)


def _phone(value: Any) -> str:
    text = _plain(value).strip()
    if not text:
        return ""
    country = countries.get(settings.COUNTRY)
    for spelling in (text, "0" + text):  # a spreadsheet takes the first 0 of a number away
        try:
            return country.normalise_phone(spelling)
        except countries.Invalid:
            continue
    raise Fault(Refusal.PHONE, "reporter_phone", told(text))


def _position(lon: Any, lat: Any) -> tuple[float | None, float | None]:
    words = [western_digits(_plain(value)).strip().replace(",", ".") for value in (lon, lat)]
    if not any(words):
        return None, None
    try:
        x, y = float(words[0]), float(words[1])
    except ValueError:
        raise Fault(Refusal.POSITION, "lon", " ".join(words).strip()) from None
    if not (-180 <= x <= 180 and -90 <= y <= 90):
        raise Fault(Refusal.POSITION, "lon", " ".join(words).strip())
    return x, y
