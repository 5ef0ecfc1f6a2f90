"""Where a turn's time goes, by the parts of the house: py-spy's raw stacks, counted.

make bench BENCH="--quick --only sqlite --turn execute --no-peers --profile"
.venv/bin/python -m tests.bench.stacks .bench/sqlite-execute.raw
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

PARTS: tuple[tuple[str, str], ...] = (
    ("deciding (dialogs, template_specs)", r"\((?:dialogs|template_specs)/"),
    ("drawing the card (bot/cards)", r"\(bot/cards/"),
    ("storage: our own work", r"\(storage/"),
    ("storage: SQLAlchemy, greenlet", r"\(sqlalchemy/"),
    ("storage: the SQLite driver and its thread", r"\((?:aiosqlite|sqlite3)/"),
    ("storage: the PostgreSQL driver", r"\((?:asyncpg)/"),
    ("HTTP out: aiohttp's client", r"\(aiohttp/(?:client|connector)"),
    ("HTTP in: aiohttp's server", r"\(aiohttp/"),
    ("the SDK's frame (botbuilder)", r"\((?:botbuilder|core|botframework)/"),
    ("our frame around it (bot/teams, bot)", r"\(bot/"),
    ("the event loop (asyncio)", r"\((?:asyncio|uvloop|selectors)"),
)
"""The first part that a frame belongs to, from the innermost frame outwards, has the sample."""


def shares(lines: Iterable[str]) -> list[tuple[str, float]]:
    """Each part's share of the samples (0 to 1), the largest first.  A line is a stack and its count."""
    counts: Counter[str] = Counter()
    for line in lines:
        stack, _, count = line.rstrip().rpartition(" ")
        counts[_part(stack.split(";"))] += int(count)
    return [(part, count / counts.total()) for part, count in counts.most_common()]


def _part(frames: list[str]) -> str:
    for frame in reversed(frames):
        for name, pattern in PARTS:
            if re.search(pattern, frame):
                return name
    return "the rest"


if __name__ == "__main__":
    for file in sys.argv[1:]:
        print(file)
        for part, share in shares(Path(file).read_text().splitlines()):
            print(f"{share:7.1%}  {part}")
