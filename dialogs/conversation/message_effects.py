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
    tried: tuple[Place, ...] = ()
    """Questions at which it was not saved, each with the revision that its writer had seen."""
    rows: Key = ""
    """The rows question that it was part of a row of."""
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


NOTHING = MessageEffect()


def draft_mark(draft: Draft) -> str:
    """A fingerprint of a draft."""
    return fingerprint(f"{draft.value}\n{draft.words}")
