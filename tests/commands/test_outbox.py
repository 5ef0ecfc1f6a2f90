"""`outbox list` and `outbox retry`, as an operator calls them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dialogs.conversation.subjects import SummaryCard, Told
from dialogs.conversation.views import Notice
from storage.keys import Keyring
from storage.work import Storage
from tests.commands.test_command_line import call
from tests.storage.people_and_cases import programme

NOW = datetime(2026, 6, 5, 14, 30, tzinfo=UTC)


async def held_up(folder: Path) -> list[int]:
    """A summary that Mo cannot be sent, and a row that cannot be read; their ids."""
    storage = await Storage.open(f"sqlite:///{folder / 'audits.db'}", Keyring.development(folder))
    try:
        await storage.migrate()
        made = await programme(storage)
        async with storage.work() as work:
            await work.outbox.enqueue(
                made.audit, [Notice(made.mo, SummaryCard()), Notice(made.sam, Told("1"))], NOW
            )
            for message in await work.outbox.claim("w", 5, NOW, timedelta(minutes=1)):
                summary = isinstance(message.subject, SummaryCard)
                again = None if summary else NOW + timedelta(days=1)
                await work.outbox.hold_up(message, "no_address" if summary else "unreadable", again)
            return [
                row.id
                for row in sorted(await work.undelivered.held_up(5), key=lambda row: row.subject.encode())
            ]
    finally:
        await storage.close()


def test_nothing_is_held_up(tmp_path: Path) -> None:
    done = call(tmp_path, "outbox", "list")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Nothing is held up: every card has arrived, or is on its way.\n"


def test_what_is_held_up_is_listed_and_tried_again(tmp_path: Path) -> None:
    summary, told = asyncio.run(held_up(tmp_path))
    done = call(tmp_path, "outbox", "list")
    assert done.returncode == 0, done.stderr
    lines = {int(line.split()[0]): line for line in done.stdout.splitlines()}
    assert "Summary to Mo Khan (mo@example.org)" in lines[summary]
    assert "Mo Khan has not opened this bot in Teams yet; 1 try; again when they write" in lines[summary]
    assert "the stored card cannot be read" in lines[told]
    assert "again 6 June 2026 at 3:30pm." in lines[told]
    assert "CYP-1042" not in done.stdout
    short = call(tmp_path, "outbox", "list", "--limit", "1")
    assert "1 more. List them with --limit 2." in short.stdout
    wrong = call(tmp_path, "outbox", "retry", str(summary), "999")
    assert wrong.returncode == 1
    assert wrong.stderr.startswith("999: nothing with this id is held up.")
    retried = call(tmp_path, "outbox", "retry", str(summary))
    assert (retried.returncode, retried.stdout) == (0, "1 card is due now.\n")
    assert call(tmp_path, "outbox", "retry", "--all").stdout == "1 card is due now.\n"
    assert "Nothing is held up" in call(tmp_path, "outbox", "list").stdout
