"""The one door of this room: `advance(template, audit, walk, event, turn)` decides what happens next.

To find where a case is decided, look for its event below; each line names its module.
"""

from __future__ import annotations

from typing import assert_never

from dialogs import (
    answering,
    choices,
    concerns,
    confirming,
    drafts,
    gate,
    held,
    managing,
    notes,
    order,
    reviewing,
    rows,
    saving,
    unsent,
    walking,
    which,
)
from dialogs.asking import ask_next, can_keep, just_refused
from dialogs.audit import Audit, Walk
from dialogs.events import (
    Acknowledged,
    ActionReviewed,
    CardAsked,
    Cleared,
    ConcernBegun,
    ConcernDelivered,
    ConcernDropped,
    ConcernExplained,
    ConcernHeld,
    ConcernLeft,
    ConcernRaised,
    ConcernReworded,
    ConcernSent,
    ConcernWorded,
    DraftDropped,
    Event,
    EvidenceKept,
    MayMean,
    NoteSettled,
    NoteTaken,
    NotUnderstood,
    OfferTaken,
    Opened,
    PageSaved,
    Paused,
    Reopened,
    ReviewAsked,
    RowRemoved,
    RowSaved,
    SentTwice,
    Skipped,
    Submitted,
    SummaryHeld,
    Turn,
    Unclear,
    WentBack,
    WentOn,
    WentTo,
    WhereAsked,
)
from dialogs.rights import Act, act_of, allowed, refusal
from dialogs.scene import Scene
from dialogs.showing import page_in_hand, page_view
from dialogs.stages import AUDITOR
from dialogs.step import Step
from dialogs.typing import understand
from dialogs.views import RecordView, Sentence
from template_specs.model import Template
from template_specs.words import excerpt


def advance(template: Template, audit: Audit, walk: Walk, event: Event, turn: Turn) -> Step:
    """What `event` does to `audit`, and what the bot says.

    Never raises for anything a person can do: a refusal is a reply that names the thing, the reason and the
    cure, and nothing that was typed is lost.
    """
    scene = _entering(template, audit, walk, turn)
    if isinstance(event, ConcernDelivered | ConcernHeld | SummaryHeld):  # told by the delivery, by no person
        return _told_by_delivery(scene, event).step()
    if isinstance(event, ConcernDropped):  # one's own unsent words, whatever one is to the audit now
        return _spoken(scene, unsent.drop(scene, event)).step()
    event = gate.passed(scene, event)
    why = refusal(turn.actor, act_of(event), audit, scene.asked)
    if why is not None:
        return unsent.afterwards(walk, _spoken(scene, _refused(scene, event, why)), event).step()
    decided = confirming.lapsed(scene, _decide(_under_way(scene, event), event))
    spoken = _spoken(scene, which.left_open(walk.pending, decided, event))
    return unsent.afterwards(walk, order.remember(scene, spoken), event).step()


def understood(template: Template, audit: Audit, walk: Walk, text: str, turn: Turn) -> Event:
    """The event that typed `text` is for this person in this audit."""
    return understand(_entering(template, audit, walk, turn), text)


def _entering(template: Template, audit: Audit, walk: Walk, turn: Turn) -> Scene:
    return answering.fresh_challenges(Scene(template, audit, walk, turn))


def _under_way(scene: Scene, event: Event) -> Scene:
    """Whoever answers has begun, and is not pausing any more."""
    if act_of(event) in (Act.WALK, Act.SUBMIT) and not isinstance(event, Paused):
        scene = walking.begin(scene)
        scene = scene.walking(view="page") if scene.walk.view in ("paused", "submitted") else scene
    return scene


def _decide(scene: Scene, event: Event) -> Scene:
    if isinstance(event, ConcernDelivered | ConcernHeld | SummaryHeld):
        return _told_by_delivery(scene, event)
    if act_of(event) is Act.WALK and not scene.route.questions:
        return _without_questions(scene)
    match event:
        case Opened() | CardAsked():
            return walking.open_audit(scene) if isinstance(event, Opened) else _card(scene)
        case PageSaved():
            return saving.save_page(scene, event, _decide)
        case EvidenceKept():
            return saving.keep(scene, event)
        case RowSaved():
            return rows.save_row(scene, event)
        case RowRemoved():
            return rows.remove_row(scene, event)
        case DraftDropped():
            return saving.drop(scene, event)
        case WentBack():
            return walking.go_back(scene)
        case WentOn():
            return walking.go_on(scene)
        case Skipped():
            return walking.skip(scene)
        case WentTo():
            return walking.go_to(scene, event)
        case Paused():
            return walking.pause(scene)
        case WhereAsked():
            return walking.say_where(scene)
        case ConcernBegun():
            return unsent.begin(scene)
        case ConcernRaised():
            return concerns.raise_concern(scene, event)
        case ConcernWorded():
            return unsent.word(scene, event)
        case ConcernSent():
            return unsent.send(scene, event)
        case ConcernDropped():
            return unsent.drop(scene, event)
        case ConcernReworded() | ConcernLeft() | ConcernExplained() | OfferTaken():
            return _about_a_concern(scene, event)
        case NoteTaken():
            return notes.take(scene, event)
        case NoteSettled():
            return notes.settle(scene, event)
        case ReviewAsked():
            return reviewing.review(scene, event)
        case Submitted():
            return reviewing.submit(scene, event)
        case Unclear():
            return which.ask_which(scene, event)
        case MayMean():
            return which.ask_between(scene, event)
        case SentTwice():
            return scene.say(
                "That came twice within seconds, so I took it once. Type it again if you meant it twice."
            )
        case Cleared():
            return which.cleared(scene, event, _decide)
        case NotUnderstood():
            return _not_understood(scene, event)
        case Acknowledged():
            return managing.acknowledge(scene, event)
        case ActionReviewed():
            return managing.review_action(scene, event)
        case Reopened():
            return managing.reopen(scene, event)
        case _:
            assert_never(event)


