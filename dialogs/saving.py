"""A page comes back, or one answer is typed: save what can be saved, then go where the person wants to go."""

from __future__ import annotations

from collections.abc import Callable

from dialogs import answering, notes, rows, walking
from dialogs.audit import Answer
from dialogs.events import DraftDropped, Event, EvidenceKept, Given, NoteTaken, PageSaved, RowSaved
from dialogs.happenings import What
from dialogs.rights import act_of, refusal
from dialogs.route import is_complete
from dialogs.scene import Scene, name_of, reads
from dialogs.showing import in_hand, page_in_hand, page_is_done
from template_specs.model import Question
from template_specs.words import excerpt

Decide = Callable[[Scene, Event], Scene]

LATE = "You wrote this when the audit took no answers. Save it if it should stand."


def save_page(scene: Scene, event: PageSaved, decide: Decide) -> Scene:
    """Every answer on its own merits; then on, or to what was pressed, if this person may."""
    before = scene.route.ids
    if not scene.walk.place:
        scene = walking.stand_at(scene, scene.route.questions[0].id)
    if scene.turn.typed:
        return _type(scene, event, before)
    happened = len(scene.happened)
    scene = answering.take_all(scene, event)
    if event.row is not None and _is_filled(scene, event.row):
        scene = rows.save_row(scene, event.row)
    saved = len({h.key for h in scene.happened[happened:] if h.what is What.ANSWERED})
    if event.then is None and _is_from_another_page(scene, event):
        return walking.count_change(_stay(scene.say("Saved." if saved else ""), event), before)
    if event.then is None:
        return walking.go_on_after(scene.say(_saved(scene, saved)), before)
    if isinstance(event.then, EvidenceKept) and event.then.key not in scene.walk.challenges:
        # Edited and kept in one press: saved is kept.
        return walking.go_on_after(scene.say("Saved." if saved else ""), before)
    scene = walking.count_change(scene.say("Saved." if saved else ""), before)
    why = refusal(scene.turn.actor, act_of(event.then), scene.audit, scene.asked)
    return scene.say(why) if why is not None else decide(scene, event.then)


def keep(scene: Scene, event: EvidenceKept) -> Scene:
    """The challenged evidence stays as it is; or, in a conflict, the saved answer."""
    before = scene.route.ids
    pending = scene.walk.pending
    if not event.key and pending is not None and pending.kind == "conflict":
        scene = answering.drop_draft(scene, DraftDropped(pending.key)).walking(pending=None)
    else:
        scene = answering.keep_evidence(scene, event).walking(asked="")
    if page_is_done(scene, page_in_hand(scene)):
        return walking.go_on_after(scene, before)
    return scene


def drop(scene: Scene, event: DraftDropped) -> Scene:
    """What was kept is given up; who types goes on from there."""
    scene = answering.drop_draft(scene, event).walking(pending=None, asked="")
    done = scene.turn.typed and page_is_done(scene, page_in_hand(scene))
    return walking.go_on(scene) if done else scene


def keep_back(scene: Scene, event: PageSaved | RowSaved) -> Scene:
    """Keep everything of `event` on an audit that takes no answers now."""
    if isinstance(event, RowSaved):
        return rows.keep_back(scene, event, LATE)
    for given in event.given:
        scene = answering.hold_back(scene, given, LATE)
    for row in (event.row, event.then):
        if isinstance(row, RowSaved):
            scene = rows.keep_back(scene, row, LATE)
    return scene.but(said=())


def has_kept(scene: Scene) -> bool:
    """Whether anything waits that was written when the audit took no answers."""
    return any(draft.why.startswith(LATE) for draft in scene.walk.drafts.values())


