"""The one door to the network: where it leads, and where it does not."""

from __future__ import annotations

import contextlib
import socket
import threading
import time

import pytest

from yaqaza.channels import network
from yaqaza.channels.states import Reason


@pytest.mark.parametrize(
    "url",
    [
        "http://gateway.example/send",
        "ftp://gateway.example/",
        "file:///etc/passwd",
        "https://user:password@gateway.example/",
        "https:///nothing",
        "https://gateway.example:0/",
        "https://gateway.example:99999/",
        "//gateway.example/",
        "https://gateway.example/#part",
        "https://[::1",
        "",
    ],
)
def test_only_plain_https_addresses_are_called(url) -> None:
    with pytest.raises(network.Broken) as refused:
        network.call("POST", url)
    assert refused.value.reason == Reason.SETTINGS


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.0.0.5", "192.168.1.1", "169.254.169.254", "172.16.0.9", "[::1]", "[fd00::1]", "0.0.0.0",  # noqa: S104 - an address that is refused
     "[::ffff:127.0.0.1]", "2130706433", "100.64.0.1", "[64:ff9b::a00:5]", "[2002:a00:5::1]", "[fec0::1]", "[::10.0.0.5]", "224.0.0.1",
     "[ff02::1]", "240.0.0.1"],
)  # fmt: skip
def test_no_address_of_a_private_network_is_called(host) -> None:
    with pytest.raises(network.Broken):
        network.call("POST", f"https://{host}/latest/meta-data/")


def test_a_name_that_leads_into_a_private_network_is_not_called(monkeypatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in ("93.184.216.34", "10.0.0.7")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: found)
    with pytest.raises(network.Broken):
        network.address_of("gateway.example", 443)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_addresses_of_the_open_network_are_called(address) -> None:
    assert network.is_public(address)


def test_hosts_of_this_house_may_be_private_and_plain(provider) -> None:
    assert network.call("POST", f"{provider.url}/x", form={"a": "b"}).status == 200


def test_redirects_are_not_followed_and_long_answers_are_cut(provider) -> None:
    provider.will(302, Location=f"{provider.url}/secret")
    assert network.call("GET", f"{provider.url}/x").status == 302
    provider.will(200, b"x" * (network.MOST_BYTES + 10))
    with pytest.raises(network.Unclear):
        network.call("GET", f"{provider.url}/x")
    assert [call.path for call in provider.calls] == ["/x", "/x"]


def test_a_server_that_does_not_answer_in_time_may_have_taken_it(settings) -> None:
    settings.CHANNEL_HOSTS = frozenset({"127.0.0.1"})
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(network.Unclear) as unclear:
            network.call("POST", url, patience=0.3)
        with pytest.raises(network.Temporary):
            network.call("POST", url, patience=0.3, safe_to_repeat=True)
    assert unclear.value.reason == Reason.TIMEOUT


@pytest.mark.parametrize(
    ("text", "seconds"), [("120", 120), ("999999", 3600), ("", 0), ("Wed, 21 Oct 2026 07:28:00 GMT", 0), ("-5", 0)]
)
def test_retry_after_is_believed_up_to_an_hour(text, seconds) -> None:
    assert network.wait_of(network.Answer(429, {"retry-after": text}, b"")) == seconds


@pytest.mark.parametrize(
    "head", [b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: "]
)
def test_an_answer_that_trickles_in_has_an_end(settings, head) -> None:
    settings.CHANNEL_HOSTS = frozenset({"127.0.0.1"})

    def trickle(listener: socket.socket) -> None:
        line, _address = listener.accept()
        with line, contextlib.suppress(OSError):
            line.recv(65536)
            line.sendall(head)
            for _time in range(60):
                line.sendall(b"x")
                time.sleep(0.1)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=trickle, args=(listener,), daemon=True).start()
        began = time.monotonic()
        with pytest.raises(network.Unclear) as trouble:
            network.call("POST", f"http://127.0.0.1:{listener.getsockname()[1]}/", data={}, patience=0.5, within=0.8)
    assert time.monotonic() - began < 3 and trouble.value.reason == Reason.TIMEOUT
