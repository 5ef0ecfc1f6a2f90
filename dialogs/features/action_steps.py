"""What is done with an action that was sent: started, done with what shows it, checked, cancelled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from dialogs.audits.actions import FOLLOW, Change, Standing, Status
from dialogs.audits.audit import Key
from dialogs.audits.events import EventKind
from dialogs.audits.permissions import Permission
from dialogs.audits.restriction import opens_to
from dialogs.conversation.action_subjects import OwnActionCard
from dialogs.conversation.actions_now import rows_of, standing_of
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import DueNotice, Feature
from dialogs.conversation.subjects import ActionCard
from dialogs.conversation.views import Notice, View
from dialogs.wording.action_view import may_follow, sent_action_view
from template_specs.kinds import clean
from template_specs.sentences import N_, _

LEAST_WORDS = 10
"""Characters of what shows that an action is done, and of a reason."""
LIMIT = 2_000
"""Most characters of either."""
GONE = N_("This action is not part of the audit any more. Nothing has been changed.")


@dataclass(frozen=True, slots=True)
class OfAction(Command):
    """The base of those that are about one action and carry words."""

    permission = Permission.FOLLOW_ACTION
    box: ClassVar[str] = ""
    """The card's box that the words stand in; "": it has none."""

    key: Key
    words: str = ""

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.text("item"), (data.input(cls.box) or "") if cls.box else "")

    def within(self, context: TurnContext) -> Command:
        return self  # whether it is theirs, the handler asks (`may_follow`)

    def texts(self) -> Iterator[tuple[str, str]]:
        if self.words:
            yield "", self.words


@dataclass(frozen=True, slots=True)
class ShowSentAction(OfAction):
    """The card of an action, with what can be done with it."""

    verbs = ("action_follow",)


@dataclass(frozen=True, slots=True)
class StartAction(OfAction):
    """It is under way."""

    verbs = ("action_start",)


@dataclass(frozen=True, slots=True)
class FinishAction(OfAction):
    """It is done; the words are what shows it."""

    verbs = ("action_done",)
    box = "proof"


@dataclass(frozen=True, slots=True)
class TakeActionBack(OfAction):
    """It is not done after all, and why."""

    verbs = ("action_undone",)
    box = "undone"


@dataclass(frozen=True, slots=True)
class HandActionBack(OfAction):
    """It is not the owner's, and why: it goes back to the manager."""

    verbs = ("action_not_mine",)
    box = "not_mine"


def shown(context: TurnContext, key: Key, problem: str = "", **typed: str) -> TurnContext:
    """The card of the action as it is now."""
    view = sent_action_view(context, key, problem, typed)
    if view is None:
        return context.say(GONE)
    if context.turn.typed and problem:
        return context.say(problem)
    return context.reply(view)


def stepped(
    context: TurnContext, before: Standing, changes: dict[str, str], words: str = "", told: str = ""
) -> TurnContext:
    """The context after a step of the action; every card of it is owed anew, and `told` goes to whoever else
    answers for it."""
    actor = context.turn.actor.id
    key = f"{FOLLOW}/{before.key}"
    context = context.record(EventKind.ACKNOWLEDGED, key, changes, words or None)
    return owed(context, before, told, actor)


def owed(context: TurnContext, before: Standing, told: str, actor: str) -> TurnContext:
    """The cards of an action that has changed: of its manager, and of whoever has it now or had it."""
    after = standing_of(context.template, context.audit, before.key)
    if after is None:
        return context
    manager = context.audit.manager
    if manager:
        context = context.notify(Notice(manager, ActionCard(after.key)))
    for person in {p.owner for p in (before, after) if p.given and p.owner and p.owner != manager}:
        if opens_to(person, context.audit):
            context = context.notify(Notice(person, OwnActionCard(after.key)))
    if told:
        hears = {p for p in (manager, before.owner) if p and p != actor and opens_to(p, context.audit)}
        context = context.notify(*(Notice(p, context.told, text=told) for p in sorted(hears)))
    return context


def named(context: TurnContext, key: Key) -> str:
    """ "action 2 of TS-101"."""
    rows = rows_of(context.template, context.audit)
    number = next((n for n, row in enumerate(rows, 1) if row.key == key), 0)
    return _("action {number} of {case}", number=number, case=context.audit.case.reference)


def theirs(context: TurnContext, key: Key) -> Standing | None:
    """The action, where the actor may move it on."""
    stands = standing_of(context.template, context.audit, key)
    return stands if stands is not None and may_follow(context, stands) else None


