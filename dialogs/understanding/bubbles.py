"""Several messages within seconds, written as one: what follows goes with the first, or is asked about.

No turn waits for another message (see `conversation.order_in_time`).
"""

from __future__ import annotations

from dataclasses import replace

from dialogs.audits.route import speaks_in_words
from dialogs.conversation import order_in_time
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.given import Choice, Given
from dialogs.conversation.order_in_time import Lag, fingerprint
from dialogs.conversation.pending import WhichMeaning
from dialogs.features.choices import LEAVE, NOTE
from dialogs.features.clarification import AskMeaning
from dialogs.features.save_page import SavePage
from dialogs.understanding.holding import is_short
from dialogs.understanding.speech import Speech, speech
from template_specs.model import Question
from template_specs.sentences import _
from template_specs.text import excerpt


def may_go_on(question: Question) -> bool:
    """Whether people write about this question at length, so that one message more may belong to it."""
    return question.evidence is not None or (question.kind.free_text and not question.identity)


def joined_to_what_waits(context: TurnContext, words: str) -> AskMeaning | SavePage | None:
    """`words` that came within seconds of words that are being asked about: both are taken as one.

    Where the first were held only for being few, the two together are saved as what was seen; else they are
    asked about.
    """
    waits = context.conversation.pending
    if not isinstance(waits, WhichMeaning) or order_in_time.lag(context) is not Lag.SOON:
        return None
    if context.conversation.heard != fingerprint(waits.text):
        return None
    text = f"{waits.text}\n{words}"
    choices = tuple(
        replace(choice, given=tuple(_longer(context, given, words) for given in choice.given))
        for choice in waits.choices
    )
    saving = [choice for choice in choices if choice.action == "save" and choice.given]
    if len(saving) == 1 and _is_seen(context, saving[0], text):
        return SavePage(saving[0].given)
    why = _(
        "“{excerpt}” came in two messages, so I take it as one. What is it?",
        excerpt=excerpt(text.replace(chr(10), " "), 80),
    )
    return AskMeaning(text, why, choices)


def _is_seen(context: TurnContext, choice: Choice, text: str) -> bool:
    """Whether `text` is long enough, and content, and its only choice is evidence of one question."""
    question = context.template.by_id.get(choice.given[0].key)
    if question is None or question.evidence is None or len(choice.given) > 1:
        return False
    return (
        choice.given[0].value is None
        and speech(text) is Speech.CONTENT
        and not is_short(context, question, text)
    )


def after_all_answered(context: TurnContext, words: str) -> AskMeaning | None:
    """Words that came within seconds of an answer, where no question is in hand any more."""
    last = context.template.by_id.get(context.conversation.answered)
    if last is None or order_in_time.lag(context) is not Lag.SOON or not may_go_on(last):
        return None
    answer = context.audit.answer(last.id)
    if last.id not in context.route or answer is None or answer.by != context.turn.actor.id:
        return None
    standing = answer.passage.text if answer.passage is not None else ""
    longer = f"{standing}\n{words}".strip()
    given = (
        Given(last.id, longer, None, answer.revision)
        if last.evidence is None
        else Given(last.id, None, longer, answer.revision)
    )
    why = _(
        "“{excerpt}” came right after your last message. Does it go with {name_of}?",
        excerpt=excerpt(words, 60),
        name_of=name_of(last),
    )
    return AskMeaning(
        words, why, (Choice(_("Add it to {name_of}", name_of=name_of(last)), (given,)), NOTE, LEAVE)
    )


def _longer(context: TurnContext, given: Given, words: str) -> Given:
    question = context.template.by_id.get(given.key)
    if question is None or question.kind.in_rows:
        return given
    if question.evidence is not None:
        return replace(given, words=f"{given.words or ''}\n{words}".strip())
    if speaks_in_words(question) and given.value:
        return replace(given, value=f"{given.value}\n{words}")
    return given
