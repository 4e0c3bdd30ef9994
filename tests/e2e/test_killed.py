"""The server is killed (SIGKILL) while a phone syncs, at the worst places, and comes back: nothing is lost, nothing is there twice."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Page, expect
from tests.e2e.phones import NAMES, held_files, open_mission, picture, press, synced

from yaqaza.field.models import Finding, MissionPhoto
from yaqaza.field.states import MissionStatus
from yaqaza.mobile.models import Operation, Upload
from yaqaza.mobile.rules import PIECE
from yaqaza.people.models import Person
from yaqaza.services.models import ServiceDelivery

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fresh_places")]
ROOT = Path(__file__).parents[2]
PATIENCE = 180  # seconds: a busy machine takes its time to start a program


class Server:
    """The program in a process of its own, on the database of the test and one port."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.dies = folder / "dies"
        self.environment = os.environ | {
            "SERVED_DATABASE": str(connection.settings_dict["NAME"]), "SERVED_MEDIA": str(settings.MEDIA_ROOT),
            "SERVED_DIES": str(self.dies), "DJANGO_SETTINGS_MODULE": "tests.e2e.served_settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
        }  # fmt: skip
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, dies: str = "") -> None:
        """Start it, to live or to die at a place of ``served.py``, and wait until it answers."""
        if dies:
            self.dies.write_text(dies)
        stop = time.monotonic() + PATIENCE
        self.process = self._begun()
        while not self._answers():
            assert time.monotonic() < stop, "the server did not answer"
            time.sleep(0.1)
            if self.process.poll() is None:
                continue
            if dies and not self.dies.exists():
                return  # the phone called before we did
            self.process = self._begun()  # whoever was killed held the port for another moment

    def _begun(self) -> subprocess.Popen[bytes]:
        where = ["--host", "127.0.0.1", "--port", str(self.port)]
        return subprocess.Popen(
            [sys.executable, "-m", "granian", "--interface", "wsgi", *where, "--no-ws", "tests.e2e.served:application"],
            env=self.environment, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def _answers(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 5) as line:
            line.settimeout(60)
            line.sendall(b"GET /m/app/ HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
            return b" 200 " in line.recv(100)
        return False

    def await_death(self, page: Page) -> None:
        """Wait until it was killed; the page lives meanwhile."""
        assert self.process is not None
        stop = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < stop, "nothing came to the place where it dies"
            page.wait_for_timeout(100)
        assert self.process.returncode == -signal.SIGKILL
        assert not self.dies.exists()

    def kill(self) -> None:
        """Kill it, if it lives."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@pytest.fixture
def server(tmp_path, transactional_db) -> Iterator[Server]:
    made = Server(tmp_path)
    yield made
    made.kill()


def states() -> dict[str, int]:
    rows = list(Operation.objects.values_list("state", flat=True))
    return {state: rows.count(state) for state in sorted(set(rows))}


def work_a_day(page: Page, folder: Path) -> None:
    """Nine acts without network: a visit with a photo, somebody who was met, help for them, another departure."""
    press(page, "الانطلاق")
    press(page, "وصلنا")
    page.get_by_role("link", name="كتابة المعاينة").click()
    page.get_by_label("تم اللقاء").check()
    page.get_by_label("ما رأيتم وما سمعتم").fill("تعيش مع حفيدتها في غرفة واحدة.")
    press(page, "حفظ المعاينة")
    page.locator("input[type=file]").set_input_files(picture(folder))
    expect(page.locator(".photos img")).to_have_count(1)
    press(page, "انتهت الزيارة")
    page.evaluate("location.hash = 'meet'")
    page.get_by_label("الوصف").fill("رجل في نحو الستين")
    press(page, "حفظ")
    expect(page.get_by_role("heading", name="رجل في نحو الستين")).to_be_visible()
    page.get_by_role("link", name="إضافة رقم هاتف").click()
    page.get_by_label("رقم الهاتف").fill("0550 00 45 77")
    press(page, "حفظ")
    page.get_by_role("link", name="مساعدة قُدمت").click()
    page.get_by_label("أي مساعدة").select_option(index=1)
    page.get_by_label("البرنامج").select_option(index=1)
    press(page, "حفظ")
    open_mission(page, NAMES[1])
    press(page, "الانطلاق")
    expect(page.locator(".dock .count")).to_have_text("9")


def unsent(page: Page) -> int:
    """How many acts have no receipt, as the phone's own store has it."""
    return page.evaluate(
        """async () => {
            const asked = (r) => new Promise((done) => { r.onsuccess = () => done(r.result); });
            const db = await asked(indexedDB.open("yaqaza-field"));
            return (await asked(db.transaction("acts").objectStore("acts").getAll())).filter((row) => row.open).length;
        }"""
    )


def test_a_server_that_is_killed_wherever_it_hurts_loses_nothing_and_does_nothing_twice(
    phone, missions, cast, server, tmp_path
) -> None:
    server.start()
    page = phone(at=server.url)
    page.context.set_offline(True)
    server.kill()
    work_a_day(page, tmp_path)
    page.evaluate("location.hash = 'phone'")

    server.start(dies="amid the acts")  # three of nine are done, and nobody was told of any
    page.context.set_offline(False)
    server.await_death(page)
    assert (Operation.objects.count(), unsent(page)) == (3, 9)

    server.start(dies="before the answer")  # all are done, and nobody was told
    server.await_death(page)
    assert (states(), unsent(page)) == ({"APPLIED": 8, "WAITING": 1}, 9)

    server.start(dies="amid a piece")  # the file is longer than the database knows
    server.await_death(page)
    on_its_way = Upload.objects.get()
    assert on_its_way.received < on_its_way.file.size < on_its_way.size
    assert on_its_way.received <= PIECE
    assert held_files(page) == 1

    server.start(dies="before the last piece is answered")  # the photo is in the file, and the phone still has it
    server.await_death(page)
    assert (states(), held_files(page)) == ({"APPLIED": 9}, 1)

    server.start()
    press(page, "المزامنة الآن")
    synced(page)
    page.problems.clear()  # that the server was away
    in_the_files(cast, missions)
    assert (held_files(page), unsent(page)) == (0, 0)
    receipts = page.locator("section", has_text="ما وصل").locator(".receipts > li")
    expect(receipts).to_have_count(9)
    expect(receipts.filter(has_text="وصل إلى الخادم")).to_have_count(9)


def in_the_files(cast, missions) -> None:
    """Each act is there once, and whole."""
    assert states() == {"APPLIED": 9}
    for mission in missions:
        mission.refresh_from_db()
    done, on_the_road = MissionStatus.DONE, MissionStatus.DEPARTED
    assert [mission.status for mission in missions] == [done, on_the_road, MissionStatus.ORDERED]
    assert Finding.objects.get().mission == missions[0]
    shot = MissionPhoto.objects.get()
    assert (shot.mission, shot.width, shot.height) == (missions[0], 1600, 1200)
    man = Person.objects.get(created_by=cast.farid)
    assert [phone.number for phone in man.phones.all()] == ["+213550004577"]
    assert ServiceDelivery.objects.get().person == man
