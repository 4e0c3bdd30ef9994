"""What is read of the ledger, and by whom: the reach of the reader, and of acts in sensitive files the named readers only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case as SqlCase
from django.db.models import Count, Prefetch, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, Posting, User
from yaqaza.accounts.permissions import GRANTS, Permission, Role
from yaqaza.accounts.scope import within
from yaqaza.accounts.states import OrganisationStatus
from yaqaza.cases import queries as cases
from yaqaza.cases.models import Case
from yaqaza.cases.states import Confidentiality
from yaqaza.core.refusal import NotFound
from yaqaza.people import queries as people
from yaqaza.people.models import Household, HouseholdMember, Person
from yaqaza.services.models import ServiceDelivery
from yaqaza.services.rules import OUTSIDE

ONE = Coalesce("person__same_as", "person")  # who received: the record that stands for them since a merge
RELATED = (
    "service_type", "programme", "person__same_as", "household", "organisation", "area", "reverses", "reversal", "case",
)  # fmt: skip
HEAVY = ("area__geometry",)
CHOICES = 400  # no list of choices is longer


def visible_to(user: User) -> QuerySet[ServiceDelivery]:
    """Return the acts a user may read: those within reach, of sensitive files only where the file is theirs to read.

    Acts of a sensitive kind are for those whom the file names, for the very house that gave them, for the supervisors above it and for
    who gave or recorded them: a case worker of the house above reads none of them unnamed.
    """
    if not user.may(Permission.SERVICE_VIEW):
        return ServiceDelivery.objects.none()
    reach = within(user, Permission.SERVICE_VIEW, area_path="area_path", organisation_path="organisation__path")
    named = Q(case__in=cases.naming(user).values("pk"))
    readable = (
        Q(case=None)
        | Q(case__confidentiality=Confidentiality.ORDINARY)
        | Q(case__in=cases.visible_to(user).values("pk"))
    )
    own = [posting.organisation_id for posting in user.current_postings if posting.gives(Permission.SERVICE_VIEW)]
    intimate = Q(organisation__in=own) | Q(recorded_by=user) | Q(professional=user)
    supervised = within(user, Permission.CASE_GRANT_ACCESS, area_path="")
    return ServiceDelivery.objects.filter(
        named | reach & readable & (Q(service_type__sensitive=False) | intimate | supervised)
    )


def in_list(deliveries: QuerySet[ServiceDelivery]) -> QuerySet[ServiceDelivery]:
    """Return the acts with what a line of a list shows."""
    return deliveries.select_related(*RELATED).defer(*HEAVY)


def get_delivery(uuid: UUID | str, *, seen_by: User) -> ServiceDelivery:
    """Return an act; "not there" and "not yours" get the same answer."""
    found = (
        visible_to(seen_by).select_related(*RELATED, "professional", "recorded_by", "encounter__round").defer(*HEAVY)
    )
    delivery = found.filter(uuid=uuid).first()
    if delivery is None:
        raise NotFound(_("There is no such act, or it is not one of yours."))
    return delivery


def filtered(deliveries: QuerySet[ServiceDelivery], chosen: Mapping[str, Any]) -> QuerySet[ServiceDelivery]:
    """Narrow the ledger by what the reader chose (``forms.Filters``)."""
    condition = Q()
    for name, lookup in (("start", "delivered_on__gte"), ("end", "delivered_on__lte"), ("service_type", "service_type"),
                         ("programme", "programme"), ("professional", "professional")):  # fmt: skip
        if chosen.get(name):
            condition &= Q(**{lookup: chosen[name]})
    if chosen.get("organisation"):
        condition &= Q(organisation__path__startswith=chosen["organisation"].path)
    if chosen.get("area"):
        condition &= Q(area_path__startswith=chosen["area"].path)
    if chosen.get("state") == "STANDING":
        condition &= Q(reverses=None, reversal=None)
    elif chosen.get("state") == "REVERSED":
        condition &= Q(reverses__isnull=False) | Q(reversal__isnull=False)
    return deliveries.filter(condition)


@dataclass(frozen=True)
class Totals:
    """Acts left after reversals, and the different people who received them."""

    acts: int
    people: int


def totals(deliveries: QuerySet[ServiceDelivery]) -> Totals:
    """Count a list of acts (on demand only: a list never counts itself)."""
    said = deliveries.aggregate(
        acts=Sum(SqlCase(When(reverses=None, then=Value(1)), default=Value(-1))),
        people=Count(ONE, distinct=True, filter=Q(reverses=None, reversal=None)),
    )
    return Totals(said["acts"] or 0, said["people"])


def of_case(case: Case, *, seen_by: User, limit: int | None = 8) -> list[ServiceDelivery]:
    """Return the newest acts of a file, one more than ``limit`` when there are more; all of them without a limit."""
    most = None if limit is None else limit + 1
    return list(in_list(visible_to(seen_by).filter(case=case)).order_by("-delivered_on", "-id")[:most])


def of_person(person: Person, *, seen_by: User, limit: int = 8) -> list[ServiceDelivery]:
    """Return the newest acts for a person, or for the household they live in."""
    selves = people.selves(person)
    homes = HouseholdMember.objects.filter(person__in=selves, until_on=None).values("household")
    received = Q(person__in=selves) | Q(person=None, household__in=homes)
    return list(in_list(visible_to(seen_by).filter(received)).order_by("-delivered_on", "-id")[: limit + 1])


def houses(user: User, permission: Permission) -> QuerySet[Organisation]:
    """Return the organisations that act within the reach of ``permission``, the nearest to the root first."""
    reach = within(user, permission, area_path="area__path", organisation_path="path")
    active = Organisation.objects.filter(reach, status=OrganisationStatus.ACTIVE).exclude(kind__in=OUTSIDE)
    return active.filter(pk__in=active.order_by("path").values("pk")[:CHOICES]).order_by("path")


def professionals(user: User, permission: Permission) -> QuerySet[User]:
    """Return those who act in the organisations of ``houses``, and the user; each with the ``serving`` postings."""
    roles = [role.value for role in Role if Permission.SERVICE_DELIVER in GRANTS[role]]
    posted = Posting.objects.filter(
        organisation__in=houses(user, permission).values("pk"), role__in=roles, ends_on=None
    )
    chosen = User.objects.filter(Q(pk=user.pk) | Q(pk__in=posted.values("user")), is_active=True)
    serving = Prefetch("postings", Posting.objects.filter(ends_on=None).select_related("organisation"), "serving")
    listed = chosen.filter(pk__in=chosen.order_by("pk").values("pk")[:CHOICES])
    return listed.prefetch_related(serving).order_by("name_ar", "pk")


def most_given(organisation: Organisation, *, since: date, limit: int = 6) -> list[str]:
    """Return the codes of the kinds of help that a house gives most, the most frequent first."""
    acts = ServiceDelivery.objects.filter(organisation=organisation, delivered_on__gte=since, reverses=None)
    counted = acts.order_by().values("service_type__code").annotate(n=Count("pk")).order_by("-n", "service_type__code")
    return [row["service_type__code"] for row in counted[:limit]]


def members(household: Household) -> QuerySet[Person]:
    """Return who lives in a household today."""
    living = HouseholdMember.objects.filter(household=household, until_on=None)
    one = living.annotate(one=Coalesce("person__same_as", "person")).values("one")
    return Person.objects.filter(pk__in=one).order_by("pk")
