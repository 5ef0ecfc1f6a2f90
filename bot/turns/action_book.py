"""The rows of an audit's actions, computed from it: to be kept beside its trail."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.audits.actions import FOLLOW
from dialogs.audits.audit import Audit
from dialogs.audits.events import DomainEvent
from dialogs.conversation.actions_now import standings
from dialogs.features.action_reminders import done_on
from storage.action_rows import ActionRow
from storage.values import micros
from storage.work import Work
from template_specs.model import Template


def touched(events: Iterable[DomainEvent]) -> bool:
    """Whether any of these events is a step of an action."""
    return any(event.key.startswith(f"{FOLLOW}/") for event in events)


def rows_of(template: Template, audit: Audit) -> tuple[ActionRow, ...]:
    """Its actions as they stand; none while it is not sent."""
    if not audit.sent or audit.second_of:
        return ()
    return tuple(
        ActionRow(
            audit_id=audit.id,
            key=stands.key,
            owner=stands.owner,
            given=stands.given,
            due=stands.due,
            priority=stands.priority.value,
            status=stands.status.value,
            asked_at=micros(audit.history[stands.key][0].at),
            done_on=done_on(stands),
            effect=stands.effect,
        )
        for stands in standings(template, audit)
    )


async def note(work: Work, template: Template, audit: Audit, *, seen: bool = False) -> None:
    """Keep the rows of `audit` as it is now; `seen`: its actions were given to those whom its rows name."""
    await work.action_rows.note(audit, rows_of(template, audit), seen=seen)
