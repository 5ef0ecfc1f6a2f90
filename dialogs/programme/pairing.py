"""Who audits a month's cases instead of somebody: independent of each case, with even load."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dialogs.audits.audit import Audit, AuditId, Person, PersonId, Role, State
from dialogs.programme.calendar import same
from template_specs.sentences import _


@dataclass(frozen=True, slots=True)
class MonthsAudit:
    """An audit of a month, as far as its pair is concerned."""

    id: AuditId
    case: str
    team: str
    list: str
    auditors: tuple[PersonId, ...]
    named: frozenset[PersonId]
    """The practitioner, the manager, the IRO or chair."""
    open: bool
    """It is not submitted yet, so somebody else can have it."""
    begun: bool
    """Something is answered in it."""


def of_month(audit: Audit) -> MonthsAudit:
    """What of an audit matters here."""
    named = frozenset(p for p in (audit.practitioner, audit.manager, audit.iro) if p is not None)
    case = audit.case
    return MonthsAudit(
        audit.id,
        case.reference,
        case.team,
        case.list,
        audit.auditors,
        named,
        audit.state in (State.ALLOCATED, State.IN_PROGRESS),
        audit.state is not State.ALLOCATED,
    )


def why_not(person: Person, one: MonthsAudit) -> str:
    """Why this person cannot audit the case; empty where they can."""
    if Role.AUDITOR not in person.roles:
        return _("{name} is no auditor", name=person.name)
    if person.id in one.auditors:
        return _("{name} audits it already", name=person.name)
    if person.id in one.named:
        return _("{name} has a part in the case", name=person.name)
    if one.team and same(person.team) == same(one.team):
        return _("{name} is in the case's own team", name=person.name)
    return ""


def load_of(audits: Iterable[MonthsAudit]) -> dict[PersonId, int]:
    """How many of these audits each person has."""
    load: dict[PersonId, int] = {}
    for one in audits:
        for person in one.auditors:
            load[person] = load.get(person, 0) + 1
    return load


def swapped(one: MonthsAudit, out: PersonId, new: Person) -> tuple[PersonId, ...]:
    """Its auditors, with `new` in the place of `out`."""
    return tuple(new.id if person == out else person for person in one.auditors)


def without(
    audits: Sequence[MonthsAudit],
    out: Collection[PersonId],
    able: Mapping[AuditId, Sequence[Person]],
) -> dict[AuditId, tuple[PersonId, ...]]:
    """Who has each open audit of those who are `out`, from now on; nobody where nobody can.

    `able`: by audit, who audits in its round.  Those with the fewest of the month's audits come first, then
    those who do not come from a team that is there already, then by name.
    """
    load = load_of(one for one in audits)
    given: dict[AuditId, tuple[PersonId, ...]] = {}
    for one in sorted(audits, key=lambda audit: audit.case):
        if not one.open or not set(one.auditors) & set(out):
            continue
        stay = [person for person in one.auditors if person not in out]
        people = {person.id: person for person in able.get(one.id, ())}
        free = [p for p in people.values() if p.id not in out and not why_not(p, one)]
        while len(stay) < len(one.auditors) and free:
            teams = {same(people[p].team) for p in stay if p in people and people[p].team}
            best = min(free, key=lambda p: (load.get(p.id, 0), same(p.team) in teams, p.name, p.id))
            free.remove(best)
            stay.append(best.id)
            load[best.id] = load.get(best.id, 0) + 1
        given[one.id] = tuple(stay)
    return given
