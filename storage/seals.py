"""Seals: who a person is, and who has an audit and how its trail ends, under a key that the database has not.

The trail's hash chain needs no key, so whoever can write the database could make a new one.  A seal is a MAC
under a key derived from the root of AUDITBOT_DATA_KEYS.  A row whose columns do not fit its seal is not
believed: nobody is let in by it and no audit is shown by it (`Unreadable`), and `trail verify` names it.

A database that was empty when it was first opened is sealed from the beginning.  One that an earlier version
filled is sealed by `app.py trail seal`, once, while no process runs; until then its rows bear no seals and
none are asked for.  What a seal cannot show is that a row *and* all that belongs to it were put back as they
once were, or taken out as a whole: a checkpoint kept elsewhere shows that (`storage/checkpoints.py`).
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from storage.keys import SETTING, ImpossibleKeys, Keyring, Unopenable
from storage.statements import insert_into, upsert
from storage.tables import audits, meta, people
from storage.transactions import Connection

ROOT = "root"
"""The row of `meta` that holds a hash under the keyring's last key."""
MARK = "sealed"
"""The row of `meta` that says: every person and audit of this database bears a seal."""
COUNT = "audits"
"""The row of `meta` that holds how many audits were ever allocated, and its seal."""
SEALED_OF_PERSON = ("id", "email_hash", "aad_object_id", "roles", "team", "manager", "deputy")
"""What a person's seal covers, in this order."""


class SealBroken(Unopenable):
    """A row is not as this program left it."""


@dataclass(slots=True)
class Seals:
    """Makes and checks the seals of one database."""

    keyring: Keyring
    asked_for: bool | None = None
    """Every row must bear its seal.  None until `begin` has looked (`Storage.migrate` does)."""

    def audit(self, audit_id: str, ground: Sequence[Any], revision: int, head: bytes) -> bytes | None:
        """The seal of an audit whose row has these columns (`audits.GROUND`), its trail so long and ending
        so; None where none is asked for."""
        *others, family, restricted, wrapped_key = ground
        # Of audits that are neither restricted nor one of a family the seals are as before there were such.
        apart = (family, restricted) if family or restricted else ()
        return self._made("audit", audit_id, *others, *apart, wrapped_key, revision, head)

    def person(self, columns: Sequence[Any]) -> bytes | None:
        """The seal of a person, of their `SEALED_OF_PERSON`; None where none is asked for."""
        return self._made("person", *columns)

    def check(self, seal: bytes | None, right: bytes | None) -> None:
        """Raises SealBroken where a row's seal is not the right one."""
        if right is not None and not hmac.compare_digest(bytes(seal or b""), right):
            raise SealBroken("its row was changed by something other than this program")

    async def begin(self, connection: Connection, root_mark: str, *, postgresql: bool) -> None:
        """See that the keyring is this database's, by the `root_mark` that it began with, and learn whether
        it is sealed; an empty one is, from now on.

        Raises ImpossibleKeys, also where its mark was forged, or taken away from under the seals.
        """
        taken = insert_into(meta, postgresql).on_conflict_do_nothing()
        await connection.execute(taken, {"name": ROOT, "value": root_mark})
        if await written(connection, ROOT) != root_mark:
            raise ImpossibleKeys(
                f"{SETTING}: the last key is not the one that this database began with; "
                "put new keys in front and keep the first one last"
            )
        mark = await written(connection, MARK)
        if mark is None:
            if await _rows(connection, sealed=True):
                raise ImpossibleKeys(
                    "This database's people and audits bear seals, and the mark that says so is gone: "
                    'somebody changed the table "meta" by hand. Restore it from a backup'
                )
            if await _rows(connection, sealed=False):
                self.asked_for = False
                return
            await self.mark(connection, postgresql=postgresql, counted=0)
        elif mark != self.keyring.mac(MARK).hex():
            raise ImpossibleKeys(
                'The mark in the table "meta" that this database is sealed was not made with these keys'
            )
        self.asked_for = True

    async def mark(self, connection: Connection, *, postgresql: bool, counted: int) -> None:
        """From the next start on every row must bear its seal; `counted` audits are there."""
        put = upsert(meta, "name", ("value",), postgresql)
        await connection.execute(put, {"name": MARK, "value": self.keyring.mac(MARK).hex()})
        await connection.execute(put, {"name": COUNT, "value": self.counted(counted)})

    def counted(self, audits_ever: int) -> str:
        """A count as it is stored, with its seal."""
        return f"{audits_ever}:{self.keyring.mac(COUNT, audits_ever).hex()}"

    def count_of(self, stored: str | None) -> int:
        """The count that `counted` stored.  Raises SealBroken."""
        count, _, mac = (stored or "").partition(":")
        if not count.isdecimal() or not hmac.compare_digest(
            mac.encode(), self.keyring.mac(COUNT, int(count)).hex().encode()
        ):
            raise SealBroken("the count of all audits was changed by something other than this program")
        return int(count)

    async def count_more(self, connection: Connection, more: int, *, postgresql: bool) -> None:
        """Note `more` new audits in the count of all.  Raises SealBroken."""
        if not self.asked_for or not more:
            return
        asked = select(meta.c.value).where(meta.c.name == COUNT)
        stored = (await connection.execute(asked.with_for_update())).scalar_one_or_none()
        put = upsert(meta, "name", ("value",), postgresql)
        await connection.execute(put, {"name": COUNT, "value": self.counted(self.count_of(stored) + more)})

    def _made(self, kind: str, *columns: Any) -> bytes | None:
        if self.asked_for is None:
            raise RuntimeError("this storage was not begun: migrate() or begin() comes before anything else")
        return self.keyring.mac(kind, *columns) if self.asked_for else None


async def written(connection: Connection, name: str) -> str | None:
    """What stands in `meta` under a name."""
    value: str | None = (
        await connection.execute(select(meta.c.value).where(meta.c.name == name))
    ).scalar_one_or_none()
    return value


async def _rows(connection: Connection, *, sealed: bool) -> int:
    """How many people and audits are there, or (`sealed`) bear a seal."""
    counted = 0
    for table in (people, audits):
        asked = select(func.count()).select_from(table)
        counted += (
            await connection.execute(asked.where(table.c.seal.is_not(None)) if sealed else asked)
        ).scalar_one()
    return counted
