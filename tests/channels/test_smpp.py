"""SMPP against a server of its own: long messages in both directions, receipts, refusals, and the cut line."""

from __future__ import annotations

import contextlib
import json
import struct

import pytest
from tests.channels.smpp_server import Smsc, deliver_body

from yaqaza.channels import actions
from yaqaza.channels.connectors.smpp import Provider, Session
from yaqaza.channels.models import Arrival, Connector, Contact, Message
from yaqaza.channels.states import Health, Kind, Reason, Status

pytestmark = pytest.mark.django_db
ARABIC = (
    "امرأة مسنة وحدها في القصبة منذ ثلاثة أيام بلا أكل ولا ماء، والجيران خائفون عليها كثيرا، نرجو أن تأتوا قبل الليل"
)


@pytest.fixture
def smsc(settings, monkeypatch):
    settings.CHANNEL_HOSTS = frozenset({"127.0.0.1"})
    monkeypatch.setattr("yaqaza.channels.connectors.smpp.SILENT_SECONDS", 0.3)
    monkeypatch.setattr("yaqaza.channels.connectors.smpp.PARTS_SECONDS", 0.6)
    server = Smsc()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def line(smsc, connect) -> Connector:
    values = {"host": "127.0.0.1", "port": str(smsc.port), "security": "none", "system_id": "yaqaza", "sender": "5555"}
    return connect(Kind.SMPP, values, {"password": "secret"})


@pytest.fixture
def contact(line) -> Contact:
    return Contact.objects.create(connector=line, address="+213550001234", index="i" * 64)


def order(contact: Contact, text: str = ARABIC) -> Message:
    return actions.order(contact=contact, body=text, key=text[:20], urgent=True)


def in_parts(text: str, sender: str = "213550001234") -> list[bytes]:
    content = text.encode("utf-16-be")
    chunks = [content[at : at + 134] for at in range(0, len(content), 134)]
    return [
        deliver_body(sender, b"\x05\x00\x03\x2a" + bytes([len(chunks), number]) + chunk, esm_class=0x40)
        for number, chunk in enumerate(chunks, 1)
    ]


def incoming() -> list[str]:
    return [message.body for message in Message.objects.filter(direction="IN").order_by("id")]


def test_what_waits_at_the_operator_comes_in_whole_and_is_acknowledged(smsc, line, run_jobs) -> None:
    smsc.waiting = [deliver_body("213661234567", b"Il fait froid, a l'aide", coding=0), *in_parts(ARABIC)]
    count = len(smsc.waiting)
    actions.poll(connector_id=line.pk)
    run_jobs()
    assert smsc.acknowledged == count and smsc.waiting == []
    assert incoming() == ["Il fait froid, a l'aide", ARABIC]
    line.refresh_from_db()
    assert line.in_health == Health.WORKS and line.polling_until is None
    assert Message.objects.filter(direction="IN").last().contact.address == "+213550001234"


def later(monkeypatch) -> None:
    """The rest of a long message is waited for no longer."""
    monkeypatch.setattr("yaqaza.channels.connectors.smpp.parts.LATE_SECONDS", 0)


def test_parts_in_another_order_are_put_in_theirs_and_a_missing_one_holds_nothing_back(
    smsc, line, run_jobs, monkeypatch
) -> None:
    parts = in_parts(ARABIC)
    assert len(parts) == 2
    smsc.waiting = parts[::-1]
    actions.poll(connector_id=line.pk)
    smsc.waiting = in_parts(ARABIC.replace("مسنة", "عجوز"), "213770001234")[1:]
    actions.poll(connector_id=line.pk)
    run_jobs()
    assert incoming() == [ARABIC]
    later(monkeypatch)
    actions.poll(connector_id=line.pk)
    run_jobs()
    whole, half = incoming()
    assert whole == ARABIC
    assert half.startswith("[…]") and half.endswith("قبل الليل")
    line.refresh_from_db()
    assert line.cursor == {}


def test_a_line_that_is_cut_between_the_parts_loses_none_and_the_next_session_has_the_rest(
    smsc, line, run_jobs
) -> None:
    smsc.waiting, smsc.hang_up_after = in_parts(ARABIC), 1
    actions.poll(connector_id=line.pk)
    assert (smsc.acknowledged, len(smsc.waiting)) == (1, 1)
    line.refresh_from_db()
    assert ARABIC[:10] not in str(line.cursor)
    actions.poll(connector_id=line.pk)
    run_jobs()
    assert incoming() == [ARABIC] and smsc.waiting == []


