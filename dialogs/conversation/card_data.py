"""A card's data, read for its shape.

It is under the client's control: anything may be missing, or be of another type.  Nothing here says who may
do what; `dialogs.audits.permissions` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dialogs.conversation.given import Given

MOST_CHARACTERS = 60_000
"""Of one input that is kept as a draft; what is longer is cut here (a request holds 256 kB at the most)."""


MOST_BOXES = 20
"""Of one card of the programme."""


@dataclass(frozen=True, slots=True)
class CardData:
    """What came with a press.  Reads, and never raises, whatever the client sent."""

    data: Mapping[str, Any]

    @property
    def verb(self) -> str:
        """What the button sends to say which one it is."""
        return self.text("verb")

    def text(self, name: str) -> str:
        """A text that the card carried with it; empty where there is none."""
        value = self.data.get(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int:
        """A number that the card carried with it, 0 or more; 0 where there is none."""
        return _number(self.data.get(name))

    def input(self, name: str) -> str | None:
        """What a box held, as text; None when the card had no such box."""
        if name not in self.data:
            return None
        value = self.data[name]
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        return str(value)[:MOST_CHARACTERS] if isinstance(value, str | int | float) else ""

    def cells(self) -> dict[str, str]:
        """The boxes of a row's form, by column."""
        return self.named("c:")

    def named(self, beginning: str) -> dict[str, str]:
        """The boxes whose names begin so, by what follows in the name."""
        names = [key for key in self.data if isinstance(key, str) and key.startswith(beginning)]
        return {name.removeprefix(beginning): self.input(name) or "" for name in names}

    def boxes(self) -> tuple[tuple[str, str], ...]:
        """The boxes of a card of the programme, by their names."""
        names = sorted(key for key in self.data if isinstance(key, str) and key.startswith("b:"))
        return tuple((name[2:], self.input(name) or "") for name in names[:MOST_BOXES])

    def given(self) -> tuple[Given, ...]:
        """The answers in the page's boxes, each with the revision that the person saw."""
        revisions = self.data.get("revs")
        if not isinstance(revisions, Mapping):
            return ()
        answers = []
        for key, revision in revisions.items():
            value, words = self.input(f"v:{key}"), self.input(f"w:{key}")
            if value is not None or words is not None:
                answers.append(Given(str(key), value, words, _number(revision)))
        return tuple(answers)


def _number(value: Any) -> int:
    try:
        return max(0, int(value)) if isinstance(value, int | str) else 0
    except ValueError:
        return 0
