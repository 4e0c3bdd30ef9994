"""Changing organisations, users and postings."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts import rules
from yaqaza.accounts.models import Organisation, Posting, User
from yaqaza.accounts.permissions import Role
from yaqaza.accounts.states import OrganisationKind, OrganisationStatus, UnitKind
from yaqaza.core import audit
from yaqaza.core.refusal import Refused
from yaqaza.territory.models import Area


@transaction.atomic
def create_organisation(
    *, by: User, parent: Organisation, kind: OrganisationKind, code: str, name_ar: str, name_fr: str, area: Area,
    unit_kind: UnitKind | str = "", created_on: date | None = None, phone: str = "", email: str = "", address: str = "",
) -> Organisation:  # fmt: skip
    """Create an organisation under ``parent``, not yet active."""
    rules.check_manage_organisation(parent, by=by)
    rules.check_place(area, parent)
    if Organisation.objects.filter(code=code).exists():
        raise Refused(_("Another organisation has this code."))
    organisation = Organisation.objects.create(
        kind=kind, unit_kind=unit_kind, code=code, parent=parent, area=area, name_ar=name_ar, name_fr=name_fr,
        created_on=created_on or timezone.localdate(), phone=phone, email=email, address=address,
    )  # fmt: skip
    organisation.path = f"{parent.path}{organisation.pk}."
    organisation.save(update_fields=["path"])
    audit.record("organisation.created", on=organisation, by=by, kind=kind, parent=parent)
    return organisation


@transaction.atomic
def move_organisation(*, organisation: Organisation, to: OrganisationStatus, by: User) -> Organisation:
    """Activate, suspend or close an organisation."""
    organisation = (
        Organisation.objects.select_for_update(of=("self",), no_key=True).select_related("area").get(pk=organisation.pk)
    )
    rules.check_move_organisation(organisation, to, by=by)
    before, organisation.status = organisation.status, to
    if to == OrganisationStatus.ACTIVE and organisation.activated_on is None:
        organisation.activated_on = timezone.localdate()
    organisation.save(update_fields=["status", "activated_on"])
    audit.record("organisation.moved", on=organisation, by=by, before=before, after=to)
    return organisation


@transaction.atomic
def create_user(
    *, by: User, username: str, name_ar: str, password: str, role: Role, organisation: Organisation, area: Area,
    name_latin: str = "", email: str = "", phone: str = "", language: str = "ar",
) -> User:  # fmt: skip
    """Create a user with a first posting."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                username=username, password=password, email=email, name_ar=name_ar, name_latin=name_latin, phone=phone, language=language
            )  # fmt: skip
    except IntegrityError:
        raise Refused(_("Another user has this user name.")) from None
    audit.record("user.created", on=user, by=by)
    post(user=user, role=role, organisation=organisation, area=area, by=by)
    return user


@transaction.atomic
def create_first_administrator(
    *, username: str, name_ar: str, password: str, ministry_ar: str, ministry_fr: str, country: Area, email: str = ""
) -> User:
    """Create the user who creates all others, and the ministry when there is none; only while nobody administers."""
    rules.check_first_administrator()
    ministry = Organisation.objects.filter(parent=None, kind=OrganisationKind.MINISTRY).order_by("id").first()
    if ministry is None:
        ministry = Organisation.objects.create(
            kind=OrganisationKind.MINISTRY, code="MINISTRY", area=country, name_ar=ministry_ar, name_fr=ministry_fr,
            status=OrganisationStatus.ACTIVE, created_on=timezone.localdate(), activated_on=timezone.localdate(),
        )  # fmt: skip
        ministry.path = f"{ministry.pk}."
        ministry.save(update_fields=["path"])
        audit.record("organisation.created", on=ministry, kind=ministry.kind)
    try:
        with transaction.atomic():
            user = User.objects.create_user(username=username, password=password, email=email, name_ar=name_ar)
    except IntegrityError:
        raise Refused(_("Another user has this user name.")) from None
    audit.record("user.created", on=user)
    posting = Posting.objects.create(user=user, role=Role.ADMINISTRATOR, organisation=ministry, area=country)
    audit.record("posting.started", on=posting, user=user, role=Role.ADMINISTRATOR, organisation=ministry, area=country)
    return user


@transaction.atomic
def post(
    *, user: User, role: Role, organisation: Organisation, area: Area, by: User, starts_on: date | None = None
) -> Posting:
    """Give a user a role at an organisation for an area."""
    rules.check_post(user, organisation, area, by=by)
    if Posting.objects.filter(user=user, role=role, organisation=organisation, ends_on=None).exists():
        raise Refused(_("This user already holds this role there."))
    posting = Posting.objects.create(
        user=user, role=role, organisation=organisation, area=area, starts_on=starts_on or timezone.localdate()
    )
    audit.record("posting.started", on=posting, by=by, user=user, role=role, organisation=organisation, area=area)
    return posting


@transaction.atomic
def end_posting(*, posting: Posting, by: User, on: date | None = None) -> Posting:
    """End a posting; its last day is ``on`` (today by default)."""
    posting = (
        Posting.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisation", "area")
        .get(pk=posting.pk)
    )
    on = on or timezone.localdate()
    rules.check_end_posting(posting, on, by=by)
    posting.ends_on = on
    posting.save(update_fields=["ends_on"])
    audit.record("posting.ended", on=posting, by=by, on_day=on)
    return posting


@transaction.atomic
def set_active(*, user: User, active: bool, by: User) -> User:
    """Let a user sign in, or no longer."""
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    rules.check_set_active(user, by=by)
    user.is_active = active
    user.save(update_fields=["is_active"])
    audit.record("user.activated" if active else "user.deactivated", on=user, by=by)
    return user


@transaction.atomic
def choose_language(*, user: User, language: str, by: User) -> None:
    user.language = language
    user.save(update_fields=["language"])
    audit.record("user.language", on=user, by=by, language=language)