def test_parts_come_in_as_they_are_also_when_the_operator_is_gone(smsc, line, run_jobs, monkeypatch) -> None:
    smsc.waiting, smsc.hang_up_after = in_parts(ARABIC), 1
    actions.poll(connector_id=line.pk)
    line.refresh_from_db()
    line.settings["port"] = "9"
    line.save()
    later(monkeypatch)
    actions.poll(connector_id=line.pk)
    run_jobs()
    (half,) = incoming()
    assert half.endswith("[…]") and half.removesuffix("[…]") == ARABIC[: len(half) - 3]


def test_a_process_that_is_killed_between_the_parts_loses_none(smsc, line, run_jobs, monkeypatch) -> None:
    smsc.waiting = in_parts(ARABIC)
    real, read = Session.next_delivered, []

    def killed(self):
        if read:
            raise SystemExit
        read.append(real(self))
        return read[0]

    with monkeypatch.context() as patched:
        patched.setattr(Session, "next_delivered", killed)
        with pytest.raises(SystemExit):
            actions.poll(connector_id=line.pk)
    assert (smsc.acknowledged, len(smsc.waiting)) == (1, 1)
    Connector.objects.update(polling_until=None)
    actions.poll(connector_id=line.pk)
    run_jobs()
    assert incoming() == [ARABIC]


def test_a_last_part_that_comes_again_makes_no_second_message(smsc, line, run_jobs, monkeypatch) -> None:
    smsc.waiting, smsc.forgets_acknowledgement = in_parts(ARABIC), True
    actions.poll(connector_id=line.pk)
    smsc.forgets_acknowledgement = False
    assert len(smsc.waiting) == 1
    actions.poll(connector_id=line.pk)
    later(monkeypatch)
    actions.poll(connector_id=line.pk)
    run_jobs()
    assert incoming() == [ARABIC] and smsc.waiting == []


def test_a_reference_given_again_to_another_message_mixes_nothing(smsc, line, run_jobs) -> None:
    other = ARABIC.replace("مسنة", "عجوز")
    smsc.waiting = [*in_parts(ARABIC)[:1], *in_parts(other)]
    actions.poll(connector_id=line.pk)
    run_jobs()
    half, whole = incoming()
    assert half.endswith("[…]") and whole == other


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (deliver_body("213550001234", b"", esm_class=0x40), None),
        (deliver_body("213550001234", b"\x09\x00\x03hi", esm_class=0x40), None),
        (deliver_body("213550001234", b"\x02\x00\x03hi", esm_class=0x40, coding=0), "hi"),
        (deliver_body("213550001234", b"\x05\x00\x03\x2a\x02\x07hi", esm_class=0x40, coding=0), "hi"),
        (deliver_body("213550001234", b"hi", tlvs=struct.pack(">HHB", 0x20C, 2, 1)), None),
        (b"\x00\x01\x01", None),
        (b"", None),
    ],
    ids=["no header", "long header", "short element", "part 7 of 2", "short field", "cut off", "nothing"],
)
def test_bytes_that_make_no_sense_are_kept_acknowledged_and_stop_nobody(smsc, line, run_jobs, body, text) -> None:
    smsc.waiting = [body, deliver_body("213661234567", b"froid", coding=0)]
    actions.poll(connector_id=line.pk)
    line.refresh_from_db()
    assert smsc.waiting == [] and line.in_health == Health.WORKS
    first = Arrival.objects.order_by("id").first()
    run_jobs()
    first.refresh_from_db()
    if text is None:
        assert incoming() == ["froid"]
        assert json.loads(first.raw)["hex"].endswith(body.hex()) and not first.readable
    else:
        assert incoming() == [text, "froid"]


def test_nothing_is_acknowledged_before_it_is_kept(smsc, line, monkeypatch) -> None:
    smsc.waiting = [deliver_body("213661234567", b"froid", coding=0)]
    monkeypatch.setattr("yaqaza.channels.actions.polling.keep", lambda **more: 1 / 0)
    with contextlib.suppress(ZeroDivisionError):
        actions.poll(connector_id=line.pk)
    assert smsc.acknowledged == 0 and len(smsc.waiting) == 1


def test_the_same_delivered_again_after_a_lost_acknowledgement_comes_in_once(smsc, line, run_jobs) -> None:
    for _time in range(2):
        smsc.waiting = [deliver_body("213661234567", b"froid", coding=0)]
        actions.poll(connector_id=line.pk)
    run_jobs()
    assert incoming() == ["froid"] and Arrival.objects.count() == 2


