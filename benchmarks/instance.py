"""A Yaqaza of its own for a benchmark: its own folder, PostgreSQL, ports and connector, thrown away at the end."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl

BIN = Path(sys.executable).parent
SECRET = "a-secret-of-the-benchmark"  # noqa: S105 - opens nothing but what is thrown away
CONNECTOR = """
import json
from datetime import date
from yaqaza.accounts.models import Organisation
from yaqaza.accounts.states import OrganisationKind, OrganisationStatus, UnitKind
from yaqaza.channels.models import Connector
from yaqaza.territory.models import Area, Level
area = Area.objects.filter(level=Level.PROVINCE, code="16").first() or Area.objects.filter(level=Level.PROVINCE).first()
house, made = Organisation.objects.get_or_create(code="BENCH", defaults=dict(kind=OrganisationKind.CELL, area=area, name_ar="خلية",
    name_fr="Cellule", status=OrganisationStatus.ACTIVE, created_on=date(2020, 1, 1), activated_on=date(2020, 1, 1),
    unit_kind=UnitKind.DUTY_CELL))
Organisation.objects.filter(pk=house.pk).update(path=f"{house.pk}.")
line = Connector.objects.create(kind="SMS_HTTP", name="SMS", organisation=house, enabled=True, per_minute=6000,
    settings={"send_url": "GATEWAY"}, secrets=json.dumps({"check_secret": "SECRET", "token": "t"}))
print("uuid", line.uuid)
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def sign(body: bytes) -> str:
    return hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()


@dataclass
class Gateway:
    """An SMS gateway that takes a moment to answer and remembers every message it was given."""

    seconds: float = 0.0
    url: str = ""
    got: list[dict[str, str]] = field(default_factory=list)

    @contextlib.contextmanager
    def listening(self) -> Iterator[Gateway]:
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                fields = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
                gateway.got.append(fields)
                time.sleep(gateway.seconds)
                content = json.dumps({"id": uuid.uuid4().hex}).encode()
                with contextlib.suppress(OSError):
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    self.wfile.write(content)

            def log_message(self, *args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{server.server_port}/send"
        try:
            yield self
        finally:
            server.shutdown()


@dataclass
class Instance:
    home: Path
    port: int
    environment: dict[str, str]
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def manage(self, code: str) -> str:
        """Run Python inside the instance and return what it printed."""
        done = subprocess.run(
            [str(BIN / "yaqaza-manage"), "shell", "-v", "0", "-c", code], env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(done.stderr)
        return done.stdout.strip()

    def connector(self, gateway: str) -> str:
        """Set up a connector of SMS and return its address for the gateway to call."""
        code = CONNECTOR.replace("GATEWAY", gateway).replace("SECRET", SECRET)
        number = re.search(r"uuid (\S+)", self.manage(code))
        assert number is not None
        return f"{self.url}/channels/hooks/{number[1]}/"


@contextlib.contextmanager
def running(*, workers: int = 2, **more: str) -> Iterator[Instance]:
    """Start a Yaqaza of its own and stop it at the end; ``more`` goes into its environment."""
    home, port = Path(tempfile.mkdtemp(prefix="yaqaza-bench-")), free_port()
    home.chmod(0o711)
    clean = {key: value for key, value in os.environ.items() if not key.startswith("YAQAZA_") and key != "DATABASE_URL"}
    environment = (
        clean | {"YAQAZA_HOME": str(home), "YAQAZA_CHANNEL_HOSTS": "127.0.0.1", "YAQAZA_PROBE_EVERY": "0"} | more
    )
    started = subprocess.Popen(
        [str(BIN / "yaqaza"), "start", "--port", str(port), "--workers", str(workers)], env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    found = Instance(home, port, environment, started)
    ready = threading.Event()

    def read() -> None:
        assert started.stdout is not None
        for line in started.stdout:
            found.said.append(line)
            if "is ready: http" in line:
                ready.set()
        ready.set()

    threading.Thread(target=read, daemon=True).start()
    try:
        if not ready.wait(400) or started.poll() is not None:
            raise SystemExit("".join(found.said))
        yield found
    finally:
        started.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            started.wait(60)
        started.kill()
        shutil.rmtree(home, ignore_errors=True)
