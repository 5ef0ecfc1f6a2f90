"""A stage that everybody named completes, each for themselves (`needs_all`): who has, and who is awaited.

The people of the case are awaited one by one (each auditor of a pair, the practitioner, the manager, the
IRO), and those whom the case does not name are not.  Of a role of the whole programme one person is enough.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dialogs.audit import Audit, Confirmation, PersonId
from dialogs.happenings import What
from dialogs.scene import Scene, clock_day
from dialogs.stages import AUDITOR, current
from dialogs.views import Notice
from template_specs.model import Question, Stage, Template
from template_specs.words import listed

ROLES = {"iro": "IRO or conference chair", "qa_lead": "QA lead", "service_manager": "service manager"}
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
    has no part in the case itself."""
    named = named_for(audit, part)
    if named is not None:
        return named
    own = {*audit.auditors, audit.practitioner, audit.manager, audit.iro}
    return tuple(person for person in with_role.get(part, ()) if person not in own)


def awaited(template: Template, audit: Audit) -> tuple[Awaited, ...]:
    """Who has yet to complete the stage in hand, in the form's order; empty where one person is enough."""
    stage = current(template, audit)
    if stage is None or not stage.needs_all:
        return ()
    done = [c for c in audit.confirmed if stands(template, audit, c)]
    people = {c.by for c in done}
    parts = {part for c in done for part in c.parts}
    found: dict[PersonId, Awaited] = {}
    for part in stage.by:
        named = named_for(audit, part)
        if named is None and part not in parts:
            found[f"/{part}"] = Awaited(part)
        for person in named or ():
            if person not in people:
                found.setdefault(person, Awaited(part, person))
    return tuple(found.values())


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
    found = next((c for c in reversed(audit.confirmed) if c.by == person), None)
    return found if found is not None and stands(template, audit, found) else None


def others(scene: Scene) -> tuple[Awaited, ...]:
    """Whom the stage would still wait for, once the actor has completed their part."""
    mine = scene.turn.actor.id
    return tuple(
        a
        for a in awaited(scene.template, scene.audit)
        if a.person != mine and not (not a.person and a.part in scene.parts)
    )


def comes_later(scene: Scene, question: Question) -> bool:
    """Whether somebody who is still awaited answers `question` before they complete their part."""
    return any(a.part in scene.template.people_of(question) for a in others(scene))


def confirm(scene: Scene, stage: Stage, waits: tuple[Awaited, ...]) -> Scene:
    """The actor has completed their part; those still awaited hear of it, and every card tells it."""
    before = scene
    scene = scene.happen(What.CONFIRMED, stage.id, tuple(sorted(scene.parts & set(stage.by))))
    scene = scene.walking(view="submitted", pending=None, asked="")
    scene = scene.owe(*(Notice(person, f"stage:{stage.id}") for person in _with_card(scene, stage)))
    scene = scene.owe(*(_told(before, stage, a.person) for a in waits if a.person))
    still = in_words(waits, scene.name)
    return scene.say(
        f"Your part is complete. {stage.title} still waits for {still}, and goes on when nobody is awaited. "
        "Until then you can change your answers; complete your part again after that."
    )


def done_already(scene: Scene, mine: Confirmation, waits: tuple[Awaited, ...]) -> Scene:
    """Completed before, and nothing changed since: say who is awaited."""
    still = in_words(waits, scene.name)
    return scene.walking(view="submitted", pending=None, asked="").say(
        f"You completed your part on {clock_day(mine.at)}. Nothing more is needed from you; it still waits "
        f"for {still}."
    )


def lapsed(before: Scene, scene: Scene) -> Scene:
    """Whoever changes an answer after completing their part is told to complete it again."""
    mine = before.turn.actor.id
    if not before.audit.confirmed or completed(before.template, before.audit, mine) is None:
        return scene
    here, there = current(before.template, before.audit), current(scene.template, scene.audit)
    if here != there or completed(scene.template, scene.audit, mine) is not None:
        return scene
    return scene.say("You had completed your part: type submit to complete it again with this change.")


def where(scene: Scene) -> str:
    """For "where am I": who has yet to complete the stage; empty where one person is enough."""
    waits = awaited(scene.template, scene.audit)
    return f"This stage still waits for {in_words(waits, scene.name)}." if waits else ""


def in_words(waits: tuple[Awaited, ...], name: Callable[[PersonId], str], last: str = "and") -> str:
    """ "Sam Okafor, Ivy Clarke (IRO or conference chair) and a moderator"."""
    return listed((_one(a, name) for a in waits), last)


def _one(awaits: Awaited, name: Callable[[PersonId], str]) -> str:
    if not awaits.person:
        return f"a {role(awaits.part)}"
    who = name(awaits.person)
    return who if awaits.part == AUDITOR or who == "you" else f"{who} ({role(awaits.part)})"


def _with_card(scene: Scene, stage: Stage) -> tuple[PersonId, ...]:
    """Whoever was sent a card of this stage (auditors are sent none in the first one)."""
    asked = {p for q in scene.template.in_stage(stage.id) for p in scene.template.people_of(q)} | {*stage.by}
    people = {p for part in asked for p in holders(scene.audit, part, scene.turn.with_role)}
    first = stage == scene.template.stages[0]
    return tuple(sorted(people - set(scene.audit.auditors) if first else people))


def _told(before: Scene, stage: Stage, person: PersonId) -> Notice:
    audit, who = before.audit, before.turn.actor.name
    text = f"{who} has completed their part in {stage.title} of the audit of {audit.case.reference}."
    if any(c.by == person for c in audit.confirmed):
        text += " Something was changed since you completed yours: read it through, and complete it again."
    else:
        text += " It waits for yours: it goes on when you have completed it too."
    return Notice(person, f"told:{before.turn.token or audit.revision}", text=text)
