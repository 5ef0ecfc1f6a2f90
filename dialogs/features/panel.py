"""Panels of moderators: the QA lead names those who grade an audit, each without seeing the others' grades.

Whoever leads the panel then moderates the audit, with those grades at hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from dialogs.audits import panels
from dialogs.audits.audit import Person, PersonId, Role
from dialogs.audits.events import EventKind
from dialogs.audits.panel_members import Gone, gone, may_be_named, out, took_part
from dialogs.audits.permissions import Permission
from dialogs.audits.replies import BOT
from dialogs.audits.restriction import opens_to
from dialogs.audits.stages import named_as
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature
from dialogs.conversation.views import Notice, Sentence
from dialogs.features.action_changes import matched
from dialogs.features.panel_card import Written, overall_of, panel_card, stage_to_name, why_not_now
from dialogs.features.panel_closing import cards_of_moderators
from dialogs.features.who_audits import LEAST_REASON, MOST_ALIKE, names_in
from dialogs.wording.panel_view import absent_in_words
from template_specs.kinds import clean
from template_specs.sentences import _
from template_specs.text import excerpt, listed

LEAST_MEMBERS, MOST_MEMBERS = 2, 8


@dataclass(frozen=True, slots=True)
class NamePanel(Command):
    """Several moderators grade the audit; or, of a panel that is there, somebody else leads it."""

    permission = Permission.NAME_PANEL
    at_work = False
    needs_people = True
    gives_back = True
    verbs = ("panel_name", "panel_lead")

    members: str = ""
    """Names or e-mails, the first one's who leads the panel; empty where only another leads it."""
    lead: str = ""
    why: str = ""
    picked: tuple[PersonId, ...] = ()
    """Members that were ticked on the card."""
    first: PersonId = ""
    """Who leads it, as picked on the card."""
    leads: bool = False
    """Of a panel that is there, somebody else is to lead it."""

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        if data.verb == "panel_lead":
            return cls(why=data.input("led_why") or "", first=data.input("leading") or "", leads=True)
        ticked = tuple(one for one in (data.input("members") or "").split(",") if one)
        return cls(why=data.input("why") or "", picked=ticked, first=data.input("lead") or "")

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.why


def name_panel(context: TurnContext, command: NamePanel) -> TurnContext:
    """Kept on the trail with the reason; its members are told, and other moderators' cards say so."""
    if command.leads:
        return _led_by(context, command)
    case = context.audit.case.reference
    example = _("Type, for example: panel {case} with Ada North and Ben South because ...", case=case)
    problem = why_not_now(context)
    if problem:
        return _refused(context, command, problem)
    members = _picked(context, command) if command.picked else _called(context, command)
    if isinstance(members, str):
        return _refused(context, command, members)
    stage, overall = stage_to_name(context), overall_of(context)
    if stage is None or overall is None:
        raise AssertionError("a panel can be named only where there is a stage and an overall grade")
    if not LEAST_MEMBERS <= len(members) <= MOST_MEMBERS:
        return _refused(
            context,
            command,
            _(
                "A panel has from {least} to {most} members. {example}",
                least=LEAST_MEMBERS,
                most=MOST_MEMBERS,
                example=example if context.turn.typed else "",
            ).strip(),
        )
    why = clean(command.why).strip()
    if len(why) < LEAST_REASON:
        why_then = example if context.turn.typed else ""
        return _refused(
            context, command, _("Why does a panel moderate it? {example}", example=why_then).strip()
        )
    ids = [member.id for member in members]
    value = {"members": ";".join(ids), "stage": stage.id, "overall": overall.id}
    context = context.record(EventKind.ACKNOWLEDGED, panels.NAMED, value, why)
    for person in members:
        if gone(person, context.audit, context.turn.today) is Gone.AWAY:
            off = {"person": person.id, "why": Gone.AWAY.value}
            context = context.happened_by(BOT, EventKind.ACKNOWLEDGED, panels.OFF, off)
    context = cards_of_moderators(context, stage.id).notify(
        *(Notice(person, context.told, text=_asked(context, person)) for person in ids)
    )
    told = _(
        "{names} grade {case} as a panel, each without seeing the others' grades, and {lead} leads it. You "
        "hear when all have given theirs.",
        names=context.names(ids),
        case=case,
        lead=context.name(ids[0]),
    )
    if not context.turn.typed:
        return context.reply(panel_card(context, said=told))
    ends = _("To end it before that, type: close panel {case} because ...", case=case)
    absent = absent_in_words(context, context.audit.panels[-1])
    return context.reply(Sentence(" ".join(filter(None, (told, ends, absent)))))


