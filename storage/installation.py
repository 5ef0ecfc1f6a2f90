"""What stands in a database, looked at without changing it: for whoever sets the bot up or looks after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Table, func, select, text

from dialogs.audits.audit import Role
from storage.migrations import is_newer, newest
from storage.seals import MARK, written
from storage.tables import addresses, audits, meta, people
from storage.work import Storage, Work


@dataclass(frozen=True, slots=True)
class Installation:
    """A database as it stands."""

    revision: str = ""
    """Of its schema; empty where it has none yet."""
    own_keys: bool = True
    """Whether the keyring lists the key that its look-ups rest on."""
    sealed: bool = True
    """Whether every person and audit bears a seal; false where an earlier version began it."""
    clock: float | None = None
    """Seconds since 1970 by the database's own clock; None where it has none (SQLite)."""
    roles: Mapping[Role, int] = field(default_factory=dict)
    """How many people have each role."""
    people: int = 0
    reached: int = 0
    """Of them, who has opened the bot, so that it can write to them."""
    audits: int = 0
    held_up: int = 0
    """Cards that were set aside or tried in vain."""
    unreached: int = 0
    """People whom something waits for and who cannot be reached."""

    @property
    def known(self) -> bool:
        """Whether its schema is the program's own, or a newer one that the program can work on."""
        return self.revision == newest() or is_newer(self.revision)


async def look_at(storage: Storage) -> Installation:
    """What stands in the database of `storage`; of one with another schema only which.

    Raises what a database raises that does not answer.
    """
    async with storage.work(write=False) as work:
        clock = None
        if work.connection.dialect.name == "postgresql":
            now = await work.connection.execute(text("SELECT extract(epoch FROM clock_timestamp())"))
            clock = float(now.scalar_one())
        revision = await revision_of(work)
        begun = Installation(revision, clock=clock)
        if not begun.known:
            return begun
        mark = await work.connection.execute(select(meta.c.value).where(meta.c.name == "root"))
        stands = mark.scalar_one_or_none()
        listed = (await work.connection.execute(select(people.c.roles))).scalars().all()
        roles = Counter(Role(role) for roles in listed for role in roles.split(";") if role)
        return Installation(
            revision,
            sealed=(await written(work.connection, MARK)) is not None or not listed,
            own_keys=stands is None or storage.keyring.marked(stands) is not None,
            clock=clock,
            roles=dict(roles),
            people=len(listed),
            reached=await _count(work, addresses),
            audits=await _count(work, audits),
            held_up=sum((await work.undelivered.held_up_counts()).values()),
            unreached=sum(one.waiting > 0 for one in await work.unreached.unreachable()),
        )


async def revision_of(work: Work) -> str:
    """The revision of its schema; empty where it has none."""
    has_one = "SELECT count(*) FROM information_schema.tables WHERE table_name = 'alembic_version'"
    if work.connection.dialect.name == "sqlite":
        has_one = "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'"
    if not (await work.connection.execute(text(has_one))).scalar_one():
        return ""
    stands = await work.connection.execute(text("SELECT version_num FROM alembic_version"))
    return ", ".join(sorted(stands.scalars()))


async def _count(work: Work, table: Table) -> int:
    counted = await work.connection.execute(select(func.count()).select_from(table))
    return int(counted.scalar_one())
