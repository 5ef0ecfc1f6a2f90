"""Words that name a question, or answer more than one: each part at its own, or asked about."""

from __future__ import annotations

from dialogs.audits.route import speaks_in_words
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.given import Choice, Given
from dialogs.features.answering import as_evidence
from dialogs.features.choices import LEAVE, NOTE
from dialogs.features.clarification import AskMeaning
from dialogs.features.save_page import SavePage
from dialogs.understanding import named_questions
from dialogs.understanding.named_questions import Named
from dialogs.understanding.one_question import at
from dialogs.understanding.standing import short_name
from template_specs.kinds import Refusal, read
from template_specs.kinds import label as label_of
from template_specs.model import Question
from template_specs.sentences import _
from template_specs.text import excerpt


def named(context: TurnContext, place: Question | None, named: tuple[Named, ...], words: str) -> Command:
    """The command of words that begin with the number or name of a question."""
    first = named[0]
    if first.question is not None and first.sure:
        return at(context, first.question, first.rest, named=True)
    if first.question is None and not first.sure and place is not None and is_content(context, place):
        return at(context, place, words)
    here = [take(context, place, words)] if place is not None and place != first.question else []
    if first.question is None:
        known = context.template.by_id.get(first.id)
        there = (
            _("{name_of} is not asked in this audit.", name_of=name_of(known))
            if known
            else _("There is no question {id}.", id=first.id)
        )
        return AskMeaning(
            words,
            _("{there} Where does “{excerpt}” belong?", there=there, excerpt=excerpt(words, 60)),
            (*here, NOTE, LEAVE),
        )
    others = [take(context, n.question, n.rest) for n in named if n.question is not None]
    why = _("Where does “{excerpt}” belong?", excerpt=excerpt(words, 60))
    return AskMeaning(words, why, (*others, *here, NOTE, LEAVE))


def is_content(context: TurnContext, place: Question) -> bool:
    """Whether `place` takes words of any kind, so that a number at their beginning may be part of them."""
    return place.kind.in_rows or speaks_in_words(place)


def take(context: TurnContext, question: Question, words: str) -> Choice:
    """`words` saved at `question`, as the person has said that they belong there."""
    meant = at(context, question, words)
    label = _("It is for {name_of}", name_of=name_of(question))
    if isinstance(meant, SavePage):
        return Choice(label, meant.given)
    saving = [choice.given for choice in meant.choices if choice.action == "save"]
    # What was seen, where it is not sure what was answered; or where not even that was offered.
    return Choice(label, saving[-1] if saving else (as_evidence(context, question, words),))


def several(
    context: TurnContext,
    place: Question | None,
    parts: tuple[tuple[Question | None, str, bool], ...],
    words: str,
) -> Command:
    """Answers to several questions in one message: each to its own, or asked about."""
    first = next(q for q, _, _ in parts if q is not None)
    told = [(q or place, text) for q, text, _ in parts if q is not None or place is not None]
    each: list[Given] = []
    sure = all(begins for _, _, begins in parts) and parts[0][0] is not None
    for question, text in told:
        if question is None or not text:
            sure = False
            continue
        meant = at(context, question, text, named=True)
        if isinstance(meant, SavePage):
            each += meant.given
            continue
        sure = False
        saving = (choice.given for choice in meant.choices if choice.action == "save")
        each += next(saving, (as_evidence(context, question, text),))
    twice = len({g.key for g in each}) < len(each)
    if sure and not twice:
        return SavePage(tuple(each))
    there = parts[0][0] or place or first
    whole = (
        words
        if parts[0][0] is None
        else named_questions.parts(context, words)[0][1] + words.partition(parts[0][1])[2]
    )
    choices = [take(context, there, whole)]
    if not twice and len(each) > 1:
        named = ", ".join(_answer_in_words(context, g) for g in each)
        choices.insert(0, Choice(_("Each to its own: {named}", named=named), tuple(each)))
    return AskMeaning(
        words, _("That names more than one question. Where does it belong?"), (*choices, NOTE, LEAVE)
    )


def _answer_in_words(context: TurnContext, given: Given) -> str:
    question = context.template.by_id[given.key]
    if given.value is None or speaks_in_words(question):
        return short_name(question)
    value = read(question, given.value, context.turn.today)
    shown = "" if isinstance(value, Refusal) else label_of(question, value.clear)
    return f"{short_name(question)} {shown}".strip()
