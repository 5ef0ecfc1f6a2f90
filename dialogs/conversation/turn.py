"""The circumstances of a command: who acts, when, and everything else that a pure core must be given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from dialogs.audits.audit import AuditId, Passage, Person, PersonId


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Another audit that the actor has under way."""

    audit: AuditId
    case: str
    """Its case reference."""


@dataclass(frozen=True, slots=True)
class LastAnswer:
    """What an earlier audit of the same case answered to a question."""

    day: date
    """Of that audit."""
    label: str
    """As people read it; empty where the answer is words."""
    passage: Passage | None
    """Those words, or what was seen."""
    people: frozenset[str]
    """Whom it was asked of, in the words of the form."""


@dataclass(frozen=True, slots=True)
class LastAction:
    """An action that an earlier audit of the case asked for."""

    action: str
    """As in `SaidOfAction`."""
    number: int
    """From 1, over all of them."""
    what: str
    """The action itself, on one line."""
    stands: str
    """The action with whose it was, by when, and what is on record of it since."""
    audited: date
    """When that audit was submitted."""
    audit_line: str
    """That audit: "Tier 2 of 17 June 2026"."""


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
    """The people of the programme's roles ("moderator", "qa_lead"), for stages that one of them takes."""
    instead: tuple[PersonId, ...] | None = None
    """Who is sent a concern in the manager's place, where the manager has lost the role or none is named;
    None: the manager."""
    beside: tuple[PersonId, ...] = ()
    """Who is sent a concern that the manager raises: those who come after them."""
    above: PersonId | None = None
    """The manager's own manager."""
    calls: tuple[Person, ...] = ()
    """Whom to ring about a child at risk, the manager first."""
    duty: tuple[PersonId, ...] = ()
    """Who gets an immediate concern as well, where it is out of hours now."""
    before: tuple[str, ...] = ()
    """What earlier audits of the case found, where its auditor opens this one."""
    last_actions: tuple[LastAction, ...] = ()
    """The actions that they asked for, where its auditor is asked what became of them."""
    family: tuple[str, ...] = ()
    """The other cases of the same family that the actor audits."""
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
    several: bool = False
    """The actor audits other cases as well at the moment: whatever they type is confirmed with the case."""
    others: tuple[OpenCase, ...] = ()
    """Those cases, where words may be meant for one of them; looked up only then."""
    away: bool = False
    """The actor comes back after hours with several audits under way: they are asked whose file is meant."""
    mentions: bool = False
    """The words name one of `others`, and may be meant for it, or only speak of it."""
    sure: bool = False
    """The actor has said that the words are for this case: nobody asks again."""
    switched: bool = False
    """By that they have come here from another audit."""
    people: tuple[Person, ...] = ()
    """Everybody on the people list, for a command that `needs_people`."""
    completed: Mapping[PersonId, int] = field(default_factory=dict)
    """How many audits each auditor has completed before with this form, where a stage looks at that."""
    last_here: Mapping[PersonId, datetime] = field(default_factory=dict)
    """When each person was last at work on the audit, where it is about to be submitted."""
    last: Mapping[str, LastAnswer] = field(default_factory=dict)
    """What earlier audits of the case answered, by the question of this one that it stands beside."""
    told_already: frozenset[PersonId] = frozenset()
    """Who was sent today's reminder of this audit, where its people are about to be reminded by hand."""
    documents: bool = False
    """Audits can be had as documents, by a link."""
    origin: str = ""
    """Where what is saved now was moved from, for the trail; empty for everything else."""
