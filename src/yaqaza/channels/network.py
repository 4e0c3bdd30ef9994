"""The one door to the network: encrypted, to public addresses, without redirects, with an end in time and in size.

A connector's settings name the host. Hosts of this house (``YAQAZA_CHANNEL_HOSTS``) may also be private and without TLS; any other
is resolved once, refused when it leads into a private network, and called at the very address that was looked at, so that a name
that changes its mind in between leads nowhere. What others than administrators may name is called ``public_only``: for it there are
no hosts of this house.
"""

from __future__ import annotations

import contextlib
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import urllib3
from django.conf import settings

from yaqaza.channels.states import Reason

SECONDS_TO_CONNECT, SECONDS_TO_ANSWER = 8, 20
SECONDS_IN_ALL = 60.0
"""From the first byte that leaves to the last that comes: an answer that trickles in is cut off."""

WRAPPING = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"), ipaddress.ip_network("::/96"))
"""Addresses of version 6 that end in one of version 4: a translator of the network takes them there."""

MOST_BYTES = 2 * 1024 * 1024
MOST_PICTURE = 12 * 1024 * 1024


class Trouble(Exception):
    """A try that did not end well; ``reason`` is a code, and nothing else of it is kept."""

    def __init__(self, reason: Reason, retry_after: float = 0) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.retry_after = retry_after


class Temporary(Trouble):
    """Nothing was sent; the same may work later, after ``retry_after`` seconds when the provider says so."""


class Permanent(Trouble):
    """Nothing was sent, and the same will never work."""


class Unclear(Trouble):
    """The provider may have taken it: only a person may say that it goes again."""


class Broken(Trouble):
    """The connector itself does not work: the message is not to blame, and waits."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError:
            return None


def is_ours(host: str) -> bool:
    """Say whether the deployment lists ``host`` as one of its own: private and unencrypted is then allowed."""
    return host.lower() in settings.CHANNEL_HOSTS


def address_of(host: str, port: int, *, public_only: bool = False) -> str:
    """Return the numeric address to connect to; ``Broken`` when the name is unknown or leads where a gateway cannot be."""
    if not host:
        raise Broken(Reason.SETTINGS)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Broken(Reason.NETWORK) from None
    addresses = [str(row[4][0]) for row in found]
    if (public_only or not is_ours(host)) and not all(is_public(each) for each in addresses):
        raise Broken(Reason.SETTINGS)
    return addresses[0]


def is_public(address: str) -> bool:
    """Say whether a numeric address belongs to one machine of the open network, also where it only wraps another address."""
    known = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(known, ipaddress.IPv6Address):
        inner = known.ipv4_mapped or known.sixtofour or (known.teredo or (None, None))[1]
        if inner is None and any(known in each for each in WRAPPING):
            inner = ipaddress.IPv4Address(int(known) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))  # what wraps it is called open by some releases of Python and closed by others
        if known.is_site_local:
            return False
    return known.is_global and not known.is_multicast


def connected(host: str, port: int, patience: float | None = None) -> socket.socket:
    """Return a connection to ``host``, made to the very address that was looked at; TLS over it is for the name."""
    return socket.create_connection(
        (address_of(host, port), port), SECONDS_TO_CONNECT if patience is None else patience
    )


def tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def why_not_url(url: str, *, public_only: bool = False) -> bool:
    """Say whether ``url`` may not be called, without asking the network: no https, or a part that does not belong."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return True
    if not host or parts.username or parts.password or parts.fragment or port == 0:
        return True
    return parts.scheme != "https" and not (parts.scheme == "http" and is_ours(host) and not public_only)


