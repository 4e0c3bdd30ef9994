"""Help that was given: acts of the ledger."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from yaqaza.core.refusal import Refused
from yaqaza.mobile.operations import Act, Outcome, Unreadable, operation
from yaqaza.people import queries as people
from yaqaza.services import actions
from yaqaza.services.models import Programme, ServiceType


@operation("service.given")
def given(act: Act) -> Outcome:
    """One act of help for somebody; the uuid of the operation is the act's, so that it is in the ledger once."""
    person = people.get_person(act.id("person"), seen_by=act.by)
    kind = ServiceType.objects.filter(code=act.text("service"), active=True).first()
    programme = Programme.objects.filter(code=act.text("programme"), active=True).first()
    if kind is None or programme is None:
        raise Refused(_("This kind of help is no longer given. Choose another one."))
    try:
        day = date.fromisoformat(act.text("on"))
    except ValueError:
        raise Unreadable from None
    actions.deliver(
        by=act.by, service_type=kind, programme=programme, delivered_on=day, person=person, note=act.text("note"), token=act.uuid
    )  # fmt: skip
    return Outcome(person.uuid)
