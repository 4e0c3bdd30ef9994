"""What may be read of surveys: their house and those above it read them, an enumerator the units that are theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Posting, User
from yaqaza.accounts.permissions import GRANTS, Permission
from yaqaza.accounts.scope import holding, within
from yaqaza.core.refusal import NotFound
from yaqaza.questionnaires import queries as questionnaires
from yaqaza.questionnaires.models import Submission, Version
from yaqaza.questionnaires.states import Stage
from yaqaza.studies import frames, sampling
from yaqaza.studies.models import Survey, Unit
from yaqaza.studies.states import Design, SurveyStatus

ORDER = ("-created_at", "-id")
ENUMERATING = [role.value for role, granted in GRANTS.items() if Permission.STUDY_ENUMERATE in granted]


def visible_to(user: User) -> QuerySet[Survey]:
    """Return the surveys of the reader's places and houses."""
    rows = Survey.objects.filter(within(user, Permission.STUDY_VIEW, Permission.STUDY_MANAGE))
    return rows.select_related("organisation", "area", "version__questionnaire").defer(
        "area__geometry", "version__xform", "version__outline"
    )


def get_survey(uuid: UUID, *, seen_by: User) -> Survey:
    """Return a survey; "not there" and "not yours" get the same answer."""
    found = visible_to(seen_by).filter(uuid=uuid).first()
    if found is None:
        raise NotFound(_("There is no such survey, or it is run elsewhere."))
    return found


def filtered(rows: QuerySet[Survey], chosen: Mapping[str, Any]) -> QuerySet[Survey]:
    """Narrow a list by words of the title, state and place."""
    if words := chosen.get("q"):
        rows = rows.filter(Q(title_ar__icontains=words) | Q(title_fr__icontains=words) | Q(number__iexact=words))
    if status := chosen.get("status"):
        rows = rows.filter(status=status)
    if area := chosen.get("area"):
        rows = rows.filter(areas__path__startswith=area.path).distinct()
    return rows


def versions_for(user: User) -> QuerySet[Version]:
    """Return the published versions of questionnaires that a survey may ask."""
    rows = Version.objects.filter(
        questionnaire__in=questionnaires.visible_to(user), questionnaire__status=Stage.PUBLISHED, published_at__isnull=False
    )  # fmt: skip
    return rows.select_related("questionnaire").defer("xform").order_by("title", "-published_at")


@dataclass(frozen=True)
class Preview:
    """A frame before the draw: how many units its parts have, and how many each would give."""

    size: int
    parts: list[tuple[str, str, int, int]]  # key, name, units, how many would be taken

    @property
    def taken(self) -> int:
        return sum(take for _key, _name, _size, take in self.parts)


def preview(survey: Survey, *, seen_by: User) -> Preview:
    """Return counts of a frame as it is now: the reader learns how many, and nobody's name."""
    sizes: dict[str, int] = {}
    for each in frames.candidates(survey, seen_by=seen_by):
        sizes[each.part] = sizes.get(each.part, 0) + 1
    takes = planned(survey, sizes)
    areas = frames.areas_of(sizes)
    parts = [(key, areas[key].name if key in areas else key, size, takes.get(key, 0)) for key, size in sizes.items()]
    return Preview(sum(sizes.values()), sorted(parts, key=lambda part: (part[1], part[0])))


def planned(survey: Survey, sizes: Mapping[str, int]) -> dict[str, int]:
    """Return how many units each part gives; of clusters it is not known before the draw which come in."""
    if survey.plan is Design.SIMPLE:
        return {key: min(survey.size, size) for key, size in sizes.items()}
    if survey.plan is Design.CLUSTERS:
        return dict.fromkeys(sizes, 0)
    if survey.allocation == "GIVEN":
        return {key: min(int(survey.given.get(key, 0)), size) for key, size in sizes.items()}
    return sampling.allocate(sizes, survey.size, equal=survey.allocation == "EQUAL")


