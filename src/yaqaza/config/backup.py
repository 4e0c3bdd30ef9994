"""Backup and restore: database, uploaded files and a manifest with checksums, in one tar file.

A backup holds everything about everybody: it is written for its owner only. The keys that open encrypted fields are left
out unless asked for, so that the file alone betrays no identity number; the manifest has their fingerprint.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

import psycopg

from yaqaza.config import database as db
from yaqaza.config import environment as env
from yaqaza.config import keys, postgres, processes

FORMAT = 1
DUMP = "database.dump"
SECRETS = "secrets.json"
MANIFEST = "manifest.json"
HEAD_LINES = 40


class BackupError(env.Misconfigured):
    """A backup cannot be written or read; ``str(error)`` says why."""


def backup(target: Path, *, with_secrets: bool = False) -> str:
    """Write a backup to ``target``, which must not exist, and say what is in it."""
    target = target.expanduser().absolute()
    if target.exists():
        raise BackupError(f"{target} exists already: choose another name.")
    if not target.parent.is_dir():
        raise BackupError(f"The folder {target.parent} does not exist.")
    part = target.with_name(target.name + ".part")
    files: dict[str, dict[str, Any]] = {}
    with _database(), tempfile.TemporaryDirectory(dir=env.var(), prefix="backup-") as folder:
        wrong = keys.why_not()
        if wrong and with_secrets:
            raise BackupError(wrong)
        dump = Path(folder) / DUMP
        _pg("pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--file={dump}")
        try:
            with open(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as out:
                with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
                    _add(archive, DUMP, dump, files)
                    for path in _media_files():
                        _add(archive, f"media/{path.relative_to(env.media()).as_posix()}", path, files)
                    if with_secrets:
                        secrets = Path(folder) / SECRETS
                        secrets.write_text(json.dumps({name: env.secret(name) for name in env.SECRETS}))
                        _add(archive, SECRETS, secrets, files)
                    _add_text(archive, MANIFEST, json.dumps(_manifest(files), indent=1))
                out.flush()
                os.fsync(out.fileno())
            part.rename(target)
        finally:
            part.unlink(missing_ok=True)
    uploads = sum(name.startswith("media/") for name in files)
    keys_text = (
        "It holds the keys of encrypted fields: whoever has this file can read everything."
        if with_secrets
        else f"CAREFUL: the keys of encrypted fields are not in it, and without them names and numbers in it cannot be read: "
        f"keep a copy of {env.secrets_file()} in another safe place (or use --with-secrets)."
    )
    return (
        f"{target}: database and {uploads} uploaded files, {target.stat().st_size / 1e6:.1f} MB.\n{wrong or keys_text}"
    )


def restore(source: Path, *, force: bool = False) -> str:
    """Put a backup back, after checking all of it, and say what was restored.

    A database that holds tables is refused unless ``force``; then it is replaced only when the backup could be read whole.
    """
    source = source.expanduser().absolute()
    if not source.is_file():
        raise BackupError(f"There is no file {source}.")
    if processes.running():
        raise BackupError("Yaqaza runs. Stop it first: yaqaza stop")
    with _database(), tempfile.TemporaryDirectory(dir=env.var(), prefix="restore-") as folder:
        manifest = _unpack(source, Path(folder))
        if manifest.get("country") != env.country():
            other = manifest.get("country")
            raise BackupError(
                f"This is a backup of {other}. To restore it there: COUNTRY={other} yaqaza restore {source}"
            )
        tables = _tables()
        if tables and not force:
            raise BackupError(
                f"The database “{env.database()['NAME']}” holds {tables} tables. To replace everything in it by the backup: "
                f"yaqaza restore --force {source}"
            )
        _restore_database(Path(folder) / DUMP, replace=tables > 0)
        tables = _tables()
        uploads = _restore_media(Path(folder) / "media")
        keys_text = _restore_secrets(Path(folder) / SECRETS, manifest, force=force)
    made = str(manifest.get("made_at", ""))[:16].replace("T", " ")
    return f"Restored the backup of {made} UTC: {tables} tables and {uploads} uploaded files.\n{keys_text}".rstrip()


# Archive


class _Hashing:
    """Reads a file for tarfile and hashes what it reads."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest, self.size = file, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        block = self.file.read(size)
        self.digest.update(block)
        self.size += len(block)
        return block

    def entry(self) -> dict[str, Any]:
        return {"bytes": self.size, "sha256": self.digest.hexdigest()}


def _add(archive: tarfile.TarFile, name: str, path: Path, files: dict[str, dict[str, Any]]) -> None:
    with path.open("rb") as file:
        info = tarfile.TarInfo(name)
        about = os.fstat(file.fileno())
        info.size, info.mtime, info.mode = about.st_size, about.st_mtime, 0o600
        reader = _Hashing(file)
        archive.addfile(info, reader)
        files[name] = reader.entry()


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = len(text.encode()), datetime.now(UTC).timestamp(), 0o600
    archive.addfile(info, io.BytesIO(text.encode()))


def _media_files() -> Iterator[Path]:
    for folder, _, names in sorted(os.walk(env.media())):
        yield from (Path(folder, name) for name in sorted(names))


def _manifest(files: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "country": env.country(),
        "made_at": datetime.now(UTC).isoformat(),
        "postgres": postgres.places.version(),
        "keys": keys.of_database() or _fingerprints(),
        "files": files,
    }


