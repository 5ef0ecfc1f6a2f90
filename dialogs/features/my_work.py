"""What needs somebody now: each thing in words, with the button that leads to it, and what that shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from dialogs.audits.audit import Audit, AuditId, Concern, Key, Person, Role, State
from dialogs.audits.deadlines import due_of
from dialogs.audits.permissions import Permission
from dialogs.audits.stages import AUDITOR, current
from dialogs.conversation.card_data import CardData
from dialogs.conversation.cells import AUDITOR as BY_AUDITOR
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature
from dialogs.conversation.subjects import ActionCard, SummaryCard
from dialogs.conversation.views import Action, Button, Need, Urgency, WelcomeView
from dialogs.features import concerns
from dialogs.features.home import HELP_BUTTON, Ask
from dialogs.wording.summary_view import card_of
from template_specs.dates import LOCAL, moment
from template_specs.model import Column, Part, Question, Template

MOST_NEEDS = 6
"""Things shown at once: a phone's two screens."""
ENOUGH = 50
"""Of one kind of thing that are looked at: more are not counted one by one."""
OUTCOME_WANTED = timedelta(days=28)
"""How long after a concern was read its manager is asked what happened next."""


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


_GONE = "This card is not part of the audit any more. Nothing has been changed."


def show_concern(context: TurnContext, command: ShowConcern) -> TurnContext:
    """The concern's card, to read and to say so."""
    concern = concerns.find(context, command.concern)
    if concern is None:
        return context.say(_GONE)
    if not concerns.may_hear(context.turn.actor.id, context.audit, concern.id):
        return context.say("This concern was not sent to you. Nothing has been changed.")
    return context.reply(concerns.for_manager(context, concern))


def show_summary(context: TurnContext, command: ShowSummary) -> TurnContext:
    """The summary's card."""
    view = card_of(context, SummaryCard())
    return context.say(_GONE) if view is None else context.reply(view)


def show_action(context: TurnContext, command: ShowAction) -> TurnContext:
    """The action's card."""
    view = card_of(context, ActionCard(command.key))
    return context.say(_GONE) if view is None else context.reply(view)


# --- what is open, in words ---------------------------------------------------------------------


def _shows(label: str, verb: str, audit: AuditId, **data: str) -> Button:
    return Button(label, Action(verb, {"audit": audit, **data}))


def unsent_need(case: str) -> Need:
    """A concern of one's own that was written and not sent; its card follows."""
    return Need(Urgency.UNSENT, f"{case}: your concern has not been sent yet. It is below.")


def concern_need(audit: Audit, concern: Concern, raised_by: str) -> Need:
    """A concern to read."""
    text = f"{audit.case.reference}: an immediate concern, raised by {raised_by} on {moment(concern.at)}"
    button = _shows("Read the concern", "concern_show", audit.id, concern=concern.id)
    return Need(Urgency.CONCERN, text, button=button)


def outcome_need(audit: Audit, concern: Concern, today: date) -> Need | None:
    """What happened next about a concern that was read, as long as it is fresh; None for an old one."""
    if concern.acknowledged_at is None or concern.outcomes:
        return None
    if today - concern.acknowledged_at.astimezone(LOCAL).date() > OUTCOME_WANTED:
        return None
    text = f"{audit.case.reference}: what happened next about the immediate concern is not written yet"
    button = _shows("Write what happened", "concern_show", audit.id, concern=concern.id)
    return Need(Urgency.AWAITED, text, button=button)


def summary_need(template: Template, audit: Audit) -> Need:
    """A summary to read."""
    text = f"{audit.case.reference}: the summary of the audit ({template.short_title}) is ready to read"
    return Need(Urgency.SUMMARY, text, button=_shows("Read the summary", "summary_show", audit.id))


