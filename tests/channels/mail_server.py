"""A mailbox of the test: IMAP and SMTP in memory (mail-devel, over pymap and aiosmtpd), and an SMTP server that answers as it is told."""

from __future__ import annotations

import asyncio
import datetime
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from mail_devel.service import Service

USER, PASSWORD = "cell@yaqaza.example", "a-password-of-the-test"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@dataclass
class Mailbox:
    imap_port: int
    smtp_port: int

    def deliver(
        self, text: str = "", *, html: str = "", sender: str = "Samir <samir@example.org>", **headers: str
    ) -> None:
        """Somebody writes a letter to us."""
        letter = EmailMessage()
        letter["From"], letter["To"] = sender, USER
        for name, value in headers.items():
            letter[name.replace("_", "-")] = value
        letter.set_content(html or text, subtype="html" if html else "plain")
        self.deliver_letter(letter)

    def deliver_letter(self, letter: EmailMessage) -> None:
        with smtplib.SMTP("127.0.0.1", self.smtp_port) as server:
            server.send_message(letter, from_addr="somebody@example.org", to_addrs=[USER])


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Run the servers in a thread of their own."""
    box = Mailbox(free_port(), free_port())
    loop, ready, stop = asyncio.new_event_loop(), threading.Event(), asyncio.Event()

    async def serve() -> None:
        arguments = [
            "--host", "127.0.0.1", "--user", USER, "--password", PASSWORD, "--no-http",
            "--imap-port", str(box.imap_port), "--smtp-port", str(box.smtp_port),
        ]  # fmt: skip
        service = await Service.init(Service.parse(arguments))
        async with service.start():
            ready.set()
            await stop.wait()
            talking = asyncio.all_tasks() - {asyncio.current_task()}
            for task in talking:
                task.cancel()
            await asyncio.gather(*talking, return_exceptions=True)
        if service.smtp:
            service.smtp.stop()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    assert ready.wait(15)
    yield box
    loop.call_soon_threadsafe(stop.set)
    thread.join(5)


@dataclass
class Relay:
    """What an SMTP server was given, and what it answers to RCPT and DATA instead of 250."""

    letters: list[EmailMessage] = field(default_factory=list)
    rcpt: str = ""
    data: str = ""
    port: int = 0

    async def handle_RCPT(self, server: Any, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        from email import message_from_bytes, policy

        self.letters.append(message_from_bytes(envelope.content or b"", policy=policy.default))
        if self.data == "cut":
            server.transport.abort()
        return self.data or "250 OK"


@contextmanager
def relay(context: ssl.SSLContext | None = None) -> Iterator[Relay]:
    state = Relay(port=free_port())

    def authenticate(server: Any, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False)

    controller = Controller(
        state, hostname="127.0.0.1", port=state.port, authenticator=authenticate, auth_required=True,
        auth_require_tls=context is not None, tls_context=context, require_starttls=context is not None,
    )  # fmt: skip
    controller.start()
    yield state
    controller.stop()


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for 127.0.0.1 that signs itself; return the files of it and of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    import ipaddress

    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(7).not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    files = folder / "cert.pem", folder / "key.pem"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files
