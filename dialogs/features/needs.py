"""What is open for somebody, each thing as a line with its button."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from dialogs.audits.audit import Audit, AuditId, Concern, Key, State
from dialogs.audits.deadlines import due_of
from dialogs.audits.stages import AUDITOR, current
from dialogs.conversation.cells import AUDITOR as BY_AUDITOR
from dialogs.conversation.views import Action, Button, Need, Urgency
from dialogs.features.home import Ask
from dialogs.programme.selection import month_name
from template_specs.dates import LOCAL, moment
from template_specs.model import Column, Part, Question, ReplyStep, Stage, Template
from template_specs.sentences import N_, _, ngettext
from template_specs.text import within_sentence

ENOUGH = 50
"""Of one kind of thing that are looked at: more are not counted one by one."""
MOST_PROPOSED = 3
"""Months whose list waits to be allocated that are named."""
OUTCOME_WANTED = timedelta(days=28)
"""How long after a concern was read its manager is asked what happened next."""


def _shows(label: str, verb: str, audit: AuditId, **data: str) -> Button:
    return Button(label, Action(verb, {"audit": audit, **data}))


def unsent_need(case: str) -> Need:
    """A concern of one's own that was written and not sent; its card follows."""
    return Need(Urgency.UNSENT, _("{case}: your concern has not been sent yet. It is below.", case=case))


def concern_need(audit: Audit, concern: Concern, raised_by: str) -> Need:
    """A concern to read."""
    text = _(
        "{reference}: an immediate concern, raised by {raised_by} on {moment}",
        reference=audit.case.reference,
        raised_by=raised_by,
        moment=moment(concern.at),
    )
    button = _shows(_("Read the concern"), "concern_show", audit.id, concern=concern.id)
    return Need(Urgency.CONCERN, text, button=button)


def outcome_need(audit: Audit, concern: Concern, today: date) -> Need | None:
    """What happened next about a concern that was read, as long as it is fresh; None for an old one."""
    if concern.acknowledged_at is None or concern.outcomes or concern.withdrawn is not None:
        return None
    if today - concern.acknowledged_at.astimezone(LOCAL).date() > OUTCOME_WANTED:
        return None
    text = _(
        "{reference}: what happened next about the immediate concern is not written yet",
        reference=audit.case.reference,
    )
    button = _shows(_("Write what happened"), "concern_show", audit.id, concern=concern.id)
    return Need(Urgency.AWAITED, text, button=button)


def summary_need(template: Template, audit: Audit) -> Need:
    """A summary to read."""
    text = _(
        "{reference}: the summary of the audit ({short_title}) is ready to read",
        reference=audit.case.reference,
        short_title=template.short_title,
    )
    return Need(Urgency.SUMMARY, text, button=_shows(_("Read the summary"), "summary_show", audit.id))


def action_need(
    template: Template, audit: Audit, key: Key, cells: Mapping[str, str], today: date
) -> Need | None:
    """An action to review; None for one that is done."""
    question = template.by_id.get(key.partition("/")[0])
    if question is None or question.part is not Part.ACTIONS:
        return None
    progress = _column(question, "progress")
    standing = _("not reviewed yet")
    if progress is not None and progress.options:
        code = cells.get(progress.id, "")
        if code == progress.options[-1].code:
            return None
        standing = next((within_sentence(o.label) for o in progress.options if o.code == code), standing)
    elif any(cells.get(c.id) for c in question.columns if c.filled_by != BY_AUDITOR):
        return None
    day = _column(question, "by_when")
    due = _day(cells.get(day.id, "")) if day is not None else None
    return Need(
        Urgency.ACTION,
        _("{reference}: an action to review, {standing}", reference=audit.case.reference, standing=standing),
        due,
        due is not None and due < today,
        _shows(_("Review it"), "action_show", audit.id, item=key),
    )


def _column(question: Question, part: str) -> Column | None:
    return next((c for c in question.columns if c.part == part), None)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def own_action_need(case: str, audit: AuditId, key: Key, due: date | None, today: date) -> Need:
    """An action that somebody was given."""
    return Need(
        Urgency.ACTION,
        _("{case}: an action is with you", case=case),
        due,
        due is not None and due < today,
        _shows(_("Open the action"), "action_follow", audit, item=key),
    )


