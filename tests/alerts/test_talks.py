"""Messages become alerts, join them, are answered, and the reporter's address can be erased."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from yaqaza.alerts import actions, queries
from yaqaza.alerts.actions import talks
from yaqaza.alerts.models import Alert, AlertEvent, AlertMessage, Reading
from yaqaza.alerts.routing import standing
from yaqaza.channels import actions as channels
from yaqaza.channels.models import Connector, Contact, Message, OptOut
from yaqaza.channels.states import Direction, Kind, Status
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.territory import gazetteer

pytestmark = pytest.mark.django_db
TAKEN_IN = 30
"""Statements that make alerts of messages, however many."""

ARABIC = "امرأة مسنة وحدها في القصبة منذ ثلاثة أيام بلا أكل"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    gazetteer.forget()


@pytest.fixture
def number(houses) -> Connector:
    return Connector.objects.create(
        kind=Kind.DEMO, name="رقم", organisation=houses.cell, enabled=True, secrets='{"key": "k"}'
    )


@pytest.fixture
def writes(number, run_jobs):
    """Somebody sends an SMS, and the jobs run."""

    def write(text: str, sender: str = "0550001234", number_: Connector = number, **more: str) -> None:
        from urllib.parse import urlencode

        channels.keep(connector=number_, raws=[urlencode({"from": sender, "text": text, **more})])
        run_jobs()

    return write


def our_answers() -> list[Message]:
    return list(Message.objects.filter(direction=Direction.OUT).order_by("id"))


def test_the_first_message_makes_an_alert_and_is_answered_with_its_code(writes, houses) -> None:
    writes(ARABIC)
    alert = Alert.objects.get()
    assert (alert.channel, alert.text, alert.organisation, alert.reporter_phone) == (
        "SMS", ARABIC, houses.cell, "+213550001234",
    )  # fmt: skip
    answer = our_answers()[0]
    assert answer.status == Status.DELIVERED and answer.language == "ar"
    code = next(word for word in answer.body.replace(".", " ").split() if len(word) == 9 and word[4] == "-")
    assert queries.by_tracking_code(code) == alert
    assert AlertMessage.objects.filter(alert=alert).count() == 2


@pytest.mark.parametrize(
    ("text", "language", "word"),
    [
        ("Une vieille dame seule dans la rue depuis trois jours, elle a froid", "fr", "Code de suivi"),
        ("An old man is lying in the street and he is very cold", "en", "Tracking code"),
        ("rani 7na bla makla w drari y9asiw mel berd", "ar", "رمز المتابعة"),
        ("ⵜⴰⵎⵖⴰⵔⵜ ⵜⵍⵍⴰ ⵖ ⵓⵖⴰⵔⴰⵙ", "zgh", "ⴰⵏⴳⴰⵍ"),
    ],
)
def test_the_answer_is_in_the_language_of_the_writer(writes, text, language, word) -> None:
    writes(text)
    answer = our_answers()[0]
    assert answer.language == language and word in answer.body
    assert "{" not in answer.body and "[" not in answer.body


def test_later_messages_join_the_alert_that_is_open_and_are_not_answered_by_the_machine(writes, cast) -> None:
    writes(ARABIC)
    writes("هي في الطابق الثالث")
    alert = Alert.objects.get()
    assert alert.has_addition
    assert alert.events.filter(kind=AlertEvent.Kind.ADDITION).get().text == "هي في الطابق الثالث"
    assert len(our_answers()) == 1


def test_somebody_else_makes_an_alert_of_their_own(writes) -> None:
    writes(ARABIC)
    writes(ARABIC, sender="0661234567")
    assert Alert.objects.count() == 2


def test_a_message_that_overtakes_the_one_before_it_joins_it(number, run_jobs) -> None:
    now = timezone.now()
    raws = [
        f"from=0550001234&text=second&id=2&time={(now - timedelta(minutes=1)).isoformat().replace('+', '%2B')}",
        f"from=0550001234&text=first&id=1&time={(now - timedelta(minutes=2)).isoformat().replace('+', '%2B')}",
    ]
    for arrival in channels.keep(connector=number, raws=raws):
        channels.take_in(arrival_ids=[arrival.pk])
    talks.take_messages(message_ids=[Message.objects.get(external_id="2").pk])
    talks.take_messages(message_ids=[Message.objects.get(external_id="1").pk])
    alert = Alert.objects.get()
    assert alert.text == "first"
    assert alert.events.get(kind=AlertEvent.Kind.ADDITION).text == "second"


def test_the_job_is_safe_to_run_twice(writes) -> None:
    writes(ARABIC)
    for pk in Message.objects.filter(direction=Direction.IN).values_list("pk", flat=True):
        assert talks.take_messages(message_ids=[pk]) == 0
    assert Alert.objects.count() == 1 and len(our_answers()) == 1


def test_whoever_answers_to_a_dismissal_within_three_days_is_heard_again_and_later_tells_of_something_new(
    writes, cast
) -> None:
    writes(ARABIC)
    alert = Alert.objects.get()
    actions.read(alert=alert, by=cast.duniya)
    actions.dismiss(alert=alert, by=cast.duniya, reason="ABUSE")
    writes("لا، هذا صحيح، أرجوكم")
    alert.refresh_from_db()
    assert alert.status == "READ" and Alert.objects.count() == 1
    actions.dismiss(alert=alert, by=cast.duniya, reason="ABUSE")
    Alert.objects.update(decided_at=timezone.now() - timedelta(days=4))
    writes("عائلة أخرى بلا ماء")
    assert Alert.objects.count() == 2


def test_after_two_weeks_of_silence_an_alert_in_work_takes_no_more(writes) -> None:
    writes(ARABIC)
    Alert.objects.update(status="IN_CASE")
    writes("مازالت مريضة")
    assert Alert.objects.count() == 1
    AlertMessage.objects.update(at=timezone.now() - timedelta(days=15))
    writes("طفل في الشارع")
    assert Alert.objects.count() == 2


def test_a_position_places_the_alert(number, places, run_jobs) -> None:
    contact = Contact.objects.create(connector=number, address="+213550001234", index="i" * 64)
    message = Message.objects.create(
        connector=number, contact=contact, direction=Direction.IN, lon=3.05, lat=36.78, attachments=1
    )
    talks.take_messages(message_ids=[message.pk])  # no commune has an outline here: somewhere in the connector's area
    alert = Alert.objects.get()
    assert (alert.place_precision, alert.area) == ("UNKNOWN", places.algiers)


def test_an_officer_answers_once_by_the_way_the_reporter_wrote(writes, cast, run_jobs) -> None:
    writes(ARABIC)
    alert = Alert.objects.get()
    with pytest.raises(Refused):
        talks.write(alert=alert, by=cast.duniya, text="أين؟", key="a", at_once=True)  # nobody has read it
    actions.read(alert=alert, by=cast.duniya)
    first = talks.write(alert=alert, by=cast.duniya, text="أين هي بالضبط؟", key="a", at_once=True)
    again = talks.write(alert=alert, by=cast.duniya, text="أين هي بالضبط؟", key="a", at_once=True)
    run_jobs()
    first.refresh_from_db()
    assert first == again and first.status == Status.DELIVERED
    assert alert.events.filter(kind=AlertEvent.Kind.WRITTEN).count() == 1


def test_who_may_not_write_does_not_and_who_wants_nothing_gets_nothing(writes, cast) -> None:
    writes(ARABIC)
    alert = Alert.objects.get()
    actions.read(alert=alert, by=cast.duniya)
    with pytest.raises(NotPermitted):
        talks.write(alert=alert, by=cast.amina, text="؟", key="b")
    writes("قف")
    assert OptOut.objects.count() == 1 and alert.events.filter(kind=AlertEvent.Kind.ADDITION).count() == 0
    with pytest.raises(Refused):
        talks.write(alert=alert, by=cast.duniya, text="؟", key="c")


def test_a_reporter_who_has_their_contact_erased_is_erased_from_the_talk_too(writes, run_jobs) -> None:
    writes(ARABIC)
    actions.erase_contact(alert=Alert.objects.get())
    run_jobs()
    contact = Contact.objects.get()
    assert (contact.address, contact.index) == ("", "")


def test_who_gave_neither_number_nor_name_is_erased_from_the_talk_all_the_same(writes, run_jobs) -> None:
    writes(ARABIC, sender="NAJDA")
    alert = Alert.objects.get()
    assert (alert.reporter_phone, alert.reporter_name) == ("", "")
    actions.erase_contact(alert=alert)
    run_jobs()
    contact = Contact.objects.get()
    assert (contact.address, contact.index) == ("", "")
    assert alert.events.filter(kind=AlertEvent.Kind.ERASED).count() == 1


# Pages


def test_the_panel_shows_the_talk_to_those_who_see_the_alert(writes, cast, signed_in) -> None:
    writes(ARABIC)
    alert = Alert.objects.get()
    address = reverse("alerts:talk_panel", args=[alert.uuid])
    here = signed_in(cast.duniya)
    here.get(alert.get_absolute_url())  # opening it is reading it
    shown = here.get(address).content.decode()
    assert ARABIC in shown and reverse("alerts:reply", args=[alert.uuid]) in shown
    assert "550001234" not in shown.replace(" ", "")
    assert signed_in(cast.chafia).get(address).status_code == 404
    assert reverse("alerts:reply", args=[alert.uuid]) not in signed_in(cast.amina).get(address).content.decode()


def test_ready_words_begin_an_answer_in_the_reporters_language(writes, cast, signed_in) -> None:
    writes("Une vieille dame seule dans la rue depuis trois jours, elle a froid")
    alert = Alert.objects.get()
    here = signed_in(cast.duniya)
    here.get(alert.get_absolute_url())
    form = here.get(reverse("alerts:reply", args=[alert.uuid]) + "?template=WHERE").context["form"]
    assert form.initial["text"].startswith("Où se trouve")
    posted = {"text": form.initial["text"], "template": "WHERE", "key": str(form.initial["key"]), "at_once": "on"}
    assert here.post(reverse("alerts:reply", args=[alert.uuid]), posted).status_code == 302
    assert our_answers()[-1].template == "WHERE"


def test_what_did_not_arrive_is_listed_where_it_may_be_decided(writes, cast, signed_in) -> None:
    writes(ARABIC)
    Message.objects.filter(direction=Direction.OUT).update(status=Status.UNCLEAR, reason="CUT")
    message = our_answers()[0]
    listed = reverse("alerts:messages")
    assert str(message.uuid) in signed_in(cast.duniya).get(listed).content.decode()
    decide = reverse("alerts:message_decision", args=[message.uuid])
    assert signed_in(cast.chafia).post(decide, {"do": "again"}).status_code == 403
    here = signed_in(cast.duniya)
    assert here.post(decide, {"do": "took", "next": listed}).headers["Location"] == listed
    message.refresh_from_db()
    assert message.status == Status.DELIVERED
    assert here.post(decide, {"do": "again"}).status_code == 409  # it needs no decision any more
    assert str(message.uuid) not in here.get(listed).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_undecided_asks_as_often_for_three_as_for_one(
    writes, cast, signed_in, django_assert_num_queries, rows
) -> None:
    for index in range(rows):
        writes(ARABIC, sender=f"055000123{index}")
    Message.objects.filter(direction=Direction.OUT).update(status=Status.UNCLEAR, reason="CUT")
    here = signed_in(cast.duniya)
    with django_assert_num_queries(4):
        here.get(reverse("alerts:messages"))


# What became no alert in its own time


def in_vain(monkeypatch, word: str):
    """What holds ``word`` cannot be taken in."""
    real = talks.receive_all

    def receive_all(arriving, **how):
        if any(word in each.text for each in arriving):
            raise LookupError
        return real(arriving, **how)

    monkeypatch.setattr(talks, "receive_all", receive_all)


def test_one_message_that_cannot_be_taken_in_does_not_silence_who_wrote_it(number, monkeypatch) -> None:
    in_vain(monkeypatch, "first")
    for arrival in channels.keep(
        connector=number, raws=[f"from=0550001234&text={word}&id={word}" for word in ("first", "second")]
    ):
        channels.take_in(arrival_ids=[arrival.pk])
    with pytest.raises(LookupError):
        talks.take_messages(message_ids=[Message.objects.get(external_id="second").pk])
    assert Alert.objects.get().text == "second"
    assert Message.objects.get(external_id="second").taken_at and not Message.objects.get(external_id="first").taken_at


def messages_of(number, *texts: str, id_from: int = 0) -> list[int]:
    """Each from somebody else, taken in by one call of the provider each; return the messages, which wait for their alerts."""
    raws = [f"from=05500{id_from + row:05d}&text={text}&id={id_from + row}" for row, text in enumerate(texts)]
    channels.take_in(arrival_ids=[arrival.pk for arrival in channels.keep(connector=number, raws=raws)])
    ids = [str(id_from + row) for row in range(len(texts))]
    return list(Message.objects.filter(external_id__in=ids).order_by("id").values_list("pk", flat=True))


def test_one_of_many_that_cannot_be_taken_in_neither_holds_up_nor_undoes_the_others(
    number, monkeypatch, run_jobs
) -> None:
    messages_of(number, "one", "broken", "three")
    with monkeypatch.context() as patched:
        in_vain(patched, "broken")
        with pytest.raises(LookupError):
            run_jobs()  # its own job fails, and is tried again by the worker
        assert Alert.objects.get().text == "one"
        run_jobs()
    assert sorted(Alert.objects.values_list("text", flat=True)) == ["one", "three"]
    assert Message.objects.filter(direction=Direction.OUT).count() == 2
    assert talks.take_messages(message_ids=list(Message.objects.values_list("pk", flat=True))) == 1


def test_many_messages_become_alerts_with_the_statements_of_one(number, monkeypatch, django_assert_num_queries) -> None:
    monkeypatch.setattr(standing, "HELD_SECONDS", 3600)  # what is in force is asked for once, however slow the machine
    talks.take_messages(message_ids=messages_of(number, "a b c"))  # what is held for a moment is held now
    few, many = messages_of(number, "نار في البيت", id_from=10), messages_of(number, *["x y z"] * 3, id_from=20)
    for some in (few, many):
        with django_assert_num_queries(TAKEN_IN):
            assert talks.take_messages(message_ids=some) == len(some)
    assert Alert.objects.count() == 5 and AlertMessage.objects.count() == 10
    assert len(set(Alert.objects.values_list("number", "tracking_hash"))) == 5
    assert Reading.objects.count() == 5


def test_what_somebody_writes_in_one_go_is_one_alert(number) -> None:
    raws = [f"from=0550001234&text={text}&id={text}" for text in ("first", "second", "third")]
    channels.take_in(arrival_ids=[arrival.pk for arrival in channels.keep(connector=number, raws=raws)])
    assert talks.take_messages(message_ids=list(Message.objects.values_list("pk", flat=True))) == 3
    alert = Alert.objects.get()
    assert alert.text == "first" and alert.has_addition
    assert [event.text for event in alert.events.filter(kind="ADDITION").order_by("id")] == ["second", "third"]
    assert Message.objects.filter(direction=Direction.OUT).count() == 1


def test_what_joins_an_alert_is_added_before_a_number_is_held_or_in_a_turn_of_its_own(number, monkeypatch) -> None:
    """From a new number until it is committed, everybody waits who reports something."""
    talks.take_messages(message_ids=messages_of(number, "open"))
    told: list[tuple[str, str]] = []

    def watched(name: str) -> None:
        real = getattr(talks, name)

        def do(*given: object, **how: object) -> object:
            told.append((name, connection.savepoint_ids[0]))
            return real(*given, **how)

        monkeypatch.setattr(talks, name, do)

    watched("receive_all")
    watched("add_information")
    said = (("0550777777", "new"), ("0550777777", "more"), ("0550000000", "to it"))
    raws = [f"from={sender}&text={text}&id={text}" for sender, text in said]
    channels.take_in(arrival_ids=[arrival.pk for arrival in channels.keep(connector=number, raws=raws)])
    assert talks.take_messages(message_ids=list(Message.objects.values_list("pk", flat=True))) == 3
    assert [name for name, _turn in told] == ["add_information", "receive_all"] * 2  # the second time of none
    assert told[0][1] == told[1][1] != told[2][1]
    assert Alert.objects.count() == 2 and not Message.objects.filter(direction=Direction.IN, taken_at=None).exists()


def test_what_was_to_join_a_new_alert_and_could_not_joins_it_later_and_nothing_is_doubled(number, monkeypatch) -> None:
    raws = [f"from=0550001234&text={text}&id={text}" for text in ("first", "second")]
    channels.take_in(arrival_ids=[arrival.pk for arrival in channels.keep(connector=number, raws=raws)])
    ids = list(Message.objects.values_list("pk", flat=True))

    def fail(**_given: object) -> None:
        raise LookupError

    with monkeypatch.context() as patched:
        patched.setattr(talks, "add_information", fail)
        with pytest.raises(LookupError):
            talks.take_messages(message_ids=ids)
    assert (Alert.objects.get().text, Message.objects.get(external_id="second").taken_at) == ("first", None)
    assert [talks.take_messages(message_ids=ids) for _turn in range(2)] == [1, 0]
    assert [event.text for event in Alert.objects.get().events.filter(kind="ADDITION")] == ["second"]
    assert Message.objects.filter(direction=Direction.OUT).count() == 1


def test_what_its_own_job_gave_up_is_counted_and_taken_in_later_whoever_else_fails(
    number, monkeypatch, cast, signed_in
) -> None:
    raws = [f"from=055000123{row}&text={word}&id={word}" for row, word in enumerate(("broken", "whole"))]
    for arrival in channels.keep(connector=number, raws=raws):
        channels.take_in(arrival_ids=[arrival.pk])
    assert talks.take_left() == 0  # their own jobs come first
    Message.objects.update(at=timezone.now() - timedelta(hours=1))
    with monkeypatch.context() as patched:
        in_vain(patched, "broken")
        assert talks.take_left() == 1
    assert Alert.objects.get().text == "whole"
    page = signed_in(cast.administrator).get(number.get_absolute_url())
    assert page.context["untaken"] == 1
    assert talks.take_left() == 1 and Alert.objects.count() == 2
    assert talks.take_left() == 0


def test_what_was_taken_in_before_this_was_noted_is_noted_and_not_taken_again(writes) -> None:
    writes(ARABIC)
    Message.objects.update(taken_at=None, at=timezone.now() - timedelta(hours=1))
    assert talks.take_left() == 0
    assert Alert.objects.count() == 1 and not Message.objects.filter(direction=Direction.IN, taken_at=None).exists()


def test_an_answer_that_is_changed_after_going_back_goes_too(writes, cast, signed_in) -> None:
    writes(ARABIC)
    alert = Alert.objects.get()
    here = signed_in(cast.duniya)
    actions.read(alert=alert, by=cast.duniya)
    address = reverse("alerts:reply", args=[alert.uuid])
    key = here.get(address).context["form"].initial["key"]
    for text in ("أين هي؟", "أين هي؟", "أين هي بالضبط؟"):
        assert here.post(address, {"text": text, "key": key, "at_once": "on"}).status_code == 302
    assert [row.body for row in our_answers()[1:]] == ["أين هي؟", "أين هي بالضبط؟"]
