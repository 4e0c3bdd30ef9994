"""E-mail against an IMAP and an SMTP server: letters of people, of machines, and what a mail server's answers mean."""

from __future__ import annotations

import base64
import imaplib
import socket
import ssl
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.utils import timezone
from tests.channels.mail_server import PASSWORD, USER, Mailbox, Relay, certificate, mailbox, relay

from yaqaza.channels import actions, network
from yaqaza.channels.connectors import email as connector
from yaqaza.channels.models import Arrival, Connector, Contact, Message
from yaqaza.channels.states import Health, Kind, Reason, Status

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:Requiring AUTH")]  # this machine alone hears it
TEXT = "امرأة مسنة وحدها في القصبة"


@pytest.fixture
def box(settings):
    settings.CHANNEL_HOSTS = frozenset({"127.0.0.1"})
    with mailbox() as found:
        yield found


@pytest.fixture
def post():
    with relay() as found:
        yield found


def values(*, imap: int = 1, smtp: int = 1, security: str = "none") -> dict[str, str]:
    return {
        "address": USER, "from_name": "يقظة", "user": USER, "folder": "INBOX", "imap_host": "127.0.0.1", "imap_port": str(imap),
        "imap_security": "none", "smtp_host": "127.0.0.1", "smtp_port": str(smtp), "smtp_security": security,
    }  # fmt: skip


@pytest.fixture
def letters(box: Mailbox, connect) -> Connector:
    return connect(Kind.EMAIL, values(imap=box.imap_port), {"password": PASSWORD})


@pytest.fixture
def sender(settings, post: Relay, connect) -> Connector:
    settings.CHANNEL_HOSTS = frozenset({"127.0.0.1"})
    return connect(Kind.EMAIL, values(smtp=post.port), {"password": PASSWORD})


def fetch(letters: Connector, run_jobs) -> list[Message]:
    actions.poll(connector_id=letters.pk)
    run_jobs()
    return list(Message.objects.filter(direction="IN").order_by("id"))


@contextmanager
def opened(box: Mailbox):
    """The mailbox as its people open it."""
    server = imaplib.IMAP4("127.0.0.1", box.imap_port)
    server.login(USER, PASSWORD)
    server.select("INBOX")
    yield server
    server.logout()


def raw_letter(number: str, text: str = TEXT, *, written: datetime | None = None) -> bytes:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Message-ID"] = "samir@example.org", USER, number
    if written is not None:
        letter["Date"] = written
    letter.set_content(text)
    return letter.as_bytes()


def texts() -> set[str]:
    return {row.body for row in Message.objects.filter(direction="IN")}


def order(sender: Connector, **more) -> Message:
    contact = Contact.objects.create(connector=sender, address="samir@example.org", index="i" * 64)
    return actions.order(contact=contact, body="أين يوجد الشخص؟", key="k", urgent=True)


# In


def test_a_letter_comes_in_once_with_its_subject_and_who_wrote(box, letters, run_jobs) -> None:
    box.deliver(TEXT, Subject="نداء", Message_ID="<a@example.org>")
    (message,) = fetch(letters, run_jobs)
    assert (message.body, message.external_id) == (f"نداء\n\n{TEXT}", "<a@example.org>")
    assert (message.contact.address, message.contact.name) == ("samir@example.org", "Samir")
    assert len(fetch(letters, run_jobs)) == 1
    box.deliver("وصلت الشرطة", Subject="Re: نداء", Message_ID="<b@example.org>")
    assert [row.body for row in fetch(letters, run_jobs)][1:] == ["وصلت الشرطة"]


def test_the_same_letter_under_another_number_of_the_mailbox_comes_in_once(box, letters, run_jobs) -> None:
    for _time in range(2):
        box.deliver(TEXT, Message_ID="<a@example.org>")
    assert len(fetch(letters, run_jobs)) == 1
    assert Arrival.objects.count() == 2


