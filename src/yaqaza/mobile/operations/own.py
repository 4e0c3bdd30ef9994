"""What somebody does on the phone about their own earlier acts."""

from __future__ import annotations

from yaqaza.mobile.models import Operation
from yaqaza.mobile.operations import Act, Outcome, Unreadable, operation
from yaqaza.mobile.states import UNSETTLED, State


@operation("operation.letting_go")
def letting_go(act: Act) -> Outcome:
    """An act that was refused and that its author has done anew, or gives up; decided already, it stays so."""
    from yaqaza.mobile import actions  # they are made of operations

    row = Operation.objects.filter(uuid=act.id("operation"), phone=act.phone, user=act.by).first()
    if row is None:
        raise Unreadable
    if State(row.state) in UNSETTLED:
        actions.drop(operation=row, by=act.by)
    return Outcome()
