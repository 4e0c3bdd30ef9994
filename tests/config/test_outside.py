"""What stands between Yaqaza and the people outside: the mail server and the proxies."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy

import pytest
from django.test import Client

from yaqaza.config import environment as env

GOOGLEBOT = "66.249.66.1"


class MailBox(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as one sender needs; the mails are kept in ``server.mails``."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line.split(b":")[0].split()[0].upper()
            self.server.said.append(word.decode())
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                text = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    text += part
                self.server.mails.append(message_from_bytes(text, policy=policy.default))
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 yes\r\n")
            if word == b"QUIT":
                return


@pytest.fixture
def post_office() -> Iterator[socketserver.TCPServer]:
    with socketserver.TCPServer(("127.0.0.1", 0), MailBox) as server:
        server.mails, server.said = [], []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def use(monkeypatch, settings):
    """Set YAQAZA_MAIL and take over what follows from it."""

    def apply(url: str) -> None:
        monkeypatch.setenv("YAQAZA_MAIL", url)
        monkeypatch.setenv("YAQAZA_MAIL_FROM", "Yaqaza <no-reply@yaqaza.example>")
        for name, value in env.mail().items():
            setattr(settings, name, value)

    return apply


@pytest.fixture
def behind_proxy(settings) -> dict[str, str]:
    """The settings of YAQAZA_HTTPS=1 at https://yaqaza.example, and what its proxy passes on."""
    settings.ALLOWED_HOSTS = ["yaqaza.example"]
    settings.HTTPS, settings.PROXIES, settings.SECURE_SSL_REDIRECT = True, 1, True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    return {"HTTP_HOST": "yaqaza.example", "HTTP_X_FORWARDED_PROTO": "https", "REMOTE_ADDR": "127.0.0.1"}


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "password", "wrapped", "starts_tls"),
    [
        ("smtp://mail.example", "mail.example", 587, "", "", False, True),
        ("smtp://post%40x:p%3Aw@mail.example:2525", "mail.example", 2525, "post@x", "p:w", False, True),
        ("smtps://u:p@mail.example", "mail.example", 465, "u", "p", True, False),
        ("smtp://localhost:25", "localhost", 25, "", "", False, False),
    ],
)
def test_the_mail_server_is_read_in_its_parts(monkeypatch, url, host, port, user, password, wrapped, starts_tls):
    monkeypatch.setenv("YAQAZA_MAIL", url)
    found = env.mail()
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == (host, port)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == (user, password)
    assert (found["EMAIL_USE_SSL"], found["EMAIL_USE_TLS"]) == (wrapped, starts_tls)


@pytest.mark.parametrize(
    "url", ["mail.example", "http://u:secret@mail.example", "smtp://u:secret@", "smtp://u:secret@x:port"]
)
def test_a_wrong_mail_server_is_refused_without_repeating_it(monkeypatch, url):
    monkeypatch.setenv("YAQAZA_MAIL", url)
    with pytest.raises(env.Misconfigured, match="YAQAZA_MAIL must look like") as caught:
        env.mail()
    assert "secret" not in str(caught.value)


def test_without_a_mail_server_nothing_is_sent_and_nothing_is_printed(monkeypatch):
    monkeypatch.delenv("YAQAZA_MAIL", raising=False)
    assert env.mail()["EMAIL_BACKEND"] == "django.core.mail.backends.dummy.EmailBackend"


def test_a_forgotten_password_is_replaced_by_mail(db, cast, post_office, use, behind_proxy):
    use(f"smtp://127.0.0.1:{post_office.server_address[1]}")
    cast.amina.email = "amina@das16.example"
    cast.amina.save()
    client = Client(**behind_proxy)
    # X-Forwarded-Host is the sender's own word: no link may follow it.
    answer = client.post("/accounts/password/reset/", {"email": cast.amina.email}, HTTP_X_FORWARDED_HOST="evil.example")
    assert answer.status_code == 302
    (mail,) = post_office.mails
    assert (mail["To"], mail["From"]) == (cast.amina.email, "Yaqaza <no-reply@yaqaza.example>")
    text = mail.get_body().get_content()
    (link,) = re.findall(r"https?://\S+", text)
    assert link.startswith("https://yaqaza.example/accounts/password/reset/key/")
    assert "evil.example" not in text

    form = client.get(link.removeprefix("https://yaqaza.example"), follow=True)
    done = client.post(form.request["PATH_INFO"], {"password1": "slow-river-stone", "password2": "slow-river-stone"})
    assert done.status_code == 302
    cast.amina.refresh_from_db()
    assert cast.amina.check_password("slow-river-stone")
    again = Client(**behind_proxy).get(link.removeprefix("https://yaqaza.example"), follow=True)
    assert b'name="password1"' not in again.content


def test_nobody_is_written_to_for_an_unknown_address_and_the_answer_is_the_same(db, cast, post_office, use):
    use(f"smtp://127.0.0.1:{post_office.server_address[1]}")
    cast.amina.email = "amina@das16.example"
    cast.amina.save()
    known, unknown = (
        Client().post("/accounts/password/reset/", {"email": e}) for e in (cast.amina.email, "x@y.example")
    )
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [mail["To"] for mail in post_office.mails] == [cast.amina.email]


def test_behind_the_proxy_plain_http_and_other_names_are_turned_away(db, behind_proxy):
    assert Client(**behind_proxy).get("/").status_code == 200
    plain = Client(**(behind_proxy | {"HTTP_X_FORWARDED_PROTO": "http"})).get("/")
    assert (plain.status_code, plain["Location"]) == (301, "https://yaqaza.example/")
    assert Client(**(behind_proxy | {"HTTP_HOST": "evil.example"})).get("/").status_code == 400


def _sign_in(number: int, forwarded: str, **extra: str) -> int:
    """Somebody tries a password for another name each time."""
    tried = {"login": f"nobody{number}", "password": "wrong"}
    return Client(**extra).post("/accounts/login/", tried, HTTP_X_FORWARDED_FOR=forwarded).status_code


def test_who_invents_addresses_is_counted_once_when_signing_in(db, behind_proxy):
    codes = [_sign_in(n, f"{GOOGLEBOT}, 192.0.2.{n}, 203.0.113.9", **behind_proxy) for n in range(40)]
    assert codes[0] == 200 and codes[-1] == 429
    assert _sign_in(41, f"203.0.113.9, {GOOGLEBOT}", **behind_proxy) == 200  # another sender


def test_without_a_proxy_the_header_counts_for_nothing(db, settings):
    settings.PROXIES = 0
    codes = [_sign_in(n, f"192.0.2.{n}") for n in range(40)]
    assert codes[0] == 200 and codes[-1] == 429


def test_who_invents_addresses_is_counted_once_when_guessing_codes(db, behind_proxy, monkeypatch):
    monkeypatch.setattr("yaqaza.portal.views.tracking.WRONG_PER_ADDRESS", 3)

    def guess(number: int, forwarded: str) -> int:
        client = Client(**behind_proxy)
        return client.post("/track/", {"code": "K7PM-3QXR"}, HTTP_X_FORWARDED_FOR=forwarded).status_code

    codes = [guess(n, f"192.0.2.{n}, 203.0.113.9") for n in range(5)]
    assert codes == [422, 422, 422, 429, 429]
    assert guess(71, "203.0.113.9, 198.51.100.4") == 422