def test_a_long_arabic_message_goes_out_in_parts_with_one_report_asked_for(smsc, contact) -> None:
    message = order(contact)
    assert actions.send(message_id=message.pk) == Status.SENT
    assert [row["report"] for row in smsc.submitted] == [0, 1]
    assert {(row["from"], row["to"], row["coding"], row["esm"]) for row in smsc.submitted} == {
        ("5555", "213550001234", 8, 0x40)
    }
    assert b"".join(row["content"][6:] for row in smsc.submitted).decode("utf-16-be") == ARABIC
    message.refresh_from_db()
    assert message.external_id == "m-2"


@pytest.mark.parametrize(
    ("state", "status"), [(b"DELIVRD", Status.DELIVERED), (b"UNDELIV", Status.FAILED), (b"ACCEPTD", Status.SENT)]
)
def test_a_receipt_says_what_became_of_it(smsc, line, contact, run_jobs, state, status) -> None:
    message = order(contact, "أين؟")
    actions.send(message_id=message.pk)
    told = b"id:m-1 sub:001 dlvrd:001 submit date:2611221030 done date:2611221031 stat:" + state + b" err:000 text:"
    smsc.waiting = [deliver_body("213550001234", told, coding=0, esm_class=4)]
    actions.poll(connector_id=line.pk)
    run_jobs()
    message.refresh_from_db()
    assert message.status == status


def test_a_receipt_may_stand_in_fields_of_its_own(smsc, line, contact, run_jobs) -> None:
    message = order(contact, "أين؟")
    actions.send(message_id=message.pk)
    tlvs = struct.pack(">HH", 0x1E, 4) + b"m-1\x00" + struct.pack(">HHB", 0x427, 1, 2)
    smsc.waiting = [deliver_body("213550001234", b"", coding=0, esm_class=4, tlvs=tlvs)]
    actions.poll(connector_id=line.pk)
    run_jobs()
    message.refresh_from_db()
    assert message.status == Status.DELIVERED


@pytest.mark.parametrize(
    ("code", "status", "reason"),
    [
        (0x58, Status.WAITING, Reason.LIMIT),
        (0x14, Status.WAITING, Reason.LIMIT),
        (0x08, Status.WAITING, Reason.PROVIDER),
        (0x0B, Status.FAILED, Reason.ADDRESS),
        (0x45, Status.FAILED, Reason.CONTENT),
    ],
)
def test_what_the_operators_refusals_mean(smsc, contact, code, status, reason) -> None:
    smsc.statuses = [code]
    message = order(contact, "أين؟")
    assert actions.send(message_id=message.pk) == status
    message.refresh_from_db()
    assert message.reason == reason


def test_a_refusal_after_the_first_part_left_is_for_a_person(smsc, contact) -> None:
    smsc.statuses = [0, 0x58]
    message = order(contact)
    assert actions.send(message_id=message.pk) == Status.UNCLEAR


def test_a_line_cut_before_the_answer_may_have_been_sent(smsc, contact) -> None:
    smsc.hang_up_on_submit = True
    message = order(contact, "أين؟")
    assert actions.send(message_id=message.pk) == Status.UNCLEAR
    assert len(smsc.submitted) == 1


def test_a_wrong_password_is_the_connectors_trouble(smsc, line, contact) -> None:
    smsc.password = "another"
    message = order(contact, "أين؟")
    assert actions.send(message_id=message.pk) == Status.WAITING
    actions.poll(connector_id=line.pk)
    line.refresh_from_db()
    assert (line.out_health, line.out_trouble) == (Health.TROUBLE, Reason.ACCESS)


def test_nobody_listening_is_tried_later(smsc, line, contact) -> None:
    line.settings["port"] = "9"
    line.save()
    contact.refresh_from_db()
    message = order(contact, "أين؟")
    assert actions.send(message_id=message.pk) == Status.WAITING


def test_without_tls_only_hosts_of_this_house_are_spoken_to(line, contact, settings) -> None:
    settings.CHANNEL_HOSTS = frozenset()
    actions.check_health(connector=line)
    assert line.out_trouble == Reason.SETTINGS


def test_what_is_kept_says_nothing_of_the_session_it_came_in(smsc, line) -> None:
    smsc.waiting = [deliver_body("213661234567", b"froid", coding=0)]
    actions.poll(connector_id=line.pk)
    assert json.loads(Arrival.objects.get().raw) == {"from": "+213661234567", "text": "froid"}
    assert Provider({}).polls
