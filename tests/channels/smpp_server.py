"""A small SMSC that speaks SMPP 3.4 as its specification has it, written apart from the library that is tried against it."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from dataclasses import dataclass, field

BIND_RECEIVER, BIND_TRANSMITTER, SUBMIT, DELIVER, UNBIND, ENQUIRE = 1, 2, 4, 5, 6, 0x15
ANSWER = 0x80000000


def pdu(command: int, sequence: int, body: bytes = b"", status: int = 0) -> bytes:
    return struct.pack(">LLLL", 16 + len(body), command, status, sequence) + body


def deliver_body(sender: str, content: bytes, *, coding: int = 8, esm_class: int = 0, tlvs: bytes = b"") -> bytes:
    head = b"\x00" + b"\x01\x01" + sender.encode() + b"\x00" + b"\x01\x01" + b"5555\x00"
    return head + bytes([esm_class, 0, 0]) + b"\x00\x00" + bytes([0, 0, coding, 0, len(content)]) + content + tlvs


@dataclass
class Smsc:
    """Takes binds with the right password, keeps what is submitted, delivers what waits one by one as it is acknowledged."""

    password: str = "secret"
    waiting: list[bytes] = field(default_factory=list)  # bodies of deliver_sm
    submitted: list[dict] = field(default_factory=list)
    acknowledged: int = 0
    statuses: list[int] = field(default_factory=list)  # what the next submits are answered with
    hang_up_on_submit: bool = False
    hang_up_after: int = 0  # so many messages are acknowledged, then the line is cut
    forgets_acknowledgement: bool = False  # of the last message: it is delivered again in the next session
    binds: int = 0
    port: int = 0

    def start(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def stop(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError, struct.error):
            stream = connection.makefile("rb")
            while head := stream.read(16):
                length, command, status, sequence = struct.unpack(">LLLL", head)
                body = stream.read(length - 16)
                if command in (BIND_RECEIVER, BIND_TRANSMITTER):
                    right = body.split(b"\x00")[1].decode() == self.password
                    self.binds += 1
                    connection.sendall(
                        pdu(command | ANSWER, sequence, b"smsc\x00" if right else b"", 0 if right else 0x0E)
                    )
                    if right and command == BIND_RECEIVER and self.waiting:
                        connection.sendall(pdu(DELIVER, 1, self.waiting[0]))
                elif command == DELIVER | ANSWER and status == 0:
                    self.acknowledged += 1
                    if self.forgets_acknowledgement and len(self.waiting) == 1:
                        return
                    self.waiting.pop(0)
                    if self.acknowledged == self.hang_up_after:
                        return
                    if self.waiting:
                        connection.sendall(pdu(DELIVER, sequence + 1, self.waiting[0]))
                elif command == SUBMIT:
                    self.submitted.append(_submit(body))
                    if self.hang_up_on_submit:
                        return
                    answer = self.statuses.pop(0) if self.statuses else 0
                    connection.sendall(pdu(ENQUIRE, 77))
                    number = f"m-{len(self.submitted)}".encode() + b"\x00"
                    connection.sendall(pdu(SUBMIT | ANSWER, sequence, number if not answer else b"", answer))
                elif command == UNBIND:
                    connection.sendall(pdu(UNBIND | ANSWER, sequence))
                    return


def _submit(body: bytes) -> dict:
    def text(at: int) -> tuple[str, int]:
        end = body.index(b"\x00", at)
        return body[at:end].decode(), end + 1

    _service, at = text(0)
    sender, at = text(at + 2)
    to, at = text(at + 2)
    esm_class, at = body[at], at + 3
    _schedule, at = text(at)
    _validity, at = text(at)
    registered, coding, length = body[at], body[at + 2], body[at + 4]
    content = body[at + 5 : at + 5 + length]
    return {"from": sender, "to": to, "esm": esm_class, "report": registered, "coding": coding, "content": content}
