"""What people were seen to type, in the state in which they typed it (typed.tsv), and what it does.

A row whose effect is "at home" was typed with no audit in hand, and is driven through the endpoint in
tests/conversations/test_typed_outside.py.  `unprepared.tsv` has lines that were written after the rules.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from dialogs.understanding.speech import line_of
from tests.dialogs.typing_states import STATES, effect

HERE = Path(__file__).parent
HOME = "at home"
SAVED = (" words", "row", "note_taken", "draft", ": words")


def rows_of(name: str) -> tuple[dict[str, str], ...]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


ROWS = rows_of("typed.tsv")
DRIVEN = [row for row in ROWS if row["effect"] != HOME]
UNPREPARED = rows_of("unprepared.tsv")


def test_the_tables_are_whole() -> None:
    assert len(ROWS) == 310
    assert len(DRIVEN) == 291
    assert len(UNPREPARED) >= 120
    assert {row["state"] for row in (*DRIVEN, *UNPREPARED)} <= STATES.keys()


@pytest.mark.parametrize(
    "row", [*DRIVEN, *UNPREPARED], ids=lambda row: f"{row['state'][:30]} < {row['words'][:40]}"
)
def test_typed(row: dict[str, str]) -> None:
    assert effect(STATES[row["state"]], row["words"].replace("\\n", "\n")) == row["effect"], row[
        "right outcome"
    ]


@pytest.mark.parametrize("name", ["typed.tsv", "unprepared.tsv"])
def test_nothing_is_lost_and_nothing_is_put_where_it_was_not_meant(name: str) -> None:
    """Of what stands in the tables, which `test_typed` and test_typed_outside hold to be so."""
    rows = rows_of(name)
    found = Counter(verdict(row) for row in rows)
    print(f"{name}: {', '.join(f'{count} {what}' for what, count in sorted(found.items()))}")
    assert found["wrong"] == 0, [row["words"] for row in rows if verdict(row) == "wrong"]
    assert found["lost"] == 0, [row["words"] for row in rows if verdict(row) == "lost"]
    if name == "typed.tsv":
        assert found["right"] >= 0.9 * len(rows)


def verdict(row: dict[str, str]) -> str:
    """Right (as the row says it should be), asked where it need not have been, wrong or lost."""
    effect = row["effect"]
    kept = any(mark in effect for mark in SAVED) or effect.startswith(("asks which", "concern"))
    meant = any(word in row["right outcome"] for word in ("kept", "is saved", "mine", "1.2 RI", "1.2 Good"))
    if row["kind"] == "talk" and any(mark in f" {effect}" for mark in SAVED) and not meant:
        return "wrong"
    if row["kind"] == "content" and not kept and effect.startswith(("answers", "small talk")):
        return "lost" if len(line_of(row["words"]).words) > 2 else row["verdict"]
    return row["verdict"]
