"""The circumstances of a command: who acts, when, and everything else that a pure core must be given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from dialogs.audits.audit import Person, PersonId


@dataclass(frozen=True, slots=True)
class Turn:
    """Who acts, when, and what comes from outside (ids, names, hashes).  Passed in, because `advance` is
    pure."""

    actor: Person
    now: datetime
    """Aware, UTC."""
    today: date
    """The actor's local date."""
    fresh_id: Callable[[], str]
    fingerprints: Callable[[str], frozenset[int]]
    """Keyed hashes of a text's shingles (storage holds the key)."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Display names of the people of this audit, by person id."""
    with_role: Mapping[str, tuple[PersonId, ...]] = field(default_factory=dict)
    """The people of the programme's roles ("moderator", "qa_lead"), for stages that wait for one of them."""
    instead: tuple[PersonId, ...] | None = None
    """Who is sent a concern in the manager's place, where the manager has lost the role or none is named;
    None: the manager."""
    beside: tuple[PersonId, ...] = ()
    """Who is sent a concern that the manager raises: those who come after them."""
    calls: tuple[Person, ...] = ()
    """Whom to ring about a child at risk, the manager first."""
    typed: bool = False
    """The command was typed: answer in text, and post the card again only when a page is done."""
    token: str = ""
    """The pressed card's own id, or the message's: what is added under it is added once."""
    sent: datetime | None = None
    """When the person sent it, as the channel tells; None where it does not."""
    text: str = ""
    """The words as they were typed, to know them again when they come twice."""
    moved: bool = False
    """The press has moved this person here from another audit that they were typing in."""