def test_a_mailbox_that_was_numbered_anew_loses_and_doubles_nothing(box, letters, run_jobs) -> None:
    box.deliver(TEXT, Message_ID="<a@example.org>")
    fetch(letters, run_jobs)
    Connector.objects.update(cursor={"valid": "another", "uid": 900})
    box.deliver("ثانية", Message_ID="<b@example.org>")
    assert len(fetch(letters, run_jobs)) == 2


def test_letters_that_were_read_before_the_first_look_stay_what_they_are(box, letters, run_jobs) -> None:
    for number in range(3):
        box.deliver(f"قديمة {number}", Message_ID=f"<{number}@example.org>")
    with opened(box) as server:
        server.store("1:*", "+FLAGS", "(\\Seen)")
    assert fetch(letters, run_jobs) == [] and fetch(letters, run_jobs) == []
    box.deliver(TEXT, Message_ID="<new@example.org>")
    assert [row.body for row in fetch(letters, run_jobs)] == [TEXT]


def test_unread_letters_of_the_first_look_come_in_after_newer_ones_and_read_ones_between_do_not(
    box, letters, run_jobs, monkeypatch
) -> None:
    monkeypatch.setattr(connector, "AT_ONCE", 2)
    for number in range(6):
        box.deliver(f"رسالة {number}", Message_ID=f"<{number}@example.org>")
    with opened(box) as server:
        server.store("2,4", "+FLAGS", "(\\Seen)")
    fetch(letters, run_jobs)
    assert texts() == {"رسالة 0", "رسالة 2"}
    box.deliver(TEXT, Message_ID="<new@example.org>")
    fetch(letters, run_jobs)
    assert texts() == {"رسالة 0", "رسالة 2", TEXT, "رسالة 4"}
    fetch(letters, run_jobs)
    assert texts() == {"رسالة 0", "رسالة 2", TEXT, "رسالة 4", "رسالة 5"}
    letters.refresh_from_db()
    assert letters.cursor["due"] == {}


def test_of_a_mailbox_that_was_numbered_anew_only_the_last_days_are_read_again(box, letters, run_jobs) -> None:
    now = timezone.now()
    with opened(box) as server:
        for number, came, written in (("old", 900, 900), ("moved", 0, 900), ("late", 3, 3)):
            when, said = now - timedelta(days=came), now - timedelta(days=written)
            letter = raw_letter(f"<{number}@example.org>", number, written=said)
            server.append("INBOX", None, imaplib.Time2Internaldate(when), letter)
    Connector.objects.update(cursor={"valid": "another", "uid": 900})
    assert [row.body for row in fetch(letters, run_jobs)] == ["late"]


WITHOUT_PARTS = (
    b"From: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed\r\nSubject: s\r\n\r\nh\xe9lp\r\n"
)
NESTED = b"From: a@example.org\r\nMIME-Version: 1.0\r\n" + b"".join(
    b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (depth, depth) for depth in range(1200)
)


@pytest.mark.parametrize(("odd", "readable"), [(WITHOUT_PARTS, True), (NESTED, False)], ids=["without parts", "nested"])
def test_a_letter_that_nobody_can_take_apart_stops_no_other(box, letters, run_jobs, monkeypatch, odd, readable) -> None:
    """The server of the test cannot take it apart either: its bytes are put in place of those of a good one."""
    fetch(letters, run_jobs)
    box.deliver("x", Message_ID="<1@example.org>")
    box.deliver(TEXT, sender="b@example.org", Message_ID="<2@example.org>")
    real, asked = imaplib.IMAP4.uid, []

    def uid(self, command, *given):
        status, answer = real(self, command, *given)
        if command.upper() == "FETCH":
            asked.append(int(given[0]))
            if asked[-1] == min(asked):
                answer = [(each[0], odd) if isinstance(each, tuple) else each for each in answer]
        return status, answer

    monkeypatch.setattr(imaplib.IMAP4, "uid", uid)
    assert actions.poll(connector_id=letters.pk) == 2
    letters.refresh_from_db()
    assert (letters.in_health, letters.in_trouble) == (Health.WORKS, "")
    run_jobs()
    assert TEXT in texts()
    assert [row.readable for row in Arrival.objects.order_by("id")] == [readable, True]
    fetch(letters, run_jobs)
    assert Arrival.objects.count() == 2


