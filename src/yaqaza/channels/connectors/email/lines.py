"""The standard library's clients over addresses that were looked at: it would ask for the name once more, and get another answer."""

from __future__ import annotations

import imaplib
import smtplib
import socket
from typing import Any

from imap_tools import BaseMailBox

from yaqaza.channels import network


class Imap(imaplib.IMAP4):
    def _create_socket(self, timeout: float | None) -> socket.socket:
        return network.connected(self.host, self.port, timeout)


class ImapTls(Imap):
    """TLS from the first byte, for the name."""

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return network.tls().wrap_socket(super()._create_socket(timeout), server_hostname=self.host)


class Smtp(smtplib.SMTP):
    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return network.connected(host, port, timeout)


class SmtpTls(smtplib.SMTP_SSL):
    """TLS from the first byte, for the name. (It asks its own base class for the connection.)"""

    context: Any

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self.context.wrap_socket(network.connected(host, port, timeout), server_hostname=host)


class Box(BaseMailBox):
    """A mailbox behind such a line."""

    def __init__(self, host: str, port: int, security: str) -> None:
        self._where = host, port, security
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        host, port, security = self._where
        line = (ImapTls if security == "tls" else Imap)(host, port, network.SECONDS_TO_ANSWER)
        if security == "starttls":
            line.starttls(network.tls())
        return line
