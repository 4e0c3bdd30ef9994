"""OpenRosa submissions a second from eight phones: a 10-field Arabic form, and a form of 250 questions.

    nice .venv/bin/python benchmarks/submissions.py [--count 2000] [--phones 8]

A Yaqaza of its own is started on a database of its own. Each phone keeps its connection, as Collect does, and sends by the key in its
address. After it every row is counted: none lost, none doubled, each with its hash. ``YAQAZA_FORMS_DATA`` names the folder with
``250q-form.xml`` and ``250q-submission.template.xml`` (of ODK Central's soak test); without it a form of 250 questions is made here.
ODK Central took 113/s (p95 115 ms) on such a machine with its fast key. "a core" divides by the processor seconds of web and PostgreSQL,
so that what else runs on the machine counts for nothing; p95 does count it. The second line tells the processor's milliseconds of each
submission by who used them, and the limit: what the same PostgreSQL does when as many clients only commit the same row, encrypted as it
is kept, durably, each in a transaction of its own, without index, audit or web server.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import psutil
from instance import Instance, running
from intake import cpu, postmaster

GOAL_PER_SECOND, GOAL_P95 = 500, 40
ARABIC = [
    ("family", "اسم الأسرة", "عائلة بن سالم"), ("place", "المكان", "حي 5 جويلية، قرب المسجد"), ("members", "عدد الأفراد", "6"),
    ("children", "عدد الأطفال", "3"), ("housing", "السكن", "غرفة واحدة بلا ماء"), ("income", "الدخل", "لا دخل منذ شهرين"),
    ("health", "الصحة", "الأب مريض بالسكري"), ("school", "التمدرس", "طفلان خارج المدرسة"), ("need", "الحاجة", "غذاء وأغطية"),
    ("note", "ملاحظات", "استقبلتنا الأم وشرحت وضعها، والجيران يؤكدون ما قالت"),
]  # fmt: skip
SETUP = """
import json
from pathlib import Path
from django.core.files.base import ContentFile
from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Role
from yaqaza.accounts.models import Organisation, Posting
from yaqaza.questionnaires import actions
from yaqaza.territory.models import Area
area = Area.objects.earliest("id")
house, _made = Organisation.objects.get_or_create(code="BENCH", defaults=dict(kind="MINISTRY", area=area, name_ar="قياس", name_fr="Mesure",
    status="ACTIVE", created_on="2026-01-01", activated_on="2026-01-01"))
house.path = f"{house.pk}."
house.save()
keys = []
for number in range(PHONES):
    user, made = User.objects.get_or_create(username=f"bench{number}", defaults=dict(name_ar=f"هاتف {number}"))
    if made:
        Posting.objects.create(user=user, role=Role.SUPERVISOR, organisation=house, area=area, starts_on="2026-01-01")
    keys.append(actions.equip(by=user, user=user, name="bench").key)
for path in FORMS:
    actions.create(by=user, organisation=house, file=ContentFile(Path(path).read_bytes(), name="form.xml"), publish_at_once=True)
print(json.dumps(keys))
"""
COUNT = """
import hashlib, json
from yaqaza.questionnaires.models import Submission
rows = Submission.objects.filter(instance_id__startswith="RUN")
print(json.dumps([[row.instance_id, hashlib.sha256(row.xml.encode()).hexdigest() == row.sha256] for row in rows.iterator(500)]))
"""

BARE = """
import json, os, threading, time
import psycopg
from django.db import connection
from yaqaza.questionnaires.models import Submission
row = Submission.objects.filter(instance_id__startswith="RUNNUMBER-").values_list("pk").first()
with connection.cursor() as cursor:
    cursor.execute("SELECT instance_id, xml, answers FROM questionnaires_submission WHERE id = %s", row)
    values = cursor.fetchone()
    cursor.execute("CREATE TABLE IF NOT EXISTS bench_bare (instance_id text, xml text, answers text)")
