"""An immediate concern: to the manager at once, in mid-audit, and back whether it was delivered and read."""

from __future__ import annotations

from dialogs.audit import Concern, Pending
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
    """Record the concern and owe the manager an urgent card; the auditor gets a card that shows its way."""
    to = scene.audit.manager
    scene = scene.happen(What.CONCERN_RAISED, concern, to or "", words).walking(pending=None)
    mine = Notice(scene.turn.actor.id, f"concern-status:{concern}")
    if to is None:
        return scene.owe(mine).say(
            "Your concern is on the record, but no manager is named for this case, so nobody has received "
            "it. Call the team or the duty manager now."
        )
    return scene.owe(Notice(to, f"concern:{concern}", urgent=True), mine).say(
        f"Your concern goes to {scene.name(to)} now; a card shows when it is delivered and read. {YOUR_CALL}"
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
    """The manager has read it."""
    if concern.acknowledged_at is None:
        scene = scene.happen(What.ACKNOWLEDGED, f"concern/{concern.id}").owe(
            Notice(scene.turn.actor.id, f"concern:{concern.id}"),
            Notice(concern.by, f"concern-status:{concern.id}"),
            Notice(
                concern.by,
                f"told:{scene.turn.token or scene.audit.revision}",
                text=f"{scene.turn.actor.name} has read your concern on {scene.audit.case.reference}.",
            ),
        )
    found = find(scene, concern.id)
    return scene if found is None else scene.reply(for_manager(scene, found))


def find(scene: Scene, concern: str) -> Concern | None:
    """The concern with this id."""
    return next((c for c in scene.audit.concerns if c.id == concern), None)


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
        to=scene.name(concern.to) if concern.to else "",
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
    return scene.name(scene.audit.manager) if scene.audit.manager else "the manager"
