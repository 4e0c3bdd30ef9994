"""The first call of a thousand phones, what a later call costs, and phones that edit the same people over a bad network.

    nice .venv/bin/python benchmarks/sync.py [--phones 1000] [--records 500] [--others 4]

A Yaqaza of its own is started on a database of its own, with synthetic people. First every phone asks for all it holds, sixteen
at a time, while others open pages. Then one person in a hundred is corrected and all phones call again: bytes sent against the bytes of
what changed, beside sending everything anew. At last five phones edit the same people without network; 30 % of their calls or answers
are lost and a process of the web server is killed three times: each act is there once, nothing is overwritten, what differs waits for
somebody.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import http.client
import json
import os
import random
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import psutil
from instance import Instance, running
from intake import cpu, postmaster

USERS = 50
SETUP = """
import json
from datetime import date
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.utils import timezone
from yaqaza.accounts.models import Organisation, Posting, User
from yaqaza.accounts.permissions import Role
from yaqaza.core.ids import uuid7
from yaqaza.people.models import Person
from yaqaza.territory.models import Area, Level
call_command("load_catalogue", verbosity=0)
province = Area.objects.get(level=Level.PROVINCE, code="16")
commune = Area.objects.filter(level=Level.COMMUNE, path__startswith=province.path).first()
house, _made = Organisation.objects.get_or_create(code="BENCH", defaults=dict(kind="CELL", unit_kind="DUTY_CELL", area=province,
    name_ar="خلية", name_fr="Cellule", status="ACTIVE", created_on="2020-01-01", activated_on="2020-01-01"))
