"""SMS straight to an operator by SMPP 3.4: a bind a minute takes what waits there, another one sends.

Each ``deliver_sm`` is acknowledged only when it is kept here. Parts of a long message are kept one by one and once more as a whole;
what is missing when the session ends is marked, so that nothing waits for a part that never comes.
"""

from __future__ import annotations

import contextlib
import json
import logging
import re
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import pgettext_lazy
from smpplib import client as smpp
from smpplib import consts, exceptions, gsm

from yaqaza.channels import network
from yaqaza.channels.connectors.base import Gateway, Incoming, Outgoing, Polled, Sent, Setting, Told, Unreadable
from yaqaza.channels.states import Reason, Status

LOG = "yaqaza.channels.smpp"
logging.getLogger(LOG).setLevel(logging.CRITICAL)  # its lines hold whole messages

MOST_SECONDS, SILENT_SECONDS = 40, 2
PARTS_SECONDS = 6
"""How long to wait for the rest of a long message of which a part is here."""

LIMIT = (consts.SMPP_ESME_RTHROTTLED, consts.SMPP_ESME_RMSGQFUL)
ACCESS = (consts.SMPP_ESME_RBINDFAIL, consts.SMPP_ESME_RINVPASWD, consts.SMPP_ESME_RINVSYSID)
BUSY = (consts.SMPP_ESME_RSYSERR, consts.SMPP_ESME_RALYBND)
STATES = {
    1: "ENROUTE", 2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 6: "ACCEPTD", 7: "UNKNOWN", 8: "REJECTD",
}  # fmt: skip
_RECEIPT = re.compile(r"id:(\S+).*?stat:(\w+)", re.IGNORECASE | re.DOTALL)
_EXTENDED = set("^{}\\[~]|€\x0c")
_MISSING = "[…]"

SECURITY = (("none", pgettext_lazy("gateway setting", "None (hosts of this house only)")), ("tls", "TLS"))


