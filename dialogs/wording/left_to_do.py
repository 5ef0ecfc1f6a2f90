"""What is still to do, in words: how many questions are left, and what each one lacks."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.audits.route import speaks_in_words
from dialogs.conversation.context import TurnContext, number_of
from dialogs.conversation.pages import Page
from template_specs.model import NOT_APPLICABLE, Question
from template_specs.sentences import _, ngettext

MOST_NAMED = 5
"""Questions named in one sentence; of more, the rest are counted."""
SHORT_NAME = 60


def to_go(count: int) -> str:
    """How many required questions are still open, as a sentence."""
    if count == 0:
        return _("All done.")
    return _("{questions} to go.", questions=questions(count))


def questions(count: int) -> str:
    """ "1 question", "65 questions"."""
    return f"{count} {_noun(count)}"


def changed(opened: int, closed: int) -> str:
    """How an answer has changed the number of questions, as a sentence; empty where it has not."""
    parts = []
    if opened:
        parts.append(
            ngettext(
                "there is {opened} more {noun}",
                "there are {opened} more {noun}",
                opened,
                opened=opened,
                noun=_noun(opened),
            )
        )
    if closed:
        parts.append(
            ngettext(
                "{questions} is not needed any more",
                "{questions} are not needed any more",
                closed,
                questions=questions(closed),
            )
        )
    return _("Because of that answer {parts}.", parts=_(" and ").join(parts)) if parts else ""


def lacks(context: TurnContext, question: Question) -> str:
    """What `question` still needs: "grade", "what you saw", "your answer"; empty where nothing."""
    if not question.required or question.id in context.whole.complete:
        return ""
    if question.kind.in_rows:
        left = question.least_rows - len(context.audit.rows.get(question.id, ()))
        return _("{left} more", left=left) if question.least_rows > 1 else _("at least one")
    answer = context.audit.answer(question.id)
    if speaks_in_words(question) or answer is None or answer.value is None:
        return question.kind.lacking
    if answer.value == NOT_APPLICABLE:
        return _("the reason why it does not apply")
    if question.evidence is None or not question.evidence.needed(answer.value) or answer.passage is not None:
        return _("another answer")  # what was chosen cannot be chosen any more
    return _("what you saw")


def begun(context: TurnContext, question: Question) -> bool:
    """Whether anything at all was given at `question`."""
    return question.id in context.audit.history or bool(context.audit.rows.get(question.id))


def begun_by_somebody(context: TurnContext, question: Question) -> bool:
    """Whether anything was given at `question` besides what the bot filled in when the audit was begun."""
    answer = context.audit.answer(question.id)
    filled_in = bool(question.prefill) and answer is not None and answer.revision == 1
    return begun(context, question) and not filled_in


def on_page(context: TurnContext, page: Page) -> tuple[str, ...]:
    """What is still to do on `page`, each with its question: "1.1 what you saw", "1.2"."""
    found = []
    for question in page.questions:
        lacking = lacks(context, question)
        if lacking:
            name = number_of(question) or _short(question.name)
            found.append(f"{name} {lacking}" if begun(context, question) else name)
    return tuple(found)


def listed(names: Sequence[str]) -> str:
    """ "1.1 what you saw, 1.2 and 3 more"."""
    shown, more = names[:MOST_NAMED], len(names) - MOST_NAMED
    return ", ".join(shown) + (_(" and {more} more", more=more) if more > 0 else "")


def _noun(count: int) -> str:
    return "question" if count == 1 else "questions"


def _short(name: str) -> str:
    return name if len(name) <= SHORT_NAME else f"{name[:SHORT_NAME].rsplit(' ', 1)[0]}…"