def call(
    method: str,
    url: str,
    *,
    query: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    data: Any = None,
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    safe_to_repeat: bool = False,
    patience: float = SECONDS_TO_ANSWER,
    most_bytes: int = MOST_BYTES,
    within: float = SECONDS_IN_ALL,
    public_only: bool = False,
) -> Answer:
    """Make one HTTP call and return the answer, whatever its status.

    What goes wrong before anything left is ``Temporary``; after that it is ``Unclear``, or ``Temporary`` when the call is
    ``safe_to_repeat``.
    """
    if why_not_url(url, public_only=public_only):
        raise Broken(Reason.SETTINGS)
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    address = address_of(host, port, public_only=public_only)
    body, own = (content, {}) if content is not None else _body(form, data)
    target = (parts.path or "/") + ("?" + "&".join(filter(None, [parts.query, urlencode(query or {})]))).rstrip("?")
    sent = {"Host": parts.netloc, "User-Agent": "Yaqaza", "Accept": "application/json, */*", **own, **(headers or {})}
    timeout = urllib3.Timeout(connect=SECONDS_TO_CONNECT, read=patience)
    pool: urllib3.HTTPConnectionPool
    if parts.scheme == "https":
        pool = urllib3.HTTPSConnectionPool(
            address, port, timeout=timeout, ssl_context=tls(), server_hostname=host, assert_hostname=host
        )
    else:
        pool = urllib3.HTTPConnectionPool(address, port, timeout=timeout)
    lost = Temporary if safe_to_repeat else Unclear
    with pool, _end(pool, max(within, patience)) as over:
        try:
            response = pool.urlopen(
                method, target, body=body, headers=sent, redirect=False, retries=False, preload_content=False,
                assert_same_host=False,
            )  # fmt: skip
            content = response.read(most_bytes + 1, decode_content=True)
            response.close()
        except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError):
            raise Temporary(Reason.NETWORK) from None
        except urllib3.exceptions.SSLError as error:
            certificate = isinstance(error.args[0] if error.args else None, ssl.SSLCertVerificationError)
            raise (Broken(Reason.NETWORK) if certificate else lost(Reason.CUT)) from None
        except urllib3.exceptions.TimeoutError:
            raise lost(Reason.TIMEOUT) from None
        except (urllib3.exceptions.HTTPError, OSError):
            raise lost(Reason.TIMEOUT if over.is_set() else Reason.CUT) from None
    if over.is_set():
        raise lost(Reason.TIMEOUT)
    if len(content) > most_bytes:
        raise lost(Reason.ANSWER)
    return Answer(response.status, {key.lower(): value for key, value in response.headers.items()}, content)


@contextlib.contextmanager
def _end(pool: urllib3.HTTPConnectionPool, seconds: float) -> Iterator[threading.Event]:
    """Hang up after ``seconds``, whatever still comes: the library's own times begin anew with every byte."""
    over, lines = threading.Event(), []

    class Noted(pool.ConnectionCls):  # type: ignore[name-defined]
        def connect(self) -> None:
            super().connect()
            lines.append(self.sock)

    def hang_up() -> None:
        over.set()
        for line in lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    pool.ConnectionCls = Noted
    timer = threading.Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield over
    finally:
        timer.cancel()


def _body(form: Mapping[str, str] | None, data: Any) -> tuple[bytes | None, dict[str, str]]:
    if data is not None:
        return json.dumps(data, ensure_ascii=False).encode(), {"Content-Type": "application/json; charset=utf-8"}
    if form is not None:
        return urlencode(form).encode(), {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    return None, {}


def judge(answer: Answer, *, safe_to_repeat: bool = False) -> None:
    """Raise what a status outside 2xx means where the provider says nothing finer."""
    if 200 <= answer.status < 300:
        return
    if answer.status in (429, 503):
        raise Temporary(Reason.LIMIT if answer.status == 429 else Reason.PROVIDER, wait_of(answer))
    if answer.status in (401, 403, 407):
        raise Broken(Reason.ACCESS)
    if answer.status >= 500:  # it may have been done before it failed
        raise (Temporary if safe_to_repeat else Unclear)(Reason.PROVIDER)
    if 300 <= answer.status < 400 or answer.status in (404, 405):
        raise Broken(Reason.SETTINGS)  # redirects are not followed
    raise Permanent(Reason.CONTENT)


def wait_of(answer: Answer) -> float:
    """Return the seconds of ``Retry-After``, at most an hour; 0 when it says nothing."""
    text = answer.headers.get("retry-after", "").strip()
    return min(3600.0, float(text)) if text.isdecimal() else 0.0
