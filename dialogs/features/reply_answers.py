"""Challenged grades are answered: kept or changed, with a reason, by whoever gave them.

Either auditor of a pair answers; the other is told, and may object until the deadline.  What they leave open
the QA lead decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from dialogs.audits import replies
from dialogs.audits.events import EventKind
from dialogs.audits.manager_reply import Challenge
from dialogs.audits.permissions import Permission
from dialogs.audits.stages import AUDITOR
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature
from dialogs.conversation.told import ToldAsked
from dialogs.conversation.views import Notice
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
from dialogs.wording.reply_view import grade_name
from template_specs.dates import moment
from template_specs.kinds import Refusal, clean, read
from template_specs.model import ReplyStep
from template_specs.sentences import _
from template_specs.text import excerpt, listed

KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Given:
    """What is said of one challenged grade."""

    question: str
    """Its id; typed, what it was called (empty: the only one)."""
    grade: str
    """A code, or as it was typed; KEEP: as it stands."""
    why: str
    seen: int | None = None
    """How many answers there were on the card; None where it was typed."""


@dataclass(frozen=True, slots=True)
class AnswerChallenges(Command):
    """Challenged grades are kept or changed."""

    permission = Permission.ANSWER_REPLY
    gives_back = True
    verbs = ("reply_answer",)

    given: tuple[Given, ...]

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        seen = data.data.get("seen")
        asked = seen if isinstance(seen, Mapping) else {}
        given = (
            Given(
                str(id),
                data.input(f"g:{id}") or "",
                data.input(f"w:{id}") or "",
                count if isinstance(count, int) else 0,
            )
            for id, count in asked.items()
        )
        return cls(tuple(g for g in given if g.why.strip()))

    def texts(self) -> Iterator[tuple[str, str]]:
        yield from (("", given.why) for given in self.given)


@dataclass(frozen=True, slots=True)
class ShowChallenges(Command):
    """The card again; `said`: what was typed and is no answer."""

    permission = Permission.ANSWER_REPLY
    said: str = ""


def answer(context: TurnContext, command: AnswerChallenges) -> TurnContext:
    """Keep each answer that has its reason; the other auditor hears of it; the last one ends the stage."""
    late = too_late(context)
    if late:
        return given_back(context.say(late), command)
    theirs = replies.to_answer(context.template, context.audit, context.turn.actor, context.turn.with_role)
    if not theirs:
        return given_back(context.say(_not_theirs(context)), command)
    if not command.given:
        return reply_stages.show(
            context, problem=_("Say why you keep or change the grade, then save your answer.")
        )
    kept: dict[str, str] = {}
    problems, saved = [], []
    for given in command.given:
        challenge = meant(context, theirs, given.question)
        problem, grade = _checked(context, challenge, given)
        if challenge is None or problem:
            problems.append(problem)
            kept[challenge.question if challenge is not None else given.question] = given.why
            continue
        key = f"{replies.ANSWER}/{challenge.question}"
        context = context.record(EventKind.ACKNOWLEDGED, key, grade, clean(given.why).strip())
        saved.append(challenge)
    if saved:
        context = _after_answers(context, tuple(saved))
    if problems and context.turn.typed:
        return context.say(*dict.fromkeys(problems))
    if problems:
        full = reply_stages.show(context, problem=" ".join(dict.fromkeys(problems)))
        return full.copy(_("What you wrote, to copy"), "\n\n".join(kept.values()))
    return context


def _checked(context: TurnContext, challenge: Challenge | None, given: Given) -> tuple[str, str]:
    """(why this cannot be saved, the code of the grade)."""
    if challenge is None:
        return _which(context, given), ""
    problem = _answered_before(context, challenge, given)
    if problem:
        return problem, ""
    grade = _grade(context, challenge, given)
    if isinstance(grade, Refusal):
        return grade.sentence, ""
    return _lacks_reason(context, challenge, given), grade


def _which(context: TurnContext, given: Given) -> str:
    names = names_of_grades(context, replies.in_hand(context.template, context.audit))
    if not given.question:
        return _("Which grade is it? Name one: {names}.", names=names)
    return _(
        "Which grade is it? I found no challenge of “{said}”. Open: {names}.",
        said=excerpt(given.question, 40),
        names=names,
    )


def _answered_before(context: TurnContext, challenge: Challenge, given: Given) -> str:
    """That somebody answered it already, or since this person's card was shown; empty where nobody did."""
    last = challenge.answer
    if last is None:
        return ""
    named = {"who": context.name(last.by), "name": name_of_grade(context, challenge), "when": moment(last.at)}
    if not last.objections and context.asked.reply is not ReplyStep.DECIDE:
        return _("{who} answered {name} at {when}. Read it, then agree or object.", **named)
    if given.seen is not None and given.seen < len(challenge.answers):
        return _("{who} wrote about {name} at {when}. Read it, then save your answer again.", **named)
    return ""


