"""Who may ask, answer and decide about a warning sign, and when; each refusal is the sentence that the page shows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import NOTHING, within
from yaqaza.cases import queries as cases
from yaqaza.cases.models import Case
from yaqaza.core.moves import check_move
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.field.models import Membership
from yaqaza.people.models import HouseholdMember
from yaqaza.signals.kinds.found import selves
from yaqaza.signals.models import Evidence, Reply, SharedValue, Signal
from yaqaza.signals.states import DECIDED, MOVES, WAITING, WHAT_OF, SignalStatus

S = SignalStatus


def supervised(user: User) -> QuerySet[Evidence]:
    """Return the evidence within the reach of a user who decides, of sensitive files only where they are the user's to read."""
    reach = within(user, Permission.SIGNAL_DECIDE, area_path="area_path", organisation_path="organisation__path")
    return Evidence.objects.filter(reach).filter(Q(case=None) | Q(case__in=cases.visible_to(user).values("pk")))


def worked(user: User) -> QuerySet[Evidence]:
    """Return the evidence that is about files of which the user is the worker or a named reader, or about whom they are about."""
    own = cases.naming(user)
    return Evidence.objects.filter(
        Q(case__in=own.values("pk")) | Q(person__in=own.filter(person__isnull=False).values("person"), case=None)
    )


def check_ask(signal: Signal, *, by: User) -> None:
    """Refuse a question about what is decided, or by someone who neither works one of the files nor decides."""
    if not by.may(Permission.SIGNAL_ASK) or not (
        supervised(by).filter(signal=signal).exists() or worked(by).filter(signal=signal).exists()
    ):
        raise NotPermitted(_("The workers of the files and their supervisors ask."))
    if signal.status not in WAITING:
        raise Refused(_("This sign is decided. Nobody is asked about it any more."))


def check_day(day: date, *, after: date | None = None) -> None:
    if day > timezone.localdate():
        raise Refused(_("This day has not come yet."))
    if after is not None and day < after:
        raise Refused(_("The answer cannot come before the question."))


def check_answer(reply: Reply, *, by: User) -> None:
    """Refuse a second answer to one question, and an answer to what is decided."""
    check_ask(reply.signal, by=by)
    if reply.answered:
        raise Refused(_("The answer to this question is written down already. Ask again if there is more to say."))


def check_decide(signal: Signal, *, by: User) -> None:
    """Refuse those who do not decide here, and those whose own work the sign is about."""
    if not by.may(Permission.SIGNAL_DECIDE) or not supervised(by).filter(signal=signal).exists():
        raise NotPermitted(_("A supervisor of one of the places or organisations decides."))
    if not decisions(signal):
        raise Refused(_("This sign is decided: “%(status)s”.") % {"status": signal.state.label})
    if by.pk in involved(signal):
        raise Refused(_("Your own work is part of this sign. Someone else decides it."))


def check_decision(signal: Signal, *, by: User, decision: SignalStatus, reason: str) -> None:
    """Refuse a decision that the path does not know, without a reason, or a confirmation without the right of reply and other eyes."""
    check_decide(signal, by=by)
    if decision == S.CONFIRMED:
        check_confirm(signal, by=by)
    check_move(MOVES, signal.status, decision)
    check_words(reason)


def decisions(signal: Signal) -> list[SignalStatus]:
    """Return what may be decided about a sign as it stands."""
    return [move for move in MOVES[signal.state] if move in DECIDED]


def check_words(reason: str) -> None:
    """Refuse a reason that is no words: a sign, a letter or a number tells the person nothing."""
    if not re.search(r"[^\W\d_]{3}", reason):
        raise Refused(_("Say why in words, in a sentence that the person could read."))


