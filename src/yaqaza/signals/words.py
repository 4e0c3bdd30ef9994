"""What a sign says, as a sentence that accuses nobody."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from yaqaza.core import figures
from yaqaza.field.models import Mission
from yaqaza.services.catalogue import KINDS
from yaqaza.signals import thresholds
from yaqaza.signals.kinds.visits import Between
from yaqaza.signals.models import Signal
from yaqaza.signals.states import Kind

NAMES = {kind.code: kind.names for kind in KINDS}  # no query for a line of a list


def sentence(signal: Signal) -> str:
    """Return what was noticed, from the counts and codes that the sign keeps."""
    told: dict[str, Any] = signal.told
    n = int(told.get("n", 0))
    count = {"count": figures.number(n)}
    match signal.sort:
        case Kind.SAME_ACCOUNT:
            return (
                ngettext(
                    "One account number was given for %(count)s person, household or situation.",
                    "One account number was given for %(count)s different persons, households or situations.",
                    n,
                )
                % count
            )
        case Kind.SAME_PHONE:
            return (
                ngettext(
                    "One telephone number stands with %(count)s person, household or situation.",
                    "One telephone number stands with %(count)s different persons, households or situations.",
                    n,
                )
                % count
            )
        case Kind.SAME_TEXT:
            first = (
                ngettext(
                    "Nearly the same words came in for %(count)s person, household or situation.",
                    "Nearly the same words came in for %(count)s different persons, households or situations.",
                    n,
                )
                % count
            )
            return _perhaps_more(first, told)
        case Kind.SAME_PICTURE:
            first = (
                ngettext(
                    "The same picture came in for %(count)s person, household or situation.",
                    "The same picture came in for %(count)s different persons, households or situations.",
                    n,
                )
                % count
            )
            return _perhaps_more(first, told)
        case Kind.AID_TWICE:
            period = int(told["period"])
            words = count | {"service": service(str(told["service"])), "period": figures.number(period)}
            first = (
                ngettext(
                    "“%(service)s” was received %(count)s time, not from one organisation alone.",
                    "“%(service)s” was received %(count)s times, not from one organisation alone.",
                    n,
                )
                % words
            )
            second = (
                ngettext(
                    "It is meant to last %(period)s day.",
                    "It is meant to last %(period)s days.",
                    period,
                )
                % words
            )
            return f"{first} {second}"
        case Kind.REPORTER:
            checked = int(told["checked"])
            words = count | {"checked": figures.number(checked)}
            return (
                ngettext(
                    "In a year, %(checked)s report of one reporter was checked; found without ground: %(count)s.",
                    "In a year, %(checked)s reports of one reporter were checked; found without ground: %(count)s.",
                    checked,
                )
                % words
            )
        case Kind.VISIT_TOO_FAST:
            return _("One team arrived at two places about %(km)s km apart within %(minutes)s min.") % {
                "km": figures.number(told["km"]),
                "minutes": figures.number(told["minutes"]),
            }
        case Kind.FINDINGS_BEFORE:
            if not told.get("minutes"):
                return _("Findings of a visit were written, and no arrival.")
            return _("Findings of a visit were written %(minutes)s min before the hour of the arrival.") % {
                "minutes": figures.number(told["minutes"])
            }
        case Kind.FINDINGS_ELSEWHERE:
            return _(
                "Findings of a visit were written when the team had, by its own hours, arrived about %(km)s km away."
            ) % {"km": figures.number(told["km"])}


def between(apart: Between, *, travelled: bool) -> list[str]:
    """Return how far two visits are from each other, and how fast the team would have gone (``travelled``: that is what is in doubt)."""
    told = [
        _("In a straight line, about %(km)s km lie between the two places.") % {"km": figures.number(round(apart.km))}
    ]
    if apart.off:
        told.append(
            ngettext(
                "%(km)s km are taken off already, for a place known by its commune alone.",
                "%(km)s km are taken off already, for places known by their communes alone.",
                apart.inexact,
            )
            % {"km": figures.number(round(apart.off))}
        )
    if travelled and apart.speed is None:
        told.append(_("Both arrivals bear the same minute."))
    elif travelled and apart.speed is not None:
        words = {
            "minutes": figures.number(round(apart.hours * 60)), "speed": figures.number(round(apart.speed)),
            "most": figures.number(thresholds.SPEED),
        }  # fmt: skip
        told.append(
            _("Between the two arrivals lie %(minutes)s min: %(speed)s km/h; it is a sign above %(most)s km/h.") % words
        )
    return told


def where(mission: Mission) -> str:
    """Return a position to about a kilometre: enough to judge a way by, too little to find a home."""
    if mission.position is None:
        return _("not known; its commune stands for it")
    lon, lat = mission.position
    return _("about %(position)s (to 1 km)") % {"position": f"\u2066{lat:.2f}, {lon:.2f}\u2069"}


def _perhaps_more(first: str, told: dict[str, Any]) -> str:
    """Say so when only the first of very many alerts were compared."""
    more = _("There may be more: the first alerts alone were compared.")
    return f"{first} {more}" if told.get("cut") else first


def service(code: str) -> str:
    """Return the name of a kind of help, the code when the catalogue no longer has it."""
    names = NAMES.get(code)
    return names.in_(get_language() or "ar") if names is not None else code
