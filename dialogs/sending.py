"""A stage is complete: the audit goes on to the next one, and to the manager when the form says so."""

from __future__ import annotations

from dialogs import confirming
from dialogs.audit import Answer, PersonId
from dialogs.happenings import What
from dialogs.scene import Scene
from dialogs.stages import AUDITOR, FINAL, following
from dialogs.views import Notice
from template_specs.model import Part, Stage


def send(scene: Scene, stage: Stage) -> Scene:
    """Complete `stage`: tell those whom the next one asks, and send the summary after the form's stage."""
    template = scene.template
    if len(template.stages) == 1:
        scene = scene.happen(What.SUBMITTED)
    else:
        then = following(template, stage)
        scene = scene.happen(What.SUBMITTED, stage.id, then.id if then is not None else FINAL)
        if stage.id == template.summary_after:
            scene = scene.happen(What.SENT)
        scene = _hand_over(scene, stage, then)
    scene = scene.walking(view="submitted", pending=None, asked="")
    if stage.id == template.summary_after:
        return _to_manager(scene, stage)
    return scene.tell_auditors(_done(scene, stage)).say(f"Sent on: {_next_words(scene, stage)}.")


def goes_to(scene: Scene, stage: Stage) -> str:
    """To whom the audit goes when `stage` is complete, for the last question before it does."""
    if stage.id == scene.template.summary_after:
        return scene.name(scene.audit.manager)
    then = following(scene.template, stage)
    return then.title if then is not None else "the record"


def ask_contributors(scene: Scene) -> Scene:
    """The audit has begun: people other than its auditors who are asked for something get a card."""
    stage = scene.template.stages[0]
    parts = {part for q in scene.template.in_stage(stage.id) for part in scene.template.people_of(q)}
    people = {person for part in parts - {AUDITOR} for person in holders(scene, part)}
    return scene.owe(*(Notice(person, f"stage:{stage.id}") for person in sorted(people)))


def actions_of(scene: Scene) -> tuple[Answer, ...]:
    """The remedial actions that stand, in order."""
    return tuple(
        row for q in scene.template.with_part(Part.ACTIONS) for row in scene.audit.rows.get(q.id, ())
    )


def cards_of_manager(scene: Scene) -> tuple[Notice, ...]:
    """The summary and a card for each action: what a submission sends, and a reopening marks."""
    manager = scene.audit.manager or ""
    rows = actions_of(scene)
    return (Notice(manager, "summary"), *(Notice(manager, f"action:{row.key}") for row in rows))


def holders(scene: Scene, part: str) -> tuple[PersonId, ...]:
    """The people who are `part` to this audit: those named for it, or everybody with the programme's role."""
    return confirming.holders(scene.audit, part, scene.turn.with_role)


def _hand_over(scene: Scene, stage: Stage, then: Stage | None) -> Scene:
    asked_before = {p for part in _asked_in(scene, stage) for p in holders(scene, part)}
    first = stage == scene.template.stages[0]  # which its auditors have no card of
    told = sorted(asked_before - set(scene.audit.auditors) if first else asked_before)
    scene = scene.owe(*(Notice(person, f"stage:{stage.id}") for person in told))
    if then is None:
        return scene.owe(
            *(
                Notice(person, f"told:{scene.turn.token or scene.audit.revision}", text=_final_words(scene))
                for person in holders(scene, "practitioner")
            )
        )
    asked = {p for part in _asked_in(scene, then) for p in holders(scene, part)}
    return scene.owe(*(Notice(person, f"stage:{then.id}") for person in sorted(asked)))


def _asked_in(scene: Scene, stage: Stage) -> set[str]:
    questions = scene.template.in_stage(stage.id)
    return {part for q in questions for part in scene.template.people_of(q)} | set(stage.by)


def _to_manager(scene: Scene, stage: Stage) -> Scene:
    manager = scene.audit.manager or ""
    rows = actions_of(scene)
    scene = scene.owe(*cards_of_manager(scene))
    case = scene.audit.case.reference
    if scene.audit.reopenings:
        again = f"The audit of {case} has been submitted again. Its cards above are up to date."
        subject = f"told:{scene.turn.token or scene.audit.revision}"
        scene = scene.owe(Notice(manager, subject, text=again))
    actions = f" with {len(rows)} {'action' if len(rows) == 1 else 'actions'}" if rows else ""
    first = stage == scene.template.stages[0]
    did = "submitted" if first else f"completed {stage.title} of"
    told = f"{scene.turn.actor.name} {did} the audit of {case}."
    if scene.turn.instead is not None:
        waits = (
            f"The summary waits: {scene.name(manager)} does not have the manager's role any more. Ask your "
            "QA lead to name another manager for the case."
        )
        return scene.tell_auditors(f"{told} {waits}").say(f"Submitted. {waits}")
    return scene.tell_auditors(f"{told} The summary goes to {scene.name(manager)}.").say(
        f"Submitted. The summary{actions} is on its way to {scene.name(manager)}. You will hear when it "
        "is read."
    )


def _done(scene: Scene, stage: Stage) -> str:
    who, case = scene.turn.actor.name, scene.audit.case.reference
    return f"{who} completed {stage.title} of the audit of {case}. {_next_words(scene, stage).capitalize()}."


def _next_words(scene: Scene, stage: Stage) -> str:
    then = following(scene.template, stage)
    return f"next is {then.title}" if then is not None else "the audit is final"


def _final_words(scene: Scene) -> str:
    return f"The audit of {scene.audit.case.reference} is final. Thank you for your part in it."
