"""A round from stop to stop: setting out, whom the team met, and its end."""

from __future__ import annotations

from uuid import UUID

from yaqaza.core import jobs
from yaqaza.field.forms import MetForm, RoundEndForm
from yaqaza.field.models import Round, RoundStop
from yaqaza.field.rounds import actions, queries, rules
from yaqaza.field.states import RoundStatus
from yaqaza.mobile.operations import Act, Outcome, Unreadable, cleaned, operation
from yaqaza.people import queries as people
from yaqaza.people.models import Person


def _round(act: Act) -> Round:
    return queries.get_round(act.id("round"), seen_by=act.by)


def _locked(act: Act) -> Round:
    """Return the round, which no colleague's phone can move on until this act is done."""
    found = _round(act)
    return Round.objects.select_for_update(of=("self",), no_key=True).get(pk=found.pk)


def _stop(act: Act, found: Round) -> RoundStop:
    stop = found.stops.select_related("round", "area").filter(uuid=act.id("stop")).first()
    if stop is None:
        raise Unreadable
    return stop


@operation("round.departure")
def departure(act: Act) -> Outcome:
    """The team set out; a colleague who said so first is believed."""
    found = _locked(act)
    if found.started_at is None:
        actions.start(round=found, by=act.by, at=act.at)
    else:
        rules.check_goes(found, by=act.by)
    return Outcome(found.uuid)


@operation("round.stop")
def stop(act: Act) -> Outcome:
    """The team was at a stop."""
    found = _round(act)
    actions.reach(stop=_stop(act, found), by=act.by, at=act.at)
    return Outcome(found.uuid)


@operation("round.encounter")
def encounter(act: Act) -> Outcome:
    """Somebody met: ``person`` is known, else they are described. Who refuses is counted and not recorded.

    The uuid of the operation is the encounter's. Whoever is recorded by it gets ``new_person``, the uuid by which later acts of the
    phone name them.
    """
    found = _round(act)
    said = cleaned(MetForm(act.data))
    known = people.get_person(act.id("person"), seen_by=act.by).standing if act.text("person") else None
    new = _free(act.id("new_person")) if act.text("new_person") else None
    there = _stop(act, found) if act.text("stop") else None
    made = actions.meet(
        round=found, by=act.by, stop=there, person=known, at=act.at, uuid=act.uuid, person_uuid=new, **said
    )
    if known is None and made.person_id is not None:
        jobs.enqueue("people.notice_alike", person_id=made.person_id, by_id=act.by.pk)
    return Outcome(found.uuid)


@operation("round.taking_back")
def taking_back(act: Act) -> Outcome:
    """An encounter that was noted by mistake; taken back already, it stays so."""
    found = _round(act)
    met = queries.get_encounter(act.id("encounter"), of=found)
    if met.struck_at is None:
        actions.strike(encounter=met, by=act.by, reason=act.text("reason"))
    return Outcome(found.uuid)


def _free(uuid: UUID) -> UUID:
    if Person.objects.filter(uuid=uuid).exists():
        raise Unreadable
    return uuid


@operation("round.end")
def end(act: Act) -> Outcome:
    """The round was over. Where a colleague said so before, what this one tells stands beside it."""
    found, said = _locked(act), cleaned(RoundEndForm(act.data))
    if found.state == RoundStatus.CLOSED:
        actions.tell(round=found, by=act.by, **said)
    else:
        actions.close(round=found, by=act.by, at=act.at, **said)
    return Outcome(found.uuid)