def check_reopen(signal: Signal, *, by: User) -> None:
    """Refuse to open again what waits or is confirmed, what another sign tells that waits, or one's own work."""
    if not by.may(Permission.SIGNAL_DECIDE) or not supervised(by).filter(signal=signal).exists():
        raise NotPermitted(_("A supervisor of one of the places or organisations decides."))
    if signal.status not in (S.EXPLAINED, S.DISMISSED):
        raise Refused(_("Only a sign that was explained or set aside is opened again."))
    if by.pk in involved(signal):
        raise Refused(_("Your own work is part of this sign. Someone else opens it again."))
    other = Signal.objects.filter(kind=signal.kind, key=signal.key, status__in=WAITING).exclude(key="").first()
    if other is not None:
        raise Refused(_("%(number)s is about the same and waits already.") % {"number": f"\u2066{other.number}\u2069"})


def check_confirm(signal: Signal, *, by: User) -> None:
    """Refuse to confirm before somebody was asked and an answer, or its lack, was written down, or by who asked."""
    if signal.status != S.ASKED:
        raise Refused(_("Nothing is confirmed before the person was asked. Ask first."))
    replies = list(signal.replies.all())
    if any(not reply.answered for reply in replies):
        raise Refused(_("An answer is still awaited. Write down what was answered, or that nobody could be reached."))
    if any(by.pk in (reply.asked_by_id, reply.heard_by_id) for reply in replies):
        raise Refused(_("You asked or heard the answer yourself. Someone else confirms."))


def involved(signal: Signal) -> set[int]:
    """Return the users whose own acts the sign is about.

    Who recorded or gave the aid, who served in the team on the day of the visit or wrote its findings, and who works the file: for a row
    without one, every file about its person or household.
    """
    users: set[int | None] = set()
    people: set[int] = set()
    households: set[int] = set()
    served = NOTHING
    rows: Iterable[tuple[Any, ...]] = signal.evidence.values_list(
        "case", "person", "delivery__household", "case__worker", "delivery__recorded_by", "delivery__professional",
        "mission__finding__written_by", "mission__team", "mission__window_start", "mission__departed_at", "mission__arrived_at",
        "mission__ended_at",
    )  # fmt: skip
    for case, person, household, worker, recorder, giver, writer, team, window, *hours in rows:
        users |= {worker, recorder, giver, writer}
        if case is None:
            people |= {person} - {None}
            households |= {household} - {None}
        if team is not None:
            days = [timezone.localdate(hour) for hour in hours if hour is not None] or [timezone.localdate(window)]
            served |= Q(team=team, from_on__lte=max(days)) & (Q(until_on=None) | Q(until_on__gte=min(days)))
    records = selves(people)
    living = HouseholdMember.objects.filter(person__in=records, until_on=None)
    households |= set(living.values_list("household", flat=True))
    if people or households:
        about = Q(person__in=records) | Q(household__in=households)
        users |= set(Case.objects.filter(about).values_list("worker", flat=True))
    if served != NOTHING:
        users |= set(Membership.objects.filter(served).values_list("user", flat=True))
    return {user for user in users if user is not None}


def check_teach(signal: Signal) -> None:
    """Refuse to list a value as shared for a sign that is not about one, or whose number its owner had erased."""
    if signal.sort not in WHAT_OF:
        raise Refused(_("Only a telephone or an account number can be listed as shared."))
    if not signal.key:
        raise Refused(_("This number was erased. There is nothing left to list."))


def check_share(*, by: User) -> None:
    if not by.may(Permission.SIGNAL_DECIDE):
        raise NotPermitted(_("Supervisors keep the list of shared numbers."))


def check_shared(value: SharedValue, *, by: User) -> None:
    """Refuse to change what another house listed, or what was taken off."""
    reach = within(
        by, Permission.SIGNAL_DECIDE, area_path="organisation__area__path", organisation_path="organisation__path"
    )
    if not SharedValue.objects.filter(reach, pk=value.pk).exists():
        raise NotPermitted(_("The supervisors of the house that listed it change it."))
    if value.removed_at is not None:
        raise Refused(_("It was taken off the list already."))