def show(context: TurnContext, command: ShowSentAction) -> TurnContext:
    """The action's card."""
    return shown(context, command.key)


def start(context: TurnContext, command: StartAction) -> TurnContext:
    """It is under way from now on."""
    stands = theirs(context, command.key)
    if stands is None or stands.status is not Status.OPEN:
        return shown(context, command.key, moved_on(stands))
    context = stepped(context, stands, {Change.STATUS: Status.UNDER_WAY})
    return answered(
        shown(context, command.key), context, _("{named} is under way.", named=named(context, stands.key))
    )


def finish(context: TurnContext, command: FinishAction) -> TurnContext:
    """It is done, with what shows it."""
    stands = theirs(context, command.key)
    if stands is None or not stands.status.is_open:
        return shown(context, command.key, moved_on(stands))
    words, problem = enough(
        command.words,
        _("Write what shows that it is done, such as what was done, on which day, and where it is recorded."),
    )
    if problem:
        return shown(context, command.key, problem, proof=command.words)
    told = _(
        "{name} says that {named} is done: {words}",
        name=context.turn.actor.name,
        named=named(context, stands.key),
        words=words,
    )
    context = stepped(context, stands, {Change.STATUS: Status.DONE}, words, told)
    saved = _("{named} is done. The QA lead can check it.", named=named(context, stands.key))
    return answered(shown(context, command.key), context, saved)


def take_back(context: TurnContext, command: TakeActionBack) -> TurnContext:
    """It is under way again."""
    stands = theirs(context, command.key)
    if stands is None or stands.status is not Status.DONE:
        return shown(context, command.key, moved_on(stands))
    words, problem = enough(command.words, _("Write what is still to be done."))
    if problem:
        return shown(context, command.key, problem, undone=command.words)
    told = _(
        "{name} says that {named} is not done yet: {words}",
        name=context.turn.actor.name,
        named=named(context, stands.key),
        words=words,
    )
    context = stepped(context, stands, {Change.STATUS: Status.UNDER_WAY}, words, told)
    return answered(
        shown(context, command.key),
        context,
        _("{named} is under way again.", named=named(context, stands.key)),
    )


def hand_back(context: TurnContext, command: HandActionBack) -> TurnContext:
    """The manager has it again."""
    stands = theirs(context, command.key)
    if stands is None or not stands.given or stands.owner != context.turn.actor.id:
        return shown(context, command.key, moved_on(stands))
    words, problem = enough(command.words, _("Write why it is not yours, or whose it is."))
    if problem:
        return shown(context, command.key, problem, not_mine=command.words)
    told = _(
        "{name} says that {named} is not theirs, so it is with you again: {words}",
        name=context.turn.actor.name,
        named=named(context, stands.key),
        words=words,
    )
    context = stepped(context, stands, {Change.OWNER: ""}, words, told)
    who = context.name(context.audit.manager)
    said = _("{named} is with {who} again, who has your reason.", named=named(context, stands.key), who=who)
    return answered(shown(context, command.key), context, said)


def enough(typed: str, asked: str) -> tuple[str, str]:
    """(the words, why they are not enough)."""
    words = clean(typed).strip()
    if len(words) < LEAST_WORDS:
        return words, asked
    if len(words) > LIMIT:
        return words, _(
            "This is {words:,} characters and the box holds {limit:,}. Shorten it, please.",
            words=len(words),
            limit=LIMIT,
        )
    return words, ""


def moved_on(stands: Standing | None) -> str:
    """Why nothing was changed: the action has moved on since the card was drawn."""
    if stands is None:
        return ""
    return _("Somebody has changed this action since, so nothing was saved. Below is how it is now.")


def answered(pressed: TurnContext, typed: TurnContext, sentence: str) -> TurnContext:
    """The card for those who press; for those who type one sentence."""
    return typed.say(f"{sentence[:1].upper()}{sentence[1:]}") if typed.turn.typed else pressed


def _own(context: TurnContext, about: OwnActionCard, due: DueNotice) -> View | None:
    me, steps = context.turn.actor.id, context.audit.steps.get(about.key, ())
    had = any(step.changes.get(Change.OWNER) == me for step in steps)
    return sent_action_view(context, about.key) if had else None


FEATURE = Feature(
    handlers={
        ShowSentAction: show,
        StartAction: start,
        FinishAction: finish,
        TakeActionBack: take_back,
        HandActionBack: hand_back,
    },
    notices={OwnActionCard: _own},
)
