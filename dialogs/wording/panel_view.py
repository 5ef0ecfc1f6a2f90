"""A panel in words: how it stands, who is not waited for, and what other moderators' cards say of it."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.audits.audit import Audit, PersonId, Role, State
from dialogs.audits.panel_members import Gone
from dialogs.audits.panels import PANEL, CutOff, Panel
from dialogs.audits.permissions import Permission, allowed
from dialogs.audits.stages import current, of_programme
from dialogs.conversation.context import TurnContext, name_of
from template_specs.dates import moment, uk_date
from template_specs.kinds import label
from template_specs.model import Template
from template_specs.sentences import _


def way_there(context: TurnContext) -> str:
    """What the button says that leads the reader of an audit to its panel, or to naming one; empty where
    there is nothing for them."""
    audit, me = context.audit, context.turn.actor
    panel = audit.panel
    if not allowed(me, Permission.SEE_PANEL, audit, context.asked):
        return ""
    if panel is None:
        return _("Name a panel") if can_be_named(context.template, audit) else ""
    return _("Give your grade") if me.id in panel.ungraded and PANEL in context.parts else _("The panel")


def can_be_named(template: Template, audit: Audit) -> bool:
    """Whether the audit is with a moderator, who grades it, so that a panel may be named."""
    stage = current(template, audit)
    if stage is None or audit.second_of or stage.answers_reply or Role.MODERATOR.value not in stage.by:
        return False
    return any(question.kind.grades for question in template.in_stage(stage.id))


def for_other_moderators(context: TurnContext, stage: str) -> str:
    """What a moderator's card of the stage says who is not on its panel; empty for everybody else."""
    panel = context.audit.panel
    if panel is None or panel.stage != stage or PANEL in context.parts:
        return ""
    if Role.MODERATOR.value not in of_programme(context.turn.actor, context.audit):
        return ""
    return _("A panel moderates this audit now. Nothing is needed from you.")


def who_is_on(context: TurnContext, panel: Panel) -> str:
    """Its members, and who leads it."""
    return _(
        "Panel for {case}: {names}. {lead} leads it.",
        case=context.audit.case.reference,
        names=context.names(panel.members),
        lead=context.name(panel.lead),
    )


def how_it_stands(context: TurnContext, panel: Panel) -> list[str]:
    """How a panel stands, a paragraph each; never what its members gave."""
    head = who_is_on(context, panel)
    over = _("It is over. {why}", why=why_over(context, panel)) if cut_off(context, panel) else ""
    if panel.closed_at is not None:
        missing = _("Missing: {names}.", names=context.names(panel.missing)) if panel.missing else ""
        done = "" if over else _done(context, panel)
        return [head, *filter(None, (missing, done, over))]
    if over:
        return [head, over]
    return [head, *filter(None, (_awaited(context, panel), absent_in_words(context, panel)))]


def own_grades(context: TurnContext, panel: Panel, mine: PersonId) -> list[str]:
    """This member's own grades, while nobody else is shown them."""
    own = [
        f"{name_of(context.template.by_id[id])}: {label(context.template.by_id[id], grade.grade)}."
        for id, grade in panel.grades_of(mine).items()
        if id in context.template.by_id
    ]
    return [_("Your own grades, which nobody else sees yet:"), *own] if own else []


def cut_off(context: TurnContext, panel: Panel) -> bool:
    """Whether it came to no end, or rests with a withdrawn audit."""
    rests = not panel.over and context.audit.panel is None
    return panel.cut_off is not None or rests


def why_over(context: TurnContext, panel: Panel) -> str:
    """Why it was cut off, and what that means for its grades."""
    unseen = _("None of its grades are shown.") if panel.closed_at is None else ""
    match panel.cut_off:
        case CutOff.GIVEN_BACK:
            why = _("The audit was given back to its auditors.")
        case CutOff.COMPLETED:
            why = _("The stage was completed before all had given their grades.")
        case CutOff.DISSOLVED:
            why = _("Nobody is left on it who could moderate, so any moderator can.")
        case CutOff.UNGRADED:
            return _("It was closed before anybody gave a grade, so any moderator can moderate the audit.")
        case None:
            withdrawn = context.audit.state is State.WITHDRAWN
            why = _("The audit is withdrawn.") if withdrawn else _("The audit is elsewhere by now.")
    return f"{why} {unseen}".strip()


def _done(context: TurnContext, panel: Panel) -> str:
    """Who brought the moderation to its end, or is to."""
    if not panel.over:
        return _("Its grades are given, and {name} moderates the audit.", name=context.name(panel.lead))
    by, at = context.audit.stages_done.get(panel.stage, ("", None))
    if at is None:
        return ""
    return _("{name} completed the moderation on {moment}.", name=context.name(by), moment=moment(at))


def _awaited(context: TurnContext, panel: Panel) -> str:
    """How many have given their grades, and who has not."""
    waits = _("Awaited: {names}.", names=context.names(panel.awaited)) if panel.awaited else ""
    told = _("{given} of {all} have given their grades.", given=len(panel.graded), all=len(panel.members))
    return f"{told} {waits}".strip()


def absent_in_words(context: TurnContext, panel: Panel) -> str:
    """Who of its members is not waited for, and why; empty where all are."""
    return " ".join(off_in_words(context, person, why) for person, why in panel.off.items())


def off_in_words(context: TurnContext, person: PersonId, why: str) -> str:
    """That a member is not waited for, and why."""
    name = context.name(person)
    back = [p.back_on for p in context.turn.people if p.id == person and p.back_on is not None]
    match why:
        case Gone.LEFT:
            return _("{name} has left, and is not waited for.", name=name)
        case Gone.CASE:
            return _("{name} has a part in the case by now, and is not waited for.", name=name)
        case Gone.AWAY if back:
            return _("{name} is away until {day}, and is not waited for.", name=name, day=uk_date(back[0]))
        case Gone.AWAY:
            return _("{name} is away, and is not waited for.", name=name)
        case _:
            return _("{name} is no moderator any more, and is not waited for.", name=name)


def not_waited_for(context: TurnContext, people: Iterable[tuple[PersonId, str]]) -> str:
    """The same for several."""
    return " ".join(off_in_words(context, person, why) for person, why in people)
