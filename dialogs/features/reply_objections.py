"""The other auditor of a pair agrees with the answer to a challenge, or objects to it until the deadline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from dialogs.audits import replies
from dialogs.audits.events import EventKind
from dialogs.audits.permissions import Permission
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature
from dialogs.features import reply_stages
from dialogs.features.manager_reply import LEAST_REASON, LIMIT
from dialogs.features.reply_challenges import (
    given_back,
    meant,
    name_of_grade,
    names_of_grades,
    over,
    show_cards,
    too_late,
)
from template_specs.kinds import clean
from template_specs.sentences import _


@dataclass(frozen=True, slots=True)
class AcceptAnswers(Command):
    """The other auditor agrees with the answers."""

    permission = Permission.ANSWER_REPLY
    verbs = ("reply_accept",)


@dataclass(frozen=True, slots=True)
class ObjectToAnswer(Command):
    """The other auditor objects to an answer, with a reason."""

    permission = Permission.ANSWER_REPLY
    gives_back = True
    verbs = ("reply_object",)

    question: str
    """As in `Given`."""
    why: str

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        question = data.text("item")
        return cls(question, data.input(f"o:{question}") or "")

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.why


def accept(context: TurnContext, command: AcceptAnswers) -> TurnContext:
    """Agree with what the other auditor answered."""
    late = too_late(context)
    if late:
        return context.say(late)
    waiting = replies.to_accept(context.template, context.audit, context.turn.actor)
    if not waiting:
        return context.say(_nothing_to_accept(context))
    told = " ".join(reply_stages.outcome(context, c) for c in waiting)
    context = context.record(EventKind.ACKNOWLEDGED, replies.ACCEPT)
    if replies.is_settled(context.template, context.audit):
        return over(context, told)
    return show_cards(context.say(_("You agree. {told}", told=told)))


def object_to(context: TurnContext, command: ObjectToAnswer) -> TurnContext:
    """Object: the auditors have until the deadline to agree on an answer; then the QA lead decides."""
    late = too_late(context)
    if late:
        return given_back(context.say(late), command)
    waiting = replies.to_accept(context.template, context.audit, context.turn.actor)
    if not waiting:
        return given_back(context.say(_nothing_to_accept(context)), command)
    challenge = meant(context, waiting, command.question)
    words = clean(command.why).strip()
    if challenge is None:
        names = names_of_grades(context, waiting)
        return given_back(
            context.say(_("Which answer do you object to? Name one: {names}.", names=names)), command
        )
    if len(words.split()) < LEAST_REASON:
        return context.say(
            _(
                "Say why you object, in a sentence: object {question} - and why.",
                question=challenge.question,
            )
        )
    if len(words) > LIMIT:
        return given_back(
            context.say(_("Your reason holds up to {limit:,} characters. Shorten it, please.", limit=LIMIT)),
            command,
        )
    context = context.record(EventKind.ACKNOWLEDGED, f"{replies.OBJECT}/{challenge.question}", words=words)
    who, case = context.turn.actor.name, context.audit.case.reference
    day = reply_stages.until(context)
    context = context.tell_auditors(
        _(
            "{who} objects to the answer on {name} ({case}). Talk it over: either of you can answer it again "
            "until {day}. After that the QA lead decides.",
            who=who,
            name=name_of_grade(context, challenge),
            case=case,
            day=day,
        )
    )
    return show_cards(
        context.say(
            _(
                "Your objection on {name} is saved, and the other auditor is told. Either of you can answer "
                "it again until {day}. After that the QA lead decides.",
                name=name_of_grade(context, challenge),
                day=day,
            )
        )
    )


def _nothing_to_accept(context: TurnContext) -> str:
    if any(c.answer is None for c in replies.in_hand(context.template, context.audit)):
        return _("Nobody has answered the challenge yet. Type keep or change, the grade's number, and why.")
    return _("There is no answer of another auditor's for you to agree with or to object to.")


FEATURE = Feature(handlers={AcceptAnswers: accept, ObjectToAnswer: object_to})
