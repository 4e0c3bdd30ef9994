"""Kill -9 of PostgreSQL, of the web processes and of the worker, while messages come in and while they go out.

    nice .venv/bin/python benchmarks/kills.py [--messages 300] [--writers 8]

A Yaqaza of its own is started (own folder, own PostgreSQL). Writers bring SMS as a gateway does: whatever is not answered 200 is brought
again. Meanwhile each kind of process is killed in turn. At the end every message that was answered 200 must be there once and in one
alert, and no answer of ours may have reached the gateway twice; one whose sending was cut must stand as "may have been sent".
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
from instance import Gateway, Instance, running, sign

STATE = """
import json
from collections import Counter
from yaqaza.alerts.models import Alert, AlertMessage
from yaqaza.channels.models import Arrival, Message
ins = Message.objects.filter(direction="IN")
outs = [(m.contact.address, m.status, m.reason) for m in Message.objects.filter(direction="OUT").select_related("contact")]
print(json.dumps({
    "in": list(ins.values_list("external_id", flat=True)), "alerts": Alert.objects.count(), "out": outs,
    "joined": AlertMessage.objects.filter(message__direction="IN").count(), "unread": Arrival.objects.filter(read_at=None).count(),
}))
"""


def bring(hook: str, numbers: list[int], accepted: dict[int, int], tries: Counter[str]) -> None:
    """This function will bring messages one after another, each until it is answered 200."""
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


def kill(instance: Instance, what: str) -> int:
    """This function will kill -9 the processes of one kind of this instance and return how many."""
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
    """This function will run the messages and the kills, and say what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=300)
    parser.add_argument("--writers", type=int, default=8)
    options = parser.parse_args()
    with Gateway(seconds=0.3).listening() as gateway, running() as instance:
        hook = instance.connector(gateway.url)
        accepted: dict[int, int] = {}
        tries: Counter[str] = Counter()
        parts = [list(range(first, options.messages, options.writers)) for first in range(options.writers)]
        threads = [threading.Thread(target=bring, args=(hook, part, accepted, tries)) for part in parts]
        began = time.monotonic()
        for each in threads:
            each.start()

        def told(what: str) -> None:
            inside = f"{len(accepted)} of {options.messages} accepted, {len(gateway.got)} answers at the gateway"
            print(f"{time.monotonic() - began:6.1f} s  {what}: {inside}", flush=True)

        for number, what in enumerate(("PostgreSQL", "web", "worker", "PostgreSQL"), 1):
            while len(accepted) < options.messages * number // 5:
                time.sleep(0.05)
            told(f"coming in: kill -9 {what} ({kill(instance, what)})")
        for each in threads:
            each.join()
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
            if now["joined"] == len(accepted) == len(now["out"]) and not now["unread"] and not open_:
                break
            time.sleep(15)
        told("quiet")
        raise SystemExit(judge(now, accepted, gateway))


def judge(now: dict, accepted: dict[int, int], gateway: Gateway) -> int:
    """This function will print what was found and return 1 when a promise was broken."""
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
    right = whole and not (lost or doubled or twice or never or hidden)
    print("every message once, none sent twice" if right else "A PROMISE IS BROKEN")
    return 0 if right else 1


if __name__ == "__main__":
    main()
