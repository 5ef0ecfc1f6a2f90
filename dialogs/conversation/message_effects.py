"""What a typed message led to, kept for a month: an edit, a deletion or a quoted reply finds its place by it.

A message is known by its token (`Turn.token`), which is made of its activity id.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.audits.audit import Key
from dialogs.conversation.order_in_time import fingerprint
from dialogs.conversation.state import Draft

KEPT_DAYS = 30
"""Days that it is known what a message led to."""

Place = tuple[Key, int]
"""A question and a revision of its answer."""


@dataclass(frozen=True, slots=True)
class MessageEffect:
    """What one typed message led to; none of its words."""

    words: str = ""
    """A fingerprint of them."""
    answers: tuple[Place, ...] = ()
    """The answers that it gave."""
    first: int = 0
    """The revision that its first words gave, where it was edited since; 0 where it was not."""
    tried: tuple[Place, ...] = ()
    """Questions at which it was not saved, each with the revision that its writer had seen."""
    rows: Key = ""
    """The rows question that it was part of a row of."""
    column: str = ""
    """The column that it filled there."""
    cell: str = ""
    """A fingerprint of what the cell then held."""
    row: int = 0
    """How many rows had been written there before this one."""
    draft: str = ""
    """A fingerprint of the draft that it was kept as, at the first of `tried`."""
    note: str = ""
    """The note that it became, where its id is not the message's own token."""
    unsent: str = ""
    """The concern that it went into, not sent at that time."""
    unsent_words: str = ""
    """A fingerprint of all that concern's words."""
    asked: Key = ""
    """The question that the reply to it asked."""
    joined: str = ""
    """The token of the next message, with which it was taken as one; what came of both is known of that."""

    @property
    def on_record(self) -> bool:
        """Whether it put anything on the record."""
        return bool(self.answers or self.rows or self.note)


NOTHING = MessageEffect()


def reworded(effect: MessageEffect, whole: str, words: str) -> str:
    """`whole`, which several messages make up a line or more each, with `words` in place of this one's;
    `whole` as it is where its own words are not to be found there, or are all of it."""
    lines = whole.split("\n")
    for size in range(1, len(lines)):
        for start in range(len(lines) - size + 1):
            if fingerprint("\n".join(lines[start : start + size])) == effect.words:
                return "\n".join((*lines[:start], words, *lines[start + size :]))
    return whole


def draft_mark(draft: Draft) -> str:
    """A fingerprint of a draft."""
    return fingerprint(f"{draft.value}\n{draft.words}")
