"""One action after it was sent, as whoever it is with, its manager and the QA lead see it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dialogs.audits.actions import MATCHED, ActionStep, Change, Priority, Standing, Status, owners
from dialogs.audits.audit import Key, PersonId, Role
from dialogs.audits.events import DomainEvent
from dialogs.audits.permissions import Permission, Sight, allowed, sees
from dialogs.conversation.actions_now import question_of, standing_of
from dialogs.conversation.cells import AUDITOR, cells_of
from dialogs.conversation.context import TurnContext
from dialogs.conversation.views import BannerView, SentActionView, StepLine
from dialogs.wording.page_view import cell_view
from template_specs.dates import clock_day, uk_date
from template_specs.sentences import N_, _, worded
from template_specs.text import within_sentence

STATUS = {
    Status.OPEN: N_("Open"),
    Status.UNDER_WAY: N_("Under way"),
    Status.DONE: N_("Done"),
    Status.VERIFIED: N_("Done and checked"),
    Status.CANCELLED: N_("Cancelled"),
}
PRIORITY = {Priority.HIGH: N_("High"), Priority.MEDIUM: N_("Medium"), Priority.LOW: N_("Low")}
_DID = {
    Status.OPEN: N_("opened it again"),
    Status.UNDER_WAY: N_("said that it is under way"),
    Status.DONE: N_("said that it is done"),
    Status.VERIFIED: N_("checked that it is done"),
    Status.CANCELLED: N_("cancelled it"),
}
MOST_STEPS = 8


def may_follow(context: TurnContext, stands: Standing) -> bool:
    """Whether this action is the actor's to see and to move on: theirs, or of a case that they answer for."""
    if not allowed(context.turn.actor, Permission.FOLLOW_ACTION, context.audit, context.asked):
        return False
    mine = stands.owner == context.turn.actor.id
    return mine or sees(context.turn.actor, context.audit, context.asked) is Sight.FULL


def sent_action_view(
    context: TurnContext, key: Key, problem: str = "", typed: Mapping[str, str] | None = None
) -> SentActionView | BannerView | None:
    """The card of an action; for somebody with whom it is no more, only that; None where there is none."""
    stands = standing_of(context.template, context.audit, key)
    if question_of(context.template, key) is None or context.audit.answer(key) is None:
        return None
    if not knows(context):
        return None
    if stands is None:
        return _closed(context, _("The auditors have taken this action out. Nothing is needed from you."))
    if not context.audit.sent:
        return _closed(
            context,
            _("This audit is with its auditors again. Nothing is needed from you until it is sent again."),
        )
    if not may_follow(context, stands):
        return _closed(
            context,
            _("This action is with {name} now. Nothing is needed from you.", name=context.name(stands.owner)),
        )
    return _view(context, stands, problem, typed or {})


def knows(context: TurnContext) -> bool:
    """Whether the actor may know of the audit's actions at all: they had one, or answer for the case."""
    had = context.turn.actor.roles and context.turn.actor.id in owners(context.audit)
    return bool(had) or bool(context.parts & {"manager", Role.QA_LEAD.value})


def _closed(context: TurnContext, text: str) -> BannerView:
    return BannerView(context.audit.case.reference, context.template.short_title, _("Audit action"), text)


def _view(context: TurnContext, stands: Standing, problem: str, typed: Mapping[str, str]) -> SentActionView:
    actor, audit = context.turn.actor, context.audit
    question, answer = question_of(context.template, stands.key), audit.answer(stands.key)
    cells = cells_of(answer) if answer is not None else {}
    columns = question.columns if question is not None else ()
    changes = allowed(actor, Permission.CHANGE_ACTION, audit, context.asked)
    verifies = allowed(actor, Permission.VERIFY_ACTION, audit, context.asked) and stands.owner != actor.id
    done = stands.status is Status.DONE
    return SentActionView(
        audit=audit.id,
        key=stands.key,
        case=audit.case.reference,
        form=context.template.short_title,
        cells=tuple(
            cell_view(c, cells.get(c.id, ""))
            for c in columns
            if c.filled_by == AUDITOR and c.part != "by_when"
        ),
        owner=whose(context, stands),
        due=stands.due,
        overdue=is_late(context, stands),
        priority=stands.priority.value,
        status=worded(STATUS[stands.status]),
        steps=tuple(_step(context, step) for step in reversed(stands.steps[-MOST_STEPS:])),
        seen=len(stands.steps),
        starts=stands.status is Status.OPEN,
        finishes=stands.status.is_open,
        hands_back=stands.status.is_open and stands.given and stands.owner == actor.id and not changes,
        changes=changes and stands.status.is_open,
        cancels=changes and stands.status.is_open,
        verifies=done and verifies,
        takes_back=done,
        tells_effect=changes and stands.status in (Status.DONE, Status.VERIFIED) and not stands.effect,
        people=_people(context, stands) if changes else (),
        problem=problem,
        typed=typed,
    )


