"""What a phone may hold: the records its user works with these days. By its fingerprint each is sent again only when it changed.

Nothing is held that its user may not read at this moment: what left their reach is told to go at the next call.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.db.models import Case as SqlCase
from django.db.models import Max, Q, When
from django.utils import timezone, translation

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import home_posting
from yaqaza.alerts.states import Need
from yaqaza.cases import queries as cases
from yaqaza.cases.models import Case, FollowUp, Investigation, Step
from yaqaza.cases.states import Confidentiality, GoalStatus
from yaqaza.field import queries as field
from yaqaza.field.models import Encounter, Mission, Round
from yaqaza.field.rounds import queries as rounds
from yaqaza.field.states import OPEN, Given
from yaqaza.mobile.operations.people import told
from yaqaza.people import queries as people
from yaqaza.people.models import Person
from yaqaza.services.models import Programme, ServiceDelivery, ServiceType
from yaqaza.territory.models import Area, Level

AHEAD, BEHIND = timedelta(days=7), timedelta(days=30)
MOST_PERSONS, MOST_CASES = 400, 100
MARK, KEY = 8, 16
"""Bytes of a fingerprint and of a record's uuid in a packed list."""


@dataclass(frozen=True)
class Record:
    """Something that a phone holds."""

    kind: str
    uuid: UUID
    values: Mapping[str, Any]

    def said(self) -> dict[str, Any]:
        return {"kind": self.kind, "uuid": str(self.uuid), **self.values}

    def mark(self) -> bytes:
        """Return the fingerprint, keyed: kept here it says nothing of what the phone holds."""
        text = json.dumps(self.said(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        key = hashlib.sha256(f"held:{settings.INDEX_KEY}".encode()).digest()
        return hashlib.blake2b(text.encode(), digest_size=MARK, key=key).digest()


def pack(marks: Mapping[UUID, bytes]) -> bytes:
    """Return uuids and fingerprints as bytes, 24 a record."""
    return b"".join(uuid.bytes + mark for uuid, mark in marks.items())


def unpack(packed: bytes) -> dict[UUID, bytes]:
    """Return what ``pack`` was given."""
    step = KEY + MARK
    return {
        UUID(bytes=bytes(packed[at : at + KEY])): bytes(packed[at + KEY : at + step])
        for at in range(0, len(packed), step)
    }


def records(user: User) -> list[Record]:
    """Return what the user's phone holds now, what is needed first before the rest."""
    missions, on_rounds, files = _missions(user), rounds.held(user), _files(user)
    return [
        *(_mission(each) for each in missions),
        *_rounds(user, on_rounds),
        *_people(user, [each.person.standing.pk for each in (*missions, *files) if each.person]),
        *_cases(files),
        *_catalogue(user),
        *_areas(user, missions, on_rounds),
    ]


def _missions(user: User) -> list[Mission]:
    """The missions of the user's teams that are open or ended this week, the nearest first."""
    own, now = field.own_teams(user).values("team"), timezone.now()
    return list(
        field.visible_to(user)
        .filter(team__in=own)
        .filter(Q(status__in=OPEN, window_start__lt=now + AHEAD) | Q(ended_at__gte=now - field.REMEMBERED))
        .select_related("team", "area", "person", "alert", "finding")
        .defer("area__geometry", "area__search_keys")
        .order_by("window_start", "id")
    )


def _mission(mission: Mission) -> Record:
    finding = getattr(mission, "finding", None)
    values = {
        "number": mission.number, "purpose": mission.purpose, "urgency": mission.urgency, "status": mission.status,
        "area": str(mission.area.uuid), "place": mission.place_text, "position": mission.position, "instructions": mission.instructions,
        "from": mission.window_start.isoformat(), "until": mission.window_end.isoformat(), "team": mission.team.name_ar,
        "team_latin": mission.team.name_fr, "person": str(mission.person.standing.uuid) if mission.person else "",
        "reported": mission.alert.text if mission.alert else "", "findings": finding is not None,
        "departed": mission.departed_at.isoformat() if mission.departed_at else "",
        "arrived": mission.arrived_at.isoformat() if mission.arrived_at else "",
        "ended": mission.ended_at.isoformat() if mission.ended_at else "",
        "planned": mission.planned_at.isoformat() if mission.planned_at else "",
        "call": mission.alert.reporter_phone if mission.alert and mission.is_open else "", "outcome": finding.outcome if finding else "",
    }  # fmt: skip
    return Record("mission", mission.uuid, values)


def _rounds(user: User, found: list[Round]) -> Iterator[Record]:
    """The rounds of tonight and of last night with their stops, and whom the team has met on them."""
    met = [each for one in found for each in one.encounters.all()]
    told = rounds.told(met, seen_by=user) if met else set()
    for each in found:
        yield _round(each)
        for encounter in each.encounters.all():
            yield _encounter(encounter, told=encounter.pk in told, reader=user)


def _round(found: Round) -> Record:
    stops = [
        {
            "uuid": str(stop.uuid), "turn": stop.turn, "area": str(stop.area.uuid), "place": stop.place_text,
            "position": None if stop.lat is None else [stop.lon, stop.lat], "purpose": stop.purpose, "at": stop.planned_at.isoformat(),
            "reached": stop.reached_at.isoformat() if stop.reached_at else "",
        }
        for stop in found.stops.all()
    ]  # fmt: skip
    values = {
        "number": found.number, "status": found.status, "team": found.team.name_ar, "team_latin": found.team.name_fr,
        "from": found.starts_at.isoformat(), "until": found.ends_at.isoformat(), "leaves": found.from_text, "returns": found.to_text,
        "started": found.started_at.isoformat() if found.started_at else "",
        "closed": found.closed_at.isoformat() if found.closed_at else "", "note": found.note, "stops": stops,
    }  # fmt: skip
    return Record("round", found.uuid, values)


def _encounter(met: Encounter, *, told: bool, reader: User) -> Record:
    """An encounter; of a person whom the user may not read, only the hour and the place."""
    values = {
        "round": str(met.round.uuid), "stop": str(met.stop.uuid) if met.stop else "", "at": met.at.isoformat(), "told": told,
        "person": str(met.person.standing.uuid) if met.person and told else "", "description": met.description if told else "",
        "place_text": met.place_text if told else "", "given": met.given, "refused": met.refused, "note": met.note if told else "",
        "by": met.noted_by.name_ar, "mine": met.noted_by_id == reader.pk, "taken_back": met.struck_at is not None,
    }  # fmt: skip
    return Record("encounter", met.uuid, values)


def _people(user: User, about: Iterable[int]) -> Iterator[Record]:
    """Whom the missions and one's own files are about, whom the user recorded or helped this month, and whom the team met."""
    since = timezone.now() - BEHIND
    helped = ServiceDelivery.objects.filter(recorded_by=user, delivered_on__gte=since.date(), person__isnull=False)
    met = rounds.known_to_teams(user).filter(struck_at=None).order_by("at").select_related("stop")
    last = {each.person_id: each for each in met.defer("description", "note", "place_text")}
    mine = Q(pk__in=helped.values("person")) | Q(created_by=user, created_at__gte=since)
    rows = (
        people.visible_to(user)
        .filter(Q(pk__in=about) | mine | Q(pk__in=list(last), same_as=None))
        .select_related("area")
        .prefetch_related("phones")
        .defer("area__geometry", "area__search_keys")
        .order_by(SqlCase(When(pk__in=about, then=0), default=1), "-id")[:MOST_PERSONS]
    )
    for person in rows:
        yield _person(person, last.get(person.pk))


def _person(person: Person, met: Encounter | None) -> Record:
    """Somebody, and where the team met them last, so that they are found again there."""
    phones = sorted(phone.number for phone in person.phones.all())
    values = {**told(person), "phones": phones, "died": person.died_on is not None}
    if met is not None:
        at = met.stop
        values["met"] = {
            "at": met.at.isoformat(),
            "position": [at.lon, at.lat] if at and at.lat is not None else None,
        }
    return Record("person", person.uuid, values)


def _files(user: User) -> list[Case]:
    """The files that wait for the user. Those that only named people read stay where each reading is written down."""
    if not user.may(Permission.CASE_VIEW):
        return []
    rows = cases.work_of(user, limit=MOST_CASES)[:MOST_CASES]
    return [case for case in rows if case.confidentiality == Confidentiality.ORDINARY]


def _cases(files: Iterable[Case]) -> Iterator[Record]:
    """The user's files: how each stands, when somebody looked last, and the help that is still to be given by its plan."""
    ids = [case.pk for case in files]
    visits, steps = _visits(ids), _steps(ids)
    for case in files:
        values = {
            "number": case.number, "programme": case.programme_code, "status": case.status,
            "due": case.next_due_on.isoformat() if case.next_due_on else "",
            "person": str(case.person.standing.uuid) if case.person else "",
            "opened": case.opened_at.isoformat(), "visited": visits.get(case.pk, ""), "steps": steps.get(case.pk, []),
        }  # fmt: skip
        yield Record("case", case.uuid, values)


def _visits(files: list[int]) -> dict[int, str]:
    """Return when somebody looked last at each file's people: a visit that ended, or a follow-up."""
    ended = Investigation.objects.filter(case__in=files, mission__ended_at__isnull=False)
    looked = FollowUp.objects.filter(case__in=files, done_at__isnull=False)
    last: dict[int, str] = {}
    for rows, column in ((ended, "mission__ended_at"), (looked, "done_at")):
        for case, at in rows.order_by().values_list("case").annotate(Max(column)):
            last[case] = max(last.get(case, ""), at.isoformat())
    return last


def _steps(files: list[int]) -> dict[int, list[dict[str, str]]]:
    """Return the steps that are to be done of each file's approved plan, the nearest first."""
    rows = Step.objects.filter(
        goal__plan__case__in=files, goal__plan__replaced_at=None, goal__plan__approved_at__isnull=False,
        goal__status=GoalStatus.OPEN, done_at=None,
    )  # fmt: skip
    open_: dict[int, list[dict[str, str]]] = {}
    for case, title, due in rows.order_by("due_on", "id").values_list("goal__plan__case", "title", "due_on"):
        open_.setdefault(case, []).append({"title": title, "due": due.isoformat() if due else ""})
    return open_


def _catalogue(user: User) -> Iterator[Record]:
    """Kinds of help that the user's own house gives, programmes and needs, in the languages of phones."""
    home = home_posting(user, Permission.SERVICE_DELIVER)
    units = ["", home.organisation.unit_kind] if home else []
    for kind in ServiceType.objects.filter(active=True, unit_kind__in=units).order_by("code"):
        values = {"code": kind.code, "ar": kind.name_ar, "fr": kind.name_fr, "verified": kind.needs_verification}
        yield Record("service", uuid5(NAMESPACE_URL, f"service:{kind.code}"), values)
    for programme in Programme.objects.filter(active=True).order_by("code"):
        values = {"code": programme.code, "ar": programme.name_ar, "fr": programme.name_fr}
        yield Record("programme", uuid5(NAMESPACE_URL, f"programme:{programme.code}"), values)
    yield Record("needs", uuid5(NAMESPACE_URL, "needs"), {"codes": list(Need.values)})
    yield Record("given", uuid5(NAMESPACE_URL, "given"), {"kinds": _given()})


def _given() -> list[dict[str, str]]:
    """What is given on the street, in its order and in the languages of phones."""
    words = {}
    for language in ("ar", "fr"):
        with translation.override(language):
            words[language] = [str(each.label) for each in Given]
    return [{"code": code, "ar": ar, "fr": fr} for code, ar, fr in zip(Given.values, *words.values(), strict=True)]


def _areas(user: User, missions: Iterable[Mission], on_rounds: Iterable[Round]) -> Iterator[Record]:
    """The places of the user's provinces, and those of the missions and rounds."""
    works = (Permission.MISSION_CARRY_OUT, Permission.CASE_WORK)
    paths = [each.area.path for each in user.current_postings if any(each.gives(work) for work in works)]
    stops = [stop.area_id for each in on_rounds for stop in each.stops.all()]
    here = Q(pk__in=[*stops, *(mission.area_id for mission in missions)])
    for path in paths:
        here |= Q(path__startswith=path, level__in=(Level.PROVINCE, Level.DISTRICT, Level.COMMUNE))
    rows = Area.objects.filter(here, valid_to=None).select_related("parent").order_by("path")
    for area in rows.defer("geometry", "search_keys", "parent__geometry", "parent__search_keys"):
        above = str(area.parent.uuid) if area.parent else ""
        yield Record("area", area.uuid, {"level": area.level, "ar": area.name_ar, "fr": area.name_fr, "in": above})
