"""What typed messages led to, for a month: by the message's token, sealed under the audit's key."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Executable, bindparam, delete, select

from dialogs.audits.audit import AuditId, PersonId
from dialogs.conversation.message_effects import NOTHING, MessageEffect
from storage.fast.turn_write import TurnWrite
from storage.session_statements import hashed
from storage.statements import BoundStatement
from storage.tables import inbox, typed_messages
from storage.transaction import TransactionPart
from storage.unreadable_rows import PROBLEMS
from storage.values import as_json, micros, moment

_OF = typed_messages.c
_COLUMNS = (_OF.token, _OF.audit_id, _OF.at, _OF.sealed)
_BY_TOKEN = select(*_COLUMNS).where(_OF.person_id == bindparam("person"), _OF.token == bindparam("token"))
_LAST_BEFORE = (
    select(*_COLUMNS)
    .where(_OF.person_id == bindparam("person"), bindparam("upto", type_=_OF.at.type) >= _OF.at)
    .order_by(_OF.at.desc(), _OF.token)
    .limit(1)
)
_HEARD = select(inbox.c.at).where(inbox.c.key == bindparam("key0"))
_FIELDS = frozenset(field.name for field in fields(MessageEffect))
_PLACES = frozenset({"answers", "tried"})


@dataclass(frozen=True, slots=True)
class TypedMessage:
    """One message as it is stored."""

    token: str
    audit_id: AuditId
    at: datetime
    """When the bot took it."""
    sealed: bytes


class TypedMessages(TransactionPart):
    """Knows what typed messages led to."""

    __slots__ = ()

    def row(
        self, person: PersonId, token: str, audit_id: AuditId, effect: MessageEffect, now: datetime
    ) -> dict[str, Any]:
        """What a message led to, as it is stored; its audit must be held in this transaction.  Empty where
        that is purged: there is nothing that an edit could lead to."""
        held = self._open.fresh.get(audit_id)
        if held is None or held.key is None:
            return {}
        values = {name: value for name in _FIELDS if (value := getattr(effect, name))}
        sealed = held.key.seal(as_json(values), _identity(person, token))
        return {
            "person_id": person,
            "token": token,
            "audit_id": audit_id,
            "at": micros(now),
            "sealed": sealed,
        }

    async def keep(self, rows: list[dict[str, Any]]) -> None:
        """Keep these rows by themselves, where the turn saves nothing else."""
        await TurnWrite(messages=rows).execute(self._statements, self._shared.compiler)

    async def find(self, person: PersonId, token: str) -> TypedMessage | None:
        """The message with this token; None for one that led nowhere, or longer ago than is kept."""
        return await self._one(_BY_TOKEN, {"person": person, "token": token})

    async def last_before(self, person: PersonId, at: datetime) -> TypedMessage | None:
        """This person's newest message that was taken at or before `at`."""
        return await self._one(_LAST_BEFORE, {"person": person, "upto": micros(at)})

    async def was_taken(self, key: str) -> bool:
        """Whether an activity of this idempotency key was taken, as far as that is remembered."""
        found = await self._connection.execute(_HEARD, hashed([key]))
        return found.scalar_one_or_none() is not None

    def effect(self, person: PersonId, message: TypedMessage) -> MessageEffect:
        """What it led to; its audit must be held in this transaction.  `NOTHING` where that cannot be
        read."""
        held = self._open.fresh.get(message.audit_id)
        if held is None or held.key is None:
            return NOTHING
        try:
            found = orjson.loads(held.key.open(message.sealed, _identity(person, message.token)))
            places = {name: tuple((key, number) for key, number in found.get(name, ())) for name in _PLACES}
            known = {name: value for name, value in found.items() if name in _FIELDS}
            return MessageEffect(**(known | places))
        except PROBLEMS as problem:
            self._open.sets_aside("message", message.audit_id, problem)
            return NOTHING

    async def forget(self, before: datetime) -> int:
        """Drop what messages taken before this moment led to; how many."""
        dropped = await self._connection.execute(delete(typed_messages).where(_OF.at < micros(before)))
        return dropped.rowcount

    async def _one(self, statement: Executable, values: dict[str, str | int]) -> TypedMessage | None:
        found = await self._statements.rows(BoundStatement(self._shared.compiled(statement), values))
        if not found:
            return None
        token, audit_id, at, sealed = found[0]
        return TypedMessage(token, audit_id, moment(at), bytes(sealed))


def _identity(person: PersonId, token: str) -> str:
    return f"typed message|{person}|{token}"
