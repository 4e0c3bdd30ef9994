"""Who may ask for which report, and who may open which rows behind a figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Max, Min, QuerySet
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import REACH, Permission, Reach, Role
from yaqaza.accounts.scope import home_posting, reaches_place_or_house
from yaqaza.core.refusal import NotFound
from yaqaza.people.models import Person
from yaqaza.reporting import disclosure, facts
from yaqaza.reporting.bilans import Bilan, compute
from yaqaza.reporting.facts import Frame
from yaqaza.services import queries as services
from yaqaza.services.models import ServiceDelivery
from yaqaza.services.queries import ONE
from yaqaza.territory.models import Area


def frame(
    *, seen_by: User, start: date, end: date, area: Area | None = None, organisation: Organisation | None = None
) -> Frame:
    """Return the frame of a report that the reader may see; without area and organisation the reader's own.

    What the reader does not reach is not there. Readers who may not open rows get whole months (see ``disclosure``).
    """
    if area is None and organisation is None:
        area, organisation = home(seen_by)
    if not reaches_place_or_house(seen_by, Permission.REPORT_VIEW, area=area, organisation=organisation):
        raise NotFound(_("No report of this place or house is yours to read."))
    if not may_open_rows(seen_by, area, organisation):
        disclosure.check_frame(area, organisation)
        start, end = disclosure.rounded(start, end)
    return Frame(start, end, area, organisation)


def home(user: User) -> tuple[Area | None, Organisation | None]:
    """Return what the reader's reports are about: their area, or their organisation when they reach no further."""
    posting = home_posting(user, Permission.REPORT_VIEW)
    if posting is None:
        raise NotFound(_("No report is yours to read."))
    if REACH[Role(posting.role)] is Reach.AREA:
        return posting.area, None
    return None, posting.organisation


def may_open_rows(user: User, area: Area | None, organisation: Organisation | None) -> bool:
    """Say whether the reader may open the rows behind the figures of this area or organisation."""
    return reaches_place_or_house(user, Permission.REPORT_ROWS, area=area, organisation=organisation)


def report(name: str, frame: Frame, *, seen_by: User) -> Bilan:
    """Return a report as its reader sees it: small figures are withheld from those who may not open the rows."""
    return compute(name, frame, withhold=not may_open_rows(seen_by, frame.area, frame.organisation))


def span(frame: Frame) -> tuple[date, date] | None:
    """Return the first and the last day on which anything was recorded for the frame's place, whatever its period."""
    whole = Frame(date.min, date.max, frame.area, frame.organisation)
    found = whole.rows().aggregate(first=Min("delivered_on"), last=Max("delivered_on"))
    return (found["first"], found["last"]) if found["first"] else None


@dataclass(frozen=True)
class Behind:
    """The acts behind a figure: ``recorded`` less ``reversed`` make it, and ``hidden`` of what is left are not the reader's to open."""

    rows: QuerySet[ServiceDelivery]
    recorded: int
    reversed: int
    hidden: int

    @property
    def acts(self) -> int:
        return self.recorded - self.reversed


def acts_behind(rows: QuerySet[ServiceDelivery], *, seen_by: User) -> Behind:
    """Return the acts behind a figure that the reader may open, and how many they are not."""
    said = rows.aggregate(every=Count("pk"), reversals=Count("reverses"))
    own = services.visible_to(seen_by).filter(pk__in=rows.values("pk"))
    visible = own.aggregate(every=Count("pk"), reversals=Count("reverses"))
    total = said["every"] - 2 * said["reversals"]
    return Behind(
        services.in_list(own.filter(reverses=None)),
        recorded=said["every"] - said["reversals"],
        reversed=said["reversals"],
        hidden=total - (visible["every"] - 2 * visible["reversals"]),
    )


@dataclass(frozen=True)
class PeopleBehind:
    """The different people behind a figure; ``hidden`` of them are not the reader's to open."""

    rows: QuerySet[Person]
    people: int
    hidden: int


def people_behind(rows: QuerySet[ServiceDelivery], *, seen_by: User) -> PeopleBehind:
    """Return the people with an act left behind a figure, as far as the reader may open one of their acts."""
    standing = facts.standing(rows).exclude(person=None)
    own = services.visible_to(seen_by).filter(pk__in=standing.values("pk"))
    people = standing.aggregate(n=Count(ONE, distinct=True))["n"]
    visible = own.aggregate(n=Count(ONE, distinct=True))["n"]
    return PeopleBehind(Person.objects.filter(pk__in=own.values(one=ONE)), people, people - visible)


def acts_of(people: list[Person], rows: QuerySet[ServiceDelivery]) -> dict[int, tuple[int, date]]:
    """Return for each person of a page how many acts stand and the day of the last."""
    said = (
        facts.standing(rows)
        .annotate(one=ONE)
        .filter(one__in=[person.pk for person in people])
        .values("one")
        .annotate(n=Count("pk"), last=Max("delivered_on"))
    )
    return {row["one"]: (row["n"], row["last"]) for row in said}


def area_named(uuid: UUID | None) -> Area | None:
    """Return an area by its public id; none is none, and an unknown one is not there."""
    if uuid is None:
        return None
    area = Area.objects.defer("geometry").filter(uuid=uuid).first()
    if area is None:
        raise NotFound(_("There is no such place."))
    return area


def house_named(code: str) -> Organisation | None:
    """Return an organisation by its code; none is none, and an unknown one is not there."""
    if not code:
        return None
    house = Organisation.objects.filter(code=code).select_related("area").first()
    if house is None:
        raise NotFound(_("There is no such organisation."))
    return house
