"""Photos that come by e-mail, Telegram and WhatsApp stand with the alert, made anew; what is no photo does not."""

from __future__ import annotations

import base64
import json
from email.message import EmailMessage

import pytest
from tests.channels.conftest import connect, provider  # noqa: F401  # fixtures
from tests.portal.citizen import picture

from yaqaza.alerts import actions
from yaqaza.alerts.actions import talks
from yaqaza.alerts.models import Alert, AlertPhoto
from yaqaza.channels import actions as channels
from yaqaza.channels import network
from yaqaza.channels.models import Connector, Message
from yaqaza.channels.states import Kind
from yaqaza.territory import gazetteer

pytestmark = pytest.mark.django_db
PHONE = "1065"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    gazetteer.forget()


@pytest.fixture
def bot(provider, connect) -> Connector:  # noqa: F811
    return connect(Kind.TELEGRAM, {"api": provider.url}, {"token": "123:abc"})


@pytest.fixture
def line(provider, connect) -> Connector:  # noqa: F811
    return connect(
        Kind.WHATSAPP, {"phone_id": PHONE, "api": f"{provider.url}/v23.0"}, {"token": "EAAG", "app_secret": "s"}
    )


def update() -> str:
    message = {
        "message_id": 5, "from": {"id": 4711, "is_bot": False}, "chat": {"id": 4711, "type": "private"}, "caption": "هنا في الشارع",
        "photo": [{"file_id": "small"}, {"file_id": "large"}],
    }  # fmt: skip
    return json.dumps({"update_id": 1, "message": message})


def call() -> str:
    message = {
        "from": "213550001234",
        "id": "wamid.1",
        "type": "image",
        "image": {"id": "media-7", "caption": "هنا في الشارع"},
    }
    value = {"metadata": {"phone_number_id": PHONE}, "messages": [message]}
    return json.dumps({"entry": [{"changes": [{"value": value}]}]})


def letter(*parts: tuple[bytes, str, str]) -> str:
    made = EmailMessage()
    made["From"], made["Subject"] = "samir@example.org", "نداء"
    made.set_content("هنا في الشارع")
    for data, kind, name in parts:
        made.add_attachment(data, maintype=kind.split("/")[0], subtype=kind.split("/")[1], filename=name)
    return base64.b64encode(made.as_bytes()).decode()


def test_a_telegram_photo_is_fetched_once_in_its_largest_size(bot, provider, run_jobs) -> None:  # noqa: F811
    provider.answers += [
        (200, {"ok": True, "result": {"message_id": 9}}, {}),  # our answer with the code
        (200, {"ok": True, "result": {"file_id": "large", "file_path": "photos/file_2.jpg"}}, {}),
        (200, picture(), {}),
    ]
    channels.keep(connector=bot, raws=[update()])
    order = run_jobs()
    assert order.index("channels.send") < order.index("alerts.fetch_pictures")
    assert AlertPhoto.objects.get().alert == Alert.objects.get()
    asked = [each for each in provider.calls if "/getFile" in each.path]
    assert [each.json for each in asked] == [{"file_id": "large"}]
    assert provider.calls[-1].path == "/file/bot123:abc/photos/file_2.jpg"
    message = Message.objects.get(direction="IN")
    assert (message.attachments, message.fetched, message.left_behind) == (1, 1, 0)
    assert talks.fetch_pictures(message_id=message.pk) == 0
    assert AlertPhoto.objects.count() == 1


def test_a_whatsapp_picture_is_fetched_with_our_token_from_metas_address_alone(line, provider, run_jobs) -> None:  # noqa: F811
    provider.answers += [
        (200, {"messages": [{"id": "wamid.OUT"}]}, {}),
        (200, {"url": f"{provider.url}/media/7", "mime_type": "image/jpeg"}, {}),
        (200, picture(), {}),
    ]
    channels.keep(connector=line, raws=[call()])
    run_jobs()
    assert AlertPhoto.objects.count() == 1
    assert [each.path for each in provider.calls[1:]] == ["/v23.0/media-7", "/media/7"]
    assert provider.calls[-1].headers["authorization"] == "Bearer EAAG"


@pytest.mark.parametrize(
    "url", ["https://evil.example/media/7", "https://fbsbx.com.evil.example/x", "http://169.254.169.254/x", "", "%%"]
)
def test_our_token_is_not_taken_elsewhere(line, provider, run_jobs, url) -> None:  # noqa: F811
    provider.answers += [(200, {"messages": [{"id": "wamid.OUT"}]}, {}), (200, {"url": url}, {})]
    channels.keep(connector=line, raws=[call()])
    run_jobs()
    assert len(provider.calls) == 2 and not AlertPhoto.objects.exists()
    assert Message.objects.get(direction="IN").left_behind == 1


def test_pictures_of_a_letter_are_taken_and_other_files_are_not(connect, settings, run_jobs) -> None:  # noqa: F811
    box = connect(Kind.EMAIL, {"address": "cell@yaqaza.example"}, {"password": "p"})
    raw = letter(
        (picture("red"), "image/jpeg", "a.jpg"),
        (b"MZ\x90\x00", "image/jpeg", "b.jpg"),
        (b"%PDF-1.7", "application/pdf", "c.pdf"),
    )
    channels.keep(connector=box, raws=[raw])
    run_jobs()
    assert AlertPhoto.objects.count() == 1
    assert Message.objects.get(direction="IN").left_behind == 2


def test_a_provider_that_is_down_is_asked_again_by_the_job(bot, provider, run_jobs) -> None:  # noqa: F811
    provider.answers += [(200, {"ok": True, "result": {"message_id": 9}}, {}), (503, {}, {})]
    channels.keep(connector=bot, raws=[update()])
    with pytest.raises(network.Temporary):
        run_jobs()
    provider.answers += [(200, {"ok": True, "result": {"file_path": "photos/f.jpg"}}, {}), (200, picture(), {})]
    assert talks.fetch_pictures(message_id=Message.objects.get(direction="IN").pk) == 1


def test_a_picture_that_is_fetched_late_wakes_no_alert_that_was_dismissed_meanwhile(
    bot,
    provider,  # noqa: F811
    run_jobs,
    cast,
) -> None:
    provider.answers += [
        (200, {"ok": True, "result": {"message_id": 9}}, {}),
        (200, {"ok": True, "result": {"file_path": ""}}, {}),
    ]
    channels.keep(connector=bot, raws=[update()])
    run_jobs()
    alert = Alert.objects.get()
    actions.read(alert=alert, by=cast.duniya)
    actions.dismiss(alert=alert, by=cast.duniya, reason="ABUSE")
    provider.answers = [(200, {"ok": True, "result": {"file_path": "photos/1.jpg"}}, {}), (200, picture(), {})]
    assert talks.fetch_pictures(message_id=Message.objects.get(direction="IN").pk) == 1
    alert.refresh_from_db()
    assert alert.status == "DISMISSED" and AlertPhoto.objects.count() == 1
