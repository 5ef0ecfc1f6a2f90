"""An audit is given to other people, or another day: what goes on its trail, and who hears of it.

Decided for an operator, outside any chat: whether it may be done is checked where it is asked for (the
import of a case list), as what must hold is a matter of the whole people list.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dialogs import confirming
from dialogs.audit import Audit, Person, PersonId, State, Walk
from dialogs.events import Turn
from dialogs.happenings import Field, What
from dialogs.held import passed_on
from dialogs.scene import Scene
from dialogs.sending import cards_of_manager
from dialogs.stages import AUDITOR, current
from dialogs.step import Step
from dialogs.views import FORMER, Notice
from template_specs.dates import uk_date
from template_specs.model import Template
from template_specs.words import listed

OPERATOR = Person("operator", "Your QA team", "", frozenset())
"""Whoever works at the command line: on the trail as who did it."""


def standing(audit: Audit) -> dict[Field, str]:
    """The fields of an allocation as they stand, as the trail holds them; without the form."""
    case = audit.case
    return {
        Field.AUDITORS: ";".join(audit.auditors),
        Field.MANAGER: audit.manager or "",
        Field.PRACTITIONER: audit.practitioner or "",
        Field.IRO: audit.iro or "",
        Field.DUE: audit.due.isoformat() if audit.due else "",
        Field.CASE_TYPE: case.case_type,
        Field.TEAM: case.team,
        Field.MONTH: case.month,
        Field.THEME: case.theme,
        Field.LIST: case.list,
    }


def reallocate(
    template: Template, audit: Audit, changes: Mapping[Field, str], why: str, turn: Turn, form: str = ""
) -> Step:
    """Change these fields of the audit (each to what the trail is to hold), for the reason `why`.

    `template` is the form from now on; `form`: the id of the one before, where TEMPLATE is changed.  Those
    whom it concerns are told.
    """
    before = audit
    scene = Scene(template, audit, Walk(), turn)
    stands = standing(audit)
    for field, now in changes.items():
        value = {"was": stands.get(field, form), "is": now}
        if field is Field.TEMPLATE:
            value["hash"] = template.content_hash
        scene = scene.happen(What.ALLOCATION_CHANGED, field.value, value, why)
    scene = _tell_auditors(scene, before)
    scene = _tell_manager(scene, before)
    for part in ("practitioner", "iro"):
        scene = _tell_part(scene, before, part)
    return scene.step()


def _tell_auditors(scene: Scene, before: Audit) -> Scene:
    audit, case = scene.audit, scene.audit.case.reference
    new = [p for p in audit.auditors if p not in before.auditors]
    former = [p for p in before.auditors if p not in audit.auditors]
    stay = [p for p in audit.auditors if p in before.auditors]
    for person in new:
        scene = _told(scene, person, _allocated(scene, person))
    for person in former:
        text = (
            f"The audit of {case} is not with you any more: {_named(scene, audit.auditors)} "
            f"{'has' if len(audit.auditors) == 1 else 'have'} it now. What you saved stays in it, and "
            "nothing more is needed from you."
        )
        scene = _told_former(scene, person, text)
    for person in stay:
        scene = _told(scene, person, " ".join(filter(None, _changed_for(scene, before, person, new, former))))
    return scene


def _allocated(scene: Scene, person: PersonId) -> str:
    audit = scene.audit
    others = [p for p in audit.auditors if p != person]
    along = f", together with {_named(scene, others)}" if others else ""
    text = f"The audit of {audit.case.reference} is with you now{along}."
    if audit.state not in (State.ALLOCATED, State.IN_PROGRESS):
        return f"{text} It is submitted; you hear what becomes of it."
    due = f" It is due on {uk_date(audit.due)}." if audit.due else ""
    return f"{text}{due} Type open {audit.case.reference} to go to it."


def _changed_for(
    scene: Scene, before: Audit, person: PersonId, new: list[PersonId], former: list[PersonId]
) -> list[str]:
    """What somebody who keeps the audit is told of it."""
    audit, case = scene.audit, scene.audit.case.reference
    said = []
    if new or former:
        others = [p for p in audit.auditors if p != person]
        gone = f" {_named(scene, former)} {'is' if len(former) == 1 else 'are'} not on it any more."
        along = f"together with {_named(scene, others)}" if others else "on your own"
        said.append(f"You audit {case} {along} now.{gone if former else ''}")
        if _could_go_on(scene, before, person):
            said.append("You completed your part and nobody else is awaited: type submit to send it on.")
    if audit.due != before.due and audit.state in (State.ALLOCATED, State.IN_PROGRESS):
        said.append(_due(case, before.due, audit.due))
    if audit.template_hash != before.template_hash:
        said.append(f"The audit of {case} uses another form now: {scene.template.title}.")
    return said


def _could_go_on(scene: Scene, before: Audit, person: PersonId) -> bool:
    """Whether the stage waited only for somebody who is gone."""
    template = scene.template
    waited = bool(confirming.awaited(template, before))
    mine = confirming.completed(template, scene.audit, person)
    return waited and mine is not None and not confirming.awaited(template, scene.audit)


def _due(case: str, was: date | None, now: date | None) -> str:
    if now is None:
        return f"The audit of {case} has no due date any more."
    earlier = f", not on {uk_date(was)}" if was else ""
    return f"The audit of {case} is due on {uk_date(now)}{earlier}."


def _tell_manager(scene: Scene, before: Audit) -> Scene:
    audit, case = scene.audit, scene.audit.case.reference
    if audit.manager == before.manager:
        return scene
    scene = _tell_part(scene, before, "manager")
    open_concerns = [c for c in audit.concerns if c.acknowledged_at is None]
    if before.manager is not None:
        text = (
            f"You are not the manager named for the audit of {case} any more: {scene.name(audit.manager)} "
            "is. Nothing more is needed from you."
        )
        scene = _told_former(scene, before.manager, text)
    if audit.manager is None:
        return scene
    for concern in open_concerns:
        scene = passed_on(scene, concern, (audit.manager,))
        scene = scene.owe(Notice(concern.by, f"concern-status:{concern.id}"))
        text = (
            f"Your immediate concern on {case} goes to {scene.name(audit.manager)} now, who is the manager "
            f"named for the case. {scene.name(before.manager)} had not marked it as read. This does not "
            "replace your own call."
        )
        scene = _told(scene, concern.by, text)
    if audit.sent:
        text = f"You are the manager named for the audit of {case} now. Its summary and actions follow."
        scene = _told(scene, audit.manager, text).owe(*cards_of_manager(scene))
    return scene


def _tell_part(scene: Scene, before: Audit, part: str) -> Scene:
    """Whoever is `part` now is asked for what the stage in hand asks of it; the former one is not."""
    was, now = getattr(before, part), getattr(scene.audit, part)
    stage = current(scene.template, scene.audit)
    if was == now or stage is None or scene.audit.state is State.ALLOCATED:
        return scene
    asked = {p for q in scene.template.in_stage(stage.id) for p in scene.template.people_of(q)} | {*stage.by}
    if part not in asked - {AUDITOR}:
        return scene
    if now is not None:
        scene = scene.owe(Notice(now, f"stage:{stage.id}"))
    if was is not None and part != "manager":
        case = scene.audit.case.reference
        text = f"Your part in the audit of {case} is with somebody else now. Nothing more is needed from you."
        scene = _told_former(scene, was, text)
    return scene


def _told(scene: Scene, person: PersonId, text: str) -> Scene:
    return scene.owe(Notice(person, f"told:{scene.turn.token}", text=text)) if text else scene


def _told_former(scene: Scene, person: PersonId, text: str) -> Scene:
    """Whoever had a part until now hears that they have it no more, though they have none any more."""
    return scene.owe(Notice(person, f"told:{FORMER}{scene.turn.token}", text=text))


def _named(scene: Scene, people: list[PersonId] | tuple[PersonId, ...]) -> str:
    return listed([scene.name(person) for person in people], "and")
