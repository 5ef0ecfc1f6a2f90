"""After submission: the manager acknowledges and reviews actions; the QA lead reopens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from dialogs.audits.audit import Key
from dialogs.audits.events import EventKind
from dialogs.audits.permissions import Permission
from dialogs.conversation.card_data import CardData
from dialogs.conversation.cells import cells_of
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import DueNotice, Feature
from dialogs.conversation.row_reading import read_cells, split_cells
from dialogs.conversation.sight import Full, sight
from dialogs.conversation.subjects import ActionCard, ConcernCard, ManagersCard, SummaryCard, acknowledged
from dialogs.conversation.views import Notice, View
from dialogs.features import concerns, panel_endings
from dialogs.features.handover import cards_of_manager, cards_of_stage
from dialogs.wording.summary_view import (
    acknowledgement,
    action_view,
    actions_of,
    card_of,
    supervision_columns,
)
from template_specs.dates import clock
from template_specs.kinds import clean
from template_specs.model import Part
from template_specs.sentences import N_, _

LEAST_REASON = 10
"""Characters of a reason for reopening."""


@dataclass(frozen=True, slots=True)
class Acknowledge(Command):
    """The manager has read it: subject "summary", "concern/ID" or a row's key."""

    verbs = ("ack",)

    subject: str

    @property
    def permission(self) -> Permission:
        """A concern's card is answered by whoever was sent it, the others by the manager."""
        return Permission.HEAR if isinstance(self.managers_card, ConcernCard) else Permission.ACKNOWLEDGE

    @property
    def managers_card(self) -> ManagersCard:
        return acknowledged(self.subject)

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.text("subject"))


@dataclass(frozen=True, slots=True)
class ReviewAction(Command):
    """The supervision columns of one action, filled by the manager."""

    permission = Permission.REVIEW_ACTION
    verbs = ("action_review",)

    key: Key
    cells: Mapping[str, str]
    revision: int = 0

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.text("item"), data.cells(), data.number("rev"))

    @property
    def managers_card(self) -> ManagersCard:
        return ActionCard(self.key)

    def within(self, context: TurnContext) -> Command:
        return self  # of the manager's cards, which are drawn only as far as they may be seen (`sight`)

    def texts(self) -> Iterator[tuple[str, str]]:
        yield from ((self.key, text) for text in self.cells.values() if text)


@dataclass(frozen=True, slots=True)
class ReopenAudit(Command):
    """The QA lead gives a submitted audit back to its auditors, with a reason."""

    permission = Permission.REOPEN

    why: str

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.why


def acknowledge(context: TurnContext, command: Acknowledge) -> TurnContext:
    """The manager has read a summary, an action or a concern; the auditors hear of it, once."""
    card = acknowledged(command.subject)
    if isinstance(card, ConcernCard):
        concern = concerns.find(context, card.concern)
        if concern is None:
            return context.say(_("This concern is not part of the audit any more. Nothing has been changed."))
        return concerns.acknowledge(context, concern)
    view = card_of(context, card)
    if view is None:
        return context.say(_("This card is not part of the audit any more. Nothing has been changed."))
    if acknowledgement(context, command.subject) is not None or not _open(context, command.subject):
        return context.reply(view)
    context = context.record(EventKind.ACKNOWLEDGED, command.subject)
    context = context.notify(Notice(context.turn.actor.id, card))
    context = context.tell_auditors(
        _(
            "{name} acknowledged {named}.",
            name=context.turn.actor.name,
            named=_named(context, command.subject),
        )
    )
    changed = card_of(context, card)
    return context if changed is None else context.reply(changed)


