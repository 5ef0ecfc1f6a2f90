"""What needs somebody now: each thing in words, with the button that leads to it, and what that shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from dialogs.audits.audit import Key, Person, Role
from dialogs.audits.permissions import Permission
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature
from dialogs.conversation.subjects import ActionCard, SummaryCard
from dialogs.conversation.views import Action, Button, Need, WelcomeView
from dialogs.features import concerns
from dialogs.features.home import HELP_BUTTON, Ask
from dialogs.features.needs import ENOUGH
from dialogs.wording.summary_view import card_of
from template_specs.sentences import N_, _, worded

MOST_NEEDS = 6
"""Things shown at once: a phone's two screens."""


@dataclass(frozen=True, slots=True)
class ShowConcern(Command):
    """The card of a concern, for whoever was sent it."""

    permission = Permission.HEAR
    verbs = ("concern_show",)

    concern: str

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.text("concern"))


@dataclass(frozen=True, slots=True)
class ShowSummary(Command):
    """The summary of an audit, for whoever may read it."""

    permission = Permission.READ
    verbs = ("summary_show",)


@dataclass(frozen=True, slots=True)
class ShowAction(Command):
    """The card of one action, for its manager."""

    permission = Permission.REVIEW_ACTION
    verbs = ("action_show",)

    key: Key

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.text("item"))

    def within(self, context: TurnContext) -> Command:
        return self  # of the manager's cards, which are drawn only as far as they may be seen (`sight`)


_GONE = N_("This card is not part of the audit any more. Nothing has been changed.")


def show_concern(context: TurnContext, command: ShowConcern) -> TurnContext:
    """The concern's card, to read and to say so."""
    concern = concerns.find(context, command.concern)
    if concern is None:
        return context.say(_GONE)
    if not concerns.may_hear(context.turn.actor.id, context.audit, concern.id):
        return context.say(_("This concern was not sent to you. Nothing has been changed."))
    return context.reply(concerns.for_manager(context, concern))


def show_summary(context: TurnContext, command: ShowSummary) -> TurnContext:
    """The summary's card."""
    view = card_of(context, SummaryCard())
    return context.say(_GONE) if view is None else context.reply(view)


def show_action(context: TurnContext, command: ShowAction) -> TurnContext:
    """The action's card."""
    view = card_of(context, ActionCard(command.key))
    return context.say(_GONE) if view is None else context.reply(view)


# --- the greeting -------------------------------------------------------------------------------


def welcome(person: Person, needs: Sequence[Need], *, newcomer: bool, skip: int = 0) -> WelcomeView:
    """What is open for this person, the most urgent first; for a newcomer then what the bot does."""
    ordered = sorted(needs, key=lambda need: need.order)
    shown = tuple(ordered[skip : skip + MOST_NEEDS])
    more = max(len(ordered) - skip - len(shown), 0)
    buttons = [*_lists(person), HELP_BUTTON]
    if more:
        label = _("Show {more} more", more=more) if len(needs) < ENOUGH else _("Show more")
        buttons.insert(0, Button(label, Action(Ask.WORK, {"skip": skip + len(shown)})))
    about = _about(person) if newcomer else ()
    offered = [need.button.action for need in shown if need.button is not None]
    comes = map(worded, _comes_next(person, newcomer=newcomer))
    quiet = "" if ordered else " ".join((_("Nothing is needed from you now."), *comes))
    return WelcomeView(
        title=_("Hello {split}", split=person.name.split(" ")[0]),
        lines=about,
        offers=tuple(button for button in buttons if button.action not in offered),
        needs=shown,
        more=more,
        quiet=quiet,
    )


def _lists(person: Person) -> list[Button]:
    buttons = []
    if person.roles & {Role.AUDITOR}:
        buttons.append(Button(_("Show my audits"), Action(Ask.AUDITS)))
    elif person.roles & {Role.MANAGER, Role.SERVICE_MANAGER}:
        buttons.append(Button(_("Show my cases under audit"), Action(Ask.AUDITS)))
    if Role.QA_LEAD in person.roles:
        buttons.append(Button(_("Show the status"), Action(Ask.STATUS)))
    return buttons


_ABOUT: Mapping[Role, tuple[str, ...]] = {
    Role.AUDITOR: (
        N_("I take you through a case-file audit here in the chat, a few questions at a time."),
        N_("Every answer is saved as you give it, so you can stop and come back whenever you need to."),
        N_("When you submit, the manager gets the summary and the actions, and you hear what they say."),
    ),
    Role.MANAGER: (
        N_(
            "I bring you the results of case-file audits on your team's cases: the summary, each "
            "action as a card to review, and any immediate concern at once."
        ),
    ),
    Role.QA_LEAD: (
        N_("I walk your auditors through their case-file audits and bring the results to managers."),
        N_(
            "Type status to see how many audits are done, due and late, and which ones. Type open "
            "with a case reference to read an audit."
        ),
        N_("To give a submitted audit back, type reopen, its case reference, and why."),
    ),
    Role.MODERATOR: (
        N_(
            "When an audit reaches moderation, it comes to you here. You see the auditor's grades "
            "and what they saw, and give your own."
        ),
    ),
    Role.IRO: (
        N_("When a case that you review or chair is audited, I ask you here for your own view of it."),
    ),
    Role.PRACTITIONER: (
        N_(
            "When a case of yours is audited and the form asks for your view, I ask you for it here, "
            "in your own words. It takes a few minutes."
        ),
    ),
}
_ABOUT_NOBODY = (N_("I walk auditors through case-file audits, and bring the results to managers."),)
_NEXT: Mapping[Role, str] = {
    Role.AUDITOR: N_("Your QA lead sends the list of cases on the first working day of the month."),
    Role.MANAGER: N_("A summary comes here when an audit of one of your cases is submitted."),
    Role.MODERATOR: N_("A card comes here when an audit reaches moderation."),
    Role.IRO: N_("A card comes here when an audit asks for your view."),
    Role.PRACTITIONER: N_("A card comes here when an audit asks for your own words."),
    Role.QA_LEAD: N_("Type status to see how many audits are done, due and late."),
}


def _told(role: Role, person: Person) -> bool:
    if role is Role.MANAGER:
        return bool(person.roles & {Role.MANAGER, Role.SERVICE_MANAGER})
    return role in person.roles


def _about(person: Person) -> tuple[str, ...]:
    """For several roles, what each brings: in full for the first, one sentence for the others."""
    first, *others = [lines for role, lines in _ABOUT.items() if _told(role, person)] or [_ABOUT_NOBODY]
    return (*first, *(lines[0] for lines in others))


def _comes_next(person: Person, *, newcomer: bool) -> tuple[str, ...]:
    """What comes to somebody by itself.  A newcomer reads below what the bot does, and needs it once."""
    return tuple(
        sentence
        for role, sentence in _NEXT.items()
        if _told(role, person) and (role is Role.AUDITOR or not newcomer)
    )


def counted(needs: Sequence[Need]) -> str:
    """For a group chat: how many things are open, and nothing of what they are."""
    count = len(needs)
    if not count:
        return _("Nothing is needed from you now.")
    return _(
        "You have {detail} to do: see our own chat.",
        detail=_("1 thing") if count == 1 else _("{count} things", count=count),
    )


FEATURE = Feature(handlers={ShowConcern: show_concern, ShowSummary: show_summary, ShowAction: show_action})