def _refused(context: TurnContext, command: NamePanel, problem: str) -> TurnContext:
    """Why nothing was changed; on the card, with what was chosen and written still in its boxes."""
    if context.turn.typed:
        return context.say(problem)
    written = Written(problem, why=command.why, members=command.picked, lead=command.first)
    return context.reply(panel_card(context, written))


def _picked(context: TurnContext, command: NamePanel) -> list[Person] | str:
    """The members that were ticked on the card, whoever leads it first; or why they cannot be."""
    fit = may_be_named(context.template, context.audit, context.turn.people, context.turn.today)
    known = {person.id: person for person in fit}
    wanted = dict.fromkeys([command.first, *command.picked] if command.first else command.picked)
    if any(person not in known for person in wanted):
        return _("Not everybody you ticked can be on it any more. Choose from the list as it is now.")
    return [known[person] for person in wanted]


def _called(context: TurnContext, command: NamePanel) -> list[Person] | str:
    """The members by their names, as typed; or why one cannot be."""
    members: list[Person] = []
    for name in names_in(command.members):
        called = _moderator_called(context, name)
        if isinstance(called, str):
            return called
        if called not in members:
            members.append(called)
    return members


def _led_by(context: TurnContext, command: NamePanel) -> TurnContext:
    case, panel = context.audit.case.reference, context.audit.panel
    if panel is None:
        return _refused(context, command, _("{case} has no panel now. Nothing has been changed.", case=case))
    there = [
        person
        for person in context.turn.people
        if person.id in panel.members and not out(person, context.audit, context.turn.today)
    ]
    people = [p for p in there if p.id == command.first] if command.first else matched(command.lead, there)
    if len(people) != 1:
        return _refused(
            context,
            command,
            _(
                "Who of the panel is to lead it? Its members are {names}. Nothing has been changed.",
                names=context.names(panel.members),
            ),
        )
    why = clean(command.why).strip()
    if len(why) < LEAST_REASON:
        example = _(
            "Type, for example: panel {case} led by {name} because ...", case=case, name=people[0].name
        )
        return _refused(
            context,
            command,
            _(
                "Why does somebody else lead it? {example}", example=example if context.turn.typed else ""
            ).strip(),
        )
    context = context.record(EventKind.ACKNOWLEDGED, panels.LED, {"lead": people[0].id}, why)
    text = _("{name} leads the panel for {case} from now on.", name=people[0].name, case=case)
    context = context.notify(*(Notice(person.id, context.told, text=text) for person in there))
    context = cards_of_moderators(context, panel.stage)
    if context.turn.typed:
        return context.reply(Sentence(text))
    return context.reply(panel_card(context, said=text))


def _asked(context: TurnContext, person: PersonId) -> str:
    """What a member of a new panel is told."""
    panel, case = context.audit.panels[-1], context.audit.case.reference
    others = context.names(member for member in panel.members if member != person)
    leads = _("You lead it.") if person == panel.lead else ""
    return " ".join(
        filter(
            None,
            (
                _("You are on a panel for {case}, with {others}.", case=case, others=others),
                leads,
                _(
                    "Read the audit, then give your overall grade on the panel's card, or type: panel grade "
                    "{case}: good - and why. Nobody sees your grades until all have given theirs, so please "
                    "do not talk about them before that.",
                    case=case,
                ),
            ),
        )
    )


def _moderator_called(context: TurnContext, name: str) -> Person | str:
    """The moderator of this name; or why it cannot be them."""
    people = [p for p in matched(name, context.turn.people) if Role.MODERATOR in p.roles]
    if not people:
        return _(
            "I find no moderator called “{name}” on the people list. Write the full name or the work e-mail.",
            name=excerpt(name),
        )
    if len(people) > 1:
        alike = listed([f"{p.name} ({p.email})" for p in people[:MOST_ALIKE]], _("and"))
        return _("Several people fit: {alike}. Write the e-mail.", alike=alike)
    return _dependent(context, people[0]) or people[0]


def _dependent(context: TurnContext, person: Person) -> str:
    """Why this person's grade would not be an independent one; empty where it would."""
    audit, case = context.audit, context.audit.case.reference
    took = person.id in took_part(context.template, audit)
    if named_as(person, audit) or took or person.id in audit.shut_to:
        return _(
            "{name} has a part in the case {case} or its audits, and nobody grades their own work. Choose "
            "somebody else.",
            name=person.name,
            case=case,
        )
    if not opens_to(person.id, audit):
        return _("{case} is restricted, and does not open to {name}.", case=case, name=person.name)
    return ""


FEATURE = Feature(handlers={NamePanel: name_panel})
