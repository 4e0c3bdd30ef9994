"""A mailbox: letters come in by IMAP, answers go out by SMTP. Both over TLS, except with hosts of this house.

Letters are kept as the server gives them, byte for byte, and taken apart only when they are read: one that nobody can take apart
stops no other. Letters that machines write (RFC 3834: Auto-Submitted, lists, bounces) are kept and make nothing. An answer quotes
nothing and stays in the thread.
"""

from __future__ import annotations

import base64
import contextlib
import imaplib
import re
import smtplib
import ssl
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import formataddr, formatdate, parseaddr, parsedate_to_datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import pgettext_lazy
from imap_tools import BaseMailBox, MailboxLoginError
from imap_tools.errors import ImapToolsError

from yaqaza.channels import marks, network
from yaqaza.channels.connectors.base import Gateway, Incoming, Keep, Outgoing, Polled, Sent, Setting, Told, Unreadable
from yaqaza.channels.connectors.email.lines import Box, Smtp, SmtpTls
from yaqaza.channels.states import Reason

AT_ONCE = 25
MOST_BYTES = 12 * 1024 * 1024
"""Of a longer letter only the head is fetched: its size is asked first."""
SHORTENED = "X-Yaqaza-Shortened"
TLS_PORT = 993
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
REFUSALS = 5
"""So often a server may refuse to hand over a letter before a note is kept in its stead."""
LAST_DAYS = 7
"""Of a mailbox that was numbered anew, letters of so many days are read again; those that came before are known by Message-ID."""

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
    answers = True
    polls = True
    settings = (
        Setting("address", pgettext_lazy("gateway setting", "Our address")),
        Setting("from_name", pgettext_lazy("gateway setting", "Our name"), required=False),
        Setting(
            "user", pgettext_lazy("gateway setting", "User name"), source=True,
            hint=pgettext_lazy("gateway setting", "Often the address itself"),
        ),
        Setting("password", pgettext_lazy("gateway setting", "Password"), secret=True),
        Setting("imap_host", pgettext_lazy("gateway setting", "IMAP server"), "host", source=True),
        Setting("imap_port", pgettext_lazy("gateway setting", "IMAP port"), "number", default="993"),
        Setting("imap_security", pgettext_lazy("gateway setting", "IMAP encryption"), default="tls", choices=SECURITY),
        Setting("folder", pgettext_lazy("gateway setting", "Folder"), default="INBOX", source=True),
        Setting("smtp_host", pgettext_lazy("gateway setting", "SMTP server"), "host"),
        Setting("smtp_port", pgettext_lazy("gateway setting", "SMTP port"), "number", default="587"),
        Setting("smtp_security", pgettext_lazy("gateway setting", "SMTP encryption"), default="starttls", choices=SECURITY),
    )  # fmt: skip

    # In

    def poll(self, cursor: Mapping[str, Any], keep: Keep) -> Polled:
        """Fetch what has a higher UID than the last one, then what is still due from before.

        Due are, at the first look, the letters of the last days that nobody has read (years of old ones do not become alerts); of a
        mailbox that was numbered anew, those of the last days; and what could not be fetched the last time, with how often it was tried.
        """
        with self._mailbox() as box:
            status = box.folder.status(self.get("folder"), ["UIDVALIDITY", "UIDNEXT"])
            valid = str(status.get("UIDVALIDITY", ""))
            if cursor.get("valid") == valid:
                last = int(cursor.get("uid") or 0)
                due = {int(uid): int(tries) for uid, tries in (cursor.get("due") or {}).items()}
            elif "UIDNEXT" in status:
                last = int(status["UIDNEXT"]) - 1
                before = _since() if cursor.get("valid") else f"UNSEEN {_since()}"
                due = {uid: 0 for uid in _found(box, before) if uid <= last}
            else:
                raise network.Temporary(Reason.PROVIDER)  # without it nobody can say what is new
            new = [uid for uid in _found(box, f"UID {last + 1}:*") if uid > last]
            raws = []
            for uid in (new + sorted(due, key=lambda uid: (due[uid], uid)))[:AT_ONCE]:
                last = max(last, uid)
                tries = due.pop(uid, 0) + 1
                try:
                    raws += _fetch(box, uid)
                except (
                    imaplib.IMAP4.abort,
                    OSError,
                ):  # the line was cut: what is here is kept, this one comes last the next time
                    due[uid] = tries
                    break
                except (ImapToolsError, imaplib.IMAP4.error, ValueError, LookupError):
                    if tries < REFUSALS:
                        due[uid] = tries
                    else:
                        raws.append(_sealed(b"X-Yaqaza-Not-Fetched: %d\r\n\r\n" % uid))
            return Polled(raws, {"valid": valid, "uid": last, "due": {str(uid): tries for uid, tries in due.items()}})

    def read(self, raw: str) -> Sequence[Incoming | Told]:
        try:
            return self._said(_opened(raw))
        except Exception:  # the library raises anything over a head or a part that was not written for it
            raise Unreadable from None

    def _said(self, letter: EmailMessage) -> Sequence[Incoming]:
        sender = parseaddr(_head(letter, "Reply-To") or _head(letter, "From"))
        if "@" not in sender[1]:
            raise Unreadable
        ours = sender[1].lower() == self.get("address").lower()
        if (_is_automatic(letter) or ours) and not (ours and marks.index_of(_words_of(letter))):
            return []
        subject = " ".join(_head(letter, "Subject").split())
        text = _words_of(letter)
        if subject and not re.match(r"(?:re|ref|fwd?|tr|رد)\s*:", subject, re.IGNORECASE) and subject not in text:
            text = f"{subject}\n\n{text}".strip()
        return [
            Incoming(
                sender=sender[1].lower(),
                text=text,
                external_id=_head(letter, "Message-ID").strip(),
                name=sender[0],
                at=_moment(letter),
                attachments=_attached(letter),
            )
        ]

    def pictures(self, raw: str, external_id: str) -> Iterator[bytes]:
        try:
            parts = list(_opened(raw).walk())
        except Exception:  # as in read
            return
        for part in parts:
            data = part.get_payload(decode=True) if part.get_content_maintype() == "image" else None
            if isinstance(data, bytes) and data:
                yield data

    # Out

    @property
    def own_address(self) -> str:
        return self.get("address")

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
        with self._smtp():
            pass

    def try_in(self) -> None:
        with self._mailbox():
            pass

    @contextlib.contextmanager
    def _mailbox(self) -> Any:
        box: BaseMailBox | None = None
        try:
            box = self._reach()
            try:
                box.login(self.get("user"), self.get("password"), initial_folder=self.get("folder"))
            except UnicodeError:  # the protocol's own way to log in knows no other letters than those of ASCII
                raise network.Broken(Reason.SETTINGS) from None
            yield box
        except MailboxLoginError:
            raise network.Broken(Reason.ACCESS) from None
        except (ImapToolsError, imaplib.IMAP4.error):
            raise network.Temporary(Reason.PROVIDER) from None
        except ssl.SSLCertVerificationError:
            raise network.Broken(Reason.NETWORK) from None
        except OSError:
            raise network.Temporary(Reason.NETWORK) from None
        finally:
            if box is not None:
                with contextlib.suppress(ImapToolsError, imaplib.IMAP4.error, OSError):
                    box.logout()
                with contextlib.suppress(OSError):
                    box.client.shutdown()

    def _reach(self) -> BaseMailBox:
        host, port, security = self.get("imap_host"), _port(self.get("imap_port")), self.get("imap_security")
        _check(host, security)
        if security == "starttls" and port == TLS_PORT:  # the server would only wait
            raise network.Broken(Reason.SETTINGS)
        return Box(host, port, security)

    @contextlib.contextmanager
    def _smtp(self) -> Any:
        host, port, security = self.get("smtp_host"), _port(self.get("smtp_port")), self.get("smtp_security")
        _check(host, security)
        server: smtplib.SMTP | None = None
        try:
            if security == "tls":
                server = SmtpTls(host, port, timeout=network.SECONDS_TO_ANSWER, context=network.tls())
            else:
                server = Smtp(host, port, timeout=network.SECONDS_TO_ANSWER)
            if security == "starttls":
                server.starttls(context=network.tls())
            if self.get("user"):
                try:
                    server.login(self.get("user"), self.get("password"))
                except smtplib.SMTPNotSupportedError:  # a relay of the house asks for no password
                    pass
                except UnicodeError:
                    raise network.Broken(Reason.SETTINGS) from None
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


