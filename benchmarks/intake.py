"""Alerts a second over HTTP from sixteen writers, beside django-helpdesk on the same PostgreSQL.

    nice .venv/bin/python benchmarks/intake.py [--messages 1500] [--writers 16]

A Yaqaza of its own is started; django-helpdesk comes from the package registry into a virtual environment of its own and gets a database
of its own on the same PostgreSQL, the same server (Granian) and as many processes and threads. Yaqaza is called as an SMS gateway calls
it, with a signed body; the helpdesk by its public form, as whoever writes to it does. One line tells what was taken over HTTP (kept for
good, while the worker is held), the other what became an alert by the worker: read, placed, compared with others, and its answer sent.
"a core" divides by the processor seconds that web, worker and PostgreSQL used, so that what else runs on the machine counts for nothing.
p95 is of one call and does count it.

What is done before the caller is answered: Yaqaza proves the call, encrypts it and commits it with the job that reads it (one statement,
synchronous commit); the helpdesk checks its form and commits the ticket, with mail switched off. The helpdesk keeps the text as it came
and is finished then. Yaqaza's worker still finds who wrote, reads needs, urgency, places and telephones out of the words, chooses the
house and the deadline, makes the code and queues the answer: that is the second line, which has no counterpart on the other side.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psutil
from instance import BIN, Gateway, Instance, free_port, running, sign

HELPDESK = "django-helpdesk==2.6.1"
SETTINGS = """
SECRET_KEY = "benchmark"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "peer_urls"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.sites",
    "django.contrib.messages", "django.contrib.staticfiles", "django.contrib.admin", "django.contrib.humanize",
    "rest_framework", "helpdesk"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware"]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {"context_processors": [
    "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages"]}}]
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "helpdesk", "USER": "yaqaza", "HOST": "SOCKET", "PORT": "5432",
    "CONN_MAX_AGE": 600}}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
SITE_ID = 1
STATIC_URL = "/static/"
USE_TZ = True
HELPDESK_TEAMS_MODE_ENABLED = False
HELPDESK_PUBLIC_TICKET_QUEUE = "bench"
HELPDESK_PUBLIC_TICKET_PRIORITY = 3
HELPDESK_PUBLIC_TICKET_DUE_DATE = ""
"""
MADE = """
import json
from yaqaza.alerts.models import AlertMessage
from yaqaza.channels.models import Message
answered = AlertMessage.objects.filter(message__direction="OUT", message__status="SENT").values("alert")
ours = AlertMessage.objects.filter(message__direction="IN", message__external_id__startswith="RUN-", alert__in=answered)
done = ours.filter(alert__reading__isnull=False, alert__fingerprint__isnull=False)
print(json.dumps(list(done.values_list("message__external_id", flat=True))))
"""


class Line:
    """One writer's connection, kept open as a gateway keeps it."""

    def __init__(self, url: str) -> None:
        self._where = urlsplit(url)
        self._open()

    def _open(self) -> None:
        self._line = http.client.HTTPConnection(self._where.hostname or "", self._where.port, timeout=60)

    def call(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        for _try in range(3):
            try:
                self._line.request(method, path, body, headers)
                answer = self._line.getresponse()
                return answer.status, answer.headers, answer.read()
            except (OSError, http.client.HTTPException):
                self._line.close()
                self._open()
        return 0, http.client.HTTPMessage(), b""


def yaqaza_writer(hook: str) -> Callable[[str, int], bool]:
    line, path = Line(hook), urlsplit(hook).path

    def write(key: str, number: int) -> bool:
        text = f"Une vieille dame seule sans chauffage, rue {number}, elle n'a rien mangé"
        body = json.dumps({"from": f"06{number:08d}", "text": text, "id": key}).encode()
        return line.call("POST", path, body, {"Content-Type": "application/json", "X-Signature": sign(body)})[0] == 200

    return write


def helpdesk_writer(url: str) -> Callable[[str, int], bool]:
    line, path = Line(url), "/tickets/submit/"
    _status, headers, page = line.call("GET", path, None, {})
    cookie = re.search(r"csrftoken=([^;]+)", headers.get("Set-Cookie") or "")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.decode())
    assert cookie is not None, page.decode()[:400]
    assert token is not None, page.decode()[:400]

    def write(key: str, number: int) -> bool:
        fields = {
            "csrfmiddlewaretoken": token[1], "title": key, "submitter_email": f"citizen{number}@example.org",
            "body": f"Une vieille dame seule sans chauffage, rue {number}, elle n'a rien mangé",
        }  # fmt: skip
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={cookie[1]}"}
        return line.call("POST", path, urlencode(fields).encode(), headers)[0] == 302

    return write