def _fingerprints() -> dict[str, str]:
    return {name: keys.fingerprint(name) for name in keys.SEALED if env.has_secret(name)}


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Read every byte once: unpack, and compare with the manifest before anything is touched."""
    seen: dict[str, dict[str, Any]] = {}
    try:
        with tarfile.open(source, mode="r:") as archive:
            for member in archive:
                _check_name(member)
                path = folder / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                content = archive.extractfile(member)
                if content is None:
                    raise BackupError(f"{source} cannot be read at {member.name}.")
                reader = _Hashing(content)
                with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as out:
                    shutil.copyfileobj(reader, out, 2**20)
                seen[member.name] = reader.entry()
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    except (tarfile.TarError, FileNotFoundError, ValueError, EOFError) as error:
        raise BackupError(f"{source} is not a whole Yaqaza backup ({type(error).__name__}).") from None
    if manifest.get("format") != FORMAT:
        raise BackupError(f"{source} was written by another version of Yaqaza (format {manifest.get('format')}).")
    seen.pop(MANIFEST)
    expected = manifest.get("files", {})
    wrong = sorted(name for name in seen.keys() | expected.keys() if seen.get(name) != expected.get(name))
    if wrong:
        raise BackupError(f"{source} is damaged: {len(wrong)} of its files differ from the manifest, first {wrong[0]}.")
    return manifest


def _check_name(member: tarfile.TarInfo) -> None:
    name = PurePosixPath(member.name)
    known = member.name in (DUMP, SECRETS, MANIFEST) or name.parts[:1] == ("media",)
    if not member.isreg() or name.is_absolute() or ".." in name.parts or not known:
        raise BackupError(f"“{member.name}” does not belong into a Yaqaza backup; nothing was changed.")


# Database


@contextlib.contextmanager
def _database() -> Iterator[None]:
    """The embedded server, stopped afterwards unless it ran before."""
    if not env.database_is_embedded():
        yield
        return
    started = not postgres.status().running
    postgres.ensure_running()
    try:
        yield
    finally:
        if started:
            postgres.stop()


def _pg(name: str, *options: str, database: str = "") -> None:
    """Run one of PostgreSQL's programs on a database; the password goes where other users cannot see it."""
    address, password = db.address(database, superuser=True)
    _run(name, f"--dbname={address}", *options, password=password)


def _run(name: str, *options: str, password: str = "") -> None:
    done = subprocess.run(
        [postgres.program(name), *options],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        env={**os.environ, **({"PGPASSWORD": password} if password else {})},
    )  # fmt: skip
    if done.returncode:
        raise BackupError(f"{name} failed, nothing was changed:\n" + "\n".join(done.stdout.strip().splitlines()[-5:]))


def _tables() -> int:
    with db.connect(superuser=True) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchone()
    return int(row[0]) if row else 0


def _restore_database(dump: Path, *, replace: bool) -> None:
    """On our own server into a fresh database that then takes the name; on another one in a single transaction."""
    options = ["--exit-on-error", "--no-owner", "--no-acl", "--no-comments", str(dump)]
    if not env.database_is_embedded():
        script = dump.with_suffix(".sql")
        _run("pg_restore", f"--file={script}", *options)
        clear = dump.with_name("clear.sql")
        clear.write_text("DROP OWNED BY CURRENT_USER; CREATE SCHEMA IF NOT EXISTS public;\n" if replace else "")
        _pg(
            "psql",
            *("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"),
            *(f"--file={clear}", f"--file={_for_older_servers(script)}"),
        )
        return
    name = env.database_name()
    fresh = f"{name}_restoring"
    with db.connect("postgres", superuser=True) as connection:
        for command in (
            psycopg.sql.SQL("DROP DATABASE IF EXISTS {fresh} WITH (FORCE)"),
            psycopg.sql.SQL("CREATE DATABASE {fresh} OWNER {role}"),
        ):
            connection.execute(
                command.format(fresh=psycopg.sql.Identifier(fresh), role=psycopg.sql.Identifier(postgres.ROLE))
            )
        try:
            _pg("pg_restore", f"--role={postgres.ROLE}", "--jobs=2", *options, database=fresh)
        except BackupError:
            postgres.drop_database(fresh)
            raise
        postgres.drop_database(name)
        connection.execute(
            psycopg.sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                psycopg.sql.Identifier(fresh), psycopg.sql.Identifier(name)
            )
        )


def _for_older_servers(script: Path) -> Path:
    """Without the settings at its head that only the newest PostgreSQL knows."""
    fit = script.with_name("fit.sql")
    with script.open("rb") as read, fit.open("wb") as write:
        for _ in range(HEAD_LINES):
            line = read.readline()
            if not line.startswith(b"SET transaction_timeout"):  # PostgreSQL 17
                write.write(line)
        shutil.copyfileobj(read, write, 2**20)
    script.unlink()
    return fit


# Files and keys


def _restore_media(fresh: Path) -> int:
    """The new folder takes the place of the old one in two renames."""
    fresh.mkdir(exist_ok=True)
    fresh.chmod(0o700)
    number = sum(len(names) for _, _, names in os.walk(fresh))
    old = env.media().with_name("media.old")
    shutil.rmtree(old, ignore_errors=True)
    if env.media().exists():
        env.media().rename(old)
    fresh.rename(env.media())
    shutil.rmtree(old, ignore_errors=True)
    return number


def _restore_secrets(kept: Path, manifest: dict[str, Any], *, force: bool) -> str:
    here = env.secrets_file()
    if kept.is_file() and (force or not here.exists()):
        if here.exists():
            here.replace(here.with_name("secrets.before-restore.json"))
        shutil.copyfile(kept, here)
        here.chmod(0o600)
    if here.exists() or all(os.environ.get(name) for name in env.SECRETS):
        if _fingerprints() == manifest.get("keys"):
            return ""
        return (
            f"CAREFUL: the keys in {here} are not the ones of this backup. Yaqaza does not start before you put "
            f"the secrets.json of that time there."
        )
    return f"CAREFUL: the backup has no keys. Yaqaza does not start before you put its secrets.json at {here}."