def review_action(context: TurnContext, command: ReviewAction) -> TurnContext:
    """The supervision columns of an action.  Faults and stale cards keep what was typed, with the reason."""
    question = context.template.by_id.get(command.key.partition("/")[0])
    answer = context.audit.answer(command.key)
    if question is None or question.part is not Part.ACTIONS or "/" not in command.key:
        return context.say(_("This card is not part of the audit any more. Nothing has been changed."))
    if answer is None or answer.removed:
        return context.say(_("The auditors have taken this action out, so there is nothing to review."))
    columns = list(supervision_columns(question))
    typed = {c.id: clean(command.cells.get(c.id, "")).strip() for c in columns}
    current = cells_of(answer)
    if all(typed[c.id] == current.get(c.id, "") for c in columns):
        return _again(
            context,
            command,
            typed,
            _("Nothing has been saved yet. Fill in what was decided, then record it."),
        )
    if command.revision < answer.revision:
        who = context.name(answer.by)
        why = _(
            "{who} changed this action at {clock}. What you wrote is below; record it again.",
            who=who,
            clock=clock(answer.at),
        )
        return _again(context, command, typed, why)
    read = read_cells(columns, typed, context)
    if isinstance(read, str):
        return _again(context, command, typed, read)
    clear, words = split_cells(columns, read, answer)
    context = context.record(EventKind.ANSWERED, command.key, clear, words)
    context = context.notify(Notice(context.turn.actor.id, ActionCard(command.key)))
    context = context.tell_auditors(
        _("{name} reviewed {named}.", name=context.turn.actor.name, named=_named(context, command.key))
    )
    view = card_of(context, ActionCard(command.key))
    return context if view is None else context.reply(view)


def reopen(context: TurnContext, command: ReopenAudit) -> TurnContext:
    """The QA lead gives the audit back to its auditors, with a reason that stays on the trail."""
    why = clean(command.why).strip()
    case = context.audit.case.reference
    if len(why) < LEAST_REASON:
        return context.say(
            _(
                "Why are you reopening it? Type, for example: reopen {case} because the plan was missed "
                "in section 5.",
                case=case,
            )
        )
    had_been_sent = context.audit.sent
    before = context.notify(*cards_of_stage(context))
    context = panel_endings.told(before, before.record(EventKind.REOPENED, words=why))
    manager = context.audit.manager
    if had_been_sent and manager is not None:
        context = context.notify(*cards_of_manager(context))
        told = _(
            "{name} has reopened the audit of {case}. {again}",
            name=context.turn.actor.name,
            case=case,
            again=_AGAIN,
        )
        context = context.notify(Notice(manager, context.told, text=told))
    who = _("the auditors and the manager") if had_been_sent else _("the auditors")
    unsent = "" if had_been_sent else _(" The manager has not been sent anything yet.")
    return context.ask_auditors(
        _(
            "{name} reopened the audit of {case}: {why}.",
            name=context.turn.actor.name,
            case=case,
            why=why.rstrip("."),
        )
    ).say(_("{case} is open again. We have told {who}.{unsent}", case=case, who=who, unsent=unsent))


_AGAIN = N_("You will get its summary again when it is submitted. Nothing is needed from you now.")


def _again(context: TurnContext, command: ReviewAction, typed: dict[str, str], why: str) -> TurnContext:
    full = sight(context)
    view = action_view(full, command.key, why, typed) if isinstance(full, Full) else None
    return context if view is None else context.reply(view)


def _open(context: TurnContext, subject: str) -> bool:
    answer = context.audit.answer(subject)
    return context.audit.sent and (answer is None or not answer.removed)


def _named(context: TurnContext, subject: str) -> str:
    case = context.audit.case.reference
    if subject == "summary":
        return _("the summary of {case}", case=case)
    number = next((n for n, row in enumerate(actions_of(context), 1) if row.key == subject), 0)
    return _("action {number} of {case}", number=number, case=case)


def _card(context: TurnContext, about: SummaryCard | ActionCard, due: DueNotice) -> View | None:
    return card_of(context, about)


FEATURE = Feature(
    handlers={Acknowledge: acknowledge, ReviewAction: review_action, ReopenAudit: reopen},
    notices={SummaryCard: _card, ActionCard: _card},
)