class Provider(Gateway):
    polls = True
    settings = (
        Setting("host", pgettext_lazy("gateway setting", "SMPP server"), "host"),
        Setting("port", pgettext_lazy("gateway setting", "SMPP port"), "number", default="2775"),
        Setting("security", pgettext_lazy("gateway setting", "SMPP encryption"), default="tls", choices=SECURITY),
        Setting("system_id", pgettext_lazy("gateway setting", "System id")),
        Setting("password", pgettext_lazy("gateway setting", "Password"), secret=True),
        Setting("system_type", pgettext_lazy("gateway setting", "System type"), required=False),
        Setting("sender", pgettext_lazy("gateway setting", "Our number or name")),
    )  # fmt: skip

    # In

    def poll(self, cursor: Mapping[str, Any], keep: Callable[[Sequence[str]], object]) -> Polled:
        """Take what waits at the operator until it is silent; each message is kept before it is acknowledged."""
        parts: dict[tuple[str, int, int], dict[int, str]] = {}

        def take(pdu: Any) -> None:
            row = _row(pdu)
            part = row.get("part")
            if part is None:
                keep([_json(row)])
                return
            key = (row["from"], part["of"], part["total"])
            known = parts.setdefault(key, {})
            known[part["number"]] = row["text"]
            kept = [_json(row)]
            if len(known) == part["total"]:
                kept.append(_json(_whole(key, parts.pop(key))))
            keep(kept)

        with self._bound("bind_receiver") as bound:
            bound.set_message_received_handler(lambda pdu: take(pdu))
            until = time.monotonic() + MOST_SECONDS
            while time.monotonic() < until:
                bound.timeout_of(PARTS_SECONDS if parts else SILENT_SECONDS)
                try:
                    bound.read_once(auto_send_enquire_link=False)
                except TimeoutError:
                    break
        for key, known in parts.items():
            keep([_json(_whole(key, known))])
        return Polled(cursor=dict(cursor))

    def read(self, raw: str) -> Sequence[Incoming | Told]:
        try:
            row = json.loads(raw)
            sender = str(row["from"])
        except (ValueError, KeyError, TypeError):
            raise Unreadable from None
        if row.get("part"):
            return []  # the whole comes as a row of its own
        if told := row.get("receipt"):
            status, reason = _outcome(str(told["state"]))
            return [Told(str(told["id"]), status, reason) if reason else Told(str(told["id"]), status)]
        return [Incoming(sender=sender, text=str(row.get("text") or ""))]

    # Out

    def send(self, message: Outgoing) -> Sent:
        parts, coding, esm_class = _parts(message.text)
        taken = ""
        with self._bound("bind_transmitter") as bound:
            for number, part in enumerate(parts, 1):
                try:
                    taken = self._submit(bound, message.to, part, coding, esm_class, last=number == len(parts))
                except network.Trouble as trouble:
                    if number > 1 and not isinstance(trouble, network.Unclear):
                        raise network.Unclear(trouble.reason) from None  # the beginning left already
                    raise
        return Sent(external_id=taken)

    def _submit(self, bound: Session, to: str, part: bytes, coding: int, esm_class: int, *, last: bool) -> str:
        """Hand over one part and wait for the answer. A report is asked for the last one only."""
        ours = self.get("sender")
        numeric = ours.lstrip("+").isdecimal()
        short = numeric and len(ours) < 8
        try:
            bound.send_message(
                source_addr_ton=(consts.SMPP_TON_NWSPEC if short else consts.SMPP_TON_INTL)
                if numeric
                else consts.SMPP_TON_ALNUM,
                source_addr_npi=consts.SMPP_NPI_ISDN if numeric and not short else consts.SMPP_NPI_UNK,
                source_addr=ours.lstrip("+"),
                dest_addr_ton=consts.SMPP_TON_INTL if to.startswith("+") else consts.SMPP_TON_UNK,
                dest_addr_npi=consts.SMPP_NPI_ISDN,
                destination_addr=to.lstrip("+"),
                short_message=part,
                data_coding=coding,
                esm_class=esm_class,
                registered_delivery=last,
            )
            answer = bound.read_pdu()
            while answer.command != "submit_sm_resp":
                bound.answer_other(answer)
                answer = bound.read_pdu()
        except (exceptions.ConnectionError, OSError):
            raise network.Unclear(Reason.CUT) from None
        if answer.is_error():
            raise _refused(int(answer.status))
        return _text(answer.message_id)

    def try_out(self) -> None:
        with self._bound("bind_transmitter"):
            pass

    @contextlib.contextmanager
    def _bound(self, how: str) -> Iterator[Session]:
        host, port = self.get("host"), self.get("port")
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise network.Broken(Reason.SETTINGS)
        address = network.address_of(host, int(port))
        encrypted = self.get("security") == "tls"
        if not encrypted and not network.is_ours(host):
            raise network.Broken(Reason.SETTINGS)
        bound = Session(address, int(port), host if encrypted else "")
        try:
            bound.connect()
            getattr(bound, how)(
                system_id=self.get("system_id"), password=self.get("password"), system_type=self.get("system_type")
            )
        except exceptions.PDUError as refused:
            bound.end()
            raise _refused(int(refused.args[1]) if len(refused.args) > 1 else 0, binding=True) from None
        except (exceptions.ConnectionError, OSError):
            bound.end()
            raise network.Temporary(Reason.NETWORK) from None
        try:
            yield bound
        except (exceptions.ConnectionError, exceptions.PDUError, OSError):
            raise network.Temporary(Reason.NETWORK) from None
        finally:
            with contextlib.suppress(exceptions.PDUError, exceptions.ConnectionError, OSError):
                bound.timeout_of(SILENT_SECONDS)
                bound.unbind()
            bound.end()


