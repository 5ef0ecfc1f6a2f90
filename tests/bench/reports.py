"""What the QA lead waits for: the desk, the year's report and the export, among few audits and many."""

from __future__ import annotations

import os
import random
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy.engine import make_url

from bot.desk.reading import listed, overview
from dialogs.programme.findings import COUNTED_BY, Findings, FoundAction, GradeFacts
from dialogs.programme.marks import marks_of
from storage.findings import kept_as
from storage.ground import reference_identity
from storage.keys import Keyring
from storage.programme_lists import ProgrammePart
from storage.work import Storage
from template_specs.language.loader import library
from template_specs.model import Template
from tests.bench.bots import ROOT
from tests.bench.seeding import FORM, GRADES

ANSWERS = 20
"""Coded answers and grades of each audit."""
REPEATS = 6
_VARIANTS = 2_000
"""Different findings; each is copied to many audits."""
_REAL = (
    "SELECT person_id FROM audit_people WHERE part = 'auditor' AND person_id IN (SELECT person_id FROM desks)"
)
_AUDITS = "SELECT id FROM audits ORDER BY id"
_FINAL = "SELECT id, revision, template_hash FROM audits WHERE state = 'final' ORDER BY id"
_COPIED = "(SELECT id FROM people WHERE id NOT IN (SELECT person_id FROM desks) AND manager IS NOT NULL)"
_FORGOTTEN = (
    f"DELETE FROM walks WHERE person_id IN {_COPIED}",
    f"DELETE FROM audit_people WHERE person_id IN {_COPIED}",
    f"DELETE FROM people WHERE id IN {_COPIED}",
)
"""The copied people, whose names nobody can open."""
_COLUMNS = (
    *("audit_id", "revision", "counted_by", "template_hash", "initial", "moderated", "replied", "final"),
    *("actions", "actions_done", "action_due", "found"),
)


async def complete(url: str, keys: str) -> None:
    """Give every audit a month of 2026, a reference that opens and an auditor with a name; and what was found
    in it to nine in ten, which are final."""
    form = library()[FORM]
    keyring = Keyring.from_setting(keys)
    variants = [_findings(form, random.Random(number)) for number in range(_VARIANTS)]
    insert = f"INSERT INTO findings ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
    if url.startswith("sqlite"):
        connection = sqlite3.connect(make_url(url).database or "")
        connection.execute("PRAGMA synchronous=OFF")
        real = connection.execute(_REAL).fetchall()[0][0]
        connection.executemany(
            "UPDATE audits SET month = ?, sealed_reference = ?, wrapped_key = ?, auditors = ? WHERE id = ?",
            (
                (*_identity(keyring, audit, number), real, audit)
                for number, (audit, *_row) in enumerate(connection.execute(_AUDITS).fetchall())
            ),
        )
        for forget in _FORGOTTEN:
            connection.execute(forget)
        connection.executemany(insert, _rows(connection.execute(_FINAL).fetchall(), variants))
        connection.commit()
        connection.execute("ANALYZE")
        connection.close()
        return
    parsed = make_url(url)
    host = os.fspath(parsed.query.get("host") or parsed.host or "")  # type: ignore[arg-type]
    postgres = await asyncpg.connect(
        host=host, port=parsed.port, user=parsed.username, password=parsed.password, database=parsed.database
    )
    real = (await postgres.fetch(_REAL))[0][0]
    changed = [
        (row[0], *_identity(keyring, row[0], number))
        for number, row in enumerate(await postgres.fetch(_AUDITS))
    ]
    await postgres.execute("CREATE TEMP TABLE changed (id text, month text, sealed bytea, wrapped bytea)")
    await postgres.copy_records_to_table("changed", records=changed)
    await postgres.execute(
        "UPDATE audits SET month = c.month, sealed_reference = c.sealed, wrapped_key = c.wrapped, "
        "auditors = $1 "
        "FROM changed c WHERE c.id = audits.id",
        real,
    )
    # Else each of thousands of people is looked for in every audit, as its practitioner, manager and IRO.
    await postgres.execute("SET session_replication_role = replica")
    for forget in _FORGOTTEN:
        await postgres.execute(forget)
    await postgres.execute("SET session_replication_role = DEFAULT")
    rows = list(_rows([tuple(row) for row in await postgres.fetch(_FINAL)], variants))
    await postgres.copy_records_to_table("findings", records=rows, columns=_COLUMNS)
    await postgres.execute("VACUUM ANALYZE")
    await postgres.close()


