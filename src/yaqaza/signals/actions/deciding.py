"""The right of reply and the decision: asked by one, confirmed by another, nothing by itself."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.core import audit
from yaqaza.core.refusal import NotFound, Refused
from yaqaza.core.text import clean
from yaqaza.signals import rules
from yaqaza.signals.actions.sharing import list_value
from yaqaza.signals.models import Decision, Reply, Signal
from yaqaza.signals.states import WHAT_OF, Answered, Sharing, SignalStatus, Way

S = SignalStatus
LONG = 5000


def locked(signal: Signal) -> Signal:
    return Signal.objects.select_for_update(no_key=True).get(pk=signal.pk)


@transaction.atomic
def read(*, signal: Signal, by: User) -> None:
    """Keep that someone read a sign: a suspicion, however careful, is nobody's to browse unseen."""
    audit.record("signal.read", on=signal, by=by)


@transaction.atomic
def ask(*, signal: Signal, by: User, evidence: UUID | str, way: Way | str, asked_on: date) -> Reply:
    """Write down that somebody was asked about a sign: whom one row of its evidence concerns."""
    signal = locked(signal)
    rules.check_ask(signal, by=by)
    rules.check_day(asked_on)
    row = signal.evidence.filter(uuid=evidence).first()
    if row is None:
        raise NotFound(_("This is not part of the sign."))
    if row.replies.filter(answered="").exists():
        raise Refused(_("They were asked already, and the answer is still awaited."))
    reply = Reply.objects.create(signal=signal, evidence=row, way=Way(way), asked_on=asked_on, asked_by=by)
    signal.status = S.ASKED
    if signal.asked_at is None:
        signal.asked_at, signal.asked_by = timezone.now(), by
    signal.save(update_fields=["status", "asked_at", "asked_by"])
    audit.record("signal.asked", on=signal, by=by, number=signal.number, reply=reply, way=reply.way)
    return reply


@transaction.atomic
def answer(*, reply: Reply, by: User, answered: Answered | str, answered_on: date, answer: str = "") -> Reply:
    """Write down what was answered, or that nobody answered or could be reached."""
    signal = locked(reply.signal)
    reply = Reply.objects.select_for_update(no_key=True).get(pk=reply.pk)
    reply.signal = signal
    rules.check_answer(reply, by=by)
    rules.check_day(answered_on, after=reply.asked_on)
    words = clean(answer)[:LONG]
    if Answered(answered) == Answered.ANSWERED and not words:
        raise Refused(_("Write the answer in the person's own words."))
    reply.answered, reply.answered_on, reply.heard_by, reply.answer = Answered(answered), answered_on, by, words
    reply.save(update_fields=["answered", "answered_on", "heard_by", "answer"])
    audit.record("signal.answered", on=signal, by=by, number=signal.number, reply=reply, answered=reply.answered)
    return reply


@transaction.atomic
def decide(
    *,
    signal: Signal,
    by: User,
    decision: SignalStatus | str,
    reason: str,
    sharing: Sharing | str = "",
    note: str = "",
) -> Signal:
    """Decide what a sign means. Setting one aside with ``sharing`` lists its number as shared, which lowers others about it.

    The decision changes nothing else: no aid, no file and no verdict reads it.
    """
    signal = locked(signal)
    decision, words = SignalStatus(decision), clean(reason)[:LONG]
    rules.check_decision(signal, by=by, decision=decision, reason=words)
    if sharing and decision == S.DISMISSED:
        rules.check_teach(signal)
    signal.status, signal.decided_at, signal.decided_by, signal.reason = decision, timezone.now(), by, words
    signal.save(update_fields=["status", "decided_at", "decided_by", "reason"])
    Decision.objects.create(signal=signal, status=decision, at=signal.decided_at, by=by, reason=words)
    audit.record("signal.decided", on=signal, by=by, number=signal.number, decision=decision)
    if sharing and decision == S.DISMISSED:
        list_value(
            what=WHAT_OF[signal.sort], index=signal.key, sharing=Sharing(sharing), note=note, by=by, signal=signal
        )
    return signal


@transaction.atomic
def reopen(*, signal: Signal, by: User, reason: str) -> Signal:
    """Let a sign that was explained or set aside wait again, with why; what was decided stays beside it.

    A number that was listed as shared stays on the list until somebody takes it off there.
    """
    signal = locked(signal)
    rules.check_reopen(signal, by=by)
    words = clean(reason)[:LONG]
    rules.check_words(words)
    now, signal.status = timezone.now(), S.OPEN if signal.asked_at is None else S.ASKED
    signal.decided_at, signal.decided_by, signal.reason, signal.lapsed_at = None, None, "", None
    signal.save(update_fields=["status", "decided_at", "decided_by", "reason", "lapsed_at"])
    Decision.objects.create(signal=signal, status=signal.status, at=now, by=by, reason=words)
    audit.record("signal.reopened", on=signal, by=by, number=signal.number)
    return signal