@pytest.mark.parametrize("fault", [imaplib.IMAP4.error, ValueError])
def test_a_letter_that_the_server_does_not_hand_over_is_asked_for_again_and_then_noted(
    box, letters, run_jobs, monkeypatch, fault
) -> None:
    fetch(letters, run_jobs)
    box.deliver("لا تُعطى", Message_ID="<1@example.org>")
    box.deliver(TEXT, Message_ID="<2@example.org>")
    real, asked = connector._fetch, []

    def refuse(server, uid):
        asked.append(uid)
        if uid == min(asked):
            raise fault
        return real(server, uid)

    monkeypatch.setattr(connector, "_fetch", refuse)
    assert [row.body for row in fetch(letters, run_jobs)] == [TEXT]
    for _time in range(connector.REFUSALS + 1):
        fetch(letters, run_jobs)
    assert asked.count(min(asked)) == connector.REFUSALS
    assert [row.readable for row in Arrival.objects.order_by("id")] == [True, False]


def test_a_line_that_is_cut_at_a_letter_keeps_those_before_it(box, letters, run_jobs, monkeypatch) -> None:
    fetch(letters, run_jobs)
    for number in range(2):
        box.deliver(f"رسالة {number}", Message_ID=f"<{number}@example.org>")
    real, asked = connector._fetch, []

    def cut(server, uid):
        asked.append(uid)
        if len(asked) == 2:
            raise imaplib.IMAP4.abort
        return real(server, uid)

    monkeypatch.setattr(connector, "_fetch", cut)
    assert [row.body for row in fetch(letters, run_jobs)] == ["رسالة 0"]
    assert [row.body for row in fetch(letters, run_jobs)] == ["رسالة 0", "رسالة 1"]


@pytest.mark.parametrize(
    "head",
    [
        "Message-ID: <[a@b.]>",
        "Date: Mon, 20 Nov 2026 10:00:00 +99999999999999",
        'Content-Type: text/plain; charset="\x00"\r\nContent-Transfer-Encoding: 8bit',
        "Content-Type: multipart/mixed\r\nContent-Transfer-Encoding: base64",
    ],
)
def test_a_head_that_is_wrong_somewhere_costs_no_words(head) -> None:
    raw = f"From: a@example.org\r\n{head}\r\nSubject: s\r\n\r\nI am cold".encode()
    (came,) = connector.Provider({}).read(base64.b64encode(raw).decode())
    assert (came.sender, came.text) == ("a@example.org", "s\n\nI am cold")


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<news.example.org>"},
        {"Return_Path": "<>"},
        {"sender": USER},
    ],
)
def test_what_machines_write_makes_nothing(box, letters, run_jobs, headers) -> None:
    box.deliver(TEXT, **headers)
    assert fetch(letters, run_jobs) == []
    assert Arrival.objects.get().readable


def test_html_becomes_words_and_what_is_quoted_goes(box, letters, run_jobs) -> None:
    html = "<html><style>p{color:red}</style><body><p>برد &amp; جوع</p><div>سطر</div><script>x()</script></body></html>"
    box.deliver(html=html)
    box.deliver(
        "نعم، هنا.\n\nLe 21 nov. 2026 à 10:00, Yaqaza <cell@yaqaza.example> a écrit :\n> أين؟\n> سطر", Subject="Re: x"
    )
    assert [" ".join(row.body.split()) for row in fetch(letters, run_jobs)] == ["برد & جوع سطر", "نعم، هنا."]


def with_picture() -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "samir@example.org", USER, "صورة"
    letter.set_content(TEXT)
    letter.add_attachment(b"\xff\xd8\xff" + b"x" * 5000, maintype="image", subtype="jpeg", filename="a.jpg")
    return letter