def _without_questions(scene: Scene) -> Scene:
    """A stage that only asks to be completed; or nothing is left to ask of this person in it."""
    why = refusal(scene.turn.actor, Act.SUBMIT, scene.audit, scene.asked)
    return reviewing.submit(scene, Submitted()) if why is None else scene.say(why)


def _told_by_delivery(scene: Scene, event: ConcernDelivered | ConcernHeld | SummaryHeld) -> Scene:
    match event:
        case ConcernDelivered():
            return concerns.delivered(scene, event)
        case ConcernHeld():
            return held.concern_held(scene, event)
        case SummaryHeld():
            return held.summary_held(scene, event)


def _about_a_concern(
    scene: Scene, event: ConcernReworded | ConcernLeft | ConcernExplained | OfferTaken
) -> Scene:
    match event:
        case ConcernReworded():
            return unsent.reword(scene)
        case ConcernLeft():
            return unsent.leave(scene)
        case ConcernExplained():
            return unsent.explain(scene)
        case OfferTaken():
            return unsent.take_offer(scene, event)


def _refused(scene: Scene, event: Event, why: str) -> Scene:
    def may(act: Act) -> bool:
        return allowed(scene.turn.actor, act, scene.audit, scene.asked)

    if isinstance(event, PageSaved | RowSaved) and scene.parts:
        # Written too late (the other auditor has submitted meanwhile): kept, and shown if it is reopened.
        scene = saving.keep_back(scene, event)
        if saving.has_kept(scene):
            why = f"{why} What you wrote is kept, and is there again when it is reopened."
    then = event.then if isinstance(event, PageSaved) else event
    if then is not None and act_of(then) is Act.RAISE_CONCERN and may(Act.RAISE_CONCERN):
        return _decide(scene, then).say(why if isinstance(event, PageSaved) else "")
    if isinstance(then, Opened | ReviewAsked) and may(Act.READ):
        told = why if AUDITOR in scene.parts else ""
        return reviewing.review(scene.say(told), then if isinstance(then, ReviewAsked) else ReviewAsked())
    return scene.reply(Sentence(why))


def _card(scene: Scene) -> Scene:
    return walking.stand_at(scene, page_in_hand(scene).anchor)


def _not_understood(scene: Scene, event: NotUnderstood) -> Scene:
    told = "I am not sure where that belongs. Type next to go on, note: to keep it, or help."
    if not scene.route.missing():
        told = (
            "Everything required is answered. Type review to read it back, submit to send it, or go to 3.4 "
            "to change an answer."
        )
    if len(event.text.split()) < which.LEAST:
        return scene.say(told)
    why = f"{told} What is “{excerpt(event.text, 60)}”?"
    return which.ask_between(scene, MayMean(event.text, why, (choices.NOTE, choices.LEAVE)))


_NOTHING = "There is nothing to do here now; everything stands as it was."


def _spoken(before: Scene, scene: Scene) -> Scene:
    """What the actor sees, and after it every text that has to be given back whole."""
    kept = drafts.messages(before.walk, scene)
    return _speak(before, scene).copy_all(kept).give_copies()


def _speak(before: Scene, scene: Scene) -> Scene:
    """Add what the actor sees: the page as a card, or for those who type the next question in words."""
    if scene.replies:
        return scene
    told = Sentence(" ".join(scene.said) or _NOTHING)
    if not (before.parts & before.asked.answer):
        return scene.reply(told)
    asked_nothing = not (scene.parts & scene.asked.answer) or not scene.route.questions
    if asked_nothing or scene.walk.view in ("paused", "submitted"):
        return scene.reply(*(_record(scene)), told)
    scene, question = ask_next(scene)
    if not scene.turn.typed:
        return scene.reply(page_view(scene))
    if just_refused(before, scene):
        question = ""
    moved = scene.walk.place != before.walk.place or scene.walk.view != before.walk.view
    text = "\n\n".join(part for part in (" ".join(scene.said), question) if part)
    scene = scene.reply(Sentence(text, can_keep(scene) if question else ())) if text else scene
    if not moved and not _shows_card(before, scene):
        return scene
    return scene.reply(page_view(scene.but(said=())))  # said in words already


def _record(scene: Scene) -> tuple[RecordView, ...]:
    # Pressed on the live card: the card becomes one line, so that nobody writes on a closed page.
    if scene.turn.typed:
        return ()
    return (RecordView(f"{scene.audit.case.reference}: {scene.template.short_title}"),)


def _shows_card(before: Scene, scene: Scene) -> bool:
    return scene.walk.editing != before.walk.editing or not before.walk.place