house.path = f"{house.pk}."
house.save()
cookies, held = [], RECORDS - 65 - 8 - 1 - Area.objects.filter(path__startswith=province.path).count()
for number in range(USERS):
    user = User.objects.create(username=f"phone{number}", name_ar=f"عون {number}", password="!")
    Posting.objects.create(user=user, role=Role.FIELD_WORKER, organisation=house, area=province, starts_on=date(2020, 1, 1))
    Person.objects.bulk_create([Person(name_ar="فاطمة الزهراء بن علي", name_latin=f"Fatima Zohra Benali", area=commune, organisation=house,
        created_by=user, address=f"حي {number}، عمارة {each}") for each in range(held)])
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    cookies.append(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")
print(json.dumps(cookies))
"""
CHANGE = """
from yaqaza.people.models import Person
ids = list(Person.objects.order_by("id").values_list("id", flat=True))[::100]
Person.objects.filter(pk__in=ids).update(address="انتقلت إلى حي آخر")
print(len(ids))
"""
STANDS = """
import json
from yaqaza.mobile.models import Operation
from yaqaza.people.models import Person
acts = [[str(row.uuid), row.state, row.data] for row in Operation.objects.filter(uuid__in=UUIDS)]
people = {str(row.uuid): row.description for row in Person.objects.filter(uuid__in=PEOPLE)}
print(json.dumps([acts, people]))
"""


@dataclass
class Phone:
    """A phone as the server meets it; ``lost`` is the share of its calls, and of their answers, that do not arrive."""

    instance: Instance
    cookie: str
    lost: float = 0.0
    uuid: str = field(default_factory=lambda: str(uuid.uuid4()))
    cursor: int = 0
    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    queue: list[dict[str, Any]] = field(default_factory=list)
    states: dict[str, str] = field(default_factory=dict)
    bytes: int = 0
    seconds: list[float] = field(default_factory=list)
    before: dict[str, dict[str, Any]] = field(default_factory=dict)
    more: bool = False

    def call(self) -> bool:
        """Call once; return whether an answer came."""
        unsure = [each for each, state in self.states.items() if state == "WAITING"]
        told = {
            "now": datetime.now(UTC).isoformat(), "cursor": self.cursor, "waiting": len(self.queue), "operations": self.queue,
            "open": unsure,
        }  # fmt: skip
        body = json.dumps(told).encode()
        if random.random() < self.lost:
            return False
        headers = {
            "Cookie": self.cookie, "Content-Type": "application/json", "Accept-Encoding": "gzip", "X-Yaqaza-Phone": self.uuid,
        }  # fmt: skip
        where = urlsplit(self.instance.url)
        line = http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)
        began = time.perf_counter()
        try:
            line.request("POST", "/m/sync/", body, headers)
            response = line.getresponse()
            text = response.read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()
        if response.status != 200:
            return False
        self.seconds.append(time.perf_counter() - began)
        self.bytes += len(body) + len(text)
        if random.random() < self.lost:
            return False
        answer = json.loads(gzip.decompress(text) if response.headers.get("Content-Encoding") == "gzip" else text)
        for receipt in answer["receipts"]:
            self.states[receipt["uuid"]] = receipt["state"]
        self.queue = [act for act in self.queue if act["uuid"] not in self.states]
        self.records = {} if answer["anew"] else self.records
        self.records |= {record["uuid"]: record for record in answer["put"]}
        for gone in answer["gone"]:
            self.records.pop(gone, None)
        self.cursor = answer["cursor"]
        self.more = bool(answer["more"])
        return True

    def sync(self) -> None:
        """Call until everything is sent and nothing new comes."""
        deadline = time.monotonic() + 240
        while not (self.call() and not self.more and not self.queue):
            if time.monotonic() > deadline:
                raise SystemExit("a phone never came to an end")


def at_once(work: Sequence[Callable[[], object]], *, threads: int) -> float:
    """Do all ``work`` with so many threads and return the seconds."""
    waiting, lock = list(work), threading.Lock()

    def run() -> None:
        while True:
            with lock:
                if not waiting:
                    return
                each = waiting.pop()
            each()

    began = time.perf_counter()
    running_ = [threading.Thread(target=run) for _each in range(threads)]
    for thread in running_:
        thread.start()
    for thread in running_:
        thread.join()
    return time.perf_counter() - began


@contextlib.contextmanager
def others(instance: Instance, cookie: str, count: int) -> Any:
    """So many others open pages meanwhile; yields how long each page took."""
    took: list[float] = []
    stop = threading.Event()
    where = urlsplit(instance.url)

    def work() -> None:
        while not stop.is_set():
            line = http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)
            began = time.perf_counter()
            line.request("GET", "/field/day/", headers={"Cookie": cookie})
            line.getresponse().read()
            line.close()
            took.append(time.perf_counter() - began)
            time.sleep(0.2)

    threads = [threading.Thread(target=work) for _each in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield took
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def share(values: Sequence[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000


def packed(phone: Phone) -> int:
    """The bytes of what changed on a phone since ``before``, packed."""
    changed = [record for key, record in phone.records.items() if phone.before.get(key) != record]
    return len(gzip.compress(json.dumps(changed, ensure_ascii=False).encode()))


def quarrel(instance: Instance, cookie: str) -> None:
    """Five phones edit the same people over a bad network, the web server is killed; then everything is counted."""
    phones = [Phone(instance, cookie) for _each in range(5)]
    for phone in phones:
        phone.sync()
        phone.lost = 0.3
    people = [key for key, record in phones[0].records.items() if record["kind"] == "person"][:10]
    done: dict[str, tuple[str, str]] = {}

    def work(phone: Phone) -> None:
        for turn in range(40):
            whom, word = random.choice(people), f"مكان {uuid.uuid4().hex[:6]}"
            held = phone.records[whom]
            act = {"uuid": str(uuid.uuid4()), "kind": "person.correction", "at": datetime.now(UTC).isoformat(), "after": [],
                   "data": {"person": whom, "was": {"description": held["description"]}, "now": {"description": word}}}  # fmt: skip
            phone.queue.append(act)
            done[str(act["uuid"])] = (whom, word)
            if turn % 3 == 0:
                random.shuffle(phone.queue)
                phone.call()

    def kill() -> None:
        for _turn in range(3):
            time.sleep(1.5)
            workers = [
                each
                for each in psutil.Process(instance.process.pid).children(recursive=True)
                if "granian" in " ".join(each.cmdline())
            ]
            if workers:
                workers[-1].kill()

    killer = threading.Thread(target=kill)
    killer.start()
    at_once([lambda phone=phone: work(phone) for phone in phones], threads=5)  # type: ignore[misc]
    killer.join()
    for phone in phones:
        phone.lost = 0.0
    for phone in phones * 3:
        phone.sync()
    code = STANDS.replace("UUIDS", repr(list(done))).replace("PEOPLE", repr(people))
    acts, stands = json.loads(instance.manage(code).splitlines()[-1])
    states = {each: state for each, state, _data in acts}
    kept = {each: data for each, _state, data in acts}
    lost = [each for each in done if each not in states]
    unsaid = [
        each
        for each, state in states.items()
        if state == "DIFFERS" and done[each][1] not in str(json.loads(kept[each]))
    ]
    written = {
        whom: [word for act, (who, word) in done.items() if who == whom and states.get(act) == "APPLIED"]
        for whom in people
    }
    alone = [whom for whom, words in written.items() if words and stands[whom] not in words]
    apart = sum(phone.records[whom]["description"] != stands[whom] for phone in phones for whom in people)
    count = list(states.values()).count
    print(
        f"five phones, {len(done)} edits of {len(people)} people, 30 % lost, web killed three times: lost {len(lost)}, "
        f"doubled {len(acts) - len(states)}, applied {count('APPLIED')}, kept for somebody to choose {count('DIFFERS')} "
        f"(of which without their words {len(unsaid)}), otherwise {len(states) - count('APPLIED') - count('DIFFERS')}, "
        f"overwritten {len(alone)}, phones that hold otherwise {apart}"
    )


def main() -> None:
    """Measure and count all three."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--phones", type=int, default=1000)
    parser.add_argument("--records", type=int, default=500)
    parser.add_argument("--others", type=int, default=4, help="who open pages meanwhile (4)")
    options = parser.parse_args()
    print(
        f"{options.phones} phones of {USERS} users on {os.cpu_count()} cores, load before: {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    with running(workers=2) as instance:
        setup = SETUP.replace("RECORDS", str(options.records)).replace("USERS", str(USERS))
        cookies = json.loads(instance.manage(setup).splitlines()[-1])
        phones = [Phone(instance, cookies[number % USERS]) for number in range(options.phones)]
        server, web = postmaster(instance), psutil.Process(instance.process.pid)
        before = cpu(server, web)
        with others(instance, cookies[0], options.others) as took:
            seconds = at_once([phone.sync for phone in phones], threads=16)
        used = cpu(server, web) - before
        calls = [each for phone in phones for each in phone.seconds]
        held = sum(len(phone.records) for phone in phones) / len(phones)
        first = sum(phone.bytes for phone in phones)
        print(
            f"first call: {held:.0f} records a phone, {len(phones) / seconds:.1f} phones/s, {len(phones) / used:.1f} a core, "
            f"call p50 {share(calls, 0.5):.0f} ms p95 {share(calls, 0.95):.0f} ms, {first / len(phones) / 1024:.1f} kB a phone; "
            f"pages of {options.others} others meanwhile p95 {share(took, 0.95):.0f} ms",
            flush=True,
        )
        changed = int(instance.manage(CHANGE).splitlines()[-1])
        for phone in phones:
            phone.bytes, phone.seconds = 0, []
            phone.before = dict(phone.records)
        seconds = at_once([phone.sync for phone in phones], threads=16)
        again = sum(phone.bytes for phone in phones)
        fresh = sum(packed(phone) for phone in phones)
        calls = [each for phone in phones for each in phone.seconds]
        print(
            f"then {changed} people corrected: {len(phones) / seconds:.1f} phones/s, call p95 {share(calls, 0.95):.0f} ms; "
            f"{again / len(phones):.0f} bytes a phone, {again / fresh:.2f} times the packed bytes of what changed; "
            f"everything anew would be {first / again:.0f} times as much",
            flush=True,
        )
        quarrel(instance, cookies[1])
    print(f"load after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
