"""Processes that are killed in the middle: a worker while a gateway has its message, and a web server without its database."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from datetime import timedelta
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from django.utils import timezone

from yaqaza.channels import actions, rules
from yaqaza.channels.models import Attempt, Contact, Message
from yaqaza.channels.states import Kind, Reason, Status

pytestmark = pytest.mark.django_db(transaction=True)
SEND = "import django; django.setup(); from yaqaza.channels import actions; actions.send(message_id={pk})"


def environment() -> dict[str, str]:
    """The environment of a process on the database of this test."""
    known = connection.settings_dict
    where = urlencode({"host": known["HOST"], "port": known["PORT"]})
    user = quote(known["USER"]) + (f":{quote(known['PASSWORD'])}" if known["PASSWORD"] else "")
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "yaqaza.config.settings",
        "DATABASE_URL": f"postgres://{user}@/{known['NAME']}?{where}",
        "YAQAZA_CHANNEL_HOSTS": "127.0.0.1",
    }


def send_and_kill(message: Message, listener: socket.socket) -> bytes:
    """Begin to send in another process, kill it once the gateway has the whole message; return what the gateway got."""
    process = subprocess.Popen([sys.executable, "-c", SEND.format(pk=message.pk)], env=environment())
    try:
        listener.settimeout(60)
        gateway, _address = listener.accept()
        with gateway:
            gateway.settimeout(10)
            got = b""
            while b"\r\n\r\n" not in got or len(got.split(b"\r\n\r\n", 1)[1]) < _length(got):
                got += gateway.recv(65536)
            os.kill(process.pid, signal.SIGKILL)
            process.wait(10)
    finally:
        process.kill()
    return got


def _length(got: bytes) -> int:
    line = next(each for each in got.split(b"\r\n") if each.lower().startswith(b"content-length:"))
    return int(line.split(b":")[1])


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as found:
        yield found


@pytest.fixture
def message(listener, connect, settings) -> Message:
    settings.CHANNEL_HOSTS = frozenset({"127.0.0.1"})
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/send"
    line = connect(Kind.SMS_HTTP, {"send_url": url}, {"token": "t", "check_secret": "s"})
    contact = Contact.objects.create(connector=line, address="+213550001234", index="i" * 64)
    return actions.order(contact=contact, body="where", key="k", urgent=True)


def later() -> None:
    Message.objects.update(claimed_at=timezone.now() - rules.CLAIM - timedelta(seconds=1))
    assert actions.settle() == 1


def test_what_a_killed_worker_was_sending_is_shown_and_not_sent_again(message, listener) -> None:
    got = send_and_kill(message, listener)
    assert b"text=where" in got
    message.refresh_from_db()
    assert message.status == Status.SENDING  # committed before anything left
    assert actions.send(message_id=message.pk) is None  # the job that is taken up again
    later()
    message.refresh_from_db()
    assert (message.status, message.reason) == (Status.UNCLEAR, Reason.CUT)
    assert (actions.drain(), actions.send(message_id=message.pk)) == (0, None)
    listener.settimeout(0.5)
    with pytest.raises(TimeoutError):
        listener.accept()
    assert Attempt.objects.get().status == Status.UNCLEAR


def test_where_the_gateway_takes_our_key_it_goes_again_under_the_same_one(message, listener) -> None:
    message.connector.settings["key_field"] = "ref"
    message.connector.save()
    first = send_and_kill(message, listener)
    later()
    second = send_and_kill(message, listener)
    key = f"ref={message.uuid}".encode()
    assert key in first and key in second
    message.refresh_from_db()
    assert (message.status, message.tries) == (Status.SENDING, 2)
