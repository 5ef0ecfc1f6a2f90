"""How a question is put in words, for those who type."""

from __future__ import annotations

from dialogs import moderating, standards
from dialogs.audit import Answer, Draft, Pending
from dialogs.evidence import challenge
from dialogs.route import speaks_in_words
from dialogs.rows import begun, cell_asked, shown
from dialogs.scene import Scene, name_of, reads
from dialogs.showing import differences, in_hand, waits
from dialogs.views import Act as Press
from dialogs.views import Offer
from template_specs import kinds
from template_specs.model import NOT_APPLICABLE, Column, Question
from template_specs.words import excerpt

_PAGE_DONE = "Nothing is waiting on this page. Type next to go on."


def ask_next(scene: Scene) -> tuple[Scene, str]:
    """The sentence that asks for the question in hand, and the scene that remembers having asked it.

    Remembering matters in a pair: the answer typed next belongs to what was asked, whatever the other auditor
    has answered meanwhile.
    """
    question = in_hand(scene)
    if question is not None and not waits(scene, question) and not _open(scene, question):
        scene = scene.walking(asked="")
        question = in_hand(scene)
    if question is None:
        return scene, _PAGE_DONE if scene.route.missing() else ""
    answer = scene.audit.answer(question.id)
    scene = scene.walking(asked=question.id, asked_revision=answer.revision if answer is not None else 0)
    return _remember(scene, question), _sentence(scene, question)


def can_keep(scene: Scene) -> tuple[Offer, ...]:
    """The button for leaving thin evidence as it is, where that is what was asked about."""
    key = scene.walk.asked
    if key not in scene.walk.challenges:
        return ()
    act = Press("keep", {"audit": scene.audit.id, "token": "", "item": key})
    return (Offer("Keep it as it is", act),)


def just_refused(before: Scene, scene: Scene) -> bool:
    """Whether the question in hand was refused in this very turn: the refusal has said what to type."""
    draft = scene.walk.drafts.get(scene.walk.asked)
    if draft is not None and draft.stale:
        return False  # whose answer stands is still to be settled
    return scene.turn.typed and scene.refused and before.walk.place == scene.walk.place


def _open(scene: Scene, question: Question) -> bool:
    # Somebody went to this question on purpose: ask it even though it stands answered.
    return scene.walk.asked == question.id and not scene.happened


def _remember(scene: Scene, question: Question) -> Scene:
    pending = scene.walk.pending
    if pending is not None and pending.kind in ("word", "concern", "send", "submit", "conflict", "which"):
        return scene
    if question.kind.in_rows:
        return scene
    if question.id in scene.walk.drafts:
        return scene.walking(pending=Pending("conflict", question.id))
    if _needs_evidence(scene, question):
        return scene.walking(pending=Pending("evidence", question.id))
    return scene.walking(pending=None)


def _needs_evidence(scene: Scene, question: Question) -> bool:
    answer = scene.audit.answer(question.id)
    return (
        question.evidence is not None
        and question.evidence.required
        and answer is not None
        and answer.value is not None
        and answer.passage is None
    )


def _sentence(scene: Scene, question: Question) -> str:
    why = scene.walk.challenges.get(question.id)
    answer = scene.audit.answer(question.id)
    if why is not None and answer is not None:
        return _challenged(scene, question, why)
    draft = scene.walk.drafts.get(question.id)
    if draft is not None and not question.kind.in_rows:
        beside = _both(question, answer, draft)
        how = "Type mine to save yours, keep to drop it, or answer anew."
        return f"{name_of(question)}: {draft.why}{beside or ' '}{how}"
    if _needs_evidence(scene, question) and answer is not None and question.evidence is not None:
        again = "" if _just_named(scene, question) else f"{name_of(question)}: {reads(question, answer)}. "
        if answer.value == NOT_APPLICABLE:
            return f"{again}Why is it not applicable?"
        return again + question.evidence.prompt
    if question.kind.in_rows:
        return _row(scene, question)
    lines = [
        f"{_standing(question, answer)}{_number(question)}{_closed(question.text)} {how_to_answer(question)}"
    ]
    means = "\n".join(f"• {line}" for line in scene.template.meanings(question))
    before = moderating.in_words(scene, question)
    with_it = (lines[-1], before, means, standards.titles(scene.template, question))
    lines[-1] = "\n\n".join(filter(None, with_it))
    differing = differences(scene, question)
    if differing:
        lines.append("These differ: " + "; ".join(differing) + ".")
    return " ".join(lines)


