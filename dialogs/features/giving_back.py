"""Whoever completes a later stage gives the audit back to its auditors: the whole, or with remarks on single
questions, which stand at those questions until it is submitted again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from dialogs.audits import returns, stages
from dialogs.audits.events import EventKind
from dialogs.audits.permissions import Permission
from dialogs.audits.stages import current
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.feature import Feature, simply
from dialogs.conversation.sight import Full, sight
from dialogs.conversation.state import OnScreen
from dialogs.conversation.views import Action, Button, Notice
from dialogs.features import panel_endings
from dialogs.features.handover import cards_of_manager, cards_of_stage
from dialogs.wording.changes_view import changes_view
from template_specs.kinds import clean
from template_specs.model import Question, Stage
from template_specs.sentences import _
from template_specs.text import excerpt

LEAST_REASON = 3
"""Words."""
LIMIT = 4000
"""Characters."""


@dataclass(frozen=True, slots=True)
class AskForChange(Command):
    """A remark on one question: what its auditors should change."""

    permission = Permission.GIVE_BACK
    verbs = ("change_ask",)
    gives_back = True

    question: str
    """Its number or name, as it was typed; from a card its id."""
    remark: str
    why: str = ""
    """The reason for all of it, which stands on the same card and goes with the audit alone."""

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.input("question") or "", data.input("remark") or "", data.input("why") or "")

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.remark
        yield "", self.why


@dataclass(frozen=True, slots=True)
class GiveBack(Command):
    """The audit goes back to its auditors, with every remark, and why."""

    permission = Permission.GIVE_BACK
    verbs = ("give_back",)
    gives_back = True

    why: str = ""
    question: str = ""
    remark: str = ""
    """A remark that stands in the boxes of the card and is not kept yet."""

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.input("why") or "", data.input("question") or "", data.input("remark") or "")

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.why
        yield "", self.remark


@dataclass(frozen=True, slots=True)
class ShowChanges(Command):
    """The card on which changes are asked for, with those asked for so far."""

    permission = Permission.GIVE_BACK
    verbs = ("changes",)
    typed = ("ask for changes", "ask for a change", "ask for change", "changes")


@dataclass(frozen=True, slots=True)
class DropChange(Command):
    """A remark that is not sent yet is taken out."""

    permission = Permission.GIVE_BACK
    verbs = ("change_drop",)

    question: str
    beside: AskForChange | None = None
    """What stands in the boxes of the card, and stays there."""

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.text("item"), AskForChange.from_card(data))


@dataclass(frozen=True, slots=True)
class LeaveChanges(Command):
    """Back to one's own questions: the audit is not given back, or not yet."""

    permission = Permission.GIVE_BACK
    verbs = ("changes_later",)

    beside: AskForChange
    """What stands in the boxes of the card."""

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(AskForChange.from_card(data))

    def texts(self) -> Iterator[tuple[str, str]]:
        yield from self.beside.texts()


def show_changes(
    context: TurnContext, *, problem: str = "", picked: str = "", remark: str = "", why: str = ""
) -> TurnContext:
    """The card; `problem`, and what was written that could not be kept."""
    full = sight(context)
    if not isinstance(full, Full):
        return context
    return context.reply(changes_view(full, problem=problem, picked=picked, remark=remark, why=why))


def leave_changes(context: TurnContext, command: LeaveChanges) -> TurnContext:
    """Keep the remark that stands in the boxes, and go back; a reason is part of giving back alone."""
    beside = command.beside
    if clean(beside.remark).strip():
        context, refused = _kept(context, beside)
        if refused:
            return _again(context, beside, refused)
    if clean(beside.why).strip():
        problem = _("The reason goes with the audit when you give it back. To go on without, empty its box.")
        return show_changes(context, problem=problem, why=beside.why)
    return context.with_conversation(view=OnScreen.PAGE, pending=None)


def _kept(context: TurnContext, asked: AskForChange) -> tuple[TurnContext, str]:
    """(the context with the remark, ""); or (the context as it was, why it cannot be kept)."""
    question = _named(context, asked.question)
    refused = _fault(context, question, asked)
    if question is None or refused:
        return context, refused
    words = clean(asked.remark).strip()
    return context.record(EventKind.ACKNOWLEDGED, f"{returns.REMARK}/{question.id}", words=words), ""


def _again(context: TurnContext, beside: AskForChange, problem: str = "") -> TurnContext:
    """The card with its boxes as they were."""
    return show_changes(
        context, problem=problem, picked=beside.question, remark=beside.remark, why=beside.why
    )


def drop_change(context: TurnContext, command: DropChange) -> TurnContext:
    """Take it out, and show the rest."""
    if any(remark.question == command.question for remark in context.audit.remarks):
        context = context.record(EventKind.ACKNOWLEDGED, f"{returns.REMARK}/{command.question}")
    return _again(context, command.beside) if command.beside is not None else show_changes(context)


