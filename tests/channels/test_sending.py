"""The outbox: claimed before anything leaves, cut sendings, quiet hours, pace, what people decide, what is erased."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from yaqaza.channels import actions, rules
from yaqaza.channels.actions import sending
from yaqaza.channels.connectors.sms_http import Provider as Gateway
from yaqaza.channels.models import Arrival, Attempt, Contact, Message
from yaqaza.channels.states import STANDING, Reason, Status
from yaqaza.core.models import AuditEntry
from yaqaza.core.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact(sms) -> Contact:
    return Contact.objects.create(connector=sms, address="+213550001234", index="i" * 64, name="سعيد")


def order(contact: Contact, key: str = "k", **more) -> Message:
    return actions.order(contact=contact, body="نص", key=key, **({"urgent": True} | more))


class Killed(BaseException):
    """What a process that is killed does not even notice."""


@pytest.fixture
def cut(contact, monkeypatch) -> Message:
    """A message whose process died after the claim was committed, while it was being sent."""

    def die(self, message):
        raise Killed

    monkeypatch.setattr(Gateway, "send", die)
    message = order(contact)
    with pytest.raises(Killed):
        actions.send(message_id=message.pk)
    monkeypatch.undo()
    return message


def test_a_message_is_claimed_and_committed_before_anything_leaves(contact, monkeypatch) -> None:
    seen = []

    def look(self, message):
        seen.append(
            (
                Message.objects.get().status,
                Attempt.objects.get().ended_at,
                len(transaction.get_connection().savepoint_ids),
            )
        )
        raise Killed

    monkeypatch.setattr(Gateway, "send", look)
    outside = len(transaction.get_connection().savepoint_ids)
    message = order(contact)
    with pytest.raises(Killed):
        actions.send(message_id=message.pk)
    assert seen == [(Status.SENDING, None, outside)]  # and no transaction of ours is open meanwhile


def test_a_cut_sending_is_first_left_alone_and_then_shown_as_may_have_been_sent(cut) -> None:
    assert actions.settle() == 0
    Message.objects.update(claimed_at=timezone.now() - rules.CLAIM - timedelta(seconds=1))
    assert actions.settle() == 1
    cut.refresh_from_db()
    assert (cut.status, cut.reason) == (Status.UNCLEAR, Reason.CUT)
    assert Attempt.objects.get().status == Status.UNCLEAR
    assert actions.drain() == 0
    assert actions.send(message_id=cut.pk) is None


def test_a_cut_sending_goes_again_where_the_provider_takes_our_key(sms, cut, provider) -> None:
    sms.settings["key_field"] = "ref"
    sms.save()
    Message.objects.update(claimed_at=timezone.now() - rules.CLAIM - timedelta(seconds=1))
    actions.settle()
    assert actions.send(message_id=cut.pk) == Status.SENT
    assert provider.calls[0].form["ref"] == str(cut.uuid)


def test_an_answer_that_comes_after_it_was_given_up_still_counts(contact, provider, monkeypatch) -> None:
    provider.usual = {"id": "late-1"}
    message = order(contact)
    real = Gateway.send

    def slowly(self, outgoing):
        sent = real(self, outgoing)
        Message.objects.update(claimed_at=timezone.now() - timedelta(hours=1))
        actions.settle()
        return sent

    monkeypatch.setattr(Gateway, "send", slowly)
    assert actions.send(message_id=message.pk) == Status.SENT


def test_a_fault_of_ours_while_sending_is_unclear_and_not_hidden(contact, monkeypatch) -> None:
    monkeypatch.setattr(Gateway, "send", lambda self, message: 1 / 0)
    message = order(contact)
    with pytest.raises(ZeroDivisionError):
        actions.send(message_id=message.pk)
    message.refresh_from_db()
    assert message.status == Status.UNCLEAR


def test_a_person_sends_it_again_under_a_new_key_or_notes_that_it_arrived_or_leaves_it(
    sms, cut, provider, cast
) -> None:
    sms.settings["key_field"] = "ref"
    sms.save()
    with pytest.raises(Refused):
        actions.send_again(message=cut, by=cast.duniya)  # it is still being sent, for all we know
    Message.objects.update(status=Status.UNCLEAR)
    actions.send_again(message=cut, by=cast.duniya)
    assert actions.send(message_id=cut.pk) == Status.SENT
    assert provider.calls[0].form["ref"] != str(cut.uuid)
    Message.objects.update(status=Status.UNCLEAR)
    assert actions.took_it(message=cut, by=cast.duniya).status == Status.DELIVERED
    Message.objects.update(status=Status.FAILED)
    assert actions.leave(message=cut, by=cast.duniya).reason == Reason.LEFT
    acts = AuditEntry.objects.filter(event__startswith="message.").order_by("id").values_list("event", flat=True)
    assert list(acts) == ["message.sent_again", "message.took_it", "message.left"]


# When


NIGHT = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
MORNING = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)  # 8 o'clock in Algiers


@pytest.mark.parametrize(
    ("moment", "goes"),
    [
        (NIGHT, MORNING),
        (NIGHT + timedelta(hours=4), MORNING),
        (datetime(2026, 11, 22, 12, 0, tzinfo=UTC), datetime(2026, 11, 22, 12, 0, tzinfo=UTC)),
        (datetime(2026, 11, 22, 20, 0, tzinfo=UTC), MORNING),  # 21:00 sharp
        (MORNING, MORNING),
    ],
)
def test_people_are_left_in_peace_at_night_but_not_with_what_is_urgent(moment, goes) -> None:
    assert rules.may_go_at(moment, urgent=False) == goes
    assert rules.may_go_at(moment, urgent=True) == moment


def test_what_waited_into_the_night_waits_on(contact, provider, monkeypatch) -> None:
    message = order(contact, urgent=False)
    Message.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    monkeypatch.setattr(rules, "is_quiet", lambda moment: True)
    assert actions.send(message_id=message.pk) is None
    message.refresh_from_db()
    assert message.status == Status.WAITING and message.due_at > timezone.now() and provider.calls == []


def test_no_more_than_the_pace_leaves_within_a_minute(sms, contact, provider) -> None:
    sms.per_minute = 2
    sms.save()
    contact.refresh_from_db()
    messages = [order(contact, f"k{number}") for number in range(3)]
    assert [actions.send(message_id=each.pk) for each in messages] == [Status.SENT, Status.SENT, None]
    assert len(provider.calls) == 2
    Message.objects.filter(status=Status.SENT).update(claimed_at=timezone.now() - timedelta(seconds=61))
    Message.objects.update(due_at=timezone.now())
    assert actions.send(message_id=messages[2].pk) == Status.SENT


def test_tries_come_further_and_further_apart_and_end(contact, provider) -> None:
    message = order(contact)
    waits = []
    for _try in range(rules.MOST_TRIES):
        provider.will(503)
        Message.objects.update(due_at=timezone.now())
        message.connector.paused_until = None
        message.connector.save()
        actions.send(message_id=message.pk)
        message.refresh_from_db()
        waits.append(round((message.due_at - timezone.now()).total_seconds()))
    assert waits[:4] == [30, 120, 480, 1920]
    assert (message.status, message.reason) == (Status.FAILED, Reason.PROVIDER)


def test_what_could_not_go_for_three_days_is_left_to_a_person(contact) -> None:
    message = order(contact)
    Message.objects.update(at=timezone.now() - timedelta(days=3, minutes=1))
    assert actions.drain() == 0
    message.refresh_from_db()
    assert (message.status, message.reason) == (Status.FAILED, Reason.LATE)


def test_nothing_leaves_by_a_connector_that_is_off(sms, contact, provider) -> None:
    message = order(contact)
    sms.enabled = False
    sms.save()
    assert actions.send(message_id=message.pk) is None
    assert actions.drain() == 0 and provider.calls == []


# Erased


def test_who_is_forgotten_is_gone_from_every_column_and_gets_nothing_more(contact, sms, run_jobs, provider) -> None:
    actions.keep(connector=sms, raws=["from=0550001234&text=ساعدونا&id=7"])
    run_jobs()
    someone = Contact.objects.exclude(pk=contact.pk).get()
    waiting = order(someone)
    actions.forget(contact=someone)
    someone.refresh_from_db()
    waiting.refresh_from_db()
    assert (someone.address, someone.index, someone.name) == ("", "", "")
    assert (waiting.status, waiting.reason) == (Status.STOPPED, Reason.FORGOTTEN)
    assert Arrival.objects.get().raw == ""
    assert order(someone, "later").status == Status.STOPPED


def test_what_came_in_is_emptied_after_ninety_days_and_its_hash_stays(sms, run_jobs) -> None:
    actions.keep(connector=sms, raws=["from=0550001234&text=ساعدونا&id=7"])
    Arrival.objects.update(at=timezone.now() - timedelta(days=91))
    assert actions.forget_raw() == 0  # nobody has read it
    run_jobs()
    assert actions.forget_raw() == 1
    arrival = Arrival.objects.get()
    assert arrival.raw == "" and len(arrival.sha256) == 64


def test_the_order_of_receipts_knows_every_status_a_provider_tells() -> None:
    assert set(sending.ORDER) == {Status.SENT, Status.FAILED, Status.DELIVERED}


def test_what_a_person_wrote_goes_before_what_goes_by_itself(sms, contact, provider, cast, run_jobs) -> None:
    Message.objects.all().delete()
    sms.paused_until = timezone.now() + timedelta(minutes=5)
    sms.save()
    contact.refresh_from_db()
    by_itself = [order(contact, f"k{number}") for number in range(4)]
    written = actions.order(contact=contact, body="answer", key="by hand", by=cast.duniya, urgent=True)
    run_jobs()
    assert provider.calls == []
    sms.paused_until, sms.per_minute = None, 3
    sms.save()
    Message.objects.update(due_at=timezone.now())
    actions.drain()
    run_jobs()
    assert provider.calls[0].form["text"] == "answer" and len(provider.calls) == 3
    written.refresh_from_db()
    by_itself[3].refresh_from_db()
    assert (written.status, by_itself[3].status) == (Status.SENT, Status.WAITING)


def test_the_pace_keeps_a_place_for_a_person_who_waits(sms, contact, provider, cast) -> None:
    sms.per_minute = 2
    sms.save()
    contact.refresh_from_db()
    first, second = order(contact, "k1"), order(contact, "k2")
    written = actions.order(contact=contact, body="answer", key="by hand", by=cast.duniya, urgent=True)
    assert actions.send(message_id=first.pk) == Status.SENT
    assert actions.send(message_id=second.pk) is None
    assert actions.send(message_id=written.pk) == Status.SENT


def test_the_outboxs_questions_are_answered_by_an_index(sms, contact) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        now = timezone.now()
        outbox = Message.objects.filter(status="WAITING", due_at__lte=now).order_by("-ahead", "-urgent", "due_at", "id")
        ahead = Message.objects.filter(connector=sms, status="WAITING", ahead=True, due_at__lte=now)
        standing = (
            Message.objects.filter(connector=sms, status__in=STANDING).values_list("status").annotate(n=Count("id"))
        )
        unreadable = Arrival.objects.filter(connector=sms, readable=False).exclude(raw="")
        for rows, index in (
            (outbox, "message_outbox"), (ahead, "message_ahead"), (standing, "message_standing"), (unreadable, "arrival_unreadable"),
        ):  # fmt: skip
            assert index in rows.explain(), index
