"""What the new words of an edited message are: the command that the message would have been with them.

They are read as if the first words had never been taken, at the question which those had answered.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from dialogs.audits.audit import Answer, Key
from dialogs.audits.permissions import Permission, refusal
from dialogs.audits.route import speaks_in_words
from dialogs.conversation import gate
from dialogs.conversation.cells import cells_of
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, name_of, reads
from dialogs.conversation.given import Choice, Given
from dialogs.conversation.message_effects import MessageEffect, Place, draft_mark, reworded
from dialogs.conversation.order_in_time import fingerprint
from dialogs.conversation.pending import MeaningAsked
from dialogs.features.choices import LEAVE, NOTE
from dialogs.features.clarification import AskMeaning
from dialogs.features.edited_message import CorrectConcern, EditCell, ReplaceWords, RewordNote, RewordUnsent
from dialogs.features.save_page import SavePage
from dialogs.features.unsent_concern import WordConcern
from dialogs.understanding import concern_words, named_questions
from dialogs.understanding.named_questions import Named
from dialogs.understanding.one_question import at
from dialogs.understanding.row_words import asks_bot
from dialogs.understanding.speech import Speech, speech
from template_specs.model import Question
from template_specs.sentences import N_, _
from template_specs.text import excerpt

NOT_KEPT = N_(
    "I had already answered or acted on that message when you edited it. If you want "
    "something else done, type it again."
)


def edited(
    context: TurnContext,
    token: str,
    effect: MessageEffect,
    text: str,
    read_anew: Callable[[TurnContext, str], Command],
) -> Command | None:
    """The command of the new words `text` of the message `token`, which had led to `effect`; None where that
    message had put nothing on the record.  `read_anew` reads words as if they had just been typed."""
    words = text.strip()
    about_concern = _concern(context, token, effect, words)
    if about_concern is not None:
        return about_concern
    pending = context.conversation.pending
    waits = isinstance(pending, MeaningAsked) and pending.about == token
    if isinstance(pending, MeaningAsked) and waits and not effect.on_record:
        whole = reworded(effect, pending.text, words)
        without = context.with_conversation(pending=None)
        return ReplaceWords(read_anew(without, words if whole == pending.text else whole), about=token)
    meant = _of_record(context, token, effect, words)
    return ReplaceWords(meant, about=token) if meant is not None and waits else meant


def _of_record(context: TurnContext, token: str, effect: MessageEffect, words: str) -> Command | None:
    """The command of the new words of a message that put something on the record, or tried to."""
    note = next((n for n in context.audit.notes if n.id in (effect.note or token, token)), None)
    if note is not None and not (effect.answers or effect.rows):
        said = words.partition(":")[2].strip() if words.lower().startswith("note:") else words
        return RewordNote(note.id, said)
    if effect.rows and not effect.answers:
        return _of_a_row(context, effect, words)
    places = tuple(p for p in effect.answers or effect.tried if gate.theirs(context, p[0]))
    if not places:
        return None
    if refusal(context.turn.actor, Permission.WALK, context.audit, context.asked) is not None:
        return SavePage((_whole(context, places[0], words),))  # refused, and its words kept
    if len(places) > 1:
        return _of_several(context, places, words)
    return _of_one(context, places[0], words, effect)


def _concern(context: TurnContext, token: str, effect: MessageEffect, words: str) -> Command | None:
    ids = {token, effect.unsent} - {""}
    said = getattr(concern_words.begins(words, context.turn.today), "words", "") or words
    mine = [c for c in context.audit.concerns if c.id in ids and c.by == context.turn.actor.id]
    if mine:
        return CorrectConcern(mine[0].id, said)
    waits = context.conversation.unsent
    if waits is not None and waits.id in ids:
        return RewordUnsent(said, effect.unsent_words)
    return WordConcern(said) if effect.unsent else None


# --- one answer -----------------------------------------------------------------------------------


def _of_one(context: TurnContext, place: Place, words: str, effect: MessageEffect) -> Command:
    key, revision = place
    question = context.template.by_id.get(key)
    if question is None:
        return AskMeaning(
            words,
            _("{key} is not asked any more. What is “{excerpt}”?", key=key, excerpt=excerpt(words, 60)),
            (NOTE, LEAVE),
        )
    named = named_questions.by_number(context, words, question)
    if named is not None and named.question not in (None, question):
        return _names_another(context, question, named, words)
    if not effect.answers:
        return _tried(context, question, revision, words, effect)
    answers = context.audit.history.get(key, ())
    current = answers[-1] if answers else None
    suffix = _added_since(context, answers, revision)
    first = effect.first or revision
    words = _whole_again(answers, first, revision, words, effect)
    meant = _as_first(context, question, first - 1, words)
    if suffix is None:
        stands = _shown(question, current)
        why = _(
            "{name_of} has been changed since you first sent that message{detail}. What is “{excerpt}”?",
            name_of=name_of(question),
            detail=_(", and is now {stands}", stands=stands) if stands else "",
            excerpt=excerpt(words, 60),
        )
        return AskMeaning(words, why, (*_instead(context, question, meant), NOTE, _AS_IT_STANDS))
    before = answers[first - 2] if first > 1 else None
    if question.kind.in_words:
        kept = _text(before) if _text(answers[revision - 1]).startswith(f"{_text(before)}\n") else ""
        joined = f"{kept}\n{words}{suffix}".strip()
        return SavePage((Given(key, joined, None, len(answers)),))
    return _rebased(meant, len(answers), before, suffix)


def _whole_again(
    answers: tuple[Answer, ...], first: int, revision: int, words: str, effect: MessageEffect
) -> str:
    """`words` with those of the other messages that were taken as one with this one."""
    if not 0 < revision <= len(answers):
        return words
    stood = _text(answers[first - 2]) if first > 1 else ""
    gave = _text(answers[revision - 1])
    gave = gave.removeprefix(f"{stood}\n") if stood else gave
    whole = reworded(effect, gave, words)
    return words if whole == gave else whole


def _names_another(context: TurnContext, question: Question, named: Named, words: str) -> AskMeaning:
    other = named.question or question
    why = _(
        "Your message answered {name_of}, and now names {name_of_2}. Where does it belong?",
        name_of=name_of(question),
        name_of_2=name_of(other),
    )
    choices = (
        Choice(
            _("It is for {name_of}", name_of=name_of(other)), _saving(_at_now(context, other, named.rest))
        ),
        Choice(
            _("It is for {name_of}", name_of=name_of(question)),
            _saving(_at_now(context, question, named.rest)),
        ),
    )
    return AskMeaning(words, why, (*choices, NOTE, _AS_IT_STANDS))


def _tried(context: TurnContext, question: Question, seen: int, words: str, effect: MessageEffect) -> Command:
    """The first words were not saved: the new ones are read at the same question, with the same knowledge."""
    draft = context.conversation.drafts.get(question.id)
    kept = draft is not None and draft_mark(draft) == effect.draft
    meant = _rebased(_as_first(context, question, seen, words), seen, None, "", anew=False)
    return ReplaceWords(meant, draft=question.id if kept else "")


def _as_first(context: TurnContext, question: Question, seen: int, words: str) -> SavePage | AskMeaning:
    """What `words` are to the question as it stood at revision `seen`."""
    key = question.id
    history = {k: a for k, a in context.audit.history.items() if k != key}
    stood = context.audit.history.get(key, ())[:seen]
    state = context.conversation
    then = context.replace(audit=context.audit.replace(history=history | ({key: stood} if stood else {})))
    then = then.with_conversation(
        asked=key,
        asked_revision=seen,
        pending=None,
        drafts={k: d for k, d in state.drafts.items() if k != key},
        challenges={k: c for k, c in state.challenges.items() if k != key},
    )
    named = named_questions.by_number(context, words, question)
    if named is not None and named.question == question:
        words = named.rest
    return at(then, question, words, named=named is not None)


def _rebased(
    meant: SavePage | AskMeaning, revision: int, before: Answer | None, suffix: str, *, anew: bool = True
) -> SavePage | AskMeaning:
    """The same on what stands now: with what was added later, and without what only the first words said."""

    def on_now(given: Given) -> Given:
        if not anew:
            return replace(given, revision=revision)
        words = given.words if given.words is not None else _text(before)
        return replace(given, words=f"{words}{suffix}".strip(), revision=revision)

    if isinstance(meant, SavePage):
        return SavePage(tuple(on_now(given) for given in meant.given))
    choices = (replace(choice, given=tuple(on_now(g) for g in choice.given)) for choice in meant.choices)
    return AskMeaning(meant.text, meant.why, tuple(choices))


def _added_since(context: TurnContext, answers: tuple[Answer, ...], revision: int) -> str | None:
    """What its writer has added to an answer after `revision`; None where it was changed in another way."""
    if not 0 < revision <= len(answers):
        return None
    then, now = answers[revision - 1], answers[-1]
    later = answers[revision:]
    same = all(a.by == context.turn.actor.id and a.value == then.value for a in later)
    first, last = _text(then), _text(now)
    return last[len(first) :] if same and last.startswith(first) else None


def _instead(context: TurnContext, question: Question, meant: SavePage | AskMeaning) -> tuple[Choice, ...]:
    revision = len(context.audit.history.get(question.id, ()))
    if isinstance(meant, SavePage):
        given = tuple(replace(g, revision=revision) for g in meant.given)
        return (Choice(_("Put it in place of that"), given),)
    saving = [c for c in meant.choices if c.action == "save"]
    return tuple(replace(c, given=tuple(replace(g, revision=revision) for g in c.given)) for c in saving)


_AS_IT_STANDS = Choice(N_("Leave it as it is"), action="leave")


def _shown(question: Question, answer: Answer | None) -> str:
    told = reads(question, answer) or _text(answer)
    return f"“{excerpt(told, 80)}”" if told else ""


def _text(answer: Answer | None) -> str:
    return answer.passage.text if answer is not None and answer.passage is not None else ""


# --- several answers, a row, a closed audit -------------------------------------------------------


def _of_several(context: TurnContext, places: tuple[Place, ...], words: str) -> AskMeaning:
    questions = [context.template.by_id[key] for key, _ in places if key in context.template.by_id]
    named = _(" and ").join(name_of(question) for question in questions)
    each = _each_to_its_own(context, questions, words)
    choices = tuple(
        Choice(
            _("It is for {name_of}", name_of=name_of(question)), _saving(_at_now(context, question, words))
        )
        for question in questions
    )
    why = _(
        "Your message answered {named}. Where does “{excerpt}” belong?",
        named=named,
        excerpt=excerpt(words, 60),
    )
    return AskMeaning(words, why, (*each, *choices, NOTE, _AS_IT_STANDS))


def _each_to_its_own(context: TurnContext, questions: list[Question], words: str) -> tuple[Choice, ...]:
    parts = named_questions.parts(context, words)
    places = [(question or questions[0], told) for question, told, _ in parts if told]
    if not places or len({question.id for question, _ in places}) < len(places):
        return ()
    given = [g for question, told in places for g in _saving(_at_now(context, question, told))]
    named = ", ".join(name_of(question) for question, _ in places)
    return (Choice(_("Each to its own: {named}", named=named), tuple(given)),)


def _at_now(context: TurnContext, question: Question, words: str) -> SavePage | AskMeaning:
    seen = len(context.audit.history.get(question.id, ()))
    return _rebased(_as_first(context, question, 0, words), seen, None, "")


def _saving(meant: SavePage | AskMeaning) -> tuple[Given, ...]:
    if isinstance(meant, SavePage):
        return meant.given
    return [c for c in meant.choices if c.action == "save"][-1].given


def _of_a_row(context: TurnContext, effect: MessageEffect, words: str) -> EditCell | AskMeaning:
    question = context.template.by_id.get(effect.rows)
    key = _row_of(context, effect)
    meant_for_cell = speech(words) is Speech.CONTENT or not asks_bot(words)
    if key and question is not None and question.id in context.route and meant_for_cell:
        return EditCell(key, effect.column, words, effect.row)
    name = name_of(question) if question is not None else effect.rows
    why = _(
        "Your message was part of {name}, and is there as you first sent it. To change it, type "
        "card and press Change at its row. What is “{excerpt}”?",
        name=name,
        excerpt=excerpt(words, 60),
    )
    return AskMeaning(words, why, (NOTE, LEAVE))


def _row_of(context: TurnContext, effect: MessageEffect) -> Key:
    """The row in which the cell still holds what the message filled in (the question's key for the row under
    way); empty where there is none, or no telling which."""
    draft = context.conversation.drafts.get(effect.rows)
    if not effect.column or not effect.cell:
        return ""
    if draft is not None and draft.words:
        held = json.loads(draft.words).get(effect.column, "")
        written = sum(key.startswith(f"{effect.rows}/") for key in context.audit.history)
        if fingerprint(held) == effect.cell and written == effect.row:
            return effect.rows
    alike = [
        row.key
        for row in context.audit.rows.get(effect.rows, ())
        if fingerprint(cells_of(row).get(effect.column, "")) == effect.cell
    ]
    ever = [key for key in context.audit.history if key.startswith(f"{effect.rows}/")]
    this = [key for key in alike if key in ever[effect.row : effect.row + 1]]
    return (this or alike)[0] if this or len(alike) == 1 else ""


def _whole(context: TurnContext, place: Place, words: str) -> Given:
    """All of `words` at one question, as what could not be saved is kept."""
    key, revision = place
    question = context.template.by_id.get(key)
    if question is None or speaks_in_words(question) or question.evidence is None:
        return Given(key, words, None, revision)
    return replace(_saving(_as_first(context, question, 0, words))[0], revision=revision)
