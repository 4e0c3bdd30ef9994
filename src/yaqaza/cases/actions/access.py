"""Who reads a sensitive file: the named, and for an hour whoever breaks the glass with a reason."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.cases import rules
from yaqaza.cases.actions import additions
from yaqaza.cases.actions.files import keep_with_file, tell
from yaqaza.cases.actions.lock import clean, locked
from yaqaza.cases.models import Case, CaseAccess, CaseEvent
from yaqaza.cases.states import Confidentiality
from yaqaza.core import audit
from yaqaza.core.refusal import Refused

Kind = CaseEvent.Kind
HOUR = timedelta(hours=1)


def read(*, case: Case, by: User, what: str = "page") -> None:
    """Keep that someone read a sensitive file (an ordinary one leaves no trace of its readers); what a reporter added is seen."""
    if case.sensitive:
        audit.record("case.read", on=case, by=by, what=what)
    additions.seen(case=case, by=by)


@transaction.atomic
def set_confidentiality(*, case: Case, by: User, confidentiality: str) -> Case:
    """Keep the file for named readers, or open it to all who read files here."""
    case = locked(case)
    rules.check_confidentiality(case, by=by)
    case.confidentiality = Confidentiality(confidentiality)
    case.version += 1
    case.save(update_fields=["confidentiality", "version"])
    audit.record("case.confidentiality_set", on=case, by=by, confidentiality=confidentiality)
    tell(case=case, kind=Kind.ACCESS, by=by, confidentiality=confidentiality)
    keep_with_file(case)
    return case


@transaction.atomic
def grant_access(*, case: Case, by: User, user: User, reason: str, days: int | None = None) -> CaseAccess:
    """Name a reader of a sensitive file, for a number of days or until the access is ended."""
    case = locked(case)
    rules.check_grant(case, by=by, user=user)
    reason = clean(reason, 300)
    if not reason:
        raise Refused(_("Say why this person needs to read the file."))
    access = CaseAccess.objects.create(
        case=case,
        user=user,
        reason=reason,
        granted_by=by,
        until_at=timezone.now() + timedelta(days=days) if days else None,
    )
    audit.record("case.access_granted", on=access, by=by, case=case, user=user, until=access.until_at)
    tell(case=case, kind=Kind.ACCESS, by=by, user=user, until=access.until_at)
    return access


@transaction.atomic
def end_access(*, access: CaseAccess, by: User) -> CaseAccess:
    """Take a named reader off the list."""
    case = locked(access.case)
    rules.check_grant(case, by=by)
    access = CaseAccess.objects.select_for_update(of=("self",), no_key=True).get(pk=access.pk)
    access.until_at = min(access.until_at or timezone.now(), timezone.now())
    access.save(update_fields=["until_at"])
    audit.record("case.access_ended", on=access, by=by, case=case, user=access.user)
    tell(case=case, kind=Kind.ACCESS, by=by, user=access.user, ended=True)
    return access


@transaction.atomic
def break_glass(*, case: Case, by: User, reason: str) -> CaseAccess:
    """Open a sensitive file for an hour, in an emergency; the supervisor finds it in "my work" and reviews it."""
    case = locked(case)
    rules.check_break_glass(case, by=by)
    reason = clean(reason, 300)
    if len(reason) < 10:
        raise Refused(_("Say in a sentence what the emergency is: the supervisor reads it."))
    now = timezone.now()
    access = CaseAccess.objects.create(
        case=case, user=by, reason=reason, break_glass=True, granted_at=now, granted_by=by, until_at=now + HOUR
    )
    audit.record("case.glass_broken", on=access, by=by, case=case, until=access.until_at)
    tell(case=case, kind=Kind.ACCESS, by=by, text=reason, glass=True, until=access.until_at)
    return access


@transaction.atomic
def review_access(*, access: CaseAccess, by: User) -> CaseAccess:
    """Note that the supervisor has looked at an emergency reading."""
    access = (
        CaseAccess.objects.select_for_update(of=("self",), no_key=True)
        .select_related("case__area", "case__organisation", "user")
        .get(pk=access.pk)
    )
    rules.check_review(access, by=by)
    access.reviewed_at, access.reviewed_by = timezone.now(), by
    access.save(update_fields=["reviewed_at", "reviewed_by"])
    audit.record("case.glass_reviewed", on=access, by=by, case=access.case)
    tell(case=access.case, kind=Kind.ACCESS, by=by, user=access.user, reviewed=True)
    return access
