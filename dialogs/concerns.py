"""An immediate concern: to the manager at once, in mid-audit, and back whether it was delivered and read."""

from __future__ import annotations

from dialogs.audit import Audit, Concern, Pending, PersonId
from dialogs.events import ConcernDelivered, ConcernRaised
from dialogs.happenings import What
from dialogs.scene import Scene, moment
from dialogs.views import ConcernStatusView, ConcernView, Notice, Sentence
from template_specs.kinds import clean

LIMIT = 4000
"""Characters."""

YOUR_CALL = "This card does not replace your own call to the manager."


def begin(scene: Scene) -> Scene:
    """Ask for the words."""
    return scene.walking(pending=Pending("concern")).reply(
        Sentence(
            f"What is the concern? I show you your words first; they go to {manager(scene)} when you choose "
            f"Send now. {YOUR_CALL} Type back to leave it."
        )
    )


def raise_concern(scene: Scene, event: ConcernRaised) -> Scene:
    """A concern from the box that says so, pressed: it goes at once, without a second step."""
    words = clean(event.words).strip()
    if not words:
        return scene.say("Write what worries you first; the manager receives your words as they are.")
    if len(words) > LIMIT:
        return too_long(scene, words)
    concern = scene.turn.token or scene.turn.fresh_id()
    twin = find(scene, concern)
    if twin is not None and twin.passage.text == words:  # the same press again
        return scene.walking(pending=None).say(
            "Your concern is sent already; its card shows when it is read."
        )
    if twin is not None:
        concern = scene.turn.fresh_id()  # something else written on the same card
    waits = scene.walk.unsent
    if waits is not None and waits.words == words:
        scene = scene.walking(unsent=None)
    return put(scene, concern, words)


def too_long(scene: Scene, words: str) -> Scene:
    """More than a concern holds: nothing goes, and a text from a card is given back."""
    scene = scene.walking(pending=Pending("concern")).say(
        f"This is {len(words):,} characters and a concern holds {LIMIT:,}. It has not been sent. Call "
        f"{manager(scene)} now if it cannot wait, then send the core of it."
    )
    return scene if scene.turn.typed else scene.copy("Your concern, as you wrote it", words)


def put(scene: Scene, concern: str, words: str) -> Scene:
    """Record the concern and owe the manager (or whoever stands in) an urgent card; the auditor gets a card
    that shows its way."""
    to = _recipients(scene)
    scene = scene.happen(What.CONCERN_RAISED, concern, to[0] if len(to) == 1 else to, words)
    scene = scene.walking(pending=None).owe(
        *(Notice(person, f"concern:{concern}", urgent=True) for person in to),
        Notice(scene.turn.actor.id, f"concern-status:{concern}"),
    )
    if not to:
        return scene.say(
            f"Your concern is on the record, but {_why_not(scene)}, so nobody has received it. Call the team "
            "or the duty manager now."
        )
    names = scene.names(to)
    if scene.turn.instead is not None:
        return scene.say(
            f"{_why_not(scene, begins=True)}, so your concern goes to {names} now. Call {names} or the "
            "duty manager as well; a card shows when it is delivered and read."
        )
    return scene.say(
        f"Your concern goes to {names} now; a card shows when it is delivered and read. {YOUR_CALL}"
    )


def delivered(scene: Scene, event: ConcernDelivered) -> Scene:
    """The card stands before the manager: the auditor's card says so."""
    concern = find(scene, event.concern)
    if concern is None or concern.delivered_at is not None:
        return scene
    return scene.happen(What.CONCERN_DELIVERED, concern.id).owe(
        Notice(concern.by, f"concern-status:{concern.id}")
    )


def acknowledge(scene: Scene, concern: Concern) -> Scene:
    """The manager, or whoever was sent it in their place, has read it."""
    if not may_hear(scene.turn.actor.id, scene.audit, concern.id):
        return scene.say("This concern was not sent to you. Nothing has been changed.")
    if concern.acknowledged_at is None:
        scene = scene.happen(What.ACKNOWLEDGED, f"concern/{concern.id}").owe(
            *(Notice(person, f"concern:{concern.id}") for person in _with_card(scene, concern)),
            Notice(concern.by, f"concern-status:{concern.id}"),
            Notice(
                concern.by,
                f"told:{scene.turn.token or scene.audit.revision}",
                text=f"{scene.turn.actor.name} has read your concern on {scene.audit.case.reference}.",
            ),
        )
    found = find(scene, concern.id)
    return scene if found is None else scene.reply(for_manager(scene, found))


def _with_card(scene: Scene, concern: Concern) -> tuple[PersonId, ...]:
    """Whoever was sent the concern, and the actor: their cards say that it was read."""
    return tuple(dict.fromkeys((*concern.sent_to, scene.turn.actor.id)))


def find(scene: Scene, concern: str) -> Concern | None:
    """The concern with this id."""
    return next((c for c in scene.audit.concerns if c.id == concern), None)


def may_hear(person: PersonId, audit: Audit, concern: str) -> bool:
    """Whether this concern was sent to `person`, or they are the case's manager."""
    return person == audit.manager or any(c.id == concern and person in c.sent_to for c in audit.concerns)


def for_manager(scene: Scene, concern: Concern) -> ConcernView:
    """The urgent card."""
    return ConcernView(
        audit=scene.audit.id,
        concern=concern.id,
        case=scene.audit.case.reference,
        by=scene.name(concern.by),
        at=concern.at,
        passage=concern.passage,
        acknowledged=_acknowledged(scene, concern),
        can_acknowledge=concern.acknowledged_at is None,
    )


def for_auditor(scene: Scene, concern: Concern, problem: str = "") -> ConcernStatusView:
    """What became of it."""
    return ConcernStatusView(
        audit=scene.audit.id,
        concern=concern.id,
        case=scene.audit.case.reference,
        to=scene.names(concern.with_whom) if concern.with_whom else "",
        at=concern.at,
        passage=concern.passage,
        delivered_at=concern.delivered_at,
        problem=problem,
        acknowledged=_acknowledged(scene, concern),
    )


def _acknowledged(scene: Scene, concern: Concern) -> str:
    if concern.acknowledged_at is None:
        return ""
    return f"Read by {scene.name(concern.acknowledged_by)}, {moment(concern.acknowledged_at)}"


def manager(scene: Scene) -> str:
    """Who a concern goes to, as named on screen."""
    to = _recipients(scene)
    return scene.names(to) if to else "the manager"


def _recipients(scene: Scene) -> tuple[PersonId, ...]:
    if scene.turn.instead is not None:
        return scene.turn.instead
    return (scene.audit.manager,) if scene.audit.manager else ()


def _why_not(scene: Scene, *, begins: bool = False) -> str:
    if scene.audit.manager is None:
        return f"{'No' if begins else 'no'} manager is named for this case"
    return f"{scene.name(scene.audit.manager)} does not have the manager's role any more"