def _grade(context: TurnContext, challenge: Challenge, given: Given) -> str | Refusal:
    """The code of the grade that is kept or given; a refusal where it is none of the grade's own scale."""
    if given.grade == KEEP:
        return challenge.answer.grade if challenge.answer is not None else challenge.grade
    question = context.template.by_id[challenge.given]
    steps = context.template.scales[question.scale].options
    outcome = read(question, given.grade, context.turn.today)
    if not isinstance(outcome, Refusal) and outcome.clear in {step.code for step in steps}:
        return str(outcome.clear)
    labels = listed(step.label for step in steps)
    said = excerpt(given.grade, 40)
    return Refusal(_("“{said}” is not one of its grades. Type {labels}.", said=said, labels=labels))


def _lacks_reason(context: TurnContext, challenge: Challenge, given: Given) -> str:
    words = clean(given.why).strip()
    if len(words.split()) < LEAST_REASON:
        return _(
            "Say why, in a sentence: the manager reads it with the grade ({name}).",
            name=name_of_grade(context, challenge),
        )
    if len(words) > LIMIT:
        return _(
            "This is {length:,} characters, and the box holds {limit:,}. Shorten it, please.",
            length=len(words),
            limit=LIMIT,
        )
    return ""


def _after_answers(context: TurnContext, saved: tuple[Challenge, ...]) -> TurnContext:
    reply = replies.sent(context.audit)
    challenges = tuple(c for c in (reply.challenges if reply is not None else ()) if _in(c, saved))
    told = " ".join(reply_stages.outcome(context, c) for c in challenges)
    if replies.is_settled(context.template, context.audit):
        return over(context, told)
    context = context.say(_("{told} Saved.", told=told))
    unanswered = [c for c in replies.in_hand(context.template, context.audit) if c.answer is None]
    if unanswered:
        context = context.say(
            _("Still to answer: {names}.", names=names_of_grades(context, tuple(unanswered)))
        )
    others = [p for p in context.audit.auditors if p != context.turn.actor.id]
    if AUDITOR in context.parts and others and context.asked.reply is ReplyStep.ANSWER:
        day = reply_stages.until(context)
        case = context.audit.case.reference
        context = context.say(
            _("{others} can object until {day}; then it counts.", others=context.names(others), day=day)
        )
        text = _(
            "{who} has answered the manager's reply on {case}. {told} If you agree, type agree; if not, type "
            "object and why, by {day}.",
            who=context.turn.actor.name,
            case=case,
            told=told,
            day=day,
        )
        context = context.notify(
            *(Notice(person, ToldAsked(context.told.turn), text=text) for person in others)
        )
    return show_cards(context)


def show(context: TurnContext, command: ShowChallenges) -> TurnContext:
    """The card, or what can be typed."""
    if not command.said:
        return reply_stages.show(context)
    waiting = replies.to_answer(context.template, context.audit, context.turn.actor, context.turn.with_role)
    unanswered = next((c for c in waiting if c.is_open), None)
    said = excerpt(command.said, 60)
    if unanswered is not None:
        return context.say(
            _(
                "I have not saved “{said}”. To answer the manager, type keep {question} - and why, or change "
                "{question} to {grade} - and why.",
                said=said,
                question=unanswered.question,
                grade=_another(context, unanswered),
            )
        )
    if replies.to_accept(context.template, context.audit, context.turn.actor):
        return context.say(
            _("I have not saved “{said}”. Type agree, or object and why you see it otherwise.", said=said)
        )
    return context.say(
        _(
            "I have not saved “{said}”. There is nothing more for you to say to the manager's reply now.",
            said=said,
        )
    )


def _another(context: TurnContext, challenge: Challenge) -> str:
    question = context.template.by_id[challenge.given]
    codes = [o.code for o in context.template.scales[question.scale].options if o.code != challenge.grade]
    return grade_name(context, challenge, codes[0]) if codes else _("another grade")


def _not_theirs(context: TurnContext) -> str:
    challenges = replies.in_hand(context.template, context.audit)
    givers = context.names(dict.fromkeys(c.giver for c in challenges)) if challenges else ""
    if givers:
        return _(
            "{givers} gave the grade that is challenged, and answers it. Nothing has been changed.",
            givers=givers,
        )
    return _("There is no challenge for you to answer here. Nothing has been changed.")


def _in(challenge: Challenge, among: tuple[Challenge, ...]) -> bool:
    return any(c.question == challenge.question for c in among)


FEATURE = Feature(
    handlers={
        AnswerChallenges: answer,
        ShowChallenges: show,
    },
)
