"""Who may be on a panel, and who of it is not there any more: decided from the people and the audit alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from dialogs.audits.audit import Audit, Person, PersonId, Role
from dialogs.audits.panels import Panel
from dialogs.audits.restriction import opens_to
from dialogs.audits.stages import named_as
from dialogs.audits.stand_ins import is_away
from template_specs.model import Template


class Gone(StrEnum):
    """Why a member is not waited for; the codes are stored."""

    LEFT = "left"
    """They are on the people list no more, or without any role."""
    ROLE = "role"
    """They are no moderator any more."""
    CASE = "case"
    """They have a part in the case or in another audit of it, or it does not open to them."""
    AWAY = "away"


def gone(person: Person | None, audit: Audit, today: date) -> Gone | None:
    """Why `person`, a member of its panel, is not waited for now; None where they are."""
    if person is None or not person.roles:
        return Gone.LEFT
    if named_as(person, audit) or not opens_to(person.id, audit):
        return Gone.CASE
    if Role.MODERATOR not in person.roles:
        return Gone.ROLE
    return Gone.AWAY if is_away(person, today) else None


def out(person: Person | None, audit: Audit, today: date) -> bool:
    """Whether `person` may not be on its panel now; who is only away may."""
    return gone(person, audit, today) not in (None, Gone.AWAY)


def took_part(template: Template, audit: Audit) -> frozenset[PersonId]:
    """Everybody who has answered in the audit itself, its former auditors included."""
    first = template.stages[0]
    return frozenset(
        answer.by for question in template.in_stage(first.id) for answer in audit.history.get(question.id, ())
    )


def may_be_named(template: Template, audit: Audit, people: Iterable[Person], today: date) -> list[Person]:
    """The moderators of `people` whose grade would be an independent one, by name."""
    took = took_part(template, audit)
    fit = [person for person in people if person.id not in took and not out(person, audit, today)]
    return sorted(fit, key=lambda person: (person.name.casefold(), person.id))


def leads_next(panel: Panel, people: Mapping[PersonId, Person], audit: Audit, today: date) -> PersonId | None:
    """Who leads the panel: whoever does, unless they may not any more, or (once nobody is asked for a grade)
    gave none; then the next member, those who are there before those who are away.  None where nobody can."""
    order = dict.fromkeys((panel.lead, *panel.members))
    fit = [person for person in order if not out(people.get(person), audit, today)]
    if panel.is_open:
        return fit[0] if fit else None
    gave = [person for person in fit if person in panel.graded] or fit
    if panel.lead in gave:
        return panel.lead
    here = [person for person in gave if gone(people.get(person), audit, today) is None]
    return next(iter(here or gave), None)
