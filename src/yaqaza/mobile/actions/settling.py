"""What nobody but a person can decide: which of two versions holds, and what becomes of something that was refused."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.core import audit
from yaqaza.core.moves import check_move
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.mobile import rules, words
from yaqaza.mobile.actions.taking import act_of, again, follow, one_at_a_time
from yaqaza.mobile.models import Operation
from yaqaza.mobile.operations import SETTLES, Act
from yaqaza.mobile.states import MOVES, State

S = State


def _locked(operation: Operation, *, by: User) -> Operation:
    one_at_a_time(operation.phone)
    row = (
        Operation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("user", "phone", "organisation")
        .get(pk=operation.pk)
    )
    rules.check_settle(row, by=by)
    return row


def _settled(row: Operation, *, by: User) -> Operation:
    check_move(MOVES, row.state, S.SETTLED)
    row.state, row.data, row.why, row.awaits = S.SETTLED, "", "", None
    row.settled_at, row.settled_by = timezone.now(), by
    row.save(update_fields=["state", "data", "why", "awaits", "settled_at", "settled_by"])
    return row


@transaction.atomic
def choose(*, operation: Operation, by: User, fields: Iterable[str], seen: str) -> Operation:
    """Write the ``fields`` whose version of the phone is right; the others stay as they stand.

    ``seen`` is ``words.seen`` of the two versions between which ``by`` chose: a third one that came meanwhile is looked at first.
    """
    row = _locked(operation, by=by)
    if row.state != S.DIFFERS:
        raise Refused(_("There are no two versions here to choose from."))
    differs = json.loads(row.data)["differs"]
    chosen = frozenset(fields) & frozenset(differs)
    if seen != words.seen(words.lines_of(row, reader=by)):
        raise Refused(_("What stands was changed meanwhile. Look at it again, then choose."))
    if chosen:
        act = act_of(row)
        try:
            SETTLES[row.kind](Act(act.uuid, act.data, by, act.at, act.phone), chosen)
        except NotPermitted as refusal:  # to keep what stands is open to whoever settles
            raise Refused(str(refusal)) from None
    audit.record("operation.chosen", on=row, by=by, fields=sorted(chosen))
    return _settled(row, by=by)


@transaction.atomic
def drop(*, operation: Operation, by: User) -> Operation:
    """Let go what was refused, or what waits for something that never came; what was written is then gone."""
    row = _locked(operation, by=by)
    audit.record("operation.dropped", on=row, by=by, kind=row.kind)
    _settled(row, by=by)
    follow(row.uuid)
    return row


@transaction.atomic
def try_again(*, operation: Operation, by: User) -> Operation:
    """Try once more what could not be done."""
    row = _locked(operation, by=by)
    if row.state not in (S.BROKEN, S.REFUSED, S.WAITING):
        raise Refused(_("Only what was not done can be tried again."))
    again(row)
    audit.record("operation.tried_again", on=row, by=by, state=row.state)
    return row
