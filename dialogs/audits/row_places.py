"""Which row of its question a row is, by the order in which they were added: it never moves."""

from __future__ import annotations

from dialogs.audits.audit import Answer, Audit, Key


def place_of(audit: Audit, key: Key) -> int:
    """The row's place, from 1, removed rows counted; that of the next one where there is none under `key`."""
    made = audit.rows_made.get(key.partition("/")[0], ())
    return made.index(key) + 1 if key in made else len(made) + 1


def row_at(audit: Audit, question: str, place: int) -> Answer | None:
    """The row of `question` that was added as number `place`; None where it was removed."""
    made = audit.rows_made.get(question, ())
    row = audit.answer(made[place - 1]) if 0 < place <= len(made) else None
    return None if row is None or row.removed else row
