"""What is written in the ledger of services, and nothing else writes there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza import countries
from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import home_posting
from yaqaza.cases.actions import tell
from yaqaza.cases.actions.lock import locked
from yaqaza.cases.models import Case, CaseEvent
from yaqaza.core import audit, bulk, jobs
from yaqaza.core.ids import next_number, reserve_numbers, uuid7
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.field.models import Encounter
from yaqaza.field.states import Given
from yaqaza.people.models import Household, Person
from yaqaza.services import catalogue, rules
from yaqaza.services.models import Programme, ServiceDelivery, ServiceType
from yaqaza.territory.models import Area

NUMBER_WIDTH = 7
BATCH = 5000


@transaction.atomic
def deliver(
    *,
    by: User,
    service_type: ServiceType,
    programme: Programme,
    delivered_on: date,
    person: Person | None = None,
    household: Household | None = None,
    case: Case | None = None,
    organisation: Organisation | None = None,
    professional: User | None = None,
    note: str = "",
    agreement_code: str = "",
    token: UUID | None = None,
) -> ServiceDelivery:
    """Record one act of help, for a person or a household, and tell it on the file's timeline.

    Without ``person`` and ``household`` it is for whom the file is about. ``token`` is the form's: sent twice, the act is recorded once.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # a second click waits here for the first
    if token is not None and (twin := ServiceDelivery.objects.filter(uuid=token).first()):
        if twin.recorded_by_id != by.pk:
            raise Refused(_("This form was used already. Open a new one."))
        return twin
    if case is not None:
        case = locked(case)  # as it stands now: it may have been closed meanwhile
        if person is None and household is None:
            person, household = case.person, case.household
    subject = case or person or household
    organisation = organisation or _home(by)
    area = subject.area if subject is not None else organisation.area
    rules.check_deliver(
        by=by, service_type=service_type, programme=programme, delivered_on=delivered_on, organisation=organisation,
        person=person, household=household, case=case,
    )  # fmt: skip
    delivery = ServiceDelivery.objects.create(
        uuid=token or uuid7(), number=next_number(_series(timezone.localdate().year), width=NUMBER_WIDTH),
        service_type=service_type, programme=programme, person=person, household=household, case=case, organisation=organisation,
        professional=professional or by, agreement_code=_clean(agreement_code), area=area, area_path=area.path,
        delivered_on=delivered_on, note=_clean(note), recorded_by=by,
    )  # fmt: skip
    audit.record(
        "service.delivered",
        on=delivery,
        by=by,
        number=delivery.number,
        service=service_type.code,
        programme=programme.code,
        case=case,
    )
    if case is not None:
        tell(case=case, kind=CaseEvent.Kind.SERVICE, by=by, **_told(delivery))
    if service_type.once_in_days:
        jobs.enqueue("signals.look", source="deliveries", ids=[delivery.pk])
    return delivery


@transaction.atomic
def reverse(*, delivery: ServiceDelivery, by: User, reason: str) -> ServiceDelivery:
    """Reverse an act recorded by mistake: a row that mirrors it, so that no figure counts it any more. Return that row."""
    original = (
        ServiceDelivery.objects.select_for_update(of=("self",), no_key=True)
        .select_related("service_type", "programme", "area", "organisation", "case")
        .get(pk=delivery.pk)
    )
    reason = _clean(reason)
    rules.check_reverse(original, by=by, reason=reason)
    reversal = _mirror(original, by=by, reason=reason)
    if original.case is not None:
        tell(case=original.case, kind=CaseEvent.Kind.REVERSAL, by=by, text=reason, **_told(original))
    if original.service_type.once_in_days:
        jobs.enqueue("signals.look", source="deliveries", ids=[original.pk])
    return reversal


