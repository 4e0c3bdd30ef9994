"""The mission order on paper: Arabic and French on one page, and no name of a person who is helped.

A paper can be lost. It holds what the team needs at the door and what an authority asks to see; the rest is behind the QR code,
which opens only for those who may read the mission.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext

from yaqaza import countries
from yaqaza.accounts import letterhead
from yaqaza.accounts.letterhead import BOTH, Both, both
from yaqaza.accounts.models import Organisation
from yaqaza.core import dates, paper
from yaqaza.field.models import Membership, Mission, Team
from yaqaza.field.rules import serving
from yaqaza.field.states import MissionStatus
from yaqaza.territory.models import Area, Level

WORDS: dict[str, Any] = {
    "title": {"ar": "أمر بمهمة", "fr": "Ordre de mission"},
    "number": {"ar": "رقم الأمر"},
    "sends": {"ar": "تُكلَّف الفرقة المكونة من:", "fr": "L’équipe composée de :"},
    "member": {"ar": "الاسم واللقب", "fr": "Nom et prénom"},
    "profession": {"ar": "المهنة", "fr": "Profession"},
    "place": {"ar": "المكان", "fr": "Lieu"},
    "position": {"ar": "الإحداثيات", "fr": "Coordonnées"},
    "help": {
        "ar": "يرجى من السلطات المدنية والأمنية تقديم كل عون لحاملي هذا الأمر قصد أداء مهمتهم.",
        "fr": "Les autorités civiles et les services de sécurité sont priés de prêter aide et assistance aux porteurs du présent "
        "ordre dans l’accomplissement de leur mission.",
    },
    "hours": [
        {"ar": "ساعة الانطلاق", "fr": "Heure de départ"},
        {"ar": "ساعة الوصول", "fr": "Heure d’arrivée"},
        {"ar": "ساعة العودة", "fr": "Heure de retour"},
    ],
    "officer": {"ar": "الآمر بالمهمة", "fr": "Ordonné par"},
    "signature": {"ar": "الختم والإمضاء", "fr": "Cachet et signature"},
    "scan": {"ar": "صفحة المهمة", "fr": "Page de la mission"},
    "lost": {
        "ar": "لا يحمل هذا الأمر اسم أي مستفيد. من وجده فليرده إلى المصلحة المذكورة أعلاه.",
        "fr": "Cet ordre ne porte le nom d’aucun bénéficiaire. Qui le trouve le remet au service ci-dessus.",
    },
}
ROUTE: dict[str, Both] = {
    "title": {"ar": "ورقة الطريق", "fr": "Feuille de route"},
    "hour": {"ar": "نحو", "fr": "vers"},
    "where": {"ar": "الغرض والمكان", "fr": "Objet et lieu"},
    "order": {"ar": "الأمر", "fr": "Ordre"},
    "scan": {"ar": "يومي على الهاتف", "fr": "Ma journée"},
    "about": {
        "ar": "الساعات تقريبية: حُسبت على خط مستقيم مضروب في 1,3.",
        "fr": "Heures approximatives, calculées à vol d’oiseau × 1,3.",
    },
}
LABELS: dict[str, Both] = {
    "day": {"ar": "اليوم", "fr": "Jour"},
    "purpose": {"ar": "الغرض", "fr": "Objet"},
    "destination": {"ar": "الوجهة", "fr": "Destination"},
    "window": {"ar": "المدة", "fr": "Période"},
    "team": {"ar": "الفرقة", "fr": "Équipe"},
    "vehicle": {"ar": "وسيلة النقل", "fr": "Moyen de transport"},
}
CANCELLED: Both = {"ar": "ملغى", "fr": "Annulé"}


def order(mission: Mission, *, url: str) -> bytes:
    """Return the mission order as a PDF; ``url`` is the address of the mission's page, for the QR code."""
    return paper.render("field/order.typ", order_data(mission, url=url), at=mission.ordered_at)


def order_data(mission: Mission, *, url: str) -> dict[str, Any]:
    """Return what the paper says, and nothing else: neither person, nor alert, nor instructions."""
    members = Membership.objects.filter(serving(_day(mission)), team=mission.team).select_related("user").order_by("id")
    house = _team(mission).organisation
    officer = mission.ordered_by
    return {
        "number": mission.number,
        "state": letterhead.state(),
        "houses": letterhead.houses(house),
        "words": WORDS,
        "members": [
            {
                "ar": member.user.name_ar,
                "latin": member.user.name_latin or member.user.name_ar,
                "profession": both(lambda language, member=member: str(member.trade.label)),
            }
            for member in members
        ],
        "facts": _facts(mission),
        "place": mission.place_text,
        "place_is_arabic": _is_arabic(mission.place_text),
        "position": f"{mission.lat:.5f}, {mission.lon:.5f}" if mission.position else "",
        "officer": {"ar": officer.name_ar, "latin": officer.name_latin or officer.name_ar},
        "made": _made(house, mission.ordered_at),
        "stamp": CANCELLED if mission.status == MissionStatus.CANCELLED else None,
        "qr": paper.qr(url),
    }


