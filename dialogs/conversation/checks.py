"""The form's own checks across answers: what they point out, once or for as long as it is so."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.audits.events import CHECK, EventKind
from dialogs.audits.route import look_through
from dialogs.conversation.context import TurnContext, name_of
from template_specs.conditions import holds
from template_specs.model import Check, Question


def after_answer(context: TurnContext, key: str) -> TurnContext:
    """The context after what the answer under `key` gives reason to ask about, each once for an answer."""
    context = without_settled(context)
    for owner in context.template.checks_on.get(key, ()):
        question = context.template.by_id[owner]
        for code, check in _firing(context, question):
            if check.hold:
                context = context if owner == key else context.say(f"{name_of(question)}: {check.say}")
            elif owner not in context.conversation.challenges and not _asked_before(context, owner, code):
                answer = context.audit.answer(owner)
                value = answer.value if answer is not None else None
                context = context.record(EventKind.CHALLENGED, owner, value, thin=code)
                challenges = {**context.conversation.challenges, owner: code}
                context = context.with_conversation(challenges=challenges)
                context = context if owner == key else context.say(f"{name_of(question)}: {check.say}")
    return context


def without_settled(context: TurnContext) -> TurnContext:
    """Without what was asked about and is not so any more, through an answer here or anybody else's."""
    open_still = {
        key: why
        for key, why in context.conversation.challenges.items()
        if not why.startswith(CHECK) or why in dict(_firing(context, context.template.by_id[key]))
    }
    if len(open_still) == len(context.conversation.challenges):
        return context
    return context.with_conversation(challenges=open_still)


def holding(context: TurnContext, question: Question) -> str:
    """What must be put right at `question` before a submission, in the form's words; empty where nothing."""
    if not any(check.hold for check in question.checks):
        return ""
    return next((check.say for _, check in _firing(context, question) if check.hold), "")


def asked_about(question: Question, why: str) -> Check | None:
    """The check that was asked about; None where evidence was."""
    number = why.removeprefix(CHECK)
    if not why.startswith(CHECK) or not number.isdecimal() or int(number) >= len(question.checks):
        return None
    return question.checks[int(number)]


def _firing(context: TurnContext, question: Question) -> Iterator[tuple[str, Check]]:
    if question.id not in context.whole or context.audit.answer(question.id) is None:
        return
    look = look_through(context.template, context.audit)
    for number, check in enumerate(question.checks):
        if holds(check.when, look):
            yield f"{CHECK}{number}", check


def _asked_before(context: TurnContext, key: str, code: str) -> bool:
    answer = context.audit.answer(key)
    value = answer.value if answer is not None else None
    return f"{key}={value} {code}" in context.audit.challenged
