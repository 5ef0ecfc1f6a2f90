"""The one door of this room: `advance(template, audit, walk, event, turn)` decides what happens next.

To find where a case is decided, look for its event below; each line names its module.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from dialogs import answering, concerns, managing, notes, reviewing, rows, walking
from dialogs.asking import ask_next, just_refused
from dialogs.audit import Audit, Pending, State, Walk
from dialogs.events import (
    Acknowledged,
    ActionReviewed,
    CardAsked,
    Cleared,
    ConcernBegun,
    ConcernDelivered,
    ConcernRaised,
    DraftDropped,
    Event,
    EvidenceKept,
    NoteSettled,
    NoteTaken,
    NotUnderstood,
    Opened,
    PageSaved,
    Paused,
    Reopened,
    ReviewAsked,
    RowRemoved,
    RowSaved,
    Skipped,
    Submitted,
    Turn,
    Unclear,
    WentBack,
    WentOn,
    WentTo,
    WhereAsked,
)
from dialogs.rights import Act, may
from dialogs.scene import Scene, name_of
from dialogs.showing import page_in_hand, page_is_done, page_view
from dialogs.step import Step
from dialogs.typing import in_hand, understand
from dialogs.views import Act as Press
from dialogs.views import Offer, RecordView, Sentence
from template_specs.model import Kind, Template


def advance(template: Template, audit: Audit, walk: Walk, event: Event, turn: Turn) -> Step:
    """What `event` does to `audit`, and what the bot says.

    Never raises for anything a person can do: a refusal is a reply that names the thing, the reason and the
    cure, and nothing that was typed is lost.
    """
    scene = Scene(template, audit, walk, turn)
    refusal = may(turn.actor, _act(event), audit) if not isinstance(event, ConcernDelivered) else ""
    if refusal and isinstance(event, PageSaved) and isinstance(event.then, ConcernRaised):
        return advance(template, audit, walk, event.then, turn)  # a concern outlives the page it came from
    if refusal:
        return _refused(scene, event, refusal).step()
    return _speak(scene, _decide(scene, event)).step()


def understood(template: Template, audit: Audit, walk: Walk, text: str, turn: Turn) -> Event:
    """The event that typed `text` is for this person in this audit."""
    return understand(Scene(template, audit, walk, turn), text)


def _decide(scene: Scene, event: Event) -> Scene:
    match event:
        case Opened() | CardAsked():
            return walking.open_audit(scene) if isinstance(event, Opened) else _card(scene)
        case PageSaved():
            return _page_saved(scene, event)
        case EvidenceKept():
            return _kept(scene, event)
        case RowSaved():
            return rows.save_row(scene, event)
        case RowRemoved():
            return rows.remove_row(scene, event)
        case DraftDropped():
            return answering.drop_draft(scene, event).walking(pending=None)
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
            return concerns.begin(scene)
        case ConcernRaised():
            return concerns.raise_concern(scene, event)
        case NoteTaken():
            return notes.take(scene, event)
        case NoteSettled():
            return notes.settle(scene, event)
        case ReviewAsked():
            return reviewing.review(scene, event)
        case Submitted():
            return reviewing.submit(scene, event)
        case Unclear():
            return _which(scene, event)
        case Cleared():
            return _cleared(scene, event)
        case NotUnderstood():
            return _not_understood(scene)
        case Acknowledged():
            return managing.acknowledge(scene, event)
        case ActionReviewed():
            return managing.review_action(scene, event)
        case ConcernDelivered():
            return concerns.delivered(scene, event)
        case Reopened():
            return managing.reopen(scene, event)
        case _:
            assert_never(event)


def _act(event: Event) -> Act:
    match event:
        case ConcernRaised() | ConcernBegun():
            return Act.RAISE_CONCERN
        case ReviewAsked():
            return Act.READ
        case Submitted():
            return Act.SUBMIT
        case Acknowledged():
            return Act.ACKNOWLEDGE
        case ActionReviewed():
            return Act.REVIEW_ACTION
        case Reopened():
            return Act.REOPEN
        case _:
            return Act.WALK


def _refused(scene: Scene, event: Event, refusal: str) -> Scene:
    if isinstance(event, PageSaved | RowSaved) and scene.turn.actor.id in scene.audit.auditors:
        # Written too late (the other auditor has submitted meanwhile): kept, and shown if it is reopened.
        for given in event.given if isinstance(event, PageSaved) else ():
            scene = answering.hold_back(scene, given, refusal)
    if isinstance(event, Opened) and not may(scene.turn.actor, Act.READ, scene.audit):
        told = refusal if scene.turn.actor.id in scene.audit.auditors else ""
        return reviewing.review(scene.say(told), ReviewAsked())
    return scene.reply(Sentence(refusal))


def _card(scene: Scene) -> Scene:
    return walking.stand_at(scene, page_in_hand(scene).anchor)


def _page_saved(scene: Scene, event: PageSaved) -> Scene:
    before = frozenset(q.id for q in scene.route.questions)
    if not scene.walk.place:
        scene = walking.stand_at(scene, scene.route.questions[0].id)
    happened = len(scene.happened)
    if scene.turn.typed:
        return _typed(scene, event, before)
    scene = answering.take_all(scene, event)
    if event.row is not None and any(cell.strip() for cell in event.row.cells.values()):
        scene = rows.save_row(scene, event.row)
    saved = len({h.key for h in scene.happened[happened:] if h.what == "answered"})
    if event.then is None:
        return walking.go_on_after(scene.say(_saved(scene, saved)), before)
    scene = walking.count_change(scene.say("Saved." if saved else ""), before)
    if isinstance(event.then, EvidenceKept) and event.then.key not in scene.walk.challenges:
        return walking.go_on_after(scene, before)  # edited and kept in one press: saved is kept
    return _decide(scene, event.then)


def _typed(scene: Scene, event: PageSaved, before: frozenset[str]) -> Scene:
    for given in event.given:
        question = scene.template.by_id[given.key]
        if question.kind is Kind.ROWS:
            scene = rows.type_cell(scene, question, given.value or "")
            continue
        happened = len(scene.happened)
        scene = answering.take(scene.walking(pending=None), given)
        if len(scene.happened) > happened:
            scene = scene.say(answering.as_read(scene, question))
        scene = scene.walking(asked="" if given.key not in scene.walk.challenges else given.key)
    scene = walking.count_change(scene, before)
    if page_is_done(scene, page_in_hand(scene)):
        return walking.go_on(scene)
    return scene


def _saved(scene: Scene, count: int) -> str:
    if count == 0:
        waiting = scene.walk.drafts or scene.walk.challenges
        return "" if waiting else "Nothing new was filled in on that page; what was there stands."
    progress = scene.route.progress(page_in_hand(scene).section.id)
    section = page_in_hand(scene).section.title
    return f"Saved. {progress.section_answered} of {progress.section_total} answered in {section}."


def _kept(scene: Scene, event: EvidenceKept) -> Scene:
    before = frozenset(q.id for q in scene.route.questions)
    pending = scene.walk.pending
    if not event.key and pending is not None and pending.kind == "conflict":
        scene = answering.drop_draft(scene, DraftDropped(pending.key)).walking(pending=None)
    else:
        scene = answering.keep_evidence(scene, event).walking(asked="")
    if page_is_done(scene, page_in_hand(scene)):
        return walking.go_on_after(scene, before)
    return scene


def _which(scene: Scene, event: Unclear) -> Scene:
    question = in_hand(scene)
    keep = f"Keep it as what I saw for {name_of(question)}" if question is not None else "Keep it as a note"
    do = _COMMANDS.get(event.command, f"Do {event.command}")
    scene = scene.walking(pending=Pending("word", text=event.text, command=event.command))
    return scene.reply(
        Sentence(
            f"That begins with {event.command}. 1: {do}. 2: {keep}. Type 1 or 2, or press.",
            (
                Offer(do, Press("word", {"audit": scene.audit.id, "choice": "command"})),
                Offer(keep, Press("word", {"audit": scene.audit.id, "choice": "answer"})),
            ),
        )
    )


_COMMANDS = {
    "concern": "Raise it as an immediate concern",
    "note": "Keep it as a note",
    "back": "Go back a page",
    "next": "Go to the next page",
    "skip": "Skip this question",
    "pause": "Pause",
    "review": "Read the audit back",
    "submit": "Submit the audit",
    "card": "Show the card",
    "keep": "Keep what is there",
    "help": "Show help",
}


def _cleared(scene: Scene, event: Cleared) -> Scene:
    pending = scene.walk.pending
    if pending is None or pending.kind != "word":
        return scene.say("That has been answered already.")
    scene = scene.walking(pending=None)
    if not event.command:
        return _keep_words(scene, pending.text)
    rest = pending.text.partition(" ")[2].strip() or pending.text
    match pending.command:
        case "concern":
            return concerns.raise_concern(scene, ConcernRaised(pending.text))
        case "note":
            return notes.take(scene, NoteTaken(rest))
        case command:
            event_meant = understand(scene, command)
            return _decide(scene, event_meant if not isinstance(event_meant, Unclear) else WhereAsked())


def _keep_words(scene: Scene, text: str) -> Scene:
    question = in_hand(scene)
    if question is None:
        return notes.take(scene, NoteTaken(text))
    given = answering.as_evidence(scene, question, text)
    return _typed(scene, PageSaved((given,)), frozenset(q.id for q in scene.route.questions))


def _not_understood(scene: Scene) -> Scene:
    if not scene.route.missing():
        return scene.say(
            "Everything required is answered. Type review to read it back, submit to send it, or go to 3.4 "
            "to change an answer."
        )
    return scene.say("I am not sure where that belongs. Type next to go on, note: to keep it, or help.")


def _speak(before: Scene, scene: Scene) -> Scene:
    """Add what the actor sees: the page as a card, or for those who type the next question in words."""
    if scene.replies or scene.turn.actor.id not in scene.audit.auditors:
        return scene if scene.replies or not scene.said else scene.reply(Sentence(" ".join(scene.said)))
    if scene.audit.state is not State.IN_PROGRESS or scene.walk.view == "paused":
        return scene.reply(*(_record(scene)), Sentence(" ".join(scene.said)))
    scene, question = ask_next(scene)
    if not scene.turn.typed:
        return scene.reply(page_view(scene))
    if just_refused(before, scene):
        question = ""
    moved = scene.walk.place != before.walk.place or scene.walk.view != before.walk.view
    text = "\n\n".join(part for part in (" ".join(scene.said), question) if part)
    scene = scene.reply(Sentence(text)) if text else scene
    if not moved and not _shows_card(before, scene):
        return scene
    return scene.reply(page_view(replace(scene, said=())))  # said in words already


def _record(scene: Scene) -> tuple[RecordView, ...]:
    # Pressed on the live card: the card becomes one line, so that nobody writes on a closed page.
    if scene.turn.typed:
        return ()
    return (RecordView(f"{scene.audit.case.reference}: {scene.template.short_title}"),)


def _shows_card(before: Scene, scene: Scene) -> bool:
    return scene.walk.editing != before.walk.editing or not before.walk.place
