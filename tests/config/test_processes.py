import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable

import psutil
import pytest

from yaqaza.config import environment as env
from yaqaza.config import processes

SLEEP = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
FALL = [sys.executable, "-c", "raise SystemExit('no reason')"]
PARENT = [
    sys.executable,
    "-c",
    "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); time.sleep(60)",
]


def _mine() -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(processes.SUPERVISED) == str(env.var()):
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def _supervise(command: list[str], step: Callable[[processes.Supervisor], bool]) -> processes.Supervisor:
    """Run until ``step`` answers True."""
    deadline = time.monotonic() + 20

    def tend() -> None:
        assert time.monotonic() < deadline
        if step(supervisor):
            supervisor.stopping = 1

    supervisor = processes.Supervisor(children=[processes.Child("web", command)], tend=tend)
    supervisor.run()
    return supervisor


def test_a_killed_process_starts_again(home, capfd):
    seen: list[int] = []

    def kill_once(supervisor: processes.Supervisor) -> bool:
        process = supervisor.children[0].process
        if process is not None and process.pid not in seen:
            seen.append(process.pid)
            if len(seen) == 1:
                os.kill(process.pid, signal.SIGKILL)
        return len(seen) == 2

    _supervise(SLEEP, kill_once)
    assert "web was killed (SIGKILL); it starts again in 0 s." in capfd.readouterr().out
    assert _mine() == []


def test_the_lines_of_a_process_stand_behind_its_name(home, capfd):
    _supervise(SLEEP, lambda supervisor: supervisor.children[0].started < time.monotonic() - 1)
    assert "     web | up\n" in capfd.readouterr().out


def test_a_process_ends_with_everything_it_started(home):
    _supervise(PARENT, lambda supervisor: len(_mine()) == 2)
    assert _mine() == []


def test_a_process_that_never_starts_ends_the_whole(home, capfd):
    supervisor = processes.Supervisor(children=[processes.Child("web", FALL)], is_ready=lambda: False)
    assert supervisor.run() == 1
    assert capfd.readouterr().err == "yaqaza: web does not start; the lines above say why.\n"


def test_a_process_that_falls_later_is_tried_for_ever(home):
    supervisor = _supervise(FALL, lambda supervisor: supervisor.children[0].falls > processes.GIVE_UP_AFTER)
    assert supervisor.children[0].falls == processes.GIVE_UP_AFTER + 1


def test_what_a_process_writes_into_its_pipe_is_returned(home):
    supervisor = processes.Supervisor(children=[])
    code = "import os, sys; os.write(int(sys.argv[-1]), 'يقظة'.encode()); sys.exit(4)"
    assert supervisor.call([sys.executable, "-c", code], read=True) == (4, "يقظة")


def test_orphans_of_a_killed_supervisor_are_ended(home):
    marked = {**os.environ, processes.SUPERVISED: str(env.var())}
    orphan = subprocess.Popen(PARENT, env=marked, start_new_session=True)
    stranger = subprocess.Popen(
        SLEEP, env={**os.environ, processes.SUPERVISED: "/elsewhere"}, stdout=subprocess.DEVNULL
    )
    while len(_mine()) < 2:
        time.sleep(0.05)
    assert processes.end_orphans() == 2
    assert (psutil.pid_exists(orphan.pid), stranger.poll()) == (False, None)
    stranger.kill()
    stranger.wait()


def test_only_one_supervisor_runs_for_a_country(home):
    assert processes.running() is None
    with processes.only_supervisor("127.0.0.1", 8000):
        assert processes.running() == processes.Running(os.getpid(), "127.0.0.1", 8000)
        with (
            pytest.raises(processes.ProcessesError, match="already runs at http://localhost:8000"),
            processes.only_supervisor("127.0.0.1", 8001),
        ):
            pass
    assert processes.running() is None


def test_a_note_left_by_a_killed_supervisor_does_not_count(home):
    (env.var() / "run.json").write_text('{"pid": 1, "host": "127.0.0.1", "port": 8000}')
    assert processes.running() is None


def test_who_holds_a_port_is_told():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert f"(process {os.getpid()})" in str(processes.port_holder("127.0.0.1", port))
    assert processes.port_holder("127.0.0.1", port) is None
