"""The acts of help on a file's paper."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.cases.models import Case
from yaqaza.cases.paper import Line, Section
from yaqaza.services import queries
from yaqaza.services.models import ServiceDelivery


def section(case: Case, user: User) -> Section | None:
    """Return all acts of a file that its reader may see, the newest first."""
    if not user.may(Permission.SERVICE_VIEW):
        return None
    acts = queries.of_case(case, seen_by=user, limit=None)
    return Section(_("Services delivered"), [_line(act) for act in acts], _("No service was recorded yet."))


def _line(act: ServiceDelivery) -> Line:
    more = [act.organisation.name]
    if not act.person_id:
        more.append(_("the whole household"))
    if act.reverses is not None:
        more.append(f"{_('reverses')} \u2066{act.reverses.number}\u2069")
    elif act.is_struck:
        more.append(f"{_('reversed by')} \u2066{act.reversal.number}\u2069")
    return Line(act.service_type.name, act.delivered_on, act.number, " · ".join(more), act.is_struck)
