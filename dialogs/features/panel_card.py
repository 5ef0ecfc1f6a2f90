"""The card of a panel, as its reader may see it now; and when a panel can be named."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.audits import stages
from dialogs.audits.audit import PersonId, Role
from dialogs.audits.panel_members import may_be_named, out
from dialogs.audits.panels import PANEL, Panel
from dialogs.audits.permissions import Permission, allowed
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.views import (
    GradeBoxes,
    GradedOnPanel,
    MemberGrade,
    NamingBoxes,
    PanelView,
)
from dialogs.programme.panel_figures import agreed_on_panel
from dialogs.wording.panel_view import can_be_named, how_it_stands, own_grades
from template_specs.dates import uk_date
from template_specs.kinds import label
from template_specs.model import Part, Question, Stage
from template_specs.sentences import _

MOST_LISTED = 40
"""Moderators to choose from on a card; of more, names are typed."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written on the card and could not be kept, with the reason."""

    problem: str = ""
    grade: str = ""
    why: str = ""
    members: tuple[PersonId, ...] = ()
    lead: str = ""


def stage_to_name(context: TurnContext) -> Stage | None:
    """The stage in hand, where a moderator grades in it, so that a panel can be named for it."""
    if not can_be_named(context.template, context.audit):
        return None
    return stages.current(context.template, context.audit)


def overall_of(context: TurnContext) -> Question | None:
    """The question of the overall grade, which each member gives."""
    return next((q for q in context.template.with_part(Part.OVERALL_JUDGEMENT) if q.kind.grades), None)


def why_not_now(context: TurnContext) -> str:
    """Why no panel can be named for the audit as it stands; empty where one can."""
    case, panel, stage = context.audit.case.reference, context.audit.panel, stage_to_name(context)
    if stage is None:
        return _(
            "{case} is not with a moderator now. A panel can be named once the audit has come to its "
            "moderation. Nothing has been changed.",
            case=case,
        )
    if panel is not None:
        return _(
            "{case} has a panel already: {names}. To have another one of them lead it, type: panel "
            "{case} led by NAME because ... Nothing has been changed.",
            case=case,
            names=context.names(panel.members),
        )
    if overall_of(context) is None:
        return _("The form of {case} has no overall grade for a panel to give.", case=case)
    begun = _moderated_by(context, stage)
    if begun is None:
        return ""
    return _(
        "{name} has given grades in {stage} of {case} already, which the panel would read. Nothing "
        "has been changed.",
        name=context.name(begun),
        stage=stage.title,
        case=case,
    )


def _moderated_by(context: TurnContext, stage: Stage) -> PersonId | None:
    """Who has given a grade in the stage already."""
    for question in context.template.in_stage(stage.id):
        answer = context.audit.answer(question.id) if question.kind.grades else None
        if answer is not None and not answer.removed:
            return answer.by
    return None


def panel_card(context: TurnContext, written: Written | None = None, said: str = "") -> PanelView:
    """The card of the newest panel; where there is none now and the reader may name one, with the boxes for
    that."""
    audit, me = context.audit, context.turn.actor
    written = written or Written()

    def may(act: Permission) -> bool:
        return allowed(me, act, audit, context.asked)

    leads = may(Permission.NAME_PANEL)
    naming = None if not leads or why_not_now(context) else _naming(context, written)
    seen = _seen(context, leads=leads) if may(Permission.SEE_PANEL) else None
    here = audit.panel if audit.panel is seen else None
    stage = context.template.stage_by_id.get(seen.stage) if seen is not None else stage_to_name(context)
    open_here = here is not None and here.is_open
    moderates = here is not None and not here.is_open and PANEL in context.parts and me.id == here.lead
    return PanelView(
        audit=audit.id,
        token=context.turn.fresh_id(),
        case=audit.case.reference,
        form=context.template.short_title,
        title=stage.title if stage is not None else "",
        by=tuple(context.name(person) for person in audit.auditors),
        lines=tuple(_lines(context, seen)) if seen is not None else (),
        own=tuple(own_grades(context, seen, me.id)) if seen is not None and seen.closed_at is None else (),
        graded=_graded(context, seen) if seen is not None else (),
        agreed=tuple(agreed_on_panel(context.template, seen)) if _is_shown(seen) and seen is not None else (),
        grade=_boxes(context, here, written) if open_here and may(Permission.GRADE_ON_PANEL) else None,
        naming=naming,
        opens=may(Permission.READ),
        moderates=moderates and may(Permission.WALK),
        can_give_back=moderates and may(Permission.GIVE_BACK),
        closes=leads and open_here,
        leads=_others(context, here) if leads and here is not None else (),
        said=(said,) if said else (),
        problem=written.problem,
    )


