"""The changes that were asked for when an audit was given back, and have not been made yet."""

from __future__ import annotations

from dialogs.audits.audit import State
from dialogs.audits.stages import AUDITOR
from dialogs.conversation.context import TurnContext, name_of
from template_specs.model import Question
from template_specs.sentences import _
from template_specs.text import excerpt, listed

LONGEST = 400
"""Characters of a reason."""


def still_asked(context: TurnContext) -> tuple[Question, ...]:
    """The questions at which a change was asked for that nobody has answered anew since, in the form's order;
    none for whoever does not audit the case."""
    audit = context.audit
    if audit.state is not State.IN_PROGRESS or not audit.returned or AUDITOR not in context.parts:
        return ()
    last = audit.returned[-1]
    asked = {remark.question for remark in last.remarks}
    changed = {key.partition("/")[0] for key, answers in audit.history.items() if answers[-1].at > last.at}
    return tuple(q for q in context.route.questions if q.id in asked - changed)


def why_back(context: TurnContext) -> str:
    """Who gave the audit back and why, for its auditors until one of them has answered something anew; empty
    where it was not, or for nothing but the changes asked for."""
    audit = context.audit
    if audit.state is not State.IN_PROGRESS or not audit.returned or AUDITOR not in context.parts:
        return ""
    last = audit.returned[-1]
    why = last.passage.text if last.passage is not None else ""
    if not why or any(answers[-1].at > last.at for answers in audit.history.values()):
        return ""
    return _(
        "{name} gave it back: “{why}”.", name=context.name(last.by), why=excerpt(why.rstrip("."), LONGEST)
    )


def named(questions: tuple[Question, ...]) -> str:
    """ "2.3 Contact with the referrer and 3.9 Identity"."""
    return listed((name_of(question).rstrip("?. ") for question in questions), "and")