class Session(smpp.Client):
    """The library's client over an address that was looked at, with TLS for the name it was looked up by."""

    def __init__(self, address: str, port: int, name: str) -> None:
        super().__init__(
            address, port, timeout=network.SECONDS_TO_ANSWER, logger_name=LOG, allow_unknown_opt_params=True
        )
        self.name = name
        self._socket: Any = None

    def connect(self) -> None:
        plain = socket.create_connection((self.host, self.port), timeout=network.SECONDS_TO_CONNECT)
        self._socket = network.tls().wrap_socket(plain, server_hostname=self.name) if self.name else plain
        self._socket.settimeout(self.timeout)
        self.state = consts.SMPP_CLIENT_STATE_OPEN

    def timeout_of(self, seconds: float) -> None:
        if self._socket is not None:
            self._socket.settimeout(seconds)

    def answer_other(self, pdu: Any) -> None:
        """Between our question and its answer an operator may ask whether we are still there."""
        if pdu.command == "enquire_link":
            self._enquire_link_received(pdu)

    def end(self) -> None:
        """Close the socket. ``unbind`` was tried before."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        self.state = consts.SMPP_CLIENT_STATE_CLOSED


def _refused(code: int, *, binding: bool = False) -> network.Trouble:
    if code in LIMIT:
        return network.Temporary(Reason.LIMIT, 30)
    if code in ACCESS:
        return network.Broken(Reason.ACCESS)
    if code in BUSY or binding:
        return network.Temporary(Reason.PROVIDER)
    return network.Permanent(Reason.ADDRESS if code == consts.SMPP_ESME_RINVDSTADR else Reason.CONTENT)


def _parts(text: str) -> tuple[list[bytes], int, int]:
    """In the alphabet of GSM when it holds all signs as one byte (cutting is safe then), else UCS-2."""
    if _EXTENDED & set(text):
        parts, coding, esm_class = gsm.make_parts(text, consts.SMPP_ENCODING_ISO10646)
    else:
        parts, coding, esm_class = gsm.make_parts(text)
    return parts, coding, esm_class


def _row(pdu: Any) -> dict[str, Any]:
    """What is kept of a ``deliver_sm``."""
    content = pdu.short_message or pdu.message_payload or b""
    esm_class = int(pdu.esm_class or 0)
    row: dict[str, Any] = {"from": _sender(pdu)}
    if esm_class & 0x3C in (0x04, 0x08):
        return row | {"receipt": _receipt(pdu, content)}
    if esm_class & 0x40 and len(content) > content[0]:  # a header says which part it is
        header, content = content[1 : content[0] + 1], content[content[0] + 1 :]
        row |= _numbered(header)
    elif pdu.sar_total_segments and int(pdu.sar_total_segments) > 1:
        row |= {
            "part": {
                "of": int(pdu.sar_msg_ref_num), "total": int(pdu.sar_total_segments), "number": int(pdu.sar_segment_seqnum),
            }
        }  # fmt: skip
    return row | {"text": _decoded(content, int(pdu.data_coding or 0))}


def _sender(pdu: Any) -> str:
    number = _text(pdu.source_addr)
    international = int(pdu.source_addr_ton or 0) == consts.SMPP_TON_INTL
    return f"+{number}" if international and number.isdecimal() else number


def _numbered(header: bytes) -> dict[str, Any]:
    """Concatenation as 3GPP TS 23.040 writes it: element 0 with one byte of reference, element 8 with two."""
    at = 0
    while at + 2 <= len(header):
        kind, length = header[at], header[at + 1]
        value = header[at + 2 : at + 2 + length]
        if (kind, length) in ((0, 3), (8, 4)) and value[-2] > 1:
            return {"part": {"of": int.from_bytes(value[:-2], "big"), "total": value[-2], "number": value[-1]}}
        at += 2 + length
    return {}


def _receipt(pdu: Any, content: bytes) -> dict[str, str]:
    found = _RECEIPT.search(content.decode("latin-1"))
    number = _text(pdu.receipted_message_id) or (found[1] if found else "")
    state = STATES.get(int(pdu.message_state or 0)) or (found[2].upper() if found else "UNKNOWN")
    return {"id": number, "state": state}


def _outcome(state: str) -> tuple[Status, Reason | None]:
    if state == "DELIVRD":
        return Status.DELIVERED, None
    if state in ("EXPIRED", "DELETED", "UNDELIV", "REJECTD"):
        return Status.FAILED, Reason.UNDELIVERED
    return Status.SENT, None


def _whole(key: tuple[str, int, int], parts: Mapping[int, str]) -> dict[str, Any]:
    sender, _reference, total = key
    return {"from": sender, "text": "".join(parts.get(number, _MISSING) for number in range(1, total + 1))}


def _decoded(content: bytes, coding: int) -> str:
    match coding & 0x0F:
        case 8:
            return content.decode("utf-16-be", "replace")
        case 3:
            return content.decode("latin-1")
        case 1:
            return content.decode("ascii", "replace")
        case 0:
            return _gsm(content)
    return content.decode("utf-8", "replace")


def _gsm(content: bytes) -> str:
    """The default alphabet of GSM, a septet a byte."""
    table, said, extended = gsm.GSM_CHARACTER_TABLE, [], False
    for byte in content:
        if byte == 0x1B and not extended:
            extended = True
            continue
        said.append(table[(byte & 0x7F) + (0x80 if extended else 0)])
        extended = False
    return "".join(said)


def _text(value: Any) -> str:
    return value.decode("latin-1").strip("\x00") if isinstance(value, bytes) else str(value or "")


def _json(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, sort_keys=True)