def _type(scene: Scene, event: PageSaved, before: frozenset[str]) -> Scene:
    held, held_revision = in_hand(scene), scene.walk.asked_revision
    was_asked = held is not None and scene.walk.asked == held.id
    refused: list[str] = []
    for given in event.given:
        scene = _type_one(scene.but(refused=False), given)
        refused += [given.key] if scene.refused else []
    scene = walking.count_change(scene.but(refused=bool(refused)), before)
    again = next((g.key for g in event.given if g.key in refused or _is_half(scene, g.key)), "")
    if again:
        # What was refused or half said is still in hand: the next words go there and nowhere else.
        answer = scene.audit.answer(again)
        revision = answer.revision if answer is not None else 0
        passed = scene.walk.passed - {again}
        return scene.walking(asked=again, asked_revision=revision, passed=passed)
    if page_is_done(scene, page_in_hand(scene)):
        return walking.go_on(scene)
    if held is not None and held.id not in {given.key for given in event.given}:
        # Another question was answered by its name: the one that was asked is still in hand.
        return scene.walking(asked=held.id, asked_revision=held_revision) if was_asked else scene
    return scene.walking(asked="")


def _type_one(scene: Scene, given: Given) -> Scene:
    question = scene.template.by_id.get(given.key)
    if question is None:
        return scene
    if question.kind.in_rows:
        return rows.type_cell(scene, question, given.value or "")
    stood = scene.audit.answer(given.key)
    happened = len(scene.happened)
    scene = answering.take(scene.walking(pending=None), given)
    if any(h.what is What.ANSWERED for h in scene.happened[happened:]):
        scene = scene.say(answering.as_read(scene, question), _replaced(scene, question, stood))
    elif not scene.refused and given.key not in scene.walk.drafts:
        scene = scene.say(f"{name_of(question)}: that is what stands there already.")
    if given.words and question.evidence is None:
        # There is no box for what followed the answer: it is not thrown away.
        scene = notes.take(scene, NoteTaken(given.words))
    return scene


def _is_half(scene: Scene, key: str) -> bool:
    """Whether a question has an answer without its evidence, evidence without its answer, or asks again."""
    question = scene.template.by_id.get(key)
    if question is None or question.kind.in_rows or key not in scene.route:
        return False
    if key in scene.walk.drafts or key in scene.walk.challenges:
        return True
    return scene.audit.answer(key) is not None and not is_complete(question, scene.audit)


def _replaced(scene: Scene, question: Question, stood: Answer | None) -> str:
    """Names the words that a typed answer has taken the place of; empty where none had to go."""
    old = stood.passage.text if stood is not None and stood.passage is not None else ""
    answer = scene.audit.answer(question.id)
    new = answer.passage.text if answer is not None and answer.passage is not None else ""
    if not old or old in new:
        return ""
    if question.identity:
        return f"It was {reads(question, stood)}; both are on the record."
    return f"What stood there before is on the record: “{excerpt(old, 120)}”."


def _is_from_another_page(scene: Scene, event: PageSaved) -> bool:
    """Whether an older card was pressed than that of the page in hand."""
    here = {q.id for q in page_in_hand(scene).questions}
    return bool(event.given) and not any(given.key in here for given in event.given)


def _stay(scene: Scene, event: PageSaved) -> Scene:
    """On the page in hand; or where something on the older card asks for this person again."""
    for given in event.given:
        waiting = given.key in scene.walk.drafts or given.key in scene.walk.challenges
        if waiting and given.key in scene.route:
            return walking.stand_at(scene, given.key)
    return scene


def _is_filled(scene: Scene, row: RowSaved) -> bool:
    return any(cell.strip() for cell in row.cells.values()) or row.key in scene.walk.drafts


def _saved(scene: Scene, count: int) -> str:
    if count == 0:
        on_page = {q.id for q in page_in_hand(scene).questions}
        if on_page & scene.walk.challenges.keys():
            return "Add what fits to what you saw, or press Keep as it is."
        waiting = scene.refused or any(key.partition("/")[0] in on_page for key in scene.walk.drafts)
        return "" if waiting else "Nothing was changed on that page."
    progress = scene.route.progress(page_in_hand(scene).section.id)
    section = page_in_hand(scene).section.title
    return f"Saved. {progress.section_answered} of {progress.section_total} answered in {section}."