def ask_for_change(context: TurnContext, command: AskForChange) -> TurnContext:
    """Keep the remark until the audit is given back."""
    context, refused = _kept(context, command)
    if refused:
        return context.say(refused) if context.turn.typed else _again(context, command, refused)
    if not context.turn.typed:
        return show_changes(context, why=command.why)
    question = _named(context, command.question)
    button = Button(_("Give it back"), Action("give_back", {"audit": context.audit.id}), primary=True)
    count = len(context.audit.remarks)
    return context.say(
        _(
            "{name}: your remark is kept ({count} so far). The auditors get it when you give the audit back: "
            "type give back.",
            name=name_of(question) if question is not None else command.question,
            count=count,
        )
    ).offer(button)


def _fault(context: TurnContext, question: Question | None, command: AskForChange) -> str:
    """Why the remark cannot be kept; empty where it can."""
    if question is None and not command.question:
        return _("Choose the question first, then say what should change there.")
    if question is None:
        return _(
            "I found no question “{said}” that its auditors have answered. Type its number or its "
            "name, such as: ask for change 2.3 - and what is missing.",
            said=excerpt(command.question, 40),
        )
    words = clean(command.remark).strip()
    if len(words.split()) < LEAST_REASON or len(words) > LIMIT:
        return _("Say what should change at {name}, in a sentence.", name=name_of(question))
    return ""


def give_back(context: TurnContext, command: GiveBack) -> TurnContext:
    """Give it back, with a reason or at least one remark."""
    why = clean(command.why).strip()
    asked = AskForChange(command.question, command.remark, command.why)
    if clean(asked.remark).strip():
        context, refused = _kept(context, asked)
        if refused:
            return _again(context, asked, refused)
    if len(why.split()) < LEAST_REASON and not context.audit.remarks:
        if not context.turn.typed:
            problem = _("Say why you give it back, or ask for a change at a question.")
            return show_changes(context, problem=problem, why=command.why)
        return context.say(
            _(
                "Why do you give it back? Type, for example: give back because the plan was missed. For one "
                "question: ask for change 2.3 - and what is missing."
            )
        )
    return to_auditors(context, why)


def to_auditors(context: TurnContext, why: str) -> TurnContext:
    """The audit is open again for its auditors, who hear why and what is to be changed."""
    stage, had_been_sent = current(context.template, context.audit), context.audit.sent
    remarks, case, who = context.audit.remarks, context.audit.case.reference, context.turn.actor.name
    context = context.notify(*cards_of_stage(context))
    back = context.record(EventKind.REOPENED, stage.id if stage is not None else "", words=why)
    context = panel_endings.told(context, back)
    context = context.with_conversation(view=OnScreen.SUBMITTED, pending=None, asked="")
    manager = context.audit.manager
    if had_been_sent and manager is not None:
        told = _(
            "{who} has given the audit of {case} back to its auditors. You will get its summary again when "
            "it is submitted. Nothing is needed from you now.",
            who=who,
            case=case,
        )
        context = context.notify(*cards_of_manager(context))
        context = context.notify(Notice(manager, context.told, text=told))
    parts = [_("{who} has given the audit of {case} back to you", who=who, case=case)]
    parts[0] += f": {why}" if why else "."
    parts += [f"{_name(context, r.question)}: {r.passage.text}" for r in remarks]
    parts += [_("What is asked for stands at each question.")] if remarks else []
    return context.ask_auditors("\n".join(parts)).say(
        _("{case} is with its auditors again. You get it back when they submit it.", case=case)
    )


def said_before(context: TurnContext, stage: Stage) -> str:
    """That the answer which gives the audit back is still that of the time before; empty where it is not."""
    answer = context.audit.answer(stage.back_question) if stage.back_question else None
    back = next((r for r in reversed(context.audit.returned) if r.stage == stage.id), None)
    if answer is None or back is None or answer.value not in stage.back_answers or answer.at > back.at:
        return ""
    return _("This is your answer from before it was given back. Answer it again, with what is missing now.")


def reason(context: TurnContext, stage: Stage) -> str | None:
    """Why completing `stage` gives the audit back, as its form says by an answer; None where it does not."""
    answer = stages.gives_back(stage, context.audit)
    if answer is None:
        return None
    return answer.passage.text if answer.passage is not None else ""


def _named(context: TurnContext, said: str) -> Question | None:
    plain = " ".join(said.casefold().split())
    first = context.template.stages[0]
    if not plain:
        return None
    for question in context.whole.questions:
        names = {question.id.casefold(), question.name.casefold(), name_of(question).casefold()}
        if plain in names and context.template.stage_of(question) == first:
            return question
    return None


def _name(context: TurnContext, id: str) -> str:
    question = context.template.by_id.get(id)
    return name_of(question) if question is not None else id


FEATURE = Feature(
    handlers={
        AskForChange: ask_for_change,
        GiveBack: give_back,
        ShowChanges: simply(show_changes),
        DropChange: drop_change,
        LeaveChanges: leave_changes,
    }
)
