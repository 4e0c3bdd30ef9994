"""E-mail against an IMAP and an SMTP server: letters of people, of machines, and what a mail server's answers mean."""

from __future__ import annotations

import ssl
from email.message import EmailMessage

import pytest
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
    assert (letters.health, letters.trouble) == (Health.TROUBLE, Reason.ACCESS)


def test_a_mail_server_that_is_down_is_asked_again(letters, run_jobs) -> None:
    letters.settings["imap_port"] = "9"
    letters.save()
    fetch(letters, run_jobs)
    letters.refresh_from_db()
    assert letters.trouble == Reason.NETWORK


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
    assert sender.trouble == Reason.ACCESS


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
        assert line.trouble == Reason.NETWORK
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
    assert sender.trouble == Reason.SETTINGS and post.letters == []