def _mirror(original: ServiceDelivery, *, by: User, reason: str) -> ServiceDelivery:
    reversal = ServiceDelivery.objects.create(
        number=next_number(_series(timezone.localdate().year), width=NUMBER_WIDTH), reverses=original, reverse_reason=reason,
        service_type=original.service_type, programme=original.programme, person_id=original.person_id,
        household_id=original.household_id, case=original.case, organisation=original.organisation,
        professional_id=original.professional_id, agreement_code=original.agreement_code, area=original.area,
        area_path=original.area_path, delivered_on=original.delivered_on, recorded_by=by, encounter_id=original.encounter_id,
    )  # fmt: skip
    audit.record("service.reversed", on=original, by=by, number=original.number, reversal=reversal.number)
    return reversal


@transaction.atomic
def follow_encounter(*, encounter: Encounter) -> None:
    """Bring the ledger to what an encounter of a round says: an act for each thing given; reversed once it was taken back.

    Who may note and take back was asked on the road (``field.rounds.rules``). Done twice it changes nothing. What somebody has
    reversed in the ledger itself stays reversed.
    """
    rows = Encounter.objects.select_for_update(of=("self",), no_key=True)
    met = rows.select_related("round__area", "round__organisation", "stop__area", "noted_by", "struck_by").get(
        pk=encounter.pk
    )
    acts = ServiceDelivery.objects.filter(encounter=met, reverses=None).select_related(
        "service_type", "programme", "area", "organisation", "reversal"
    )
    here = {act.service_type.code: act for act in acts}
    if met.struck_by is not None:
        for act in here.values():
            if not act.is_struck:
                _mirror(act, by=met.struck_by, reason=met.struck_reason)
    elif met.person_id is not None:
        for code in dict.fromkeys(catalogue.ON_ROUNDS[Given(each)] for each in met.given):
            if code not in here:
                _given(met, ServiceType.objects.get(code=code))


def _given(met: Encounter, service_type: ServiceType) -> ServiceDelivery:
    area = met.stop.area if met.stop is not None else met.round.area
    act = ServiceDelivery.objects.create(
        number=next_number(_series(timezone.localdate().year), width=NUMBER_WIDTH), service_type=service_type,
        programme=Programme.objects.get(code=catalogue.PROGRAMME_OF_ROUNDS), person_id=met.person_id,
        organisation=met.round.organisation, professional=met.noted_by, area=area, area_path=area.path,
        delivered_on=timezone.localtime(met.at).date(), recorded_by=met.noted_by, encounter=met,
    )  # fmt: skip
    audit.record(
        "service.delivered", on=act, by=met.noted_by, number=act.number, service=service_type.code,
        programme=catalogue.PROGRAMME_OF_ROUNDS,
    )  # fmt: skip
    return act


def _told(delivery: ServiceDelivery) -> dict[str, Any]:
    return {"delivery": delivery.uuid, "number": delivery.number, "service": delivery.service_type.code}


def _home(by: User) -> Organisation:
    posting = home_posting(by, Permission.SERVICE_DELIVER)
    if posting is None:
        raise NotPermitted(_("Your role does not record services."))
    return posting.organisation


def _clean(text: str) -> str:
    """Text as people meant it: no control characters, no blanks around it."""
    return "".join(letter for letter in text if letter.isprintable() or letter == "\n").strip()


@dataclass(frozen=True)
class Loaded:
    """What ``load_catalogue`` found in the catalogue, and how many rows it had to write."""

    programmes: int
    types: int
    changed: int


@transaction.atomic
def load_catalogue(*, country: str, by: User | None = None) -> Loaded:
    """Bring the tables of programmes and kinds of help to what the catalogue says.

    What the catalogue no longer names stays (acts point at it) but cannot be chosen any more.
    """
    pack = countries.get(country)
    programmes = [
        {
            "code": p.code,
            "name_ar": p.names.ar,
            "name_fr": p.names.fr,
            "name_en": p.names.en,
            "system": p.system,
            "active": True,
        }
        for p in pack.programmes
    ]
    types = [
        {
            "code": kind.code, "name_ar": kind.names.ar, "name_fr": kind.names.fr, "name_en": kind.names.en,
            "domain": kind.domain.value, "unit_kind": str(kind.unit), "needs_verification": kind.verify,
            "counts": kind.counts.value, "sensitive": kind.sensitive, "once_in_days": kind.once_in,
            "once_a_home": kind.a_home, "active": True,
        }
        for kind in catalogue.KINDS
    ]  # fmt: skip
    changed = _bring_to(Programme, programmes) + _bring_to(ServiceType, types)
    if changed:
        audit.record("services.catalogue_loaded", by=by, country=country, changed=changed)
    return Loaded(len(programmes), len(types), changed)


