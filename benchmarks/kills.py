"""Kill -9 of PostgreSQL, of the web processes and of the worker, while messages come in and while they go out.

    nice .venv/bin/python benchmarks/kills.py [--messages 300] [--writers 8] [--reports 40]

A Yaqaza of its own is started (own folder, own PostgreSQL). Writers bring SMS as a gateway does: whatever is not answered 200 is brought
again. Citizens answer the public form and press again when a press is not answered. Meanwhile each kind of process is killed in turn, and
once PostgreSQL is killed so that it cannot start for half a minute: then messages and reports are kept on disk. At the end every message
that was answered 200 must be there once and in one alert, every report whose citizen got a code must be one alert that this code leads
to, and no answer of ours may have reached the gateway twice; one whose sending was cut must stand as "may have been sent".
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import signal
import threading
import time
from collections import Counter
from urllib.parse import urlsplit

import psutil
from citizens import follows, report
from instance import Gateway, Instance, running, sign

STATE = """
import json
from collections import Counter
from yaqaza.alerts.models import Alert, AlertMessage
from yaqaza.channels.models import Arrival, Message
ins = Message.objects.filter(direction="IN")
outs = [(m.contact.address, m.status, m.reason) for m in Message.objects.filter(direction="OUT").select_related("contact")]
print(json.dumps({
    "in": list(ins.values_list("external_id", flat=True)), "alerts": Alert.objects.exclude(channel="PORTAL").count(), "out": outs,
    "reports": list(Alert.objects.filter(channel="PORTAL").values_list("text", flat=True)),
    "joined": AlertMessage.objects.filter(message__direction="IN").count(), "unread": Arrival.objects.filter(read_at=None).count(),
}))
"""


def bring(hook: str, numbers: list[int], accepted: dict[int, int], tries: Counter[str]) -> None:
    """Bring messages one after another, each until it is answered 200."""
    address = urlsplit(hook)
    for number in numbers:
        body = json.dumps(
            {"from": f"05{number:08d}", "text": f"رجل مسن بلا مأوى رقم {number}", "id": f"m-{number}"}
        ).encode()
        while True:
            try:
                line = http.client.HTTPConnection(address.hostname or "", address.port, timeout=40)
                line.request(
                    "POST", address.path, body, {"Content-Type": "application/json", "X-Signature": sign(body)}
                )
                status = line.getresponse().status
                line.close()
            except OSError:
                status = 0
            tries[str(status)] += 1
            if status == 200:
                accepted[number] = accepted.get(number, 0) + 1
                break
            time.sleep(0.5)
        time.sleep(0.3)


def bring_reports(url: str, numbers: list[int], codes: dict[int, str], waited: list[int]) -> None:
    """Send reports by the public form one after another, and note the code that each citizen got."""
    for number in numbers:
        codes[number], on_disk = report(url, f"رجل مسن وحيد في بيت بارد، بلاغ رقم {number}.")
        if on_disk:
            waited.append(number)


def hold_down(instance: Instance, seconds: float) -> None:
    """Kill -9 PostgreSQL and keep it from starting again for a while."""
    pid = next(instance.home.glob("var/*/postgres/**/postmaster.pid"))
    control = pid.parent / "global/pg_control"
    away = control.rename(control.with_suffix(".away"))
    os.kill(int(pid.read_text().splitlines()[0]), signal.SIGKILL)
    time.sleep(seconds)
    away.rename(control)


def kill(instance: Instance, what: str) -> int:
    """Kill -9 the processes of one kind of this instance and return how many."""
    if what == "PostgreSQL":
        lines = next(instance.home.glob("var/*/postgres/**/postmaster.pid")).read_text().splitlines()
        os.kill(int(lines[0]), signal.SIGKILL)
        return 1
    word = {"web": "yaqaza.config.wsgi:application", "worker": "procrastinate"}[what]
    found = []
    for child in psutil.Process(instance.process.pid).children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if any(word in " ".join(each.cmdline()) for each in (child, *child.parents())):
                found.append(child)
    for child in found:  # when the first is gone, nobody could tell any more whose the others were
        with contextlib.suppress(psutil.Error):
            child.kill()
    return len(found)


def state(instance: Instance) -> dict:
    for _try in range(30):
        try:
            return dict(json.loads(instance.manage(STATE).splitlines()[-1]))
        except SystemExit:
            time.sleep(2)
    raise SystemExit("the database does not come back")


def main() -> None:
    """Run the messages and the kills, and say what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=300)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--reports", type=int, default=40, help="of an address, 60 an hour are taken (40)")
    options = parser.parse_args()
    with Gateway(seconds=0.3).listening() as gateway, running() as instance:
        hook = instance.connector(gateway.url)
        accepted: dict[int, int] = {}
        tries: Counter[str] = Counter()
        parts = [list(range(first, options.messages, options.writers)) for first in range(options.writers)]
        codes: dict[int, str] = {}
        waited: list[int] = []
        threads = [threading.Thread(target=bring, args=(hook, part, accepted, tries), daemon=True) for part in parts]
        for first in range(4):
            numbers = list(range(first, options.reports, 4))
            threads.append(
                threading.Thread(target=bring_reports, args=(instance.url, numbers, codes, waited), daemon=True)
            )
        began = time.monotonic()
        for each in threads:
            each.start()

        def told(what: str) -> None:
            inside = f"{len(accepted)} of {options.messages} accepted, {len(codes)} reports, {len(gateway.got)} answers"
            print(f"{time.monotonic() - began:6.1f} s  {what}: {inside}", flush=True)

        for number, what in enumerate(("PostgreSQL", "web", "worker", "PostgreSQL", "all of PostgreSQL"), 1):
            while len(accepted) < options.messages * number // 6:
                time.sleep(0.05)
            if what == "all of PostgreSQL":
                told("coming in: kill -9 PostgreSQL, which cannot start for 30 s")
                hold_down(instance, 30)
                told("coming in: it can start again")
                continue
            told(f"coming in: kill -9 {what} ({kill(instance, what)})")
        while any(each.is_alive() for each in threads):
            time.sleep(0.5)
            if instance.process.poll() is not None:
                raise SystemExit("".join(instance.said[-80:]))
        told(f"all are in; calls by status {dict(tries)}")
        for what in ("worker", "PostgreSQL", "web", "worker"):
            before, patience = len(gateway.got), time.monotonic() + 240
            while len(gateway.got) < before + options.messages // 20 and time.monotonic() < patience:
                time.sleep(0.05)
            told(f"going out: kill -9 {what} ({kill(instance, what)})")
        until = time.monotonic() + 25 * 60
        while time.monotonic() < until:
            now = state(instance)
            open_ = [row for row in now["out"] if row[1] in ("WAITING", "SENDING")]
            all_in = now["joined"] == len(accepted) == len(now["out"]) and len(now["reports"]) >= len(codes)
            if all_in and not now["unread"] and not open_:
                break
            time.sleep(15)
        told("quiet")
        followed = sum(follows(instance.url, code) for code in codes.values())
        raise SystemExit(judge(now, accepted, gateway, codes, followed, len(waited)))


