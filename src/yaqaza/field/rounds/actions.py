"""What is done with rounds. Each: lock → check → change → record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.core import audit, jobs
from yaqaza.core.ids import next_number, uuid7
from yaqaza.core.refusal import Refused
from yaqaza.field.actions import hour, province_code
from yaqaza.field.models import Encounter, Round, RoundStop, Team
from yaqaza.field.rounds import rules
from yaqaza.field.states import Given, RoundStatus
from yaqaza.people import actions as people
from yaqaza.people.models import Person


@transaction.atomic
def plan(
    *, by: User, team: Team, starts_at: datetime, ends_at: datetime, stops: Sequence[rules.Place], from_text: str = "",
    to_text: str = "",
) -> Round:  # fmt: skip
    """Plan a round of a team with its stops; from and to are the bases, the team's organisation when nothing is said."""
    rows = Team.objects.select_for_update(of=("self",), no_key=True).select_related("organisation", "area")
    team = rows.get(pk=team.pk)
    rules.check_plan(team, by=by)
    rules.check_hours(team, starts_at, ends_at, stops)
    made = Round.objects.create(
        number=next_number(f"MR-{province_code(team.area)}-{timezone.localtime(starts_at).year}-"),
        organisation=team.organisation, team=team, area=team.area, area_path=team.area.path, starts_at=starts_at, ends_at=ends_at,
        from_text=from_text.strip(), to_text=to_text.strip(), planned_by=by,
    )  # fmt: skip
    RoundStop.objects.bulk_create(
        [RoundStop(round=made, turn=turn, **stop._asdict()) for turn, stop in enumerate(stops, 1)]
    )
    audit.record(
        "round.planned", on=made, by=by, team=team, window_start=starts_at, window_end=ends_at, taken=len(stops)
    )
    return made


def _locked(found: Round) -> Round:
    rows = Round.objects.select_for_update(of=("self",), no_key=True).select_related("team", "area", "organisation")
    return rows.get(pk=found.pk)


@transaction.atomic
def cancel(*, round: Round, by: User, reason: str) -> Round:
    """Call a round off that has not begun."""
    found = _locked(round)
    rules.check_cancel(found, by=by)
    if not reason.strip():
        raise Refused(_("Say why the round is called off."))
    found.status, found.closed_at, found.note = RoundStatus.CANCELLED, timezone.now(), reason.strip()
    found.save(update_fields=["status", "closed_at", "note"])
    audit.record("round.cancelled", on=found, by=by)
    return found


@transaction.atomic
def start(*, round: Round, by: User, at: datetime | None = None) -> Round:
    """The team sets out, now or at an earlier hour that it says."""
    found = _locked(round)
    rules.check_start(found, by=by, at=at)
    found.status, found.started_at = RoundStatus.OUT, hour(at, None)
    found.save(update_fields=["status", "started_at"])
    audit.record("round.started", on=found, by=by, at=found.started_at)
    return found


@transaction.atomic
def reach(*, stop: RoundStop, by: User, at: datetime | None = None) -> RoundStop:
    """The team is at a stop; said twice, the earlier hour holds."""
    found = _locked(stop.round)
    rules.check_out(found, by=by, at=at)
    stop = RoundStop.objects.select_for_update(no_key=True).get(pk=stop.pk)
    moment = hour(at, None)
    if stop.reached_at is None or moment < stop.reached_at:
        stop.reached_at = moment
        stop.save(update_fields=["reached_at"])
        audit.record("round.stop_reached", on=found, by=by, number=stop.turn, at=stop.reached_at)
    return stop


@transaction.atomic
def meet(
    *, round: Round, by: User, stop: RoundStop | None = None, person: Person | None = None, description: str = "", place_text: str = "",
    given: Sequence[str] = (), refused: bool = False, note: str = "", at: datetime | None = None, uuid: UUID | None = None,
    person_uuid: UUID | None = None,
) -> Encounter:  # fmt: skip
    """Note an encounter. Somebody unnamed who accepts help is recorded by what is said of them; who refuses is not recorded.

    ``at``, ``uuid`` and ``person_uuid`` (of whom it records) are a phone's that was without network.
    """
    found = _locked(round)
    rules.check_out(found, by=by, at=at)
    rules.check_stop(found, stop)
    description = description.strip()
    if person is None and not description:
        raise Refused(_("Say whom you met: choose somebody known, or describe them."))
    if refused and given:
        raise Refused(_("Who refuses help is given nothing: take one of the two out."))
    if person is None and not refused:
        area = stop.area if stop is not None else found.area
        where = place_text.strip() or (stop.place_text if stop is not None else "")
        person = people.create_person(
            by=by, area=area, description=description, address=where, lives_outside=True, uuid=person_uuid
        )
    made = Encounter.objects.create(
        uuid=uuid or uuid7(), round=found, stop=stop, at=hour(at, None), person=person, description=description[:300],
        place_text=place_text.strip()[:200], given=[Given(each).value for each in dict.fromkeys(given)], refused=refused,
        note=note.strip(), noted_by=by,
    )  # fmt: skip
    audit.record("round.encounter", on=found, by=by, person=person, refused=int(refused), taken=len(made.given))
    if made.given:
        jobs.enqueue("services.encounter_noted", encounter_id=made.pk)
    return made


@transaction.atomic
def strike(*, encounter: Encounter, by: User, reason: str) -> Encounter:
    """Take back an encounter noted by mistake: it stays, struck through, and what it gave is reversed in the ledger."""
    rows = Encounter.objects.select_for_update(of=("self",), no_key=True)
    met = rows.select_related("round__area", "round__organisation").get(pk=encounter.pk)
    rules.check_strike(met, by=by)
    if not reason.strip():
        raise Refused(_("Say why it is taken back."))
    met.struck_at, met.struck_by, met.struck_reason = timezone.now(), by, reason.strip()[:300]
    met.save(update_fields=["struck_at", "struck_by", "struck_reason"])
    audit.record("round.encounter_struck", on=met.round, by=by, person=met.person)
    if met.given:
        jobs.enqueue("services.encounter_noted", encounter_id=met.pk)
    return met


@transaction.atomic
def close(*, round: Round, by: User, note: str = "", at: datetime | None = None) -> Round:
    """The round is over, now or at an earlier hour that the team says."""
    found = _locked(round)
    rules.check_out(found, by=by)
    if at is not None:
        rules.check_then(found, at)
    found.status, found.closed_at, found.note = RoundStatus.CLOSED, hour(at, found.started_at), note.strip()
    found.save(update_fields=["status", "closed_at", "note"])
    audit.record("round.closed", on=found, by=by, at=found.closed_at)
    return found


@transaction.atomic
def tell(*, round: Round, by: User, note: str) -> Round:
    """Add what another of the team says of a round that is over; said already, it is not said twice."""
    found = _locked(round)
    rules.check_told(found, by=by)
    note = note.strip()
    if note and note not in found.note:
        found.note = f"{found.note}\n{note}".strip()
        found.save(update_fields=["note"])
        audit.record("round.told", on=found, by=by)
    return found
