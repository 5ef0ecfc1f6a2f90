"""Stand-ins: who gets a manager's cards in their place, decided from the people alone."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.audits.audit import Person, PersonId, Role

OFFICE = frozenset({Role.MANAGER, Role.SERVICE_MANAGER, Role.QA_LEAD})
"""A case's manager needs one of these roles; case lists check for the same."""


@dataclass(frozen=True, slots=True)
class Around:
    """An audit's manager, and those who come after them, as they are now."""

    manager: Person | None
    deputy: Person | None = None
    above: Person | None = None
    """The manager's own manager."""
    leads: tuple[Person, ...] = ()
    """The QA leads."""
    reachable: frozenset[PersonId] = frozenset()
    """Those of them whose chat is known."""


def in_office(person: Person | None) -> bool:
    """Whether `person` may be sent what a manager is sent."""
    return person is not None and bool(person.roles & OFFICE)


def stand_ins(around: Around, but: frozenset[PersonId] = frozenset()) -> tuple[Person, ...]:
    """Who is sent a manager's cards in their place: the deputy, else the manager's own manager, each where
    they have the role and can be reached; else all QA leads.  `but`: those who have had it, or raised it."""
    for person in (around.deputy, around.above):
        if (
            person is not None
            and person.id not in but
            and in_office(person)
            and person.id in around.reachable
        ):
            return (person,)
    return tuple(lead for lead in around.leads if lead.id not in but)


def to_call(around: Around, but: PersonId) -> tuple[Person, ...]:
    """Whom somebody (`but`) is to ring about a child at risk: the manager and their deputy; where there is
    neither, whoever would be sent a concern in their place."""
    first = tuple(
        person
        for person in (around.manager, around.deputy)
        if person is not None and in_office(person) and person.id != but
    )
    return first or stand_ins(around, frozenset({but}))[:2]


def instead(around: Around, but: PersonId) -> tuple[PersonId, ...] | None:
    """Who is sent a concern raised now by `but`; None: the manager, who has the role."""
    if in_office(around.manager):
        return None
    return tuple(person.id for person in stand_ins(around, frozenset({but})))
