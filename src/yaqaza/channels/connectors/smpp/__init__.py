"""SMS straight to an operator by SMPP 3.4: a bind a minute takes what waits there, another one sends.

Each ``deliver_sm`` is acknowledged only when it is kept here, as hex when nothing can be made of it. Parts of a long message are kept
one by one and once more as a whole. Those whose rest is still to come stand, encrypted, in the cursor, which is kept with them: a line
that is cut loses none. After a few minutes what is here comes in with a mark for what is missing.
"""

from __future__ import annotations

import contextlib
import json
import logging
import re
import socket
import struct
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import pgettext_lazy
from smpplib import client as smpp
from smpplib import consts, exceptions, gsm
from smpplib import smpp as protocol

from yaqaza.channels import network
from yaqaza.channels.connectors.base import Gateway, Incoming, Keep, Outgoing, Polled, Sent, Setting, Told, Unreadable
from yaqaza.channels.connectors.smpp.parts import Parts
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
LENGTH_BYTES, DELIVER = 4, 5
ODD = object()
_RECEIPT = re.compile(r"id:(\S+).*?stat:(\w+)", re.IGNORECASE | re.DOTALL)
_EXTENDED = set("^{}\\[~]|€\x0c")

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
        Setting(
            "to_self", pgettext_lazy("gateway setting", "Tests to our own number"), default="no",
            hint=pgettext_lazy("gateway setting", "An SMS at each test, which the operator may charge."),
            choices=(("no", pgettext_lazy("gateway setting", "No")), ("yes", pgettext_lazy("gateway setting", "Yes"))),
        ),
    )  # fmt: skip

    # In

    def poll(self, cursor: Mapping[str, Any], keep: Keep) -> Polled:
        """Take what waits at the operator until it is silent; each message is kept before it is acknowledged."""
        parts = Parts(cursor)
        if late := parts.late():  # whether the operator answers or not
            keep([_json(row) for row in late], parts.cursor)
        with self._bound("bind_receiver") as bound:
            until = time.monotonic() + MOST_SECONDS
            while time.monotonic() < until:
                bound.timeout_of(PARTS_SECONDS if parts else SILENT_SECONDS)
                try:
                    delivered = bound.next_delivered()
                except TimeoutError:
                    break
                except (
                    exceptions.ConnectionError,
                    OSError,
                ):  # what came before is kept; the next bind tells whether it lasts
                    if not bound.delivered:
                        raise
                    break
                if delivered is None:
                    continue
                row = _row_or_hex(delivered, bound.raw)
                keep([_json(each) for each in (row, *parts.joined(row))], parts.cursor)
                bound.acknowledge()
        return Polled(cursor=parts.cursor)

    def read(self, raw: str) -> Sequence[Incoming | Told]:
        try:
            row = json.loads(raw)
            sender = str(row["from"])
        except (ValueError, KeyError, TypeError):
            raise Unreadable from None
        if "hex" in row:
            raise Unreadable
        if row.get("part"):
            return []  # the whole comes as a row of its own
        if told := row.get("receipt"):
            status, reason = _outcome(str(told["state"]))
            return [Told(str(told["id"]), status, reason) if reason else Told(str(told["id"]), status)]
        return [Incoming(sender=sender, text=str(row.get("text") or ""))]

    # Out

    @property
    def own_address(self) -> str:
        ours = self.get("sender")
        return ours if self.get("to_self") == "yes" and ours.lstrip("+").isdecimal() else ""

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
        self.raw = b""  # the PDU that was read last, as it came
        self.delivered = 0
        self._socket: Any = None

    def connect(self) -> None:
        plain = socket.create_connection((self.host, self.port), timeout=network.SECONDS_TO_CONNECT)
        self._socket = network.tls().wrap_socket(plain, server_hostname=self.name) if self.name else plain
        self._socket.settimeout(self.timeout)
        self.state = consts.SMPP_CLIENT_STATE_OPEN

    def timeout_of(self, seconds: float) -> None:
        if self._socket is not None:
            self._socket.settimeout(seconds)

    def _recv_exact(self, exact_size: int) -> bytes:
        found: bytes = super()._recv_exact(exact_size)
        self.raw = found if exact_size == LENGTH_BYTES else self.raw + found
        return found

    def next_delivered(self) -> Any:
        """The next ``deliver_sm``; what the library cannot take apart of one is ``ODD``. None for anything else."""
        try:
            pdu = self.read_pdu()
        except (exceptions.ConnectionError, OSError):
            raise
        except Exception:  # over bytes that nobody foresaw the library raises anything
            return ODD if self._header[1] == DELIVER else None
        if pdu.command == "unbind":
            raise exceptions.ConnectionError
        if pdu.command == "deliver_sm":
            return pdu
        self.answer_other(pdu)
        return None

    def acknowledge(self) -> None:
        """Say that what was read last is kept."""
        answer = protocol.make_pdu("deliver_sm_resp", client=self, status=consts.SMPP_ESME_ROK)
        answer.sequence = self._header[3]
        self.send_pdu(answer)
        self.delivered += 1

    @property
    def _header(self) -> tuple[int, ...]:
        """Length, command, status and sequence of the PDU that was read last."""
        return struct.unpack(">LLLL", self.raw[:16].ljust(16, b"\x00"))

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


def _row_or_hex(delivered: Any, raw: bytes) -> dict[str, Any]:
    """What is kept of a ``deliver_sm``: its bytes when nothing can be made of them."""
    try:
        return _row(delivered)
    except Exception:  # each of its fields may be missing, too short or of another kind
        return {"from": "", "hex": raw.hex()}


def _row(pdu: Any) -> dict[str, Any]:
    content = pdu.short_message or pdu.message_payload or b""
    esm_class = int(pdu.esm_class or 0)
    row: dict[str, Any] = {"from": _sender(pdu)}
    if not row["from"]:
        raise ValueError("nobody sent it")
    if esm_class & 0x3C in (0x04, 0x08):
        return row | {"receipt": _receipt(pdu, content)}
    if esm_class & 0x40:  # a header says which part it is
        if not content or len(content) <= content[0]:
            raise ValueError("a header that is longer than the message")
        header, content = content[1 : content[0] + 1], content[content[0] + 1 :]
        row |= _numbered(header)
    elif pdu.sar_total_segments:
        row |= _part(int(pdu.sar_msg_ref_num or 0), int(pdu.sar_total_segments), int(pdu.sar_segment_seqnum or 0))
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
        if (kind, length) in ((0, 3), (8, 4)) and len(value) == length:
            return _part(int.from_bytes(value[:-2], "big"), value[-2], value[-1])
        at += 2 + length
    return {}


def _part(reference: int, total: int, number: int) -> dict[str, Any]:
    """Which part it is; nothing when the numbers make no sense: its words then come in on their own."""
    if not 1 <= number <= total or total == 1:
        return {}
    return {"part": {"of": reference, "total": total, "number": number}}


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
