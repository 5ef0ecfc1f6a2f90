"""Words from an auditor to the practitioner ("ask Jo what happened on 3 March"), and the other way round."""

from __future__ import annotations

import re

from dialogs.audits.audit import State
from dialogs.audits.stages import AUDITOR
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.features.practitioner_draft import AnswerDraft
from dialogs.features.practitioner_questions import AnswerEnquiry, AskPractitioner
from dialogs.features.practitioner_result import GiveFeedback
from dialogs.wording.practitioner_view import is_due

_ASK = re.compile(
    r"^(?:(?:please|can you|could you|would you|will you|i want to|i would like to|i'd like to)\s+){0,2}"
    r"ask\s+(?P<whom>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_CALLED = ("the practitioner", "the social worker", "the worker", "practitioner", "social worker")
_ANSWER = re.compile(r"^(?:my )?answer\s*[:\-–—]\s*(?P<words>\S.*)$", re.IGNORECASE | re.DOTALL)
_DRAFT = re.compile(r"^(?:to the |the )?draft\s*[:\-–—]\s*(?P<words>\S.*)$", re.IGNORECASE | re.DOTALL)
_AGREE = re.compile(r"^(?:i )?agree(?:d)? with (?:the|this|your) draft$")
_FEEDBACK = re.compile(r"^(?:my )?feedback\s*[:\-–—]\s*(?P<words>\S.*)$", re.IGNORECASE | re.DOTALL)


def practitioner_words(context: TurnContext, words: str) -> Command | None:
    """The command that `words` are; None where they are none of these."""
    if AUDITOR in context.parts and context.audit.state in (State.ALLOCATED, State.IN_PROGRESS):
        return _asked(context, words)
    if "practitioner" not in context.parts:
        return None
    contributions = context.audit.contributions
    given = _ANSWER.match(words)
    if given and contributions.enquiries:
        return AnswerEnquiry("", given["words"])
    plain = " ".join(words.lower().split()).rstrip(".! ")
    if contributions.draft is not None and _AGREE.match(plain):
        return AnswerDraft(agrees=True)
    to_draft = _DRAFT.match(words)
    if to_draft and contributions.draft is not None:
        return AnswerDraft(to_draft["words"])
    feedback = _FEEDBACK.match(words)
    return GiveFeedback(feedback["words"]) if feedback and is_due(context) else None


def _asked(context: TurnContext, words: str) -> Command | None:
    asking = _ASK.match(words)
    if asking is None:
        return None
    whom = asking["whom"].strip()
    for name in _names(context):
        rest = whom[len(name) :]
        if whom.casefold().startswith(name.casefold()) and (not rest or not rest[0].isalnum()):
            return AskPractitioner(re.sub(r"^[\s,:\-–—]+", "", rest))
    return None


def _names(context: TurnContext) -> tuple[str, ...]:
    """What the practitioner is called, the longest first: a first name only where no auditor has it too."""
    practitioner = context.audit.practitioner
    name = context.turn.names.get(practitioner or "", "")
    first = name.split()[0] if name else ""
    others = {context.name(person).split()[0].casefold() for person in context.audit.auditors}
    own = [name] if name else []
    own += [first] if first and first.casefold() not in others else []
    return (*own, *_CALLED)