def _identity(keyring: Keyring, audit: str, number: int) -> tuple[str, bytes, bytes]:
    key, wrapped = keyring.new_data_key(audit)
    sealed = key.seal(f"CYP-{number}".encode(), reference_identity(audit))
    return (f"2026-{1 + number % 12:02d}", sealed, wrapped)


def _rows(audits: list[tuple[Any, ...]], variants: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    for number, (audit, revision, form) in enumerate(audits):
        yield (audit, revision, COUNTED_BY, form, *variants[number % len(variants)])


def _findings(form: Template, chance: random.Random) -> tuple[Any, ...]:
    questions = [q for q in form.questions if (q.options or q.kind.grades) and not q.identity]
    grades, answers = {}, {}
    for question in questions[:ANSWERS]:
        codes = [option.code for option in question.options] or list(GRADES)
        if question.kind.grades:
            grades[question.id] = GradeFacts(initial=chance.choice(codes), final=chance.choice(codes))
        else:
            answers[question.id] = chance.choice(codes)
    now = datetime(2026, 6, 5, 12, 0, tzinfo=UTC)
    actions = [FoundAction("actions", now.date(), now.date(), "", chance.random() < 0.5) for _ in range(2)]
    asked = frozenset(question.id for question in form.questions)
    findings = Findings(grades=grades, answers=answers, asked=asked, actions=tuple(actions))
    found = kept_as(marks_of(form, findings))
    overall = chance.choice(GRADES)
    done = sum(1 for action in actions if action.done)
    due = now.date().isoformat() if done < len(actions) else None
    return (overall, "", "", overall, len(actions), done, due, found)


@dataclass(frozen=True, slots=True)
class Used:
    """What a command took, the interpreter's start included."""

    seconds: float
    cpu_seconds: float
    """Of the command's own process; PostgreSQL's come on top."""
    most_mb: float


def command(environment: dict[str, str], folder: Path, *arguments: str) -> Used:
    """One command of the bot, as an installed one runs it: compiled once, by the first."""
    surroundings = os.environ | environment | {"PYTHONPATH": str(ROOT)}
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, str(ROOT / "app.py"), *arguments],
        cwd=folder,
        env=surroundings,
        capture_output=True,
        text=True,
        check=True,
    )
    took = time.perf_counter() - began
    cpu, most = done.stdout.rpartition("USED ")[2].split()
    return Used(took, float(cpu), float(most) / 1024)


_MEASURED = """
import os, re, runpy, sys
sys.argv = sys.argv[1:]
try: runpy.run_path(sys.argv[0], run_name='__main__')
except SystemExit as end: assert not end.code, end.code
used = os.times()
# Not ru_maxrss: it begins with what the process had that started this one.
most = re.search('VmHWM: *([0-9]+)', open('/proc/self/status').read().replace('\\t', ' '))
print('USED', used.user + used.system, most[1])
"""


async def pages(url: str, keys: str, noted: Callable[[str, float], None]) -> None:
    """What the QA lead opens first: the desk's first page and a list of it, read in this process; the median
    of REPEATS in milliseconds."""
    storage = await Storage.open(url, Keyring.from_setting(keys))
    await storage.begin()
    today = date(2026, 6, 5)

    async def first_page() -> object:
        return await overview(storage, today)

    async def a_list() -> object:
        async with storage.work(write=False) as work:
            return await listed(work, ProgrammePart(), "overdue", today, 0)

    try:
        for name, read in (("the desk's first page", first_page), ("a list of the desk", a_list)):
            took = []
            for _ in range(REPEATS):
                began = time.perf_counter()
                await read()
                took.append(time.perf_counter() - began)
            noted(name, statistics.median(took[1:]) * 1000)
    finally:
        await storage.close()