def write_all(
    make: Callable[[], Callable[[str, int], bool]], run: str, count: int, writers: int
) -> tuple[list[str], list[float], float]:
    """Let the writers write ``count`` messages; return which were taken, the seconds of each call, and of all."""
    taken: list[str] = []
    took: list[float] = []
    lines = [make() for _writer in range(writers)]

    def work(first: int) -> None:
        for number in range(first, count, writers):
            began = time.perf_counter()
            right = lines[first](f"{run}-{number}", number)
            took.append(time.perf_counter() - began)
            if right:
                taken.append(f"{run}-{number}")

    threads = [threading.Thread(target=work, args=(first,)) for first in range(writers)]
    began = time.perf_counter()
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return taken, took, time.perf_counter() - began


def cpu(*roots: psutil.Process) -> float:
    """Return the processor seconds that these processes and their children used, also those that ended."""
    total = 0.0
    for root in roots:
        for each in (root, *root.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                times = each.cpu_times()
                total += times.user + times.system + times.children_user + times.children_system
    return total


def postmaster(instance: Instance) -> psutil.Process:
    return psutil.Process(int(next(instance.home.glob("var/*/postgres/**/postmaster.pid")).read_text().splitlines()[0]))


def tell(
    name: str, taken: list[str], count: int, seconds: float, used: float, took: list[float] | None, made: list[str]
) -> float:
    p95 = f"{sorted(took)[int(len(took) * 0.95)] * 1000:7.0f} ms" if took else " " * 10
    found = Counter(made)
    lost, doubled = sum(each not in found for each in taken), sum(times > 1 for times in found.values())
    print(
        f"{name:34} {count / seconds:8.1f}/s {count / used:8.1f}/s a core  p95 {p95}  "
        f"taken {len(taken)}/{count}  lost {lost}  doubled {doubled}",
        flush=True,
    )
    return count / used


@contextlib.contextmanager
def helpdesk(socket: str, workers: int) -> Iterator[tuple[str, psutil.Process, Callable[[], list[str]]]]:
    """Install, set up and serve django-helpdesk; yield its address, its process and a look at its tickets."""
    home, port = Path(tempfile.mkdtemp(prefix="yaqaza-peer-")), free_port()
    python = home / "venv/bin/python"
    environment = {**os.environ, "PYTHONPATH": str(home), "DJANGO_SETTINGS_MODULE": "peer_settings"}
    try:
        subprocess.run([BIN / "uv", "venv", "-q", "--python", sys.executable, home / "venv"], check=True)
        subprocess.run(
            [BIN / "uv", "pip", "install", "-q", "--python", python, HELPDESK, "psycopg[binary]", "granian==2.8.7"],
            check=True,
        )
        (home / "peer_settings.py").write_text(SETTINGS.replace("SOCKET", socket))
        (home / "peer_urls.py").write_text(
            "from django.urls import include, path\nfrom django.contrib import admin\n"
            'urlpatterns = [path("", include("helpdesk.urls", namespace="helpdesk")), path("admin/", admin.site.urls)]\n'
        )
        (home / "peer_wsgi.py").write_text(
            "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n"
        )

        def inside(code: str) -> str:
            setup = "import django; django.setup()\n"
            done = subprocess.run(
                [python, "-c", setup + code], env=environment, capture_output=True, text=True, check=False
            )
            if done.returncode:
                raise SystemExit(done.stderr)
            return done.stdout

        inside("from django.core.management import call_command; call_command('migrate', verbosity=0)")
        inside(
            "from helpdesk.models import Queue; Queue.objects.create(title='Bench', slug='bench', allow_public_submission=True)"
        )
        served = subprocess.Popen(
            [python, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning", "--host", "127.0.0.1",
             "--port", str(port),
             "--workers", str(workers), "--blocking-threads", "4", "peer_wsgi:application"], env=environment, start_new_session=True,
        )  # fmt: skip
        try:
            for _try in range(100):
                if Line(f"http://127.0.0.1:{port}").call("GET", "/tickets/submit/", None, {})[0] == 200:
                    break
                time.sleep(0.5)
            look = "import json; from helpdesk.models import Ticket as T; print(json.dumps([each.title for each in T.objects.all()]))"
            yield f"http://127.0.0.1:{port}", psutil.Process(served.pid), lambda: json.loads(inside(look))
        finally:
            os.killpg(served.pid, signal.SIGTERM)
            served.wait(20)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def main() -> None:
    """Measure both, one after the other, and say by how much they differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=1500)
    parser.add_argument("--writers", type=int, default=16)
    parser.add_argument("--workers", type=int, default=2, help="processes of each web server (2)")
    options = parser.parse_args()
    count, writers = options.messages, options.writers
    print(f"{writers} writers, {count} messages, {options.workers} web processes on {os.cpu_count()} cores", flush=True)
    print(f"load of the machine before: {os.getloadavg()[0]:.1f}", flush=True)
    with Gateway().listening() as gateway, running(workers=options.workers) as instance:
        hook = instance.connector(gateway.url)
        server, supervisor = postmaster(instance), psutil.Process(instance.process.pid)
        write_all(lambda: yaqaza_writer(hook), "WARM", 64, writers)
        time.sleep(5)
        worker = next(
            each for each in supervisor.children(recursive=True) if "procrastinate" in " ".join(each.cmdline())
        )
        before, began = cpu(server, supervisor), time.perf_counter()
        worker.suspend()  # what it does with the first messages is not the price of taking the others
        taken, took, seconds = write_all(lambda: yaqaza_writer(hook), "RUN", count, writers)
        door = cpu(server, supervisor) - before
        worker.resume()
        made: list[str] = []
        while len(set(made)) < len(taken) and time.perf_counter() - began < 1200:
            time.sleep(2)
            made = json.loads(instance.manage(MADE).splitlines()[-1])
        whole, used = time.perf_counter() - began, cpu(server, supervisor) - before
        at_door = tell("Yaqaza: taken over HTTP", taken, count, seconds, door, took, made)
        alerts = tell("Yaqaza: alerts, read and answered", taken, count, whole, used, None, made)
        socket = str(next(instance.home.glob("var/*/postgres/**/.s.PGSQL.5432"), Path()).parent)
        if socket == ".":
            socket = instance.manage(
                "from django.conf import settings; print(settings.DATABASES['default']['HOST'])"
            ).splitlines()[-1]
        instance.manage("from django.db import connection; connection.cursor().execute('CREATE DATABASE helpdesk')")
        with helpdesk(socket, options.workers) as (url, peer, tickets):
            write_all(lambda: helpdesk_writer(url), "WARM", 64, writers)
            before = cpu(server, peer)
            taken, took, seconds = write_all(lambda: helpdesk_writer(url), "RUN", count, writers)
            used = cpu(server, peer) - before
            found = [each for each in tickets() if each.startswith("RUN-")]
            theirs = tell(f"{HELPDESK}: public form", taken, count, seconds, used, took, found)
    print(f"a core: taken over HTTP {at_door / theirs:.1f}×, alerts {alerts / theirs:.1f}× of the helpdesk's tickets")
    print(f"load of the machine after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
