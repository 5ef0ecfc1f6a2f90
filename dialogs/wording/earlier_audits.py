"""What earlier audits of the same case found and asked for, told before the next one begins: to be looked at,
and never filled in."""

from __future__ import annotations

from dialogs.audits.actions import Change, Standing, Status
from dialogs.audits.audit import Answer
from dialogs.conversation.actions_now import standing_of
from dialogs.conversation.cells import cells_of, shown
from dialogs.conversation.context import TurnContext
from dialogs.conversation.last_answers import Earlier, is_over
from dialogs.conversation.state import ConversationState
from dialogs.conversation.turn import Turn
from dialogs.wording import findings
from dialogs.wording.action_view import STATUS
from dialogs.wording.summary_view import actions_of
from template_specs.dates import LOCAL, uk_date
from template_specs.sentences import _, worded
from template_specs.text import excerpt, within_sentence

MOST_AUDITS = 3
MOST_ACTIONS = 8
LONGEST = 200
"""Characters of what somebody wrote of an action."""


def earlier_audits(earlier: Earlier, turn: Turn) -> tuple[str, ...]:
    """A line for each of the latest, with a line for each of its actions; last a question about them."""
    lines: list[str] = []
    asks = False
    for audit, template in [pair for pair in earlier if is_over(pair[0])][:MOST_AUDITS]:
        context = TurnContext(template, audit, ConversationState(), turn)
        grade, at = findings.grade_now(context), audit.submitted_at
        day = uk_date(at.astimezone(LOCAL).date()) if at is not None else ""
        told = f"{grade.title}: {grade.grade}." if grade is not None else _("No overall grade.")
        lines.append(_("{form} of {day}. {told}", form=template.short_title, day=day, told=told))
        rows = actions_of(context)
        lines += [_action(context, row) for row in rows[:MOST_ACTIONS]]
        if len(rows) > MOST_ACTIONS:
            lines.append(_("{more} more actions.", more=len(rows) - MOST_ACTIONS))
        asks = asks or bool(rows)
    if asks:
        lines.append(_("Were these actions done, and did they help? Say so where it fits."))
    return tuple(lines)


def _action(context: TurnContext, row: Answer) -> str:
    """ "- Write the chronology anew (Jo Whitfield, by 19 June 2026): Completed"."""
    cells = cells_of(row)
    columns = {c.part: c for c in context.template.by_id[row.question].columns if c.part}
    what, who, by_when, progress = (
        shown(columns[part], cells.get(columns[part].id, "")) if part in columns else ""
        for part in ("what", "who", "by_when", "progress")
    )
    due = _("by {by_when}", by_when=by_when) if by_when else ""
    beside = ", ".join(part for part in (who, due) if part)
    line = f"- {' '.join(what.split())}" + (f" ({beside})" if beside else "")
    stands = standing_of(context.template, context.audit, row.key)
    if stands is None or not any(Change.STATUS in step.changes for step in stands.steps):
        how_far = progress or (within_sentence(worded(STATUS[stands.status])) if stands is not None else "")
        return f"{line}: {how_far}" if how_far else line
    came = [f"{line}: {within_sentence(worded(STATUS[stands.status]))}."]
    proof, changed = _words_of(stands, Change.STATUS), _words_of(stands, Change.EFFECT)
    if proof:
        came.append(_("What showed it: “{said}”.", said=proof))
    if changed:
        came.append(_("What changed for the child: “{said}”.", said=changed))
    return " ".join(came)


def _words_of(stands: Standing, kind: str) -> str:
    """What was written last when it was done or checked, or of what changed for the child."""
    said = [
        step.passage.text
        for step in stands.steps
        if step.passage is not None
        and kind in step.changes
        and (kind != Change.STATUS or step.changes[kind] == Status.DONE)
    ]
    return excerpt(said[-1].rstrip("."), LONGEST) if said else ""
