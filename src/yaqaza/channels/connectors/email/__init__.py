"""A mailbox: letters come in by IMAP, answers go out by SMTP. Both over TLS, except with hosts of this house.

Letters that machines write (RFC 3834: Auto-Submitted, lists, bounces) are kept and make nothing. An answer quotes nothing and
stays in the thread.
"""

from __future__ import annotations

import base64
import contextlib
import imaplib
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import formataddr, formatdate, parseaddr, parsedate_to_datetime
from typing import Any

from django.utils.translation import pgettext_lazy
from imap_tools import BaseMailBox, MailBox, MailboxLoginError, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from yaqaza.channels import network
from yaqaza.channels.connectors.base import Gateway, Incoming, Outgoing, Polled, Sent, Setting, Told, Unreadable
from yaqaza.channels.states import Reason

AT_ONCE = 25
MOST_BYTES = 12 * 1024 * 1024
"""Of a longer letter only the head is fetched: its size is asked first."""
SHORTENED = "X-Yaqaza-Shortened"

SECURITY = (
    ("tls", pgettext_lazy("gateway setting", "TLS from the start")),
    ("starttls", "STARTTLS"),
    ("none", pgettext_lazy("gateway setting", "None (hosts of this house only)")),
)
_QUOTED = re.compile(r"^\s*>.*$", re.MULTILINE)
_ABOVE_QUOTE = re.compile(
    r"\n[^\n]{0,200}(?:wrote|a écrit|écrivit|كتب|كتبت)[^\n]{0,80}:\s*(?=\n|$)|\n-{2,} ?(?:original|message|رسالة)[^\n]*",
    re.IGNORECASE,
)
_TAG = re.compile(r"<(?:style|script|head)\b.*?</(?:style|script|head)>|<[^>]+>", re.DOTALL | re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/tr)\b[^>]*>", re.IGNORECASE)


