"""What stands at a question for whoever types, and what their words would add to it."""

from __future__ import annotations

from dialogs.audits.route import speaks_in_words
from dialogs.conversation import checks
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.given import Choice, Given
from dialogs.conversation.pending import AwaitingEvidence
from dialogs.features.save_page import SavePage
from dialogs.understanding import doubts
from template_specs.kinds import Refusal, beginning, clean, read
from template_specs.model import Question
from template_specs.sentences import _


def seen_revision(context: TurnContext, question: Question) -> int:
    """The revision of the answer that this person has seen at `question`: 0 for one of somebody else's that
    was given without their knowing."""
    if question.id == context.conversation.asked:
        return context.conversation.asked_revision
    answer = context.audit.answer(question.id)
    if answer is None:
        return 0
    return answer.revision if answer.by == context.turn.actor.id else 0


def added(
    context: TurnContext, question: Question, words: str, seen: int, *, anew: bool = False
) -> str | None:
    """`words` after what stood when the question was asked: they add to it and do not replace it.

    `anew`: an answer comes with them, so they stand in place of what went with another answer.
    """
    if question.evidence is None and not words:
        return None
    answers = context.audit.history.get(question.id, ())
    answer = answers[seen - 1] if 0 < seen <= len(answers) else None
    standing = answer.passage.text if answer is not None and answer.passage is not None else ""
    graded = answer is not None and answer.value is not None
    if question.evidence is None or (anew and graded) or clean(words) in standing:
        return words if clean(words) not in standing or not standing or anew else standing
    return f"{standing}\n{words}".strip()


def waits_for_evidence(context: TurnContext, question: Question) -> bool:
    """Whether the bot has asked what was seen for the answer that stands."""
    if question.evidence is None:
        return False
    if question.id in context.conversation.challenges:
        return checks.asked_about(question, context.conversation.challenges[question.id]) is None
    pending = context.conversation.pending
    if isinstance(pending, AwaitingEvidence) and pending.key == question.id:
        return True
    answer = context.audit.answer(question.id)
    return answer is not None and answer.value is not None and answer.passage is None


def is_contested(context: TurnContext, question: Question) -> bool:
    """Whether this person's own version is kept beside somebody else's: words alone are for neither."""
    draft = context.conversation.drafts.get(question.id)
    return (
        question.evidence is not None and draft is not None and draft.stale and not is_mine(context, question)
    )


def seen_there(context: TurnContext, question: Question, words: str, seen: int) -> Choice:
    """The choice that `words` are what was seen, for `question`."""
    given = Given(question.id, None, added(context, question, words, seen), seen)
    return Choice(_("What I saw, for {short_name}", short_name=short_name(question)), (given,))


def to_last(context: TurnContext, place: Question, words: str) -> tuple[Choice, ...]:
    """`words` added to what was answered last, where that takes words."""
    last = context.template.by_id.get(context.conversation.answered)
    if last is None or last == place or last.id not in context.route or not is_mine(context, last):
        return ()
    if last.evidence is None and not last.kind.free_text:
        return ()
    return (Choice(_("Add it to {name_of}", name_of=name_of(last)), (more(context, last, words),)),)


def more(context: TurnContext, question: Question, words: str) -> Given:
    """`words` added to what stands at `question`."""
    seen = seen_revision(context, question)
    answer = context.audit.answer(question.id)
    standing = answer.passage.text if answer is not None and answer.passage is not None else ""
    joined = f"{standing}\n{words}".strip()
    if question.evidence is None:
        return Given(question.id, joined, None, seen)
    return Given(question.id, None, joined, seen)


def is_mine(context: TurnContext, question: Question) -> bool:
    """Whether the answer that stands at `question` is the actor's, or there is none."""
    answer = context.audit.answer(question.id)
    return answer is None or answer.by == context.turn.actor.id


def is_answer(context: TurnContext, question: Question, words: str) -> bool:
    """Whether `words` begin with an answer to `question`."""
    lines = (words, doubts.unwrapped(words).words)
    return any(beginning(question, line, context.turn.today) for line in lines)


def gives_another(context: TurnContext, question: Question, words: str) -> bool:
    """Whether `words` give an answer other than the one that a newer message has given."""
    if question.kind.in_rows or speaks_in_words(question):
        return False
    begun, stands = beginning(question, words, context.turn.today), value_of(context, question)
    return begun is not None and stands is not None and not same(context, question, begun.value, stands)


def value_of(context: TurnContext, question: Question) -> str | int | bool | tuple[str, ...] | None:
    """The answer that stands at `question`; None where there is none, or it is in words."""
    answer = context.audit.answer(question.id)
    value = answer.value if answer is not None else None
    return None if isinstance(value, dict) else value


def same(context: TurnContext, question: Question, raw: str, stands: object) -> bool:
    """Whether `raw` gives the answer that stands."""
    value = read(question, raw, context.turn.today)
    return not isinstance(value, Refusal) and value.clear == stands


def saved(given: Given) -> SavePage:
    """The command that saves one answer."""
    return SavePage((given,))


def short_name(question: Question) -> str:
    """The number of `question`, or its name where it has none."""
    return question.shown_number or question.name