def action_need(
    template: Template, audit: Audit, key: Key, cells: Mapping[str, str], today: date
) -> Need | None:
    """An action to review; None for one that is done."""
    question = template.by_id.get(key.partition("/")[0])
    if question is None or question.part is not Part.ACTIONS:
        return None
    progress = _column(question, "progress")
    standing = "not reviewed yet"
    if progress is not None and progress.options:
        code = cells.get(progress.id, "")
        if code == progress.options[-1].code:
            return None
        standing = next((o.label.lower() for o in progress.options if o.code == code), standing)
    elif any(cells.get(c.id) for c in question.columns if c.filled_by != BY_AUDITOR):
        return None
    day = _column(question, "by_when")
    due = _day(cells.get(day.id, "")) if day is not None else None
    return Need(
        Urgency.ACTION,
        f"{audit.case.reference}: an action to review, {standing}",
        due,
        due is not None and due < today,
        _shows("Review it", "action_show", audit.id, item=key),
    )


def _column(question: Question, part: str) -> Column | None:
    return next((c for c in question.columns if c.part == part), None)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


_OWN_WORDS = {
    "practitioner": "we need your own words about your work with this family",
    "manager": "we need your own words as the manager",
    "iro": "we need your own view as IRO or conference chair",
}
"""What those are asked for who answer some questions of a stage that others complete."""


def part_need(
    template: Template,
    audit: Audit,
    parts: frozenset[str],
    progress: tuple[int, int],
    today: date,
) -> Need | None:
    """An audit that asks this person something now; `progress`: how many of the stage's questions are
    answered; None where it asks nothing."""
    stage = current(template, audit)
    if stage is None:
        return None
    case, due = audit.case.reference, due_of(template, audit)
    overdue = due is not None and due < today
    if AUDITOR in parts and stage is template.stages[0]:
        answered, total = progress
        if audit.state is State.ALLOCATED:
            button = _shows(f"Start {case}", "open", audit.id)
            text = f"{case}: an audit to start ({template.short_title})"
        else:
            count = f"{answered} of {total}"
            button = _shows(f"Continue {case} ({count})", "open", audit.id)
            text = f"{case}: {count} answered ({template.short_title})"
        return Need(Urgency.AUDIT, text, due, overdue, button)
    own = next((words for part, words in _OWN_WORDS.items() if part in parts), "")
    if parts & frozenset(stage.by) or not own:
        text = f"{case}: {stage.title} is with you"
        button = _shows(f"Open {case}", "open", audit.id)
    else:
        text = f"{case}: {own} ({stage.title if stage is not template.stages[0] else template.short_title})"
        button = _shows(f"Write on {case}", "open", audit.id)
    return Need(Urgency.AWAITED, text, due, overdue, button)


def programme_needs(overdue: int, unread: int, held_up: int) -> tuple[Need, ...]:
    """What a QA lead has to see to beside their own part."""
    needs = []
    if unread:
        things = "1 immediate concern has" if unread == 1 else f"{unread} immediate concerns have"
        button = Button("Show the concerns", Action(Ask.STATUS, {"which": "concerns"}))
        needs.append(Need(Urgency.CONCERN, f"{things} not been read by anybody", button=button))
    if overdue:
        things = "1 audit of the programme is" if overdue == 1 else f"{overdue:,} audits of the programme are"
        button = Button("Show what is overdue", Action(Ask.STATUS, {"which": "overdue"}))
        needs.append(Need(Urgency.AWAITED, f"{things} overdue", button=button))
    if held_up:
        things = "1 card has" if held_up == 1 else f"{held_up:,} cards have"
        button = Button("Show the status", Action(Ask.STATUS))
        needs.append(Need(Urgency.AWAITED, f"{things} not arrived", button=button))
    return tuple(needs)


# --- the greeting -------------------------------------------------------------------------------


