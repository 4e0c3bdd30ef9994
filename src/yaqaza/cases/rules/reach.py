"""Who may touch a file at all: the permission reaches it, and a sensitive one names its reader."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import reaches_house, reaches_place_or_house
from yaqaza.cases.models import Case
from yaqaza.cases.states import CaseStatus
from yaqaza.core.refusal import NotPermitted, Refused

FURTHEST = timedelta(days=5 * 366)  # plans look no further ahead


def in_reach(case: Case, by: User, permission: Permission, sentence: str) -> None:
    """The permission reaches the file by place or house, or belongs to its worker; and a sensitive one names them."""
    own = case.worker_id == by.pk and by.may(permission)
    if not own and not reaches_place_or_house(by, permission, area=case.area, organisation=case.organisation):
        raise NotPermitted(sentence)
    check_read(case, by=by)


def check_read(case: Case, *, by: User) -> None:
    """Refuse a sensitive file to those it does not name, also to those of the house above (``queries.visible_to``, for one file)."""
    if _reads_unnamed(case, by):
        return
    if not case.accesses.filter(Q(until_at=None) | Q(until_at__gt=timezone.now()), user=by).exists():
        raise NotPermitted(
            _("This file is for named readers only. The supervisor of %(organisation)s names them.") % named(case)
        )


def reads_lastingly(case: Case, *, by: User) -> bool:
    """Say whether someone reads the file without an end: not for the hour of a broken glass, nor for the days of a stand-in."""
    return _reads_unnamed(case, by) or case.accesses.filter(until_at=None, user=by).exists()


def _reads_unnamed(case: Case, by: User) -> bool:
    if not case.sensitive or case.worker_id == by.pk or (case.worker_id is None and case.opened_by_id == by.pk):
        return True
    return reaches_house(by, Permission.CASE_GRANT_ACCESS, case.organisation)


def not_closed(case: Case) -> None:
    """Refuse any work on a closed file."""
    if case.status == CaseStatus.CLOSED:
        raise Refused(_("The file is closed. Reopen it first."))


def check_date(day: date | None) -> None:
    """Refuse days before today, and days nobody plans for."""
    today = timezone.localdate()
    if day and day < today:
        raise Refused(_("The day is in the past."))
    if day and day > today + FURTHEST:
        raise Refused(_("The day is too far away."))


def named(case: Case) -> dict[str, str]:
    """Return what a sentence that names the file's organisation needs."""
    return {"organisation": case.organisation.name}
