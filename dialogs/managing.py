"""After submission: the manager acknowledges and reviews actions; the QA lead reopens."""

from __future__ import annotations

from dialogs import concerns
from dialogs.events import Acknowledged, ActionReviewed, Reopened
from dialogs.happenings import What
from dialogs.rows import cells_of, read_cells, split_cells
from dialogs.scene import Scene, clock
from dialogs.sending import actions_of, cards_of_manager
from dialogs.sight import Full, sight
from dialogs.summary import acknowledgement, action_view, card_of, supervision_columns
from dialogs.views import Notice
from template_specs.kinds import clean
from template_specs.model import Part

LEAST_REASON = 10
"""Characters of a reason for reopening."""


def acknowledge(scene: Scene, event: Acknowledged) -> Scene:
    """The manager has read a summary, an action or a concern; the auditors hear of it, once."""
    if event.subject.startswith("concern/"):
        concern = concerns.find(scene, event.subject.partition("/")[2])
        if concern is None:
            return scene.say("This concern is not part of the audit any more. Nothing has been changed.")
        return concerns.acknowledge(scene, concern)
    view = card_of(scene, event.subject)
    if view is None:
        return scene.say("This card is not part of the audit any more. Nothing has been changed.")
    if acknowledgement(scene, event.subject) is not None or not _open(scene, event.subject):
        return scene.reply(view)
    scene = scene.happen(What.ACKNOWLEDGED, event.subject)
    scene = scene.owe(Notice(scene.turn.actor.id, _owed(event.subject)))
    scene = scene.tell_auditors(f"{scene.turn.actor.name} acknowledged {_named(scene, event.subject)}.")
    changed = card_of(scene, event.subject)
    return scene if changed is None else scene.reply(changed)


def review_action(scene: Scene, event: ActionReviewed) -> Scene:
    """The supervision columns of an action.  Faults and stale cards keep what was typed, with the reason."""
    question = scene.template.by_id.get(event.key.partition("/")[0])
    answer = scene.audit.answer(event.key)
    if question is None or question.part is not Part.ACTIONS or "/" not in event.key:
        return scene.say("This card is not part of the audit any more. Nothing has been changed.")
    if answer is None or answer.removed:
        return scene.say("The auditors have taken this action out, so there is nothing to review.")
    columns = list(supervision_columns(question))
    typed = {c.id: clean(event.cells.get(c.id, "")).strip() for c in columns}
    current = cells_of(answer)
    if all(typed[c.id] == current.get(c.id, "") for c in columns):
        return _again(
            scene, event, typed, "Nothing is changed yet. Fill in what was decided, then record it."
        )
    if event.revision < answer.revision:
        who = scene.name(answer.by)
        why = f"{who} changed this action at {clock(answer.at)}. What you wrote is below; record it again."
        return _again(scene, event, typed, why)
    read = read_cells(columns, typed, scene)
    if isinstance(read, str):
        return _again(scene, event, typed, read)
    clear, words = split_cells(columns, read, answer)
    scene = scene.happen(What.ANSWERED, event.key, clear, words)
    scene = scene.owe(Notice(scene.turn.actor.id, f"action:{event.key}"))
    scene = scene.tell_auditors(f"{scene.turn.actor.name} reviewed {_named(scene, event.key)}.")
    view = card_of(scene, event.key)
    return scene if view is None else scene.reply(view)


def reopen(scene: Scene, event: Reopened) -> Scene:
    """The QA lead gives the audit back to its auditors, with a reason that stays on the trail."""
    why = clean(event.why).strip()
    case = scene.audit.case.reference
    if len(why) < LEAST_REASON:
        return scene.say(
            f"Why is it reopened? Type, for example: reopen {case} because the plan was missed in section 5."
        )
    had_been_sent = scene.audit.sent
    scene = scene.happen(What.REOPENED, words=why)
    if had_been_sent and scene.audit.manager is not None:
        scene = scene.owe(*cards_of_manager(scene))
    manager = (
        "and the manager's cards say so" if had_been_sent else "and the manager has not been sent anything"
    )
    return scene.tell_auditors(
        f"{scene.turn.actor.name} reopened the audit of {case}: {why}. Type my audits to take it up."
    ).say(f"{case} is open again; its auditors are told, {manager}.")


def _again(scene: Scene, event: ActionReviewed, typed: dict[str, str], why: str) -> Scene:
    full = sight(scene)
    view = action_view(full, event.key, why, typed) if isinstance(full, Full) else None
    return scene if view is None else scene.reply(view)


def _open(scene: Scene, subject: str) -> bool:
    answer = scene.audit.answer(subject)
    return scene.audit.sent and (answer is None or not answer.removed)


def _owed(subject: str) -> str:
    return subject if subject == "summary" else f"action:{subject}"


def _named(scene: Scene, subject: str) -> str:
    case = scene.audit.case.reference
    if subject == "summary":
        return f"the summary of {case}"
    number = next((n for n, row in enumerate(actions_of(scene), 1) if row.key == subject), 0)
    return f"action {number} of {case}"