def test_attachments_are_counted(box, letters, run_jobs) -> None:
    box.deliver_letter(with_picture())
    (message,) = fetch(letters, run_jobs)
    assert (message.body, message.attachments) == (f"صورة\n\n{TEXT}", 1)


def test_a_letter_too_long_comes_with_its_head_alone(box, letters, run_jobs, monkeypatch) -> None:
    monkeypatch.setattr(connector, "MOST_BYTES", 3000)
    box.deliver_letter(with_picture())
    box.deliver("x" * 6000, Subject="طويلة")
    assert [(row.body, row.attachments) for row in fetch(letters, run_jobs)] == [("صورة", 1), ("طويلة", 1)]


@pytest.mark.parametrize("raw", ["", "bm90aGluZw==", "%%%", "RnJvbTogbm9ib2R5CgpoaQ=="])
def test_what_is_no_letter_is_told_so(raw) -> None:
    with pytest.raises(connector.Unreadable):
        connector.Provider({}).read(raw)


def test_a_wrong_password_is_the_connectors_trouble(letters, run_jobs) -> None:
    letters.secrets = '{"password": "wrong"}'
    letters.save()
    assert fetch(letters, run_jobs) == []
    letters.refresh_from_db()
    assert (letters.in_health, letters.in_trouble) == (Health.TROUBLE, Reason.ACCESS)


def test_a_password_that_the_protocol_cannot_say_is_the_connectors_trouble(letters, sender, run_jobs) -> None:
    Connector.objects.update(secrets='{"password": "clé-secrète"}')
    assert fetch(letters, run_jobs) == []
    letters.refresh_from_db()
    assert (letters.in_health, letters.in_trouble) == (Health.TROUBLE, Reason.SETTINGS)
    sender.refresh_from_db()
    assert actions.send(message_id=order(sender).pk) == Status.WAITING
    sender.refresh_from_db()
    assert sender.out_trouble == Reason.SETTINGS


def test_a_mail_server_that_is_down_is_asked_again(letters, run_jobs) -> None:
    letters.settings["imap_port"] = "9"
    letters.save()
    fetch(letters, run_jobs)
    letters.refresh_from_db()
    assert letters.in_trouble == Reason.NETWORK


# Out


def test_an_answer_goes_out_in_the_thread_of_the_letter(sender, post) -> None:
    message = order(sender)
    Message.objects.create(
        connector=sender, contact=message.contact, direction="IN", body="x", external_id="<a@example.org>"
    )
    assert actions.send(message_id=message.pk) == Status.SENT
    (letter,) = post.letters
    assert letter["To"] == "samir@example.org" and "yaqaza.example" in letter["Message-ID"]
    assert letter["In-Reply-To"] == letter["References"] == "<a@example.org>"
    assert letter["Auto-Submitted"] == "auto-replied"
    assert letter.get_content().strip() == "أين يوجد الشخص؟"


@pytest.mark.parametrize(
    ("rcpt", "data", "outcome", "reason"),
    [
        ("550 no such user", "", Status.FAILED, Reason.ADDRESS),
        ("451 greylisted", "", Status.WAITING, Reason.LIMIT),
        ("", "554 spam", Status.FAILED, Reason.CONTENT),
        ("", "452 full", Status.WAITING, Reason.PROVIDER),
        ("", "cut", Status.UNCLEAR, Reason.CUT),
    ],
)
def test_what_the_servers_answers_mean(sender, post, rcpt, data, outcome, reason) -> None:
    post.rcpt, post.data = rcpt, data
    message = order(sender)
    assert actions.send(message_id=message.pk) == outcome
    message.refresh_from_db()
    assert message.reason == reason


def test_no_header_can_be_put_in_by_what_somebody_calls_themselves(sender, post) -> None:
    contact = Contact.objects.create(connector=sender, address="a@example.org\nBcc: all@example.org", index="j" * 64)
    message = actions.order(contact=contact, body="x", key="h", urgent=True)
    assert actions.send(message_id=message.pk) == Status.FAILED
    assert post.letters == []


