"""What a list costs among very many audits: for each role, the whole answer to its word, in one process.

The database holds other people's audits (`bulk`), and for each person of the measurement as many of their own
as somebody has after some years.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime

from sqlalchemy import text

from bot.channel import ActivityKind, Address, Inbound
from bot.logs import configure
from bot.turns.handler import TurnHandler
from dialogs.audits.audit import Case, PersonId, Role
from storage.allocations import NewAudit
from storage.keys import Keyring
from storage.people import NewPerson
from storage.values import micros
from storage.work import Storage, Work
from template_specs.language.loader import library, snapshot
from tests.bench.seeding import FORM

ROLES = {
    "auditor": (Role.AUDITOR, ("hello", "my audits")),
    "manager": (Role.MANAGER, ("hello", "my audits")),
    "practitioner": (Role.PRACTITIONER, ("hello", "my audits")),
    "iro": (Role.IRO, ("hello", "my audits")),
    "moderator": (Role.MODERATOR, ("hello", "my audits")),
    "qa_lead": (Role.QA_LEAD, ("hello", "my audits", "status", "status overdue", "status final")),
}
STAGED = "deep-dive"
OWN = 300
"""Audits that name each of them."""
REPEATS = 9
_NOW = datetime(2026, 6, 5, 12, 0, tzinfo=UTC)
Noted = Callable[[str, float], None]


async def add_people(url: str, keys: str) -> None:
    """One person of each role, and the audits that name them."""
    form_hash, canonical = snapshot(library()[FORM])
    storage = await Storage.open(url, Keyring.from_setting(keys))
    await storage.migrate()
    try:
        async with storage.work() as work:
            await work.keep_template(form_hash, canonical)
            ids = await work.people.take_people(
                [
                    NewPerson(name, f"{name}@lists.example", frozenset({role}), "North", aad_object_id=name)
                    for name, (role, _) in ROLES.items()
                ]
            )
            people = {name: ids[f"{name}@lists.example"] for name in ROLES}
            await work.allocations.allocate([_audit(n, form_hash, people) for n in range(OWN)])
            await _put_in_stages(work)
    finally:
        await storage.close()


async def _put_in_stages(work: Work) -> None:
    """The open audits of other people wait for a moderator or a QA lead instead, one half for each."""
    form = library()[STAGED]
    await work.keep_template(*snapshot(form))
    for role, half in (("moderator", "id < '8'"), ("qa_lead", "id >= '8'")):
        stage = next(stage for stage in form.stages[1:] if role in stage.by)
        values = {"stage": stage.id, "form": form.content_hash, "at": micros(_NOW)}
        await work.connection.execute(
            text(
                "UPDATE audits SET state = 'submitted', stage = :stage, stage_at = :at, "
                "template_hash = :form "
                f"WHERE state = 'in_progress' AND {half}"
            ),
            values,
        )


def _audit(number: int, form_hash: str, people: dict[str, PersonId]) -> NewAudit:
    return NewAudit(
        Case(f"LIST-{number}", team="North", month=f"20{20 + number % 7}-{number % 12 + 1:02d}"),
        FORM,
        form_hash,
        (people["auditor"],),
        practitioner=people["practitioner"],
        manager=people["manager"],
        iro=people["iro"],
        due=date(2026, 5 + number % 3, 1 + number % 28),
    )


async def measure(url: str, keys: str, noted: Noted) -> None:
    """Each role's words, `REPEATS` times: the median in milliseconds, from the activity to the decision."""
    configure(
        development=True, level="critical"
    )  # other people's rows are copies: that they do not open is told
    await add_people(url, keys)
    storage = await Storage.open(url, Keyring.from_setting(keys))
    await storage.migrate()
    numbers = iter(range(1_000_000))
    deciding = TurnHandler(storage, lambda: f"id{next(numbers)}", lambda: _NOW)
    try:
        for name, (_, words) in ROLES.items():
            for word in words:
                took = []
                for _ in range(REPEATS):
                    began = time.perf_counter()
                    await _says(storage, deciding, name, word, next(numbers))
                    took.append(time.perf_counter() - began)
                noted(f"{name}: {word}", statistics.median(took[1:]) * 1000)
    finally:
        await storage.close()


async def _says(storage: Storage, deciding: TurnHandler, who: str, word: str, number: int) -> None:
    address = Address("https://smba.example/", f"a:{who}", "bot", who, "tenant")
    inbound = Inbound(ActivityKind.MESSAGE, address, f"m{number}", text=word, aad_object_id=who)
    async with storage.work() as work:
        outcome = await deciding.decided(work, inbound, (f"k{number}",), True)
    assert outcome.views
