"""Stages that everybody named must complete (`needs_all`): who must, who has, and who is awaited."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dialogs.audits.audit import Audit, Confirmation, PersonId, Role
from dialogs.audits.restriction import opens_to
from dialogs.audits.route import path_through
from dialogs.audits.stages import AUDITOR, asked_of, current
from template_specs.model import Question, Template
from template_specs.sentences import N_, _
from template_specs.text import listed

ROLES = {
    "iro": N_("IRO or conference chair"),
    "qa_lead": N_("QA lead"),
    "service_manager": N_("service manager"),
}
"""The people of a form as they are called on screen; the others are called as the form calls them."""


WithRole = Mapping[str, tuple[PersonId, ...]]


@dataclass(frozen=True, slots=True)
class Awaited:
    """Somebody who has not completed their part yet."""

    part: str
    person: PersonId = ""
    """Empty for a role of the programme: whoever has it."""


def role(part: str) -> str:
    """ "IRO or conference chair"."""
    return ROLES.get(part, part)


def named_for(audit: Audit, part: str) -> tuple[PersonId, ...] | None:
    """The people who are `part` to this case; None for a role of the whole programme."""
    named = {
        AUDITOR: audit.auditors,
        "practitioner": (audit.practitioner,),
        "manager": (audit.manager,),
        "iro": (audit.iro,),
    }.get(part)
    return None if named is None else tuple(person for person in named if person)


def holders(audit: Audit, part: str, with_role: WithRole) -> tuple[PersonId, ...]:
    """The people who are `part` to this audit: those named for it, or everybody with the programme's role who
    has no part in the case itself; of a restricted case, those whom it opens to.  Of a panel, those who have
    yet to grade; then whoever leads it."""
    named = named_for(audit, part)
    if named is not None:
        return named
    own = {*audit.auditors, audit.practitioner, audit.manager, audit.iro}
    holding = (person for person in with_role.get(part, ()) if person not in own and opens_to(person, audit))
    panel = audit.panel if part == Role.MODERATOR.value else None
    if panel is None:
        return tuple(holding)
    asked = panel.awaited if panel.is_open else (panel.lead,)
    return tuple(person for person in holding if person in asked)


def awaited(template: Template, audit: Audit) -> tuple[Awaited, ...]:
    """Who has yet to complete the stage in hand, in the form's order; empty where one person is enough."""
    stage = current(template, audit)
    if stage is None or not stage.needs_all:
        return ()
    done = [c for c in audit.confirmed if stands(template, audit, c)]
    people = {c.by for c in done}
    parts = {part for c in done for part in c.parts}
    by_person: dict[PersonId, Awaited] = {}
    for part in stage.by:
        named = named_for(audit, part)
        if named is None and part not in parts:
            by_person[f"/{part}"] = Awaited(part)
        for person in named or ():
            if person not in people:
                by_person.setdefault(person, Awaited(part, person))
    return tuple(by_person.values())


def left_for(template: Template, audit: Audit, parts: frozenset[str]) -> tuple[Question, ...]:
    """The open questions that somebody who is `parts` is asked now and that nobody has answered yet."""
    route = path_through(template, audit).only(asked_of(template, audit, parts))
    return tuple(question for question in route.questions if question.id not in route.complete)


def stands(template: Template, audit: Audit, confirmation: Confirmation) -> bool:
    """Whether nothing that this person answers too has been changed since they completed their part."""
    stage = current(template, audit)
    if stage is None:
        return False
    theirs = {q.id for q in template.in_stage(stage.id) if set(template.people_of(q)) & {*confirmation.parts}}
    return all(
        len(answers) == confirmation.seen.get(key, 0)
        for key, answers in audit.history.items()
        if key.partition("/")[0] in theirs
    )


def completed(template: Template, audit: Audit, person: PersonId) -> Confirmation | None:
    """This person's own completion of the stage in hand, while it stands."""
    confirmation = next((c for c in reversed(audit.confirmed) if c.by == person), None)
    return confirmation if confirmation is not None and stands(template, audit, confirmation) else None


def in_words(waits: tuple[Awaited, ...], name: Callable[[PersonId], str], last: str = "and") -> str:
    """ "Sam Okafor, Ivy Clarke (IRO or conference chair) and a moderator"."""
    return listed((_one(a, name) for a in waits), last)


def _one(awaits: Awaited, name: Callable[[PersonId], str]) -> str:
    if not awaits.person:
        return _("a {role}", role=role(awaits.part))
    who = name(awaits.person)
    return who if awaits.part == AUDITOR or who == _("you") else f"{who} ({role(awaits.part)})"