where = {key: str(connection.settings_dict[key.upper()]) for key in ("host", "port", "user")}
def work():
    with psycopg.connect(dbname=connection.settings_dict["NAME"], autocommit=True, **where) as line:
        for _each in range(COUNT // PHONES):
            line.execute("INSERT INTO bench_bare VALUES (%s, %s, %s)", values, prepare=True)
threads = [threading.Thread(target=work) for _each in range(PHONES)]
began = time.perf_counter()
for each in threads:
    each.start()
for each in threads:
    each.join()
print(json.dumps((COUNT // PHONES) * PHONES / (time.perf_counter() - began)))
"""


def form(form_id: str, title: str, fields: list[tuple[str, str]]) -> str:
    """Return an XForm of plain text questions."""
    nodes = "".join(f"<{name}/>" for name, _label in fields)
    binds = "".join(f'<bind nodeset="/data/{name}" type="string"/>' for name, _label in fields)
    body = "".join(f'<input ref="/data/{name}"><label>{label}</label></input>' for name, label in fields)
    return (
        '<?xml version="1.0"?><h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">'
        f'<h:head><h:title>{title}</h:title><model><instance><data id="{form_id}" version="1">{nodes}<meta><instanceID/></meta></data>'
        f"</instance>{binds}</model></h:head><h:body>{body}</h:body></h:html>"
    )


def forms() -> list[tuple[str, str, Callable[[str], str]]]:
    """Return both forms: name, XForm, and what fills it in for an instance id."""
    small = form("bench_arabic", "زيارة", [(name, label) for name, label, _said in ARABIC])
    said = "".join(f"<{name}>{text}</{name}>" for name, _label, text in ARABIC)

    def fill(instance: str) -> str:
        return f'<data id="bench_arabic" version="1">{said}<meta><instanceID>{instance}</instanceID></meta></data>'

    data = os.environ.get("YAQAZA_FORMS_DATA", "")
    if data and (Path(data) / "250q-form.xml").is_file():
        large = (Path(data) / "250q-form.xml").read_text()
        template = (Path(data) / "250q-submission.template.xml").read_text()
    else:
        print("YAQAZA_FORMS_DATA is not set or holds no 250q-form.xml: a form of 250 questions is made here")
        names = [f"q{number}" for number in range(1, 251)]
        large = form("bench_250", "250", [(name, name) for name in names])
        answers = "".join(f"<{name}>{{{{randInt}}}}</{name}>" for name in names)
        template = (
            f'<data id="bench_250" version="1"><meta><instanceID>uuid:{{{{uuid}}}}</instanceID></meta>{answers}</data>'
        )

    def fill_large(instance: str) -> str:
        text = template.replace("uuid:{{uuid}}", instance)
        return re.sub(r"\{\{randInt\}\}", lambda _found: str(random.randint(0, 10**6)), text)

    return [("10 fields, Arabic", small, fill), ("250 questions", large, fill_large)]


def send_all(instance: Instance, keys: list[str], bodies: list[bytes], boundary: str) -> tuple[list[float], int, float]:
    """Let each phone send its share; return the seconds of each call, how many were taken, and the seconds of all."""
    took: list[float] = []
    taken: list[int] = []
    where = urlsplit(instance.url)
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "X-OpenRosa-Version": "1.0"}

    def work(first: int) -> None:
        line = http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)
        path = f"/forms/openrosa/key/{keys[first]}/submission"
        for body in bodies[first :: len(keys)]:
            began = time.perf_counter()
            line.request("POST", path, body, headers)
            answer = line.getresponse()
            answer.read()
            took.append(time.perf_counter() - began)
            taken.append(answer.status == 201)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(keys))]
    began = time.perf_counter()
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return took, sum(taken), time.perf_counter() - began


def parts(xml: str, boundary: str) -> bytes:
    """Return a submission as Collect sends it."""
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="form.xml"\r\n'
        "Content-Type: text/xml\r\n\r\n"
    )
    return f"{head}{xml}\r\n--{boundary}--\r\n".encode()


def tell(name: str, took: list[float], taken: int, count: int, seconds: float, used: list[float], limit: float) -> None:
    """Print what a form came to, who used the processor for it, and how far it is from what PostgreSQL could do."""
    p50, p95 = took[len(took) // 2] * 1000, took[int(len(took) * 0.95)] * 1000
    web, database, client = (1000 * each / taken for each in used)
    print(
        f"{name:20} {taken / seconds:7.1f}/s (goal {GOAL_PER_SECOND})  {1000 / (web + database):7.1f}/s a core  p50 {p50:5.1f} ms  "
        f"p95 {p95:5.1f} ms (goal {GOAL_P95})  taken {taken}/{count}\n"
        f"{'':20} processor for each: web {web:.2f} ms, PostgreSQL {database:.2f} ms, client {client:.2f} ms (not in “a core”)  "
        f"bare commits {limit:.1f}/s, ratio {taken / seconds / limit:.2f}",
        flush=True,
    )


def main() -> None:
    """Measure both forms, one after the other, and count what is in the database after."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--phones", type=int, default=8)
    parser.add_argument("--workers", type=int, default=2, help="processes of the web server (2)")
    options = parser.parse_args()
    both, boundary = forms(), uuid.uuid4().hex
    print(
        f"{options.phones} phones, {options.count} submissions a form, {options.workers} web processes on {os.cpu_count()} cores"
    )
    print(f"load of the machine before: {os.getloadavg()[0]:.1f}", flush=True)
    with running(workers=options.workers) as instance, tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, (_name, xform, _fill) in enumerate(both):
            paths.append(f"{folder}/{number}.xml")
            Path(paths[-1]).write_text(xform)
        setup = SETUP.replace("PHONES", str(options.phones)).replace("FORMS", repr(paths))
        keys = json.loads(instance.manage(setup).splitlines()[-1])
        server, web = postmaster(instance), psutil.Process(instance.process.pid)
        sent: list[str] = []
        for number, (name, _xform, fill) in enumerate(both):
            send_all(instance, keys, [parts(fill(f"WARM{number}-{each}"), boundary) for each in range(64)], boundary)
            ids = [f"RUN{number}-{uuid.uuid4()}" for _each in range(options.count)]
            bodies = [parts(fill(each), boundary) for each in ids]
            mine = psutil.Process()
            before = [cpu(each) for each in (web, server)] + [sum(mine.cpu_times()[:2])]
            took, taken, seconds = send_all(instance, keys, bodies, boundary)
            after = [cpu(each) for each in (web, server)] + [sum(mine.cpu_times()[:2])]
            sent += ids
            used = [now - then for now, then in zip(after, before, strict=True)]
            bare = BARE.replace("COUNT", str(options.count)).replace("PHONES", str(options.phones))
            limit = json.loads(instance.manage(bare.replace("NUMBER", str(number))).splitlines()[-1])
            tell(name, sorted(took), taken, options.count, seconds, used, limit)
        rows = json.loads(instance.manage(COUNT).splitlines()[-1])
        found = [each for each, _whole in rows]
        lost, doubled = len(set(sent) - set(found)), len(found) - len(set(found))
        print(
            f"in the database: {len(found)}  lost {lost}  doubled {doubled}  not whole {sum(not whole for _id, whole in rows)}"
        )
    print(f"load of the machine after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