class Provider(Gateway):
    polls = True
    settings = (
        Setting("address", pgettext_lazy("gateway setting", "Our address")),
        Setting("from_name", pgettext_lazy("gateway setting", "Our name"), required=False),
        Setting("user", pgettext_lazy("gateway setting", "User name"), hint=pgettext_lazy("gateway setting", "Often the address itself")),
        Setting("password", pgettext_lazy("gateway setting", "Password"), secret=True),
        Setting("imap_host", pgettext_lazy("gateway setting", "IMAP server"), "host"),
        Setting("imap_port", pgettext_lazy("gateway setting", "IMAP port"), "number", default="993"),
        Setting("imap_security", pgettext_lazy("gateway setting", "IMAP encryption"), default="tls", choices=SECURITY),
        Setting("folder", pgettext_lazy("gateway setting", "Folder"), default="INBOX"),
        Setting("smtp_host", pgettext_lazy("gateway setting", "SMTP server"), "host"),
        Setting("smtp_port", pgettext_lazy("gateway setting", "SMTP port"), "number", default="587"),
        Setting("smtp_security", pgettext_lazy("gateway setting", "SMTP encryption"), default="starttls", choices=SECURITY),
    )  # fmt: skip

    # In

    def poll(self, cursor: Mapping[str, Any], keep: Callable[[Sequence[str]], object]) -> Polled:
        """Fetch what has a higher UID than the last one; a mailbox that was numbered anew is read from its start.

        The first look takes only what is unread, so that years of letters do not become alerts.
        """
        with self._mailbox() as box:
            valid = str(box.folder.status(self.get("folder"), ["UIDVALIDITY"]).get("UIDVALIDITY", ""))
            known = cursor.get("valid") == valid
            last = int(cursor.get("uid") or 0) if known else 0
            wanted = f"UID {last + 1}:*" if known else "UNSEEN"
            uids = sorted(int(uid) for uid in box.uids(wanted) if int(uid) > last)
            raws, seen = [], last
            for uid in uids[:AT_ONCE]:
                seen = uid
                raws += _fetch(box, uid)
            return Polled(raws, {"valid": valid, "uid": seen})

    def read(self, raw: str) -> Sequence[Incoming | Told]:
        try:
            letter = message_from_bytes(base64.b64decode(raw), policy=policy.default)
            sender = parseaddr(str(letter.get("Reply-To") or letter.get("From") or ""))
        except (ValueError, LookupError, IndexError, AttributeError):
            raise Unreadable from None
        if "@" not in sender[1]:
            raise Unreadable
        if _is_automatic(letter) or sender[1].lower() == self.get("address").lower():
            return []
        subject = " ".join(str(letter.get("Subject") or "").split())
        text = _words_of(letter)
        if subject and not re.match(r"(?:re|ref|fwd?|tr|رد)\s*:", subject, re.IGNORECASE) and subject not in text:
            text = f"{subject}\n\n{text}".strip()
        return [
            Incoming(
                sender=sender[1].lower(),
                text=text,
                external_id=str(letter.get("Message-ID") or "").strip()[:250],
                name=sender[0],
                at=_moment(letter),
                attachments=_attached(letter),
            )
        ]

    def pictures(self, raw: str, external_id: str) -> Iterator[bytes]:
        letter = message_from_bytes(base64.b64decode(raw), policy=policy.default)
        for part in letter.walk():
            data = part.get_payload(decode=True) if part.get_content_maintype() == "image" else None
            if isinstance(data, bytes) and data:
                yield data

    # Out

    def send(self, message: Outgoing) -> Sent:
        number = f"<{message.uuid}@{self.get('address').rpartition('@')[2]}>"
        try:
            letter = self._letter(message, number)
        except ValueError:  # an address that would begin another line of the head
            raise network.Permanent(Reason.ADDRESS) from None
        with self._smtp() as server:
            refused = _hand_over(server, letter)
            if refused:
                raise refused
        return Sent(external_id=number)

    def _letter(self, message: Outgoing, number: str) -> EmailMessage:
        letter = EmailMessage(policy=policy.SMTP)
        letter["From"] = formataddr((self.get("from_name"), self.get("address")))
        letter["To"] = message.to
        letter["Subject"] = message.subject
        letter["Message-ID"] = number
        letter["Date"] = formatdate(localtime=False)
        letter["Auto-Submitted"] = "auto-replied" if message.reply_to else "auto-generated"
        if message.reply_to:
            letter["In-Reply-To"] = letter["References"] = message.reply_to
        letter.set_content(message.text)
        return letter

    def try_out(self) -> None:
        with self._mailbox():
            pass
        with self._smtp():
            pass

    @contextlib.contextmanager
    def _mailbox(self) -> Any:
        host, port, security = self.get("imap_host"), _port(self.get("imap_port")), self.get("imap_security")
        _check(host, port, security)
        patience = network.SECONDS_TO_ANSWER
        try:
            box: BaseMailBox
            if security == "tls":
                box = MailBox(host, port, timeout=patience, ssl_context=network.tls())
            elif security == "starttls":
                box = MailBoxStartTls(host, port, timeout=patience, ssl_context=network.tls())
            else:
                box = MailBoxUnencrypted(host, port, timeout=patience)
            with box.login(self.get("user"), self.get("password"), initial_folder=self.get("folder")) as inside:
                yield inside
        except MailboxLoginError:
            raise network.Broken(Reason.ACCESS) from None
        except (ImapToolsError, imaplib.IMAP4.error):
            raise network.Temporary(Reason.PROVIDER) from None
        except ssl.SSLCertVerificationError:
            raise network.Broken(Reason.NETWORK) from None
        except OSError:
            raise network.Temporary(Reason.NETWORK) from None

    @contextlib.contextmanager
    def _smtp(self) -> Any:
        host, port, security = self.get("smtp_host"), _port(self.get("smtp_port")), self.get("smtp_security")
        _check(host, port, security)
        server: smtplib.SMTP | None = None
        try:
            if security == "tls":
                server = smtplib.SMTP_SSL(host, port, timeout=network.SECONDS_TO_ANSWER, context=network.tls())
            else:
                server = smtplib.SMTP(host, port, timeout=network.SECONDS_TO_ANSWER)
            if security == "starttls":
                server.starttls(context=network.tls())
            if self.get("user"):
                with contextlib.suppress(smtplib.SMTPNotSupportedError):  # a relay of the house asks for no password
                    server.login(self.get("user"), self.get("password"))
            yield server
        except smtplib.SMTPAuthenticationError:
            raise network.Broken(Reason.ACCESS) from None
        except ssl.SSLCertVerificationError:
            raise network.Broken(Reason.NETWORK) from None
        except (smtplib.SMTPException, OSError):
            raise network.Temporary(Reason.NETWORK) from None
        finally:
            if server is not None:
                with contextlib.suppress(smtplib.SMTPException, OSError):
                    server.quit()