def _seen(context: TurnContext, *, leads: bool) -> Panel | None:
    """The newest panel that the reader may see: a QA lead any, others those that they were on."""
    me = context.turn.actor.id
    return next((p for p in reversed(context.audit.panels) if leads or me in p.members), None)


def _is_shown(panel: Panel | None) -> bool:
    """Whether the members' grades are shown: once it was closed."""
    return panel is not None and panel.closed_at is not None


def _lines(context: TurnContext, panel: Panel) -> list[str]:
    """How the panel stands, and what it asks of the reader."""
    lines, me, here = how_it_stands(context, panel), context.turn.actor.id, context.audit.panel
    if here is None or PANEL not in context.parts:
        return lines
    if not panel.is_open:
        return [*lines, _("You lead it, so you moderate the audit now.")] if me == panel.lead else lines
    if me not in panel.ungraded:
        return lines
    return [
        *lines,
        _(
            "Read the audit, then give your grade and why. The others see it once all have given theirs, so "
            "please do not talk about it before that."
        ),
    ]


def _an_area(context: TurnContext, panel: Panel) -> str:
    areas = [q for q in context.whole.questions if q.kind.grades and not q.final_of and q.id != panel.overall]
    return areas[0].shown_number or areas[0].name if areas else "2.3"


def _graded(context: TurnContext, panel: Panel) -> tuple[GradedOnPanel, ...]:
    if not _is_shown(panel):
        return ()
    made = []
    for id in panel.questions:
        question = context.template.by_id.get(id)
        grades = panel.side_by_side(id)
        if question is not None and grades:
            lines = (MemberGrade(context.name(one.by), label(question, one.grade), one.why) for one in grades)
            made.append(GradedOnPanel(name_of(question), tuple(lines)))
    return tuple(made)


def _boxes(context: TurnContext, panel: Panel | None, written: Written) -> GradeBoxes | None:
    question = context.template.by_id.get(panel.overall) if panel is not None else None
    if panel is None or question is None:
        return None
    mine = panel.grades_of(context.turn.actor.id).get(panel.overall)
    return GradeBoxes(
        name_of(question),
        question.options,
        written.grade or (mine.grade if mine is not None else ""),
        written.why or (mine.why.text if mine is not None else ""),
        again=mine is not None,
        hint=_(
            "To grade an area as well, type, for example: panel grade {case} {area}: good - and why.",
            case=context.audit.case.reference,
            area=_an_area(context, panel),
        ),
    )


def _naming(context: TurnContext, written: Written) -> NamingBoxes:
    """The moderators who may be on a panel, who is away marked."""
    people = may_be_named(context.template, context.audit, context.turn.people, context.turn.today)
    lines = []
    for person in people[:MOST_LISTED]:
        away = ""
        if person.back_on is not None and person.back_on > context.turn.today:
            away = _("away until {day}", day=uk_date(person.back_on))
        lines.append((person.id, ", ".join(filter(None, (person.name, person.team, away)))))
    return NamingBoxes(tuple(lines), written.members, written.lead, written.why)


def _others(context: TurnContext, panel: Panel | None) -> tuple[tuple[PersonId, str], ...]:
    """Who may lead it in place of whoever does."""
    if panel is None:
        return ()
    known = {person.id: person for person in context.turn.people}
    return tuple(
        (person, context.name(person))
        for person in panel.members
        if person != panel.lead
        and not (known and out(known.get(person), context.audit, context.turn.today))
        and panel.off.get(person, "away") == "away"
    )


def of_stage(context: TurnContext, stage: Stage) -> PanelView | str | None:
    """What the card of `stage` is to a member of its panel, or a QA lead who does not complete the stage; a
    sentence for somebody who is on it no more.  None for everybody else."""
    panel = next((one for one in reversed(context.audit.panels) if one.stage == stage.id), None)
    if panel is None or panel is not context.audit.panels[-1]:
        return None
    me = context.turn.actor
    if me.id in panel.members:
        if out(me, context.audit, context.turn.today):
            return _(
                "You are not on the panel for {case} any more. Nothing more is needed from you.",
                case=context.audit.case.reference,
            )
        asked_as_all = context.audit.panel is None and context.parts & context.asked.complete
        return None if asked_as_all else panel_card(context)
    leads = Role.QA_LEAD in me.roles and Role.QA_LEAD.value not in stage.by
    return panel_card(context) if leads and allowed(me, Permission.SEE_PANEL, context.audit) else None