def is_late(context: TurnContext, stands: Standing) -> bool:
    """Its day is past and it is not done."""
    return stands.status.is_open and stands.due is not None and stands.due < context.turn.today


def whose(context: TurnContext, stands: Standing) -> str:
    """Whose it is: "You", or a name."""
    if stands.owner == context.turn.actor.id:
        return _("You")
    return context.name(stands.owner) if stands.owner else _("nobody: the case has no manager")


def _people(context: TurnContext, stands: Standing) -> tuple[tuple[PersonId, str], ...]:
    """The case's own people and those who had it before: whom it can be given to without typing."""
    audit = context.audit
    before = [step.changes.get(Change.OWNER, "") for step in stands.steps]
    people = dict.fromkeys(p for p in (audit.manager, audit.practitioner, audit.iro, *before) if p)
    return tuple((p, context.name(p)) for p in people if p != stands.owner and p in context.turn.names)


def _step(context: TurnContext, step: ActionStep) -> StepLine:
    return StepLine(f"{clock_day(step.at)}: {_taken(context, step)}.", step.passage)


def _taken(context: TurnContext, step: ActionStep) -> str:
    """ "Jo Whitfield said that it is done"."""
    named = context.name(step.changes.get(Change.OWNER, ""))
    if step.changes.get(Change.HOW) == MATCHED:
        return _("it went to {named}, whom the auditors named", named=named)
    return f"{context.name(step.by)} {'; '.join(_did(context, step))}"


def step_in_words(context: TurnContext, event: DomainEvent) -> str:
    """What a step on the trail did, with none of its words."""
    changes = event.value if isinstance(event.value, dict) else {}
    return _taken(context, ActionStep(event.by, event.at, changes))


def _did(context: TurnContext, step: ActionStep) -> list[str]:
    did = []
    changes = step.changes
    if changes.get(Change.STATUS) in set(Status):
        did.append(worded(_DID[Status(changes[Change.STATUS])]))
    if Change.OWNER in changes:
        owner = changes[Change.OWNER]
        did.append(
            _("gave it to {name}", name=context.name(owner)) if owner else _("gave it back to the manager")
        )
    if Change.DUE in changes:
        day = changes[Change.DUE]
        did.append(
            _("made it due on {day}", day=uk_date(date.fromisoformat(day)))
            if day
            else _("took its date away")
        )
    if changes.get(Change.PRIORITY) in set(Priority):
        label = worded(PRIORITY[Priority(changes[Change.PRIORITY])])
        did.append(_("set its priority to {label}", label=within_sentence(label)))
    if Change.EFFECT in changes:
        did.append(_("wrote what changed for the child"))
    return did or [_("changed it")]


def is_cancelled(context: TurnContext, key: Key) -> bool:
    """Whether nobody is asked to do this action any more."""
    stands = standing_of(context.template, context.audit, key)
    return stands is not None and stands.status is Status.CANCELLED


def stands_in_words(context: TurnContext, key: Key) -> str:
    """ "Under way, with Jo Whitfield, due on 12 June 2026"; empty where there is no such action."""
    stands = standing_of(context.template, context.audit, key)
    if stands is None:
        return ""
    parts = [worded(STATUS[stands.status])]
    if stands.status.is_open:
        parts.append(_("with {name}", name=context.name(stands.owner)))
        if stands.due is not None:
            late = is_late(context, stands)
            day = uk_date(stands.due)
            parts.append(_("overdue since {day}", day=day) if late else _("due on {day}", day=day))
    return ", ".join(parts)