def welcome(person: Person, needs: Sequence[Need], *, newcomer: bool, skip: int = 0) -> WelcomeView:
    """What is open for this person, the most urgent first; for a newcomer then what the bot does."""
    ordered = sorted(needs, key=lambda need: need.order)
    shown = tuple(ordered[skip : skip + MOST_NEEDS])
    more = max(len(ordered) - skip - len(shown), 0)
    buttons = [*_lists(person), HELP_BUTTON]
    if more:
        label = f"Show {more} more" if len(needs) < ENOUGH else "Show more"
        buttons.insert(0, Button(label, Action(Ask.WORK, {"skip": skip + len(shown)})))
    quiet = "" if ordered else " ".join(("Nothing is needed from you now.", *_comes_next(person)))
    return WelcomeView(
        title=f"Hello {person.name.split(' ')[0]}",
        lines=_about(person) if newcomer else (),
        offers=tuple(buttons),
        needs=shown,
        more=more,
        quiet=quiet,
    )


def _lists(person: Person) -> list[Button]:
    buttons = []
    if person.roles & {Role.AUDITOR}:
        buttons.append(Button("Show my audits", Action(Ask.AUDITS)))
    elif person.roles & {Role.MANAGER, Role.SERVICE_MANAGER}:
        buttons.append(Button("Show my cases under audit", Action(Ask.AUDITS)))
    if Role.QA_LEAD in person.roles:
        buttons.append(Button("Show the status", Action(Ask.STATUS)))
    return buttons


_ABOUT: Mapping[Role, tuple[str, ...]] = {
    Role.AUDITOR: (
        "I take you through a case-file audit here in the chat, a few questions at a time.",
        "Every answer is saved as you give it, so you can stop and come back whenever you need to.",
        "When you submit, the manager gets the summary and the actions, and you hear what they say.",
    ),
    Role.MANAGER: (
        "I bring you the results of case-file audits on your team's cases: the summary, each action as a "
        "card to review, and any immediate concern at once.",
    ),
    Role.QA_LEAD: (
        "I walk your auditors through their case-file audits and bring the results to managers.",
        "Type status to see how many audits are done, due and late, and which ones. Type open with a case "
        "reference to read an audit.",
        "To give a submitted audit back, type reopen, its case reference, and why.",
    ),
    Role.MODERATOR: (
        "When an audit reaches moderation, it comes to you here. You see the auditor's grades and what they "
        "saw, and give your own.",
    ),
    Role.IRO: ("When a case that you review or chair is audited, I ask you here for your own view of it.",),
    Role.PRACTITIONER: (
        "When a case of yours is audited and the form asks for your view, I ask you for it here, in your "
        "own words. It takes a few minutes.",
    ),
}
_ABOUT_NOBODY = ("I walk auditors through case-file audits, and bring the results to managers.",)
_NEXT: Mapping[Role, str] = {
    Role.AUDITOR: "Your QA lead sends the list of cases on the first working day of the month.",
    Role.MANAGER: "A summary comes here when an audit of one of your cases is submitted.",
    Role.MODERATOR: "A card comes here when an audit reaches moderation.",
    Role.IRO: "A card comes here when an audit asks for your view.",
    Role.PRACTITIONER: "A card comes here when an audit asks for your own words.",
    Role.QA_LEAD: "Type status to see how many audits are done, due and late.",
}


def _told(role: Role, person: Person) -> bool:
    if role is Role.MANAGER:
        return bool(person.roles & {Role.MANAGER, Role.SERVICE_MANAGER})
    return role in person.roles


def _about(person: Person) -> tuple[str, ...]:
    """For several roles, what each brings: in full for the first, one sentence for the others."""
    first, *others = [lines for role, lines in _ABOUT.items() if _told(role, person)] or [_ABOUT_NOBODY]
    return (*first, *(lines[0] for lines in others))


def _comes_next(person: Person) -> tuple[str, ...]:
    return tuple(sentence for role, sentence in _NEXT.items() if _told(role, person))


def counted(needs: Sequence[Need]) -> str:
    """For a group chat: how many things are open, and nothing of what they are."""
    count = len(needs)
    if not count:
        return "Nothing is needed from you now."
    return f"You have {'1 thing' if count == 1 else f'{count} things'} to do: see our own chat."


FEATURE = Feature(handlers={ShowConcern: show_concern, ShowSummary: show_summary, ShowAction: show_action})