def draw(survey: Survey, frame: Mapping[str, list[str]], seed: str) -> sampling.Draw:
    """Return the draw of a frame by a seed."""
    if survey.plan is Design.CLUSTERS:
        return sampling.two_stage(frame, survey.clusters, survey.each, seed, reserve=survey.reserve)
    takes = planned(survey, {key: len(keys) for key, keys in frame.items()})
    return sampling.stratified(frame, takes, seed, reserve=survey.reserve)


def redrawn(survey: Survey) -> bool:
    """Say whether the kept frame and seed give the units that were drawn: the draw made again."""
    frame: dict[str, list[str]] = {}
    kept: set[tuple[str, str, int]] = set()
    for part, key, rank in survey.units.values_list("part__key", "key", "rank"):
        frame.setdefault(part, []).append(key)
        if rank is not None:
            kept.add((part, key, rank))
    again = draw(survey, frame, survey.seed)
    chances = {part.key: Fraction(part.chance_of, part.chance_in) for part in survey.parts.filter(take__gt=0)}
    return kept == {(unit.part, unit.key, unit.rank) for unit in again.units} and chances == {
        part.name: part.chance for part in again.parts.values() if part.take
    }


def units_of(survey: Survey) -> QuerySet[Unit]:
    """Return the units that were drawn, replacements too."""
    rows = Unit.objects.filter(survey=survey, rank__isnull=False)
    return rows.select_related("part__area", "area", "assigned_to", "submission").defer(
        "part__area__geometry", "area__geometry", "submission__xml", "submission__answers"
    )


def get_unit(uuid: UUID, *, seen_by: User) -> Unit:
    """Return a unit of a survey that the reader runs, or one of their own."""
    run = within(seen_by, Permission.STUDY_MANAGE, area_path="", organisation_path="survey__organisation__path")
    reach = run | Q(pk__in=own_units(seen_by).values("pk"))
    found = Unit.objects.filter(reach, uuid=uuid, rank__isnull=False)
    unit = found.select_related("survey__organisation", "survey__version", "part__area", "area", "assigned_to").first()
    if unit is None:
        raise NotFound(_("There is no such unit, or it is somebody else's."))
    return unit


def get_own_unit(uuid: UUID, *, seen_by: User) -> Unit:
    """Return one of the reader's own units."""
    return get_unit(uuid, seen_by=seen_by)


def own_units(user: User) -> QuerySet[Unit]:
    """Return the units that the reader is to visit."""
    rows = frames.own_units(user) if user.may(Permission.STUDY_ENUMERATE) else Unit.objects.none()
    return rows.select_related("survey__version", "area", "part").defer("area__geometry", "survey__version__xform")


def enumerators(survey: Survey) -> QuerySet[User]:
    """Return who may visit units for the house that runs a survey: its people and those of the houses below it."""
    rows = User.objects.filter(postings__in=_postings(survey), is_active=True)
    return rows.distinct().order_by("name_ar", "pk")


def _postings(survey: Survey) -> QuerySet[Posting]:
    return Posting.objects.filter(
        holding(Permission.STUDY_ENUMERATE), organisation__path__startswith=survey.organisation.path
    )


def arrived(survey: Survey) -> QuerySet[Submission]:
    """Return the answers to a survey's questionnaire that count, since the draw."""
    rows = Submission.objects.filter(
        version__questionnaire=survey.version.questionnaire_id, received_at__gte=survey.drawn_at
    )
    if survey.closed_at is not None:
        rows = rows.filter(received_at__lte=survey.closed_at)
    return questionnaires.current(rows)


def unmatched(survey: Survey) -> QuerySet[Submission]:
    """Return the answers that came from the survey's house and belong to no unit."""
    if survey.status == SurveyStatus.DRAFT:
        return Submission.objects.none()
    taken = Unit.objects.filter(submission__isnull=False).values("submission")
    return arrived(survey).filter(organisation__path__startswith=survey.organisation.path).exclude(pk__in=taken)