def _facts(mission: Mission) -> list[dict[str, Any]]:
    area = _line(mission.area)
    rows = [
        ("purpose", both(lambda language: str(mission.aim.label))),
        ("destination", area),
        ("window", both(lambda language: window(mission.window_start, mission.window_end))),
        *_who_goes(_team(mission)),
    ]
    return [{"label": LABELS[key], **value} for key, value in rows]


def _team(mission: Mission) -> Team:
    if mission.team is None:
        raise ValueError("a mission without a team has no paper")
    return mission.team


def _who_goes(team: Team) -> list[tuple[str, Both]]:
    return [
        ("team", {"ar": team.name_ar, "fr": team.name_fr}),
        ("vehicle", dict.fromkeys(BOTH, f"\u2066{team.vehicle or '–'}\u2069")),  # a plate turns round in Arabic
    ]


def route(team: Team, day: date, missions: Sequence[Mission], *, url: str) -> bytes:
    """Return the route sheet of a team as a PDF: where to be at what hour about, in the order of the day, and no name of a person."""
    rows = [("day", both(lambda language: dates.day(day))), *_who_goes(team)]
    data = {
        "title": f"{ROUTE['title']['fr']} {day.isoformat()}",
        "state": letterhead.state(),
        "houses": letterhead.houses(team.organisation),
        "words": ROUTE | {"lost": WORDS["lost"]},
        "facts": [{"label": LABELS[key], **value} for key, value in rows],
        "stops": [
            {
                "hour": dates.clock(mission.planned_at),
                "what": both(lambda language, mission=mission: str(mission.aim.label)),
                "area": _line(mission.area),
                "place": mission.place_text,
                "arabic": _is_arabic(mission.place_text),
                "number": mission.number,
                "window": f"{dates.clock(mission.window_start)}–{dates.clock(mission.window_end)}",
            }
            for mission in missions
            if mission.planned_at
        ],
        "qr": paper.qr(url),
    }
    return paper.render("field/route.typ", data, at=timezone.now())


def window(start: datetime, end: datetime) -> str:
    """Return a window in the words of the language of the moment: "21 November 2026, from 09:00 to 12:00"."""
    local_start, local_end = timezone.localtime(start), timezone.localtime(end)
    if local_start.date() == local_end.date():
        return gettext("%(day)s, from %(start)s to %(end)s") % {
            "day": dates.day(local_start), "start": _clock(start), "end": _clock(end),
        }  # fmt: skip
    return gettext("from %(start_day)s, %(start)s to %(end_day)s, %(end)s") % {
        "start_day": dates.day(local_start), "start": _clock(start), "end_day": dates.day(local_end), "end": _clock(end),
    }  # fmt: skip


def _clock(value: datetime) -> str:
    return f"\u2066{dates.clock(value)}\u2069"


def _line(area: Area) -> Both:
    """The commune, its district and its province."""
    ids = [int(part) for part in area.path.split(".") if part]
    rows = list(
        Area.objects.filter(pk__in=ids, level__in=[Level.PROVINCE, Level.COMMUNE, Level.DISTRICT]).defer("geometry")
    )
    rows.sort(key=lambda row: -len(row.path))
    ar: list[str] = []
    fr: list[str] = []
    for row in rows:
        if row.name_ar not in ar[-1:] or row.level == Level.PROVINCE:
            ar.append(_level(row, "ar"))
            fr.append(_level(row, "fr"))
    return {"ar": "، ".join(ar), "fr": ", ".join(fr)}


def _level(area: Area, language: str) -> str:
    name = area.name_ar if language == "ar" else area.name_fr
    if area.level != Level.PROVINCE:
        return name
    word = countries.get(area.country).level_name(area.level, area.kind, language)
    return f"{word} {name}" if language == "ar" else f"{word} : {name}"


def _made(house: Organisation, at: datetime) -> Both:
    where = house.area
    with translation.override("ar"):
        ar = f"حرر ب{where.name_ar} في {dates.day(at)}"
    with translation.override("fr"):
        fr = f"Fait à {where.name_fr}, le {dates.day(at)}"
    return {"ar": ar, "fr": fr}


def _day(mission: Mission) -> Any:
    return timezone.localtime(mission.window_start).date()


def _is_arabic(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) == "AL" for letter in text)