def _both(question: Question, answer: Answer | None, draft: Draft) -> str:
    """What stands and what was typed, side by side."""
    if not draft.stale or answer is None:
        return ""
    theirs = [reads(question, answer), answer.passage.text if answer.passage is not None else ""]
    value = draft.value if speaks_in_words(question) else typed_as(question, draft.value)
    pairs = (("It stands as", theirs), ("Yours", [value, draft.words]))
    parts = (f"{head}: {excerpt(' - '.join(filter(None, told)), 240)}" for head, told in pairs)
    return "\n\n" + "\n\n".join(parts) + "\n\n"


def typed_as(question: Question, value: str) -> str:
    """A draft's value as people read it, where it is one of the options."""
    return next((o.label for o in question.options if o.code == value), value)


def _standing(question: Question, answer: Answer | None) -> str:
    """What stands at a question that somebody has gone back to; empty where nothing does."""
    if answer is None:
        return ""
    words = answer.passage.text if answer.passage is not None else ""
    told = " - ".join(filter(None, (reads(question, answer), "" if question.identity else words)))
    return f"It stands as: {excerpt(told, 160)}. " if told else ""


def how_to_answer(question: Question) -> str:
    """What to type, in one sentence."""
    choices = _by_number(question) if question.follows else kinds.how_to_answer(question)
    if question.evidence is None:
        return choices
    return f"{choices.rstrip('.')}, then a dash and what you saw."


def _challenged(scene: Scene, question: Question, why: str) -> str:
    answer = scene.audit.answer(question.id)
    view = challenge(scene.template, question, reads(question, answer), why)
    parts = [view.why if _just_named(scene, question) else f"{name_of(question)}: {view.why}"]
    if view.good:
        parts.append("\n".join(["Good usually shows:", *(f"• {line}" for line in view.good)]))
    if view.outstanding:
        parts.append("\n".join(["Moving to outstanding:", *(f"• {line}" for line in view.outstanding)]))
    parts += standards.in_full(scene.template, question)
    parts.append("Type what you would add, or keep to leave it as it is.")
    return "\n\n".join(parts)


def _just_named(scene: Scene, question: Question) -> bool:
    """Whether this reply has begun with the question's name already ("3.5 Timescales: Good. Saved.")."""
    return any(sentence.startswith(f"{name_of(question)}:") for sentence in scene.said)


def _row(scene: Scene, question: Question) -> str:
    column = cell_asked(scene, question)
    count = len(scene.audit.rows.get(question.id, ()))
    pending = scene.walk.pending
    if pending is not None and pending.kind == "cell" and pending.key == question.id:
        return _cell(column)
    left = begun(scene, question)
    if left is not None:
        have = "; ".join(shown(c, left.cells[c.id]) for c in question.columns if left.cells.get(c.id))
        return f"You had begun a row: {have}. {_cell(column)}"
    have = f"{count} so far. " if count else ""
    return f"{_closed(question.text)} {have}{_cell(column)} Type next when there are no more."


def _cell(column: Column) -> str:
    asked = f"{column.label.rstrip('?')}?"
    may = "" if column.required else "Type skip to leave it empty."
    return " ".join(filter(None, (asked, kinds.how_to_fill(column), may)))


def _closed(text: str) -> str:
    return text if text.endswith(("?", ".", "!")) else f"{text}."


def _by_number(question: Question) -> str:
    """A list of ticks: its lines are too long to type, so each has a number."""
    lines = [f"{number}. {option.label}" for number, option in enumerate(question.options, 1)]
    return "\n".join(["Type the numbers of what you saw, such as 1, 3.", "", *lines])


def _number(question: Question) -> str:
    name = name_of(question)
    return f"{question.id} " if name.startswith(f"{question.id} ") else ""