def _since() -> str:
    """Letters of the last days by when they came and by when they were written: whoever moves a mailbox may make all of it new."""
    day = (timezone.now() - timedelta(days=LAST_DAYS)).date()
    told = f"{day.day}-{MONTHS[day.month - 1]}-{day.year}"
    return f"SINCE {told} NOT SENTBEFORE {told}"


def _found(box: BaseMailBox, criteria: str) -> list[int]:
    return sorted({int(uid) for uid in box.uids(criteria)})


def _fetch(box: BaseMailBox, uid: int) -> list[str]:
    """The bytes of a letter, those of its head when it is too long, nothing when it is gone."""
    size, _none = _asked(box, uid, "RFC822.SIZE")
    if size is None:
        return []
    _size, letter = _asked(box, uid, "BODY.PEEK[]" if size <= MOST_BYTES else "BODY.PEEK[HEADER]")
    if letter is None:
        return []
    return [_sealed(letter if size <= MOST_BYTES else f"{SHORTENED}: 1\r\n".encode() + letter)]


def _asked(box: BaseMailBox, uid: int, what: str) -> tuple[int | None, bytes | None]:
    """The size and the content of one FETCH, where they are in the answer."""
    status, answer = box.client.uid("FETCH", str(uid), f"({what})")
    if status != "OK":
        raise imaplib.IMAP4.error
    size, content = None, None
    for each in answer or []:
        said = each[0] if isinstance(each, tuple) else each or b""
        if found := re.search(rb"RFC822\.SIZE (\d+)", said):
            size = int(found[1])
        if isinstance(each, tuple):
            content = each[1]
    return size, content


