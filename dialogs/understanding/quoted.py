"""A typed reply that quotes an earlier message: it answers the question which that message asked.

What is quoted only tells where the reply belongs.  It is never evidence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dialogs.audits.audit import Key
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.given import Choice
from dialogs.conversation.position import in_hand
from dialogs.features.choices import LEAVE, NOTE
from dialogs.features.clarification import AskMeaning, NotUnderstood
from dialogs.features.save_page import SavePage
from dialogs.understanding import named_questions
from dialogs.understanding.one_question import at
from template_specs.model import Question
from template_specs.sentences import _
from template_specs.text import excerpt, folded

ELSEWHERE = "case:"
"""The action of a choice that takes words to another case: its audit, and after a slash the message there
that they reply to."""
BEGINNING = 40
"""Letters of a question's text by which a quoted message is known to ask it."""
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\w+)+(?![\w])")


@dataclass(frozen=True, slots=True)
class QuotedMessage:
    """What is known of the message that a reply quotes."""

    asked: tuple[Key, ...] = ()
    """The question that it asked, or, if it is the person's own, the questions that it answered."""
    preview: str = ""
    """How it begins, as the client tells."""
    own: bool = False
    elsewhere: bool = False
    """It belongs to another audit than the one in hand."""
    case: str = ""
    """That audit's case reference, where the person has it under way."""
    there: str = ""
    """What finds the audit and the message again (`ELSEWHERE`)."""


def in_reply(context: TurnContext, words: str, command: Command, quoted: QuotedMessage) -> Command:
    """What `words` are, which read alone are `command`: for the question that was quoted, or asked about."""
    if not isinstance(command, SavePage | AskMeaning | NotUnderstood):
        return command
    place = in_hand(context)
    if named_questions.by_number(context, words, place) or named_questions.parts(context, words):
        return command  # a number that is typed says more than what is quoted
    if not context.route.questions:
        return command
    asked = [] if quoted.elsewhere else _questions(context, quoted)
    if len(asked) == 1:
        return at(context, asked[0], words, named=True)
    shown = excerpt(words, 60)
    if asked:
        why = _(
            "You replied to a message that names more than one question. Where does “{shown}” belong?",
            shown=shown,
        )
    elif quoted.elsewhere:
        case = context.audit.case.reference
        why = _(
            "You replied to a message about another audit, and you are in {case}. What is “{shown}”?",
            case=case,
            shown=shown,
        )
        if quoted.case:
            why = _(
                "You replied to a message about {other}, and you are in {case}. What is “{shown}”?",
                other=quoted.case,
                case=case,
                shown=shown,
            )
    else:
        why = _(
            "I cannot tell which question the message that you replied to asked. What is “{shown}”?",
            shown=shown,
        )
    places = asked or ([place] if place is not None else [])
    if quoted.case:
        there = Choice(_("It is for {case}", case=quoted.case), action=f"{ELSEWHERE}{quoted.there}")
        return AskMeaning(words, why, (there, *(_choice(context, q, words) for q in places), NOTE, LEAVE))
    return AskMeaning(words, why, (*(_choice(context, question, words) for question in places), NOTE, LEAVE))


def _questions(context: TurnContext, quoted: QuotedMessage) -> list[Question]:
    """The questions of one's own route that the quoted message is about, those it asked first."""
    known = [context.template.by_id[key] for key in quoted.asked if key in context.route]
    if quoted.own and known:
        return known
    preview = folded(quoted.preview)
    numbers = set(_NUMBER.findall(quoted.preview.lower()))
    named = [
        question
        for question in context.route.questions
        if question.id in numbers or (len(preview) >= 8 and _asks(question, preview))
    ]
    return list({question.id: question for question in (*known, *named)}.values())


def _asks(question: Question, preview: str) -> bool:
    text = folded(question.text)[:BEGINNING]
    return len(text) >= 8 and text in preview


def _choice(context: TurnContext, question: Question, words: str) -> Choice:
    meant = at(context, question, words, named=True)
    if isinstance(meant, SavePage):
        return Choice(_("It is for {name_of}", name_of=name_of(question)), meant.given)
    saving = [choice for choice in meant.choices if choice.action == "save"]
    return Choice(_("It is for {name_of}", name_of=name_of(question)), saving[-1].given)