_OWN_WORDS = {
    "practitioner": N_("we need your own words about your work with this family"),
    "manager": N_("we need your own words as the manager"),
    "iro": N_("we need your own view as IRO or conference chair"),
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
            button = _shows(_("Start {case}", case=case), "open", audit.id)
            text = _("{case}: an audit to start ({short_title})", case=case, short_title=template.short_title)
        else:
            count = _("{answered} of {total}", answered=answered, total=total)
            button = _shows(_("Continue {case} ({count})", case=case, count=count), "open", audit.id)
            text = _(
                "{case}: {count} answered ({short_title})",
                case=case,
                count=count,
                short_title=template.short_title,
            )
        return Need(Urgency.AUDIT, text, due, overdue, button)
    if stage.reply is not ReplyStep.NONE:
        return Need(Urgency.AWAITED, _replying(audit, stage), due, overdue, _reply_button(audit, stage))
    own = next((words for part, words in _OWN_WORDS.items() if part in parts), "")
    if parts & frozenset(stage.by) or not own:
        text = _("{case}: {title} is with you", case=case, title=stage.title)
        button = _shows(_("Open {case}", case=case), "open", audit.id)
    else:
        text = f"{case}: {own} ({stage.title if stage is not template.stages[0] else template.short_title})"
        button = _shows(_("Write on {case}", case=case), "open", audit.id)
    return Need(Urgency.AWAITED, text, due, overdue, button)


def panel_need(template: Template, audit: Audit, today: date) -> Need:
    """An audit of which a panel's member has yet to give their grade."""
    due = due_of(template, audit)
    text = _("{case}: the panel waits for your grade", case=audit.case.reference)
    button = _shows(_("Give your grade on {case}", case=audit.case.reference), "panel", audit.id)
    return Need(Urgency.AWAITED, text, due, due is not None and due < today, button)


def _replying(audit: Audit, stage: Stage) -> str:
    """What the right to reply asks of somebody, in a line."""
    case = audit.case.reference
    if stage.reply is ReplyStep.REPLY:
        return _("{case}: you can reply to the audit before it is final", case=case)
    if stage.reply is ReplyStep.DECIDE:
        return _("{case}: decide on the grades that the manager challenges", case=case)
    return _("{case}: the manager has challenged the audit, and waits for your answer", case=case)


def _reply_button(audit: Audit, stage: Stage) -> Button:
    replying = stage.reply is ReplyStep.REPLY
    return _shows(_("Reply to the audit") if replying else _("Read the reply"), "open", audit.id)


def programme_needs(
    overdue: int,
    unread: int,
    held_up: int,
    to_check: int = 0,
    examples: int = 0,
    proposed: Sequence[str] = (),
) -> tuple[Need, ...]:
    """What a QA lead has to see to beside their own part.  `proposed`: months with a list that waits."""
    needs = []
    if unread:
        things = (
            _("1 immediate concern has")
            if unread == 1
            else _("{unread} immediate concerns have", unread=unread)
        )
        button = Button(_("Show the concerns"), Action(Ask.STATUS, {"which": "concerns"}))
        needs.append(
            Need(Urgency.CONCERN, _("{things} not been read by anybody", things=things), button=button)
        )
    if overdue:
        things = (
            _("1 audit of the programme is")
            if overdue == 1
            else _("{overdue:,} audits of the programme are", overdue=overdue)
        )
        button = Button(_("Show what is overdue"), Action(Ask.STATUS, {"which": "overdue"}))
        needs.append(Need(Urgency.AWAITED, _("{things} overdue", things=things), button=button))
    if to_check:
        told = ngettext(
            "1 action is done, and can be checked",
            "{to_check:,} actions are done, and can be checked",
            to_check,
            to_check=to_check,
        )
        button = Button(_("Show the actions"), Action(Ask.BINDER, {"which": "done", "skip": 0}))
        needs.append(Need(Urgency.ACTION, told, button=button))
    for month in proposed[:MOST_PROPOSED]:
        told = _("The list of {month} is drawn and waits to be allocated", month=month_name(month))
        button = Button(_("Look at the pairs"), Action(Ask.PROGRAMME, {"which": month}))
        needs.append(Need(Urgency.ACTION, told, button=button))
    if examples:
        told = ngettext(
            "{number} example of good practice waits to be released",
            "{number} examples of good practice wait to be released",
            examples,
            number=examples,
        )
        button = Button(_("Look at them"), Action(Ask.EXAMPLES, {"which": "waiting"}))
        needs.append(Need(Urgency.ACTION, told, button=button))
    if held_up:
        things = _("1 card has") if held_up == 1 else _("{held_up:,} cards have", held_up=held_up)
        button = Button(_("Show the status"), Action(Ask.STATUS))
        needs.append(Need(Urgency.AWAITED, _("{things} not arrived", things=things), button=button))
    return tuple(needs)
