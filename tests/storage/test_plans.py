"""What runs in every turn, at every look of the delivery, or for a list is found by an index."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, text

from storage import (
    action_rows,
    audits,
    due_reminders,
    earlier_audits,
    lists,
    open_work,
    outbox_statements,
    programme_lists,
    readings,
    undelivered,
)
from storage.session_statements import About, session_of
from storage.tables import actions, owed
from storage.work import Storage

BIG = ("audits", "audit_people", "trail", "walks", "owed", "inbox", "addresses", "desks")
GROUPS = {"groups": [("auditor", "x", "s", "f")], "first": [("auditor", "x", "s", "f")]}
STATEMENTS: dict[str, tuple[Any, dict[str, Any]]] = {
    "a turn's beginning": (session_of(About(named=False, locked=False)), {"aad": "x"}),
    "a press's beginning": (
        session_of(About(named=True, locked=False)),
        {"aad": "x", "named": "a"},
    ),
    "an audit": (audits._BY_ID, {"id": "x", "person": "y"}),
    "a trail": (audits._TRAIL, {"audit": "x", "after": 0, "upto": 9}),
    "a person's groups": (lists._GROUPS, {"person": "x"}),
    "a page of a person's": (lists._MY_PAGE, {"person": "x", **GROUPS, "most": 9, "skip": 0}),
    "groups in stages": (lists._STAGE_GROUPS, {}),
    "named in stages": (lists._NAMED_IN_STAGES, {"person": "x"}),
    "a page in stages": (lists._STAGE_PAGE, {"person": "x", "stage": "s", "form": "f", "most": 9}),
    "what is overdue": (programme_lists._OVERDUE_PAGE, {"today": "x", "most": 9, "skip": 0}),
    "how many are overdue": (programme_lists._HOW_MANY_OVERDUE, {"today": "x"}),
    "what is in a state": (programme_lists._OPEN_PAGE, {"state": "x", "most": 9, "skip": 0}),
    "concerns to read": (open_work._CONCERNS, {"person": "x", "most": 9}),
    "summaries to read": (open_work._SUMMARIES, {"person": "x", "most": 9}),
    "actions to review": (open_work._ACTIONS, {"person": "x", "most": 9}),
    "rows of actions": (open_work._ROWS, {"ids": ["x"], "keys": ["y"]}),
    "unread concerns": (open_work._UNREAD_PAGE, {"most": 9}),
    "how many concerns": (open_work._RAISED_IN_ALL, {}),
    "several audits": (audits._SEVERAL, {"ids": ["x"]}),
    "several trails": (audits._TRAILS, {"ids": ["x"]}),
    "a history": (readings._EVENTS, {"audit": "x", "most": 9, "skip": 0}),
    "a case": (lists._OF_CASE, {"hashes": ["x"]}),
    "a family": (lists._OF_FAMILY, {"family": "x", "audit": "a"}),
    "what somebody has completed": (lists._COMPLETED, {"people": ["x"], "form": "f", "audit": "a"}),
    "what was returned to somebody": (open_work._TO_READ, {"person": "x", "most": 9}),
    "earlier audits of a case": (
        earlier_audits._EARLIER,
        {"hashes": ["x"], "forms": ["f"], "audit": "a", "before": 9},
    ),
    "what has followed from a grade": (open_work._FOLLOWED, {"since": 1, "most": 9}),
    "somebody's actions": (
        action_rows._chosen(action_rows.Wanted(owner="x")).limit(9),
        {},
    ),
    "actions to remind of": (
        action_rows._LISTED.where(actions.c.status == "open", actions.c.due < "x"),
        {},
    ),
    "what goes along": (
        outbox_statements.ALONG,
        {"person": "x", "row": 1, "now": 1, "limit": 9},
    ),
    "what to deliver": (outbox_statements.CANDIDATES, {"now": 1, "limit": 1}),
    "when to deliver": (outbox_statements.NEXT, {}),
    "reminders of open audits": (
        due_reminders._BY_DAY,
        {"first": "a", "last": "b", "kind": "x", "most": 9, "after": ""},
    ),
    "reminders of a stage": (
        due_reminders._BY_STAGE,
        {"stage": "x", "form": "y", "first": 1, "before": 2, "kind": "z", "most": 9, "after": ""},
    ),
    "stages in hand": (due_reminders._STAGES, {}),
    "how many wait": (due_reminders._WAITING, {"stage": "x", "form": "y", "before": 1}),
    "what is held up": (undelivered._HELD_LIST, {"limit": 1}),
    "how much is held up": (undelivered._HELD_KINDS, {}),
    "waking somebody's cards": (select(owed.c.id).where(owed.c.recipient == "x", owed.c.failed), {}),
    "what has not arrived": (undelivered._UNDELIVERED.where(owed.c.audit_id == "x"), {}),
}


@pytest.mark.parametrize("name", STATEMENTS)
async def test_no_list_is_read_whole(storage: Storage, name: str) -> None:
    statement, values = STATEMENTS[name]
    if "most" in values:
        statement = statement.limit(values["most"])
    async with storage.work(write=False) as unit:
        connection: Any = unit.connection
        dialect = connection.dialect
        # Values are bound where they stand: EXPLAIN of a driver's own placeholders knows no values.
        sql = str(statement.params(**values).compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
        if dialect.name == "postgresql":
            await connection.execute(text("SET LOCAL enable_seqscan = off"))
            plan = [row[0] for row in await connection.exec_driver_sql(f"EXPLAIN {sql}")]
            whole = [line for line in plan if "Seq Scan" in line]
        else:
            explained = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")
            plan = [str(row.detail) for row in explained]
            whole = [line for line in plan if line.startswith("SCAN") and "INDEX" not in line]
    assert [line for line in whole if any(f" {table}" in line for table in BIG)] == [], "\n".join(plan)