def _bring_to(model: type[Programme] | type[ServiceType], wanted: list[dict[str, object]]) -> int:
    """Insert, update and retire rows so that the table says ``wanted``; return how many rows changed."""
    columns = list(wanted[0])
    present = {row["code"]: row for row in model.objects.values(*columns)}
    differing = [row for row in wanted if present.get(str(row["code"])) != row]
    rows: list[Model] = [model(**row) for row in differing]
    model.objects.bulk_create(
        rows,  # type: ignore[arg-type]  # of the model at hand
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[name for name in columns if name != "code"],
    )
    codes = [row["code"] for row in wanted]
    return len(differing) + model.objects.filter(active=True).exclude(code__in=codes).update(active=False)


class Row(NamedTuple):
    """One act for ``load``: codes of the catalogue, ids of everything else.

    ``recorded_at`` is when it was written down (None: now); ``uuid`` makes a repeated load refuse instead of counting twice.
    """

    service_type: str
    programme: str
    delivered_on: date
    organisation: int
    area: int
    recorded_by: int
    person: int | None = None
    household: int | None = None
    case: int | None = None
    professional: int | None = None
    agreement_code: str = ""
    note: str = ""
    recorded_at: datetime | None = None
    uuid: UUID | None = None


COLUMNS = (
    "uuid", "number", "service_type_id", "programme_id", "person_id", "household_id", "case_id", "organisation_id", "professional_id",
    "agreement_code", "area_id", "area_path", "delivered_on", "note", "recorded_at", "recorded_by_id", "encounter_id", "reverses_id",
    "reverse_reason",
)  # fmt: skip


@transaction.atomic
def load(rows: Iterable[Row], *, by: User | None = None, source: str = "import") -> int:
    """Write many acts by COPY: numbered like the others, one audit entry for each 5,000. Return how many.

    All or nothing. The rules of ``deliver`` are not asked again: the caller answers for rows that were acts of help before.
    """
    types = dict(ServiceType.objects.values_list("code", "pk"))
    programmes = dict(Programme.objects.values_list("code", "pk"))
    paths = dict(Area.objects.values_list("pk", "path"))
    written = 0
    rows = iter(rows)
    while batch := list(
        _numbered(list(islice(rows, BATCH)))
    ):  # whole before COPY: the connection is busy until it ends
        bulk.copy_values(
            ServiceDelivery._meta.db_table,
            COLUMNS,
            (
                (
                    row.uuid or uuid7(), number, types[row.service_type], programmes[row.programme], row.person,
                    row.household, row.case, row.organisation, row.professional, row.agreement_code, row.area,
                    paths[row.area], row.delivered_on, row.note, at, row.recorded_by, None, None, "",
                )
                for row, number, at in batch
            ),
        )  # fmt: skip
        audit.record("service.loaded", by=by, source=source, rows=len(batch), first=batch[0][1], last=batch[-1][1])
        written += len(batch)
    return written


def _numbered(batch: list[Row]) -> Iterator[tuple[Row, str, datetime]]:
    """Give each row its number in the series of the year in which it was written down."""
    now = timezone.now()
    moments = [row.recorded_at or now for row in batch]
    years = [timezone.localtime(at).year for at in moments]
    following = {year: reserve_numbers(_series(year), years.count(year)) for year in set(years)}
    for row, at, year in zip(batch, moments, years, strict=True):
        yield row, f"{_series(year)}{following[year]:0{NUMBER_WIDTH}d}", at
        following[year] += 1


def _series(year: int) -> str:
    return f"S-{year}-"
