"""What typed words are in the right to reply: they mean something only to those whom it asks, while it does."""

# ruff: noqa: E501 (a pattern that is cut anew at each change is harder to read than a long line)
from __future__ import annotations

import re

from dialogs.audits.stages import AUDITOR
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.features.manager_reply import (
    AgreeToAudit,
    DropChallenge,
    ShowReply,
    WriteReply,
    how_to_challenge,
)
from dialogs.features.reply_answers import (
    KEEP,
    AnswerChallenges,
    Given,
    ShowChallenges,
)
from dialogs.features.reply_objections import AcceptAnswers, ObjectToAnswer
from dialogs.understanding.speech import Speech, speech
from template_specs.model import ReplyStep
from template_specs.text import legible

_AGREE = re.compile(
    r"^(?:i |we )?(?:fully |completely )?(?:agree|agreed)(?: (?:with|to) (?:it|this|that|the audit|the answers?|all of it))?$"
)
_SEND = re.compile(r"^(?:please )?send(?: (?:it|my reply|the reply|now|it now))?$")
_COMMENT = re.compile(
    r"^(?:my )?(?:comment|reply)(?:\s*[:\-–—]\s*|\s+|$)(?P<words>.*)$", re.IGNORECASE | re.DOTALL
)
_CHALLENGE = re.compile(r"^(?:i )?challenge(?:\s*[:\-–—]\s*|\s+|$)(?P<words>.*)$", re.IGNORECASE | re.DOTALL)
_DROP = re.compile(
    r"^(?:drop|take out|withdraw)(?: (?:the )?(?:challenge (?:of )?)?(?P<grade>\S.*))?$", re.IGNORECASE
)
_KEEP = re.compile(r"^keep(?P<rest>(?:\s|[:\-–—]).*|)$", re.IGNORECASE | re.DOTALL)
_CHANGE = re.compile(
    r"^change(?:\s+(?P<grade>.{1,80}?))?\s+to\s+(?P<to>.{1,60}?)(?:\s+[-–—]+\s+|\s*[:–—]\s*|,?\s+because\s+)(?P<why>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_CHANGE_BARE = re.compile(r"^change(?:\s+(?P<grade>.{1,80}?))?\s+to\s+(?P<to>.{1,60}?)$", re.IGNORECASE)
_OBJECT = re.compile(r"^(?:i )?object(?:ion)?(?P<rest>(?:\s|[:\-–—]).*|)$", re.IGNORECASE | re.DOTALL)
_CUT = re.compile(
    r"^(?P<name>.{0,80}?)(?:\s*[-–—]+\s+|\s*[:–—]\s*|,?\s*\bbecause\s+)(?P<why>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_IS_REPLY = re.compile(
    r"^(?:(?:i |we )?(?:fully )?agree\b|(?:my )?(?:comment|reply)\b|(?:i )?challenge\b)", re.IGNORECASE
)


def looks_like_reply(text: str) -> bool:
    """Whether words with no audit in hand may be a manager's reply."""
    return _IS_REPLY.match(legible(text).strip()) is not None


def reply_words(context: TurnContext, words: str) -> Command | None:
    """The command that `words` are in the right to reply; None where they are none of its words."""
    step = context.asked.reply
    plain = " ".join(legible(words).lower().split()).rstrip(".! ")
    if step in (ReplyStep.ANSWER, ReplyStep.DECIDE) and context.parts & context.asked.complete:
        return _answering(words, plain)
    manages = "manager" in context.parts and (AUDITOR not in context.parts or step is ReplyStep.REPLY)
    had_it = context.audit.sent or context.audit.reopenings or step is ReplyStep.REPLY
    if not manages or context.route.questions or not had_it:
        return None
    if _AGREE.match(plain):
        return AgreeToAudit()
    if _SEND.match(plain):
        return WriteReply(send=True)
    comment = _COMMENT.match(words)
    if comment:
        said = comment["words"].strip()
        return WriteReply(comment=said) if said else ShowReply()
    challenge = _CHALLENGE.match(words)
    if challenge:
        said = challenge["words"].strip()
        return WriteReply(grade=said) if said else ShowReply(how=how_to_challenge(context))
    dropped = _DROP.match(words)
    if dropped and dropped["grade"]:
        return DropChallenge(dropped["grade"].strip())
    return None


def _answering(words: str, plain: str) -> Command | None:
    if _AGREE.match(plain):
        return AcceptAnswers()
    kept = _KEEP.match(words)
    if kept:
        name, why = _named(kept["rest"])
        return AnswerChallenges((Given(name, KEEP, why),))
    changed = _CHANGE.match(words)
    if changed:
        return AnswerChallenges(
            (Given((changed["grade"] or "").strip(), changed["to"].strip(), changed["why"]),)
        )
    bare = _CHANGE_BARE.match(words)
    if bare:
        return AnswerChallenges((Given((bare["grade"] or "").strip(), bare["to"].strip(), ""),))
    objected = _OBJECT.match(words)
    if objected:
        name, why = _named(objected["rest"])
        return ObjectToAnswer(name, why)
    return None


def _named(rest: str) -> tuple[str, str]:
    """ " 2.3 - the plan is old" is ("2.3", "the plan is old"); what follows a number alone is the reason too."""
    said = rest.strip()
    cut = _CUT.match(said)
    if cut:
        return cut["name"].strip(), cut["why"].strip()
    first, _, others = said.partition(" ")
    return (first, others.strip()) if first[:1].isdigit() else ("", said)


def unclear(context: TurnContext, words: str) -> Command | None:
    """What is said of words that are none of its own, where the right to reply asks the writer for theirs."""
    if context.route.questions or speech(words) is not Speech.CONTENT:
        return None
    if context.asked.reply is ReplyStep.REPLY and "manager" in context.parts and AUDITOR not in context.parts:
        return ShowReply(said=words)
    answers = context.asked.reply in (ReplyStep.ANSWER, ReplyStep.DECIDE)
    return ShowChallenges(said=words) if answers and context.parts & context.asked.complete else None
