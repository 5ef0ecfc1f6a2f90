"""What is due is found by an index, however many audits are stored."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from storage.keys import Keyring
from storage.work import Storage, Work
from tests.databases import migrated_sqlite

DAY, MOMENT, STAGE = date(2026, 6, 5), datetime(2026, 6, 5, tzinfo=UTC), ("views", "f")
BY_STAGE = "ix_audits_stage_template_hash_stage_at"
ASKED: dict[str, tuple[Callable[[Work], Awaitable[object]], str]] = {
    "by day": (lambda work: work.reminders.due_by_day(DAY, DAY, "before", 20), "ix_audits_state_due"),
    "by stage": (lambda work: work.reminders.due_by_stage(STAGE, MOMENT, MOMENT, "after", 20), BY_STAGE),
    "stages": (lambda work: work.reminders.stages_in_hand(), BY_STAGE),
    "waiting": (lambda work: work.reminders.waiting(STAGE, MOMENT), BY_STAGE),
}


@pytest.fixture
async def work(tmp_path: Path, keyring: Keyring) -> AsyncIterator[Work]:
    storage = await Storage.open(f"sqlite:///{await migrated_sqlite(tmp_path)}", keyring)
    await storage.begin()
    async with storage.work(write=False) as opened:
        yield opened
    await storage.close()


@pytest.mark.parametrize(("ask", "index"), ASKED.values(), ids=ASKED)
async def test_each_question_is_answered_from_its_index(
    work: Work, ask: Callable[[Work], Awaitable[object]], index: str
) -> None:
    said: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        said.append((statement, parameters))

    connection: Any = work.connection
    engine = connection.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    await ask(work)
    event.remove(engine, "before_cursor_execute", note)
    ((statement, parameters),) = said
    plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    steps = [str(row[-1]) for row in plan]
    assert any(step.startswith("SEARCH audits USING") and index in step for step in steps), steps


async def test_nothing_is_found_in_an_empty_programme(storage: Storage) -> None:
    async with storage.work(write=False) as work:
        assert await work.reminders.due_by_day(DAY, DAY, "before", 20) == []
        assert await work.reminders.due_by_stage(STAGE, MOMENT, MOMENT, "after", 20) == []
        assert await work.reminders.stages_in_hand() == []
        assert await work.reminders.waiting(STAGE, MOMENT) == (0, 0)
