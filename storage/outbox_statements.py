"""The outbox's statements: how rows are enqueued, claimed and settled."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Executable, bindparam, case, func, or_, select, union_all, update

from dialogs.conversation.action_subjects import ActionReminder
from dialogs.conversation.subjects import ReminderMessage
from storage.people_rows import ADDRESS
from storage.statements import insert_into
from storage.tables import addresses, audits, owed

_VERSIONS = ("wanted", "sent", "activity_id", "conversation_id", "attempts", "urgent", "repeats")
COLUMNS = ("id", "recipient", "audit_id", "subject", *_VERSIONS, "sealed")

_NOW = bindparam("now", type_=owed.c.next_at.type)
_FREE = or_(owed.c.leased_until.is_(None), owed.c.leased_until <= _NOW)
_BUSY = owed.alias("busy")
CANDIDATES = (
    select(owed.c.id, owed.c.recipient)
    .where(
        owed.c.next_at <= _NOW,
        _FREE,
        ~select(_BUSY.c.id)
        .where(_BUSY.c.recipient == owed.c.recipient, _BUSY.c.leased_until > _NOW)
        .exists(),
    )
    .order_by(owed.c.urgent.desc(), owed.c.next_at, owed.c.id)
    .limit(bindparam("limit", type_=owed.c.id.type))
    .with_for_update(skip_locked=True)
)
REMINDERS = or_(*(owed.c.subject.like(f"{kind.prefix}%") for kind in (ReminderMessage, ActionReminder)))
"""What one message of a day may hold, and what can be put off."""
ALONG = (
    select(*(owed.c[name] for name in COLUMNS), audits.c.wrapped_key, *ADDRESS)
    .join(audits, audits.c.id == owed.c.audit_id)
    .outerjoin(addresses, addresses.c.person_id == owed.c.recipient)
    .where(
        owed.c.recipient == bindparam("person"),
        owed.c.id != bindparam("row"),
        owed.c.next_at <= _NOW,
        owed.c.sent < owed.c.wanted,
        _FREE,
        REMINDERS,
    )
    .order_by(owed.c.next_at, owed.c.id)
    .limit(bindparam("limit", type_=owed.c.id.type))
)
PUT_OFF = (
    update(owed)
    .where(owed.c.recipient == bindparam("person"), REMINDERS, _FREE)
    .values(
        wanted=case((owed.c.sent >= owed.c.wanted, owed.c.wanted + 1), else_=owed.c.wanted),
        next_at=bindparam("until", type_=owed.c.next_at.type),
        activity_id="",
        attempts=0,
        failed=False,
        problem="",
    )
)
LEASE = (
    update(owed)
    .where(owed.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        repeats=owed.c.repeats + case((owed.c.leased_until.is_(None), 0), else_=1),
        worker=bindparam("new_worker"),
        leased_until=bindparam("new_lease"),
    )
)
LET_GO = (
    update(owed)
    .where(owed.c.leased_until.is_not(None), owed.c.worker == bindparam("leaving"))
    .values(leased_until=bindparam("now", type_=owed.c.leased_until.type))
)
CLAIMED = (
    select(*(owed.c[name] for name in COLUMNS), audits.c.wrapped_key, *ADDRESS)
    .join(audits, audits.c.id == owed.c.audit_id)
    .outerjoin(addresses, addresses.c.person_id == owed.c.recipient)
    .where(owed.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(owed.c.urgent.desc(), owed.c.next_at, owed.c.id)
)
_MINE = update(owed).where(owed.c.id == bindparam("row"))
_FREED = {"worker": "", "leased_until": None}
DELIVERED = _MINE.where(owed.c.sent <= bindparam("claimed")).values(
    _FREED
    | {
        "sent": bindparam("new_sent"),
        "activity_id": bindparam("new_activity"),
        "conversation_id": bindparam("new_conversation"),
        "attempts": 0,
        "repeats": 0,
        "failed": False,
        "problem": "",
        # Wanted anew while it was on its way: it stays due.
        "next_at": case((owed.c.wanted > bindparam("claimed"), owed.c.next_at), else_=None),
    }
)
POSTPONED = _MINE.values(
    _FREED
    | {
        "attempts": owed.c.attempts + bindparam("tried", type_=owed.c.attempts.type),
        "repeats": owed.c.repeats + bindparam("more", type_=owed.c.repeats.type),
        "problem": bindparam("new_problem"),
        "next_at": bindparam("new_next_at"),
        "failed": False,
    }
)
_NEWER = owed.c.wanted > bindparam("claimed")
"""A newer version was asked for while this one was on its way."""
SET_ASIDE = _MINE.values(
    _FREED
    | {
        "attempts": owed.c.attempts + 1,
        "repeats": owed.c.repeats + bindparam("more", type_=owed.c.repeats.type),
        "problem": bindparam("new_problem"),
        "failed": ~_NEWER,
        "next_at": case((_NEWER, owed.c.next_at), else_=bindparam("new_next_at", type_=owed.c.next_at.type)),
    }
)
WITHDRAWN = _MINE.values(
    _FREED | {"wanted": owed.c.sent, "next_at": None, "failed": False, "problem": bindparam("new_problem")}
)
_DUE = owed.c.next_at >= 0
"""What is not due is most of the table: written so that an index finds the rest."""
NEXT = union_all(
    select(func.min(owed.c.next_at)).where(_DUE, owed.c.leased_until.is_(None)),
    select(
        func.min(case((owed.c.leased_until > owed.c.next_at, owed.c.leased_until), else_=owed.c.next_at))
    ).where(_DUE, owed.c.leased_until >= 0),
)


@cache
def enqueued(on_postgresql: bool) -> Executable:
    """Owed, or asked for in a new version where it was owed before."""
    statement = insert_into(owed, on_postgresql)
    new = statement.excluded
    enqueued: Executable = statement.on_conflict_do_update(
        index_elements=[owed.c.recipient, owed.c.audit_id, owed.c.subject],
        set_={
            "wanted": owed.c.wanted + 1,
            "sealed": new.sealed,
            "urgent": new.urgent,
            "next_at": new.next_at,
            "attempts": 0,
            "failed": False,
            "problem": "",
        },
    )
    return enqueued


@cache
def enqueued_once(on_postgresql: bool) -> Executable:
    """Owed, unless it was owed before."""
    statement = insert_into(owed, on_postgresql)
    kept: Executable = statement.on_conflict_do_nothing(
        index_elements=[owed.c.recipient, owed.c.audit_id, owed.c.subject]
    )
    return kept
