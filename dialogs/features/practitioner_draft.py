"""The practitioner answers the draft of an audit before it is submitted, where the form asks for that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from dialogs.audits.audit import State
from dialogs.audits.contributions import AGREES, DRAFT_ANSWERED, DRAFT_SENT
from dialogs.audits.events import EventKind
from dialogs.audits.permissions import Permission
from dialogs.audits.stages import current
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import DueNotice, Feature
from dialogs.conversation.subjects import DraftCard, ToldToRead
from dialogs.conversation.views import Notice, Sentence, View
from dialogs.features.practitioner_result import LIMIT, too_long
from dialogs.wording.practitioner_view import result_view
from template_specs.dates import moment
from template_specs.kinds import clean
from template_specs.sentences import _


@dataclass(frozen=True, slots=True)
class AnswerDraft(Command):
    """What the practitioner says to the draft; `agrees`: without anything to add."""

    permission = Permission.CONTRIBUTE
    verbs = ("draft_agree", "draft_answer")
    gives_back = True

    words: str = ""
    agrees: bool = False

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.input("words") or "", agrees=data.verb == "draft_agree")

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.words


def put_first(context: TurnContext) -> TurnContext | None:
    """The draft goes to the practitioner before the audit is submitted, once: the context after that; None
    where the form does not ask for it, or they have it."""
    audit, part = context.audit, context.template.practitioner
    if part is None or not part.draft or current(context.template, audit) != context.template.stages[0]:
        return None
    practitioner = audit.practitioner
    if practitioner is None or practitioner in audit.auditors or audit.contributions.draft is not None:
        return None
    context = context.record(EventKind.ACKNOWLEDGED, DRAFT_SENT)
    context = context.notify(Notice(practitioner, DraftCard()))
    return context.reply(
        Sentence(
            _(
                "{name} gets the draft first, and you hear what they say to it. Nothing has been submitted. "
                "You can go on changing answers. Type submit when you are ready.",
                name=context.name(practitioner),
            )
        )
    )


def awaited(context: TurnContext) -> str:
    """That the practitioner has not answered the draft, as a sentence; empty where they have."""
    draft = context.audit.contributions.draft
    here = current(context.template, context.audit)
    if draft is None or draft.answers or here != context.template.stages[0]:
        return ""
    return _(
        "{name} has had the draft since {moment} and has not answered it yet.",
        name=context.name(context.audit.practitioner),
        moment=moment(draft.at),
    )


def answer(context: TurnContext, command: AnswerDraft) -> TurnContext:
    """Keep it, and give it to the auditors in full."""
    draft, words = context.audit.contributions.draft, clean(command.words).strip()
    if draft is None:
        return context.reply(
            Sentence(_("You have not been sent a draft. You get a card here when there is one."))
        )
    if context.audit.state is not State.IN_PROGRESS:
        context = context.copy(_("What you wrote, to copy"), words) if words else context
        return _shown(context)
    if not words and not command.agrees:
        return _shown(context, problem=_("Write what you say to the draft, or agree with it."))
    if len(words) > LIMIT:
        return _shown(context, typed=words, problem=too_long(words))
    last = draft.answers[-1] if draft.answers else None
    said = last.passage.text if last is not None and last.passage is not None else ""
    if last is not None and said == words:
        return _shown(context)  # the same press again
    value = AGREES if command.agrees else None
    context = context.record(EventKind.ACKNOWLEDGED, DRAFT_ANSWERED, value, words or None)
    case, who = context.audit.case.reference, context.turn.actor.name
    text = (
        _("{who} has answered the draft of the audit of {case}:\n{words}", who=who, case=case, words=words)
        if words
        else _("{who} agrees with the draft of the audit of {case}.", who=who, case=case)
    )
    told = ToldToRead(context.told.turn)
    context = context.notify(
        *(Notice(person, told, text=text) for person in context.audit.auditors),
        Notice(context.turn.actor.id, DraftCard()),
    )
    names = context.names(context.audit.auditors)
    return _shown(context).reply(Sentence(_("Thank you. Your answer is with {names}.", names=names)))


def _shown(context: TurnContext, *, typed: str = "", problem: str = "") -> TurnContext:
    view = result_view(context, draft=True, typed=typed, problem=problem)
    return context.reply(view) if view is not None else context


def _card(context: TurnContext, about: DraftCard, due: DueNotice) -> View | None:
    if "practitioner" not in context.parts or context.audit.contributions.draft is None:
        return None
    return result_view(context, draft=True)


FEATURE = Feature(handlers={AnswerDraft: answer}, notices={DraftCard: _card})
