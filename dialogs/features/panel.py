"""Panels of moderators: the QA lead names those who grade an audit, each without seeing the others' grades.

Whoever leads the panel then moderates the audit, with those grades at hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dialogs.audits import panels
from dialogs.audits.audit import Person, PersonId, Role
from dialogs.audits.events import EventKind
from dialogs.audits.permissions import Permission
from dialogs.audits.restriction import opens_to
from dialogs.audits.stages import current, named_as
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature
from dialogs.conversation.views import Notice, Sentence
from dialogs.features.action_changes import matched
from dialogs.features.panel_grades import cards_of_moderators
from dialogs.features.who_audits import LEAST_REASON, MOST_ALIKE, names_in
from dialogs.wording.panel_view import absent_in_words
from template_specs.kinds import clean
from template_specs.model import Part, Stage
from template_specs.sentences import _
from template_specs.text import excerpt, listed

LEAST_MEMBERS, MOST_MEMBERS = 2, 8


@dataclass(frozen=True, slots=True)
class NamePanel(Command):
    """Several moderators grade the audit; or, of a panel that is there, somebody else leads it."""

    permission = Permission.NAME_PANEL
    at_work = False
    needs_people = True

    members: str = ""
    """Names or e-mails, the first one's who leads the panel; empty where only another leads it."""
    lead: str = ""
    why: str = ""

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.why


def name_panel(context: TurnContext, command: NamePanel) -> TurnContext:
    """Kept on the trail with the reason; its members are told, and other moderators' cards say so."""
    if command.lead:
        return _led_by(context, command)
    case, panel = context.audit.case.reference, context.audit.panel
    example = _("Type, for example: panel {case} with Ada North and Ben South because ...", case=case)
    stage = _stage(context)
    if stage is None:
        return context.say(
            _(
                "{case} is not with a moderator now. A panel can be named once the audit has come to its "
                "moderation. Nothing has been changed.",
                case=case,
            )
        )
    if panel is not None:
        return context.say(
            _(
                "{case} has a panel already: {names}. To have another one of them lead it, type: panel "
                "{case} led by NAME because ... Nothing has been changed.",
                case=case,
                names=context.names(panel.members),
            )
        )
    overall = next((q for q in context.template.with_part(Part.OVERALL_JUDGEMENT) if q.kind.grades), None)
    if overall is None:
        return context.say(_("The form of {case} has no overall grade for a panel to give.", case=case))
    begun = _moderated_by(context, stage)
    if begun is not None:
        return context.say(
            _(
                "{name} has given grades in {stage} of {case} already, which the panel would read. Nothing "
                "has been changed.",
                name=context.name(begun),
                stage=stage.title,
                case=case,
            )
        )
    members: list[Person] = []
    for name in names_in(command.members):
        called = _moderator_called(context, name)
        if isinstance(called, str):
            return context.say(called)
        if called not in members:
            members.append(called)
    if not LEAST_MEMBERS <= len(members) <= MOST_MEMBERS:
        return context.say(
            _(
                "A panel has from {least} to {most} members. {example}",
                least=LEAST_MEMBERS,
                most=MOST_MEMBERS,
                example=example,
            )
        )
    why = clean(command.why).strip()
    if len(why) < LEAST_REASON:
        return context.say(_("Why does a panel moderate it? {example}", example=example))
    ids = [member.id for member in members]
    value = {"members": ";".join(ids), "stage": stage.id, "overall": overall.id}
    context = context.record(EventKind.ACKNOWLEDGED, panels.NAMED, value, why)
    absent = absent_in_words(context, ids)
    context = cards_of_moderators(context, stage.id).notify(
        *(Notice(person, context.told, text=_asked(context, person)) for person in ids)
    )
    told = _(
        "{names} grade {case} as a panel, each without seeing the others' grades, and {lead} leads it. You "
        "hear when all have given theirs. To end it before that, type: close panel {case} because ...",
        names=context.names(ids),
        case=case,
        lead=context.name(ids[0]),
    )
    return context.reply(Sentence(" ".join(filter(None, (told, absent)))))


def _led_by(context: TurnContext, command: NamePanel) -> TurnContext:
    case, panel = context.audit.case.reference, context.audit.panel
    if panel is None:
        return context.say(_("{case} has no panel now. Nothing has been changed.", case=case))
    members = [person for person in context.turn.people if person.id in panel.members]
    people = [p for p in matched(command.lead, members) if Role.MODERATOR in p.roles]
    if len(people) != 1:
        return context.say(
            _(
                "Who of the panel is to lead it? Its members are {names}. Nothing has been changed.",
                names=context.names(panel.members),
            )
        )
    why = clean(command.why).strip()
    if len(why) < LEAST_REASON:
        return context.say(
            _(
                "Why does somebody else lead it? Type, for example: panel {case} led by {name} because ...",
                case=case,
                name=people[0].name,
            )
        )
    context = context.record(EventKind.ACKNOWLEDGED, panels.LED, {"lead": people[0].id}, why)
    text = _("{name} leads the panel for {case} from now on.", name=people[0].name, case=case)
    context = context.notify(*(Notice(person, context.told, text=text) for person in panel.members))
    return cards_of_moderators(context, panel.stage).reply(Sentence(text))


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
                    "Read the audit: type open {case}. Then give your overall grade, for example: panel "
                    "grade {case}: good - and why. You can grade an area as well: panel grade {case} 2.3: "
                    "good - and why. Nobody sees your grades until all have given theirs, so please do not "
                    "talk about them before that.",
                    case=case,
                ),
            ),
        )
    )


def _stage(context: TurnContext) -> Stage | None:
    """The stage in hand, where a moderator grades in it."""
    stage = current(context.template, context.audit)
    if stage is None or context.audit.second_of or Role.MODERATOR.value not in stage.by:
        return None
    graded = any(question.kind.grades for question in context.template.in_stage(stage.id))
    return stage if graded and not stage.answers_reply else None


def _moderated_by(context: TurnContext, stage: Stage) -> PersonId | None:
    """Who has given a grade in the stage already."""
    for question in context.template.in_stage(stage.id):
        answer = context.audit.answer(question.id) if question.kind.grades else None
        if answer is not None and not answer.removed:
            return answer.by
    return None


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
    first = context.template.stages[0]
    audited = {
        answer.by
        for question in context.template.in_stage(first.id)
        for answer in audit.history.get(question.id, ())
    }
    if named_as(person, audit) or person.id in audited or person.id in audit.shut_to:
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
