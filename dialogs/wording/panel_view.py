"""A panel in words: how it stands, its grades side by side, and what its members' cards say of it."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.audits.audit import PersonId, Role
from dialogs.audits.panels import PANEL, Panel
from dialogs.audits.stages import of_programme
from dialogs.audits.stand_ins import is_away
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.earlier_grades import graded_in_words
from template_specs.dates import uk_date
from template_specs.kinds import label
from template_specs.sentences import _


def side_by_side(context: TurnContext, panel: Panel) -> list[str]:
    """Each question that was graded, with every member's grade and why, a paragraph each."""
    lines = []
    for id in panel.questions:
        question = context.template.by_id.get(id)
        if question is None:
            continue
        lines.append(f"{name_of(question)}:")
        lines += [
            f"{context.name(grade.by)}: {label(question, grade.grade)}. {grade.why.text}"
            for grade in panel.side_by_side(id)
        ]
    return lines


def on_stage_card(context: TurnContext, stage: str) -> tuple[str, ...]:
    """What the card of the stage says of its panel to its members; nothing where no panel moderates."""
    panel, me = context.audit.panel, context.turn.actor.id
    if panel is None or panel.stage != stage or PANEL not in context.parts:
        return ()
    case = context.audit.case.reference
    if panel.is_open and me in panel.awaited:
        return (
            _(
                "You are on its panel. Read it: type open {case}. Then give your grade: panel grade {case}: "
                "good - and why. Nobody sees it until all have given theirs.",
                case=case,
            ),
        )
    if panel.is_open:
        return (_("Your grade is kept. The panel's grades are shown once all have given theirs."),)
    question = context.template.by_id.get(panel.overall)
    graded = graded_in_words(context, panel, question) if question is not None else ""
    leads = (
        _("You lead it, so you moderate the audit now.")
        if me == panel.lead
        else _("{name} leads it, and moderates the audit now.", name=context.name(panel.lead))
    )
    shown = _("Type panel {case} to read why.", case=case)
    return (_("The panel has given its grades. {graded}", graded=graded), leads, shown)


def for_other_moderators(context: TurnContext, stage: str) -> str:
    """What a moderator's card of the stage says who is not on its panel; empty for everybody else."""
    panel = context.audit.panel
    if panel is None or panel.stage != stage or PANEL in context.parts:
        return ""
    if Role.MODERATOR.value not in of_programme(context.turn.actor, context.audit):
        return ""
    return _("A panel moderates this audit now. Nothing is needed from you.")


def how_it_stands(context: TurnContext, panel: Panel, mine: PersonId) -> list[str]:
    """How a panel stands, a paragraph each; `mine`: whose own grades are shown while it is open."""
    case, names = context.audit.case.reference, context.names(panel.members)
    head = _(
        "Panel for {case}: {names}. {lead} leads it.", case=case, names=names, lead=context.name(panel.lead)
    )
    if panel.closed_at is not None:
        missing = ""
        if panel.missing:
            missing = _("Missing: {names}.", names=context.names(panel.missing))
        return [
            head,
            *filter(None, (missing,)),
            *side_by_side(context, panel),
        ]
    if panel.over:
        return [head, _("The audit was given back before all had given their grades, so none are shown.")]
    own = [
        f"{name_of(context.template.by_id[id])}: {label(context.template.by_id[id], grade.grade)}."
        for id, grade in panel.grades_of(mine).items()
        if id in context.template.by_id
    ]
    if own:
        own.insert(0, _("Your own grades, which nobody else sees yet:"))
    lines = [head, _awaited(context, panel), absent_in_words(context, panel.awaited)]
    return [*filter(None, lines), *own]


def _awaited(context: TurnContext, panel: Panel) -> str:
    """How many have given their grades, and who has not."""
    given = len(panel.members) - len(panel.awaited)
    waits = _("Awaited: {names}.", names=context.names(panel.awaited)) if panel.awaited else ""
    told = _("{given} of {all} have given their grades.", given=given, all=len(panel.members))
    return f"{told} {waits}".strip()


def waited_for(context: TurnContext, panel: Panel) -> tuple[PersonId, ...]:
    """Those of the awaited who are there: moderators still, and not away."""
    there = {
        p.id for p in context.turn.people if Role.MODERATOR in p.roles and not is_away(p, context.turn.today)
    }
    return tuple(person for person in panel.awaited if person in there)


def absent_in_words(context: TurnContext, people: Iterable[PersonId]) -> str:
    """Who of these is away or moderates no more, as a sentence; empty where all are there."""
    known = {person.id: person for person in context.turn.people}
    told = []
    for id in people:
        person = known.get(id)
        if person is None or Role.MODERATOR not in person.roles:
            told.append(_("{name} is no moderator any more, and is not waited for.", name=context.name(id)))
        elif is_away(person, context.turn.today) and person.back_on is not None:
            told.append(
                _(
                    "{name} is away until {day}, and is not waited for.",
                    name=person.name,
                    day=uk_date(person.back_on),
                )
            )
    return " ".join(told)
