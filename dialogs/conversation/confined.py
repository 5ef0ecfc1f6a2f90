"""A turn knows only those whom its audit opens to: of a restricted case, nobody else is asked or told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dialogs.audits.audit import Audit, PersonId
from dialogs.audits.restriction import opens_to
from dialogs.conversation.turn import Turn


def confined(turn: Turn, audit: Audit) -> Turn:
    """`turn` without those who could be asked, told or sent something of `audit`, and to whom it does not
    open.  Whom to ring (`calls`) stays: what they are told then, people say themselves."""
    if audit.restricted is None and not audit.shut_to:
        return turn

    def let_in(people: Iterable[PersonId]) -> tuple[PersonId, ...]:
        return tuple(person for person in people if opens_to(person, audit))

    above = turn.above
    return replace(
        turn,
        with_role={role: let_in(people) for role, people in turn.with_role.items()},
        instead=None if turn.instead is None else let_in(turn.instead),
        beside=let_in(turn.beside),
        above=above if above is not None and opens_to(above, audit) else None,
        duty=let_in(turn.duty),
    )
