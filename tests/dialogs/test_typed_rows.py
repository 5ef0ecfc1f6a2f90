"""What people were seen to type, in the state in which they typed it (typed.tsv).

A row whose effect is "later" is listed and not driven yet: talk to the bot, concerns, and states outside an
audit.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.dialogs.typing_states import STATES, effect

FILE = Path(__file__).with_name("typed.tsv")
with FILE.open(encoding="utf-8", newline="") as file:
    ROWS = tuple(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
DRIVEN = [row for row in ROWS if row["effect"] != "later"]


def test_the_table_is_whole() -> None:
    assert len(ROWS) == 310
    assert len(DRIVEN) >= 180
    assert {row["state"] for row in DRIVEN} <= STATES.keys()


@pytest.mark.parametrize("row", DRIVEN, ids=lambda row: f"{row['state'][:30]} < {row['words'][:40]}")
def test_typed(row: dict[str, str]) -> None:
    assert effect(STATES[row["state"]], row["words"].replace("\\n", "\n")) == row["effect"], row[
        "right outcome"
    ]
