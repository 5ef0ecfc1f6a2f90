"""Seals: who a person is, and who has an audit and how its trail ends, under a key that the database has not.

The trail's hash chain needs no key, so whoever can write the database could make a new one.  A seal is a MAC
under a key derived from the root of AUDITBOT_DATA_KEYS (while keys are rotated, from any listed key).  A row
whose columns do not fit its seal is not believed: nobody is let in by it and no audit is shown by it
(`Unreadable`), and `trail verify` names it.

A database that was empty when it was first opened is sealed from the beginning.  One that an earlier version
filled is sealed by `app.py trail seal`, once, while no process runs; until then its rows bear no seals and
none are asked for.  What a seal cannot show is that a row *and* all that belongs to it were put back as they
once were, or taken out as a whole: a checkpoint kept elsewhere shows that (`storage/checkpoints.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import func, select

from storage.keys import SETTING, ImpossibleKeys, Keyring, Unopenable
from storage.statements import insert_into, upsert
from storage.tables import audits, meta, people
from storage.transactions import Connection

ROOT = "root"
"""The row of `meta` that holds the mark of the key that look-ups and seals rest on."""
PRINTS = "prints"
"""The row of `meta` that holds the key of fingerprints, encrypted; none while it follows from the root."""
FAMILIES = "families"
"""The row of `meta` that holds what the hashes of families rest on besides the root, encrypted."""
MARK = "sealed"
"""The row of `meta` that says: every person and audit of this database bears a seal."""
COUNT = "audits"
"""The row of `meta` that holds how many audits were ever allocated, and its seal."""
FORGOTTEN = "access_purged"
"""The row of `meta` that holds how many readings a purge took off the access log, and its seal."""
WORDS = {COUNT: "all audits", FORGOTTEN: "purged readings"}
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
        return self._made("audit", audit_id, *_sealed_of(ground), revision, head)

    def person(self, columns: Sequence[Any]) -> bytes | None:
        """The seal of a person, of their `SEALED_OF_PERSON`; None where none is asked for."""
        return self._made("person", *columns)

    def row(self, kind: str, *columns: Any) -> bytes | None:
        """The seal of any other row, of its columns; None where none is asked for."""
        return self._made(kind, *columns)

    def check_audit(
        self, seal: bytes | None, audit_id: str, ground: Sequence[Any], revision: int, head: bytes
    ) -> None:
        """Raises SealBroken where this is not the seal of an audit whose row has these columns."""
        self.check(seal, "audit", audit_id, *_sealed_of(ground), revision, head)

    def check_person(self, seal: bytes | None, columns: Sequence[Any]) -> None:
        """Raises SealBroken where this is not the seal of a person with these columns."""
        self.check(seal, "person", *columns)

    def check(self, seal: bytes | None, kind: str, *columns: Any) -> None:
        """Raises SealBroken where a row's seal is none that a listed key made of it."""
        if self._asked and not self.keyring.made(bytes(seal or b""), kind, *columns):
            raise SealBroken("its row was changed by something other than this program")

    async def begin(self, connection: Connection, *, postgresql: bool) -> None:
        """See that the keyring has this database's root, and learn whether it is sealed; an empty one is,
        from now on, and its root is the keyring's.

        Raises ImpossibleKeys, also where its mark was forged, or taken away from under the seals.
        """
        taken = insert_into(meta, postgresql).on_conflict_do_nothing()
        await connection.execute(taken, {"name": ROOT, "value": self.keyring.mark(self.keyring.root)})
        await self.learn_root(connection)
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
        elif not self.keyring.made(_unhexed(mark), MARK):
            raise ImpossibleKeys(
                'The mark in the table "meta" that this database is sealed was not made with these keys'
            )
        self.asked_for = True

    async def learn_root(self, connection: Connection) -> None:
        """Make look-ups and seals under the key that the database names: another process may have rotated
        them.  Raises ImpossibleKeys where it is not listed."""
        root = self.keyring.marked(await written(connection, ROOT) or "")
        if root is None:
            raise ImpossibleKeys(
                f"{SETTING}: the key that this database's look-ups rest on is not listed; "
                "put new keys in front, and keep the others behind them"
            )
        sealed = await written(connection, PRINTS)
        prints = self.keyring.open(_unhexed(sealed), PRINTS) if sealed else None
        earlier = await written(connection, FAMILIES)
        listed = orjson.loads(self.keyring.open(_unhexed(earlier), FAMILIES)) if earlier else []
        self.keyring.use_root(root, prints, tuple(map(bytes.fromhex, listed)))

    async def mark(self, connection: Connection, *, postgresql: bool, counted: int) -> None:
        """From the next start on every row must bear its seal; `counted` audits are there."""
        put = upsert(meta, "name", ("value",), postgresql)
        await connection.execute(put, {"name": MARK, "value": self.keyring.mac(MARK).hex()})
        await connection.execute(put, {"name": COUNT, "value": self.counted(counted)})

    def counted(self, count: int, name: str = COUNT) -> str:
        """A count as `meta` holds it under `name`, with its seal."""
        return f"{count}:{self.keyring.mac(name, count).hex()}"

    def count_of(self, stored: str | None, name: str = COUNT) -> int:
        """The count that `counted` stored.  Raises SealBroken."""
        count, _, mac = (stored or "").partition(":")
        if not count.isdecimal() or not self.keyring.made(_unhexed(mac), name, int(count)):
            raise SealBroken(f"the count of {WORDS[name]} was changed by something other than this program")
        return int(count)

    async def count_more(self, connection: Connection, more: int, *, postgresql: bool) -> None:
        """Note `more` new audits in the count of all.  Raises SealBroken."""
        if not self.asked_for or not more:
            return
        asked = select(meta.c.value).where(meta.c.name == COUNT)
        stored = (await connection.execute(asked.with_for_update())).scalar_one_or_none()
        put = upsert(meta, "name", ("value",), postgresql)
        await connection.execute(put, {"name": COUNT, "value": self.counted(self.count_of(stored) + more)})

    @property
    def _asked(self) -> bool:
        if self.asked_for is None:
            raise RuntimeError("this storage was not begun: migrate() or begin() comes before anything else")
        return self.asked_for

    def _made(self, kind: str, *columns: Any) -> bytes | None:
        return self.keyring.mac(kind, *columns) if self._asked else None


def _sealed_of(ground: Sequence[Any]) -> tuple[Any, ...]:
    """What of an audit's columns its seal covers."""
    # Who is kept from it follows from who audits the other one, which is sealed: a version before, which does
    # not know of second audits, can go on beside this one.
    *others, family, restricted, _second_of, _shut_to, wrapped_key = ground
    # Of audits that are neither restricted nor one of a family the seals are as before there were such.
    apart = (family, restricted) if family or restricted else ()
    return (*others, *apart, wrapped_key)


def _unhexed(text: str) -> bytes:
    """The bytes of their hexadecimal text; none where it is something else."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


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