def _sealed(letter: bytes) -> str:
    return base64.b64encode(letter).decode()


def _opened(raw: str) -> EmailMessage:
    return message_from_bytes(base64.b64decode(raw), policy=policy.default)


def _head(letter: EmailMessage, name: str) -> str:
    """A line of the head, as it stands there when the library cannot take it apart; "" when it is missing."""
    try:
        return str(letter.get(name) or "")
    except (LookupError, ValueError, TypeError, AttributeError):
        return str(next((value for key, value in letter.raw_items() if key.lower() == name.lower()), ""))


def _attached(letter: EmailMessage) -> int:
    """How many things there are besides the words; of a letter that is no text and has no parts, itself."""
    if next(iter(letter.keys()), "") == SHORTENED:  # ours stands first, whatever else is written in a letter
        return 1
    if not letter.is_multipart():
        return int(letter.get_content_maintype() != "text")
    return sum(1 for _part in letter.iter_attachments())


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


def _check(host: str, security: str) -> None:
    if security == "none" and not network.is_ours(host):
        raise network.Broken(Reason.SETTINGS)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise network.Broken(Reason.SETTINGS)
    return int(text)


def _is_automatic(letter: EmailMessage) -> bool:
    submitted = (_head(letter, "Auto-Submitted") or "no").split(";")[0].strip().lower()
    precedence = _head(letter, "Precedence").strip().lower()
    bounce = _head(letter, "Return-Path").strip() == "<>" or letter.get_content_type() == "multipart/report"
    return submitted != "no" or precedence in ("bulk", "list", "junk") or "List-Id" in letter or bounce


def _words_of(letter: EmailMessage) -> str:
    part = letter.get_body(preferencelist=("plain", "html"))
    if part is None or part.is_multipart() != (part.get_content_maintype() == "multipart"):
        said = letter.get_payload()  # says that it has parts and has none: its words are there as they came
        return said.strip() if isinstance(said, str) and letter.get_content_maintype() == "multipart" else ""
    try:
        text = str(part.get_content())
    except (LookupError, ValueError):  # an alphabet that nobody knows
        found = part.get_payload(decode=True)
        text = found.decode("utf-8", "replace") if isinstance(found, bytes) else ""
    if part.get_content_type() == "text/html":
        from html import unescape  # letters of HTML alone are few

        text = unescape(_TAG.sub("", _BREAK.sub("\n", text)))
    text = text.replace("\r\n", "\n")
    return _QUOTED.sub("", _ABOVE_QUOTE.split(f"\n{text}")[0]).strip()


def _moment(letter: EmailMessage) -> datetime | None:
    try:
        found = parsedate_to_datetime(_head(letter, "Date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else None