def judge(
    now: dict, accepted: dict[int, int], gateway: Gateway, codes: dict[int, str], followed: int, waited: int
) -> int:
    """Print what was found and return 1 when a promise was broken."""
    texts = Counter(int(text.rsplit(" ", 1)[1].rstrip(".")) for text in now["reports"])
    reports_lost = [number for number in codes if not texts[number]]
    reports_doubled = [number for number, count in texts.items() if count > 1]
    print(
        f"form {len(codes)} reports, {waited} of them kept on disk; lost {len(reports_lost)}, doubled {len(reports_doubled)}; "
        f"{followed} codes lead to theirs"
    )
    here, reached = Counter(now["in"]), Counter(each["to"] for each in gateway.got)
    lost = [number for number in accepted if here[f"m-{number}"] == 0]
    doubled = [number for number, count in here.items() if count > 1]
    statuses = Counter(row[1] for row in now["out"])
    twice = [to for to, count in reached.items() if count > 1]
    never = [row for row in now["out"] if row[1] in ("SENT", "DELIVERED") and not reached[row[0]]]
    hidden = [row for row in now["out"] if reached[row[0]] and row[1] not in ("SENT", "DELIVERED", "UNCLEAR")]
    print(
        f"in   {len(here)} of {len(accepted)} accepted; lost {len(lost)}, doubled {len(doubled)}; "
        f"alerts {now['alerts']}, joined {now['joined']}"
    )
    print(
        f"out  {dict(statuses)}; sent twice {len(twice)}, said to be sent and was not {len(never)}, "
        f"sent and not said {len(hidden)}"
    )
    whole = now["joined"] == len(accepted) == now["alerts"] == len(now["out"])
    reports = not (reports_lost or reports_doubled) and followed == len(codes)
    right = whole and reports and not (lost or doubled or twice or never or hidden)
    print("every message once, none sent twice" if right else "A PROMISE IS BROKEN")
    return 0 if right else 1


if __name__ == "__main__":
    main()