def _fetch(box: BaseMailBox, uid: int) -> list[str]:
    """The letter, its head when it is too long, nothing when it is gone."""
    for head in box.fetch(f"UID {uid}", mark_seen=False, headers_only=True):
        if head.size_rfc822 > MOST_BYTES:
            head.obj[SHORTENED] = "1"
            return [base64.b64encode(head.obj.as_bytes()).decode()]
        for letter in box.fetch(f"UID {uid}", mark_seen=False):
            return [base64.b64encode(letter.obj.as_bytes()).decode()]
    return []


def _attached(letter: EmailMessage) -> int:
    if SHORTENED in letter:
        return 1
    return sum(1 for _part in letter.iter_attachments()) if letter.is_multipart() else 0


def _hand_over(server: smtplib.SMTP, letter: EmailMessage) -> network.Trouble | None:
    """Give the letter to the server; return what is wrong. Only between its last byte and the answer is anything unclear."""
    try:
        server.send_message(letter)
    except smtplib.SMTPRecipientsRefused as refused:
        code = next(iter(refused.recipients.values()))[0]
        return network.Permanent(Reason.ADDRESS) if code >= 500 else network.Temporary(Reason.LIMIT)
    except smtplib.SMTPSenderRefused as refused:
        return network.Broken(Reason.SETTINGS) if refused.smtp_code >= 500 else network.Temporary(Reason.LIMIT)
    except smtplib.SMTPDataError as refused:
        return network.Permanent(Reason.CONTENT) if refused.smtp_code >= 500 else network.Temporary(Reason.PROVIDER)
    except (smtplib.SMTPServerDisconnected, OSError):
        return network.Unclear(Reason.CUT)
    except (ValueError, UnicodeError):
        return network.Permanent(Reason.ADDRESS)
    return None


def _check(host: str, port: int, security: str) -> None:
    network.address_of(host, port)
    if security == "none" and not network.is_ours(host):
        raise network.Broken(Reason.SETTINGS)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise network.Broken(Reason.SETTINGS)
    return int(text)


def _is_automatic(letter: EmailMessage) -> bool:
    submitted = str(letter.get("Auto-Submitted") or "no").split(";")[0].strip().lower()
    precedence = str(letter.get("Precedence") or "").strip().lower()
    bounce = str(letter.get("Return-Path") or "").strip() == "<>" or letter.get_content_type() == "multipart/report"
    return submitted != "no" or precedence in ("bulk", "list", "junk") or "List-Id" in letter or bounce


def _words_of(letter: EmailMessage) -> str:
    part = letter.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        text = str(part.get_content())
    except (LookupError, UnicodeError):
        found = part.get_payload(decode=True)
        text = found.decode("utf-8", "replace") if isinstance(found, bytes) else ""
    if part.get_content_type() == "text/html":
        from html import unescape  # letters of HTML alone are few

        text = unescape(_TAG.sub("", _BREAK.sub("\n", text)))
    text = text.replace("\r\n", "\n")
    return _QUOTED.sub("", _ABOVE_QUOTE.split(f"\n{text}")[0]).strip()


def _moment(letter: EmailMessage) -> datetime | None:
    try:
        found = parsedate_to_datetime(str(letter.get("Date") or ""))
    except (ValueError, TypeError, IndexError):
        return None
    return found if found.tzinfo else None