def test_a_wrong_password_for_sending_waits_and_shows(sender, post) -> None:
    sender.secrets = '{"password": "wrong"}'
    sender.save()
    message = order(sender)
    assert actions.send(message_id=message.pk) == Status.WAITING
    sender.refresh_from_db()
    assert sender.out_trouble == Reason.ACCESS


def test_starttls_is_used_and_an_unknown_certificate_is_not_believed(settings, connect, tmp_path, monkeypatch) -> None:
    settings.CHANNEL_HOSTS = frozenset({"127.0.0.1"})
    cert, key = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    with relay(context) as server:
        line = connect(Kind.EMAIL, values(smtp=server.port, security="starttls"), {"password": PASSWORD})
        message = order(line)
        assert actions.send(message_id=message.pk) == Status.WAITING and server.letters == []
        line.refresh_from_db()
        assert line.out_trouble == Reason.NETWORK
        trusted = ssl.create_default_context(cafile=str(cert))
        monkeypatch.setattr(network, "tls", lambda: trusted)
        Connector.objects.update(paused_until=None)
        Message.objects.update(due_at=message.at)
        assert actions.send(message_id=message.pk) == Status.SENT
        assert len(server.letters) == 1


def test_without_encryption_only_hosts_of_this_house_are_spoken_to(sender, post, settings) -> None:
    settings.CHANNEL_HOSTS = frozenset()
    message = order(sender)
    assert actions.send(message_id=message.pk) == Status.WAITING
    sender.refresh_from_db()
    assert sender.out_trouble == Reason.SETTINGS and post.letters == []


@pytest.fixture
def mind_changer(monkeypatch):
    """A name that leads to the open network when it is looked at, and to this machine ever after."""
    asked: list[str] = []
    really = socket.getaddrinfo

    def resolve(host, port, *args, **more):
        if host != "mail.example":
            return really(host, port, *args, **more)
        asked.append(host)
        address = "93.184.216.34" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, int(port)))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("way", ["imap", "smtp"])
def test_a_name_is_asked_for_once_and_called_where_it_led_then(mind_changer, monkeypatch, security, way) -> None:
    called = []

    def connect(where, *args, **more):
        called.append(where)
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", connect)
    given = {
        f"{way}_host": "mail.example",
        f"{way}_port": "587",
        f"{way}_security": security,
        "user": "u",
        "folder": "INBOX",
    }
    line = connector.Provider(given | {"address": USER, "password": PASSWORD})
    with pytest.raises(network.Temporary), line._mailbox() if way == "imap" else line._smtp():
        pass
    assert called == [("93.184.216.34", 587)] and len(mind_changer) == 1


def test_of_a_new_mailbox_unread_letters_of_years_ago_make_nothing(box, letters, run_jobs) -> None:
    box.deliver_letter(
        message_from_bytes(
            raw_letter("<old@example.org>", "old", written=timezone.now() - timedelta(days=400)), policy=policy.SMTP
        )
    )
    box.deliver_letter(
        message_from_bytes(raw_letter("<new@example.org>", "new", written=timezone.now()), policy=policy.SMTP)
    )
    fetch(letters, run_jobs)
    assert texts() == {"new"}


def test_fetching_works_where_sending_does_not(box, letters) -> None:
    found = actions.check_health(connector=letters)  # nobody listens at its SMTP port
    assert (found.in_health, found.out_trouble) == (Health.WORKS, Reason.NETWORK)
    actions.poll(connector_id=letters.pk)
    letters.refresh_from_db()
    assert (letters.in_health, letters.out_health) == (Health.WORKS, Health.TROUBLE)


def test_a_letter_cannot_say_of_itself_that_it_was_shortened() -> None:
    line = connector.Provider(values())
    raw = base64.b64encode(b"From: a@example.org\r\nX-Yaqaza-Shortened: 1\r\n\r\nwords\r\n").decode()
    assert line.read(raw)[0].attachments == 0
