"""Stand-ins: who gets a manager's cards in their place, decided from the people alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from dialogs.audits.audit import Audit, Person, PersonId, Role
from dialogs.audits.restriction import opens_to

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
    today: date | None = None
    """The day for which it is asked who is away; None: nobody is."""

    def of_case(self, audit: Audit) -> Around:
        """The same without those to whom `audit` does not open: where it is restricted, nobody stands in who
        is not named."""
        if audit.restricted is None:
            return self
        deputy, above = (
            person if person is not None and opens_to(person.id, audit) else None
            for person in (self.deputy, self.above)
        )
        leads = tuple(lead for lead in self.leads if opens_to(lead.id, audit))
        return replace(self, deputy=deputy, above=above, leads=leads)

    def here(self, person: Person | None) -> bool:
        """Whether `person` is there, and has the role."""
        return in_office(person) and not is_away(person, self.today)


def is_away(person: Person | None, today: date | None) -> bool:
    """Whether `person` is away on `today`."""
    if person is None or person.back_on is None or today is None:
        return False
    return today < person.back_on


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
            and around.here(person)
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
        if person is not None and around.here(person) and person.id != but
    )
    return first or stand_ins(around, frozenset({but}))[:2]


def instead(around: Around, but: PersonId) -> tuple[PersonId, ...] | None:
    """Who is sent a concern raised now by `but`; None: the manager, who has the role."""
    if around.here(around.manager):
        return None
    if around.manager is not None and in_office(around.manager) and not stand_ins(around, frozenset({but})):
        return None  # away, and nobody stands in: it waits for them, and they are rung
    return tuple(person.id for person in stand_ins(around, frozenset({but})))
