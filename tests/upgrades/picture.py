"""A picture of today's database, to try tomorrow's program on: python -m tests.upgrades.picture

The rows that a short story leaves (an audit submitted and read by its manager, one in the middle, a note,
a concern), as the schema of the day keeps them.  Each release that has a new schema keeps one in
`pictures/`, named by the schema's number; it is made once and never again.
"""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from storage.keys import Keyring
from storage.migrations import newest
from tests.conversations.harness import EVIDENCE, House, open_house
from tests.conversations.test_answering import fill, start, submit
from tests.databases import migrated_sqlite

PICTURES = Path(__file__).with_name("pictures")
KEYRING = Keyring.from_setting("test:" + base64.b64encode(bytes(range(32))).decode())
CONCERN = "He said he is afraid to go home tonight"
NOTE = "The school's letter of May is missing from the file."
PLAN = "The plan names who does what by when, in her own words."


async def told(house: House) -> None:
    """The story: TS-101 is with its manager, TS-102 in the middle, and a concern was raised."""
    for somebody in (house.amara, house.sam, house.priya, house.jo, house.ellen):
        await somebody.installs()
    await start(house)
    await fill(house)
    await submit(house)
    await house.delivers()
    await house.priya.presses("Acknowledge", on=house.priya.message("Audit summary").id)
    await house.delivers()
    await house.allocates("TS-102", house.sam)
    await house.sam.says("open TS-102")
    await house.sam.presses("Start")
    await house.sam.presses(
        "Save and continue", {"v:1.1": "good", "w:1.1": EVIDENCE, "v:1.2": "ri", "w:1.2": PLAN}
    )
    await house.sam.says(f"note: {NOTE}")
    await house.sam.presses(
        "Send the concern", {"concern": CONCERN}, on=house.sam.message("Save and continue").id
    )
    await house.delivers()


def rows_of(file: Path) -> dict[str, list[dict[str, Any]]]:
    """Every table's rows; bytes as {"bytes": base64}."""
    with closing(sqlite3.connect(file)) as database:
        database.row_factory = sqlite3.Row
        names = [
            name
            for (name,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
        ]
        return {
            name: [
                {column: _plain(row[column]) for column in row.keys()}  # noqa: SIM118  (a Row is no mapping)
                for row in database.execute(f'SELECT * FROM "{name}" ORDER BY rowid')
            ]
            for name in names
            if name != "alembic_version"
        }


def _plain(value: Any) -> Any:
    return {"bytes": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


async def _picture() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        file = await migrated_sqlite(Path(folder))
        async with open_house(f"sqlite:///{file}", KEYRING) as house:
            await told(house)
            audits = dict(house.audits)
        return {"schema": newest(), "audits": audits, "tables": rows_of(file)}


def main() -> None:
    """Write the picture; the file stands already: say so, and leave it."""
    PICTURES.mkdir(exist_ok=True)
    file = PICTURES / f"{newest()}.json.gz"
    if file.exists():
        sys.exit(f"{file} is there already. A picture is made once, by the release whose schema it shows.")
    text = json.dumps(asyncio.run(_picture()), sort_keys=True, indent=0)
    file.write_bytes(gzip.compress(text.encode(), mtime=0))
    print(f"{file}: {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
