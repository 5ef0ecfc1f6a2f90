"""A real second server, which replays what the first one writes."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, timedelta

import pytest

from storage.keys import Keyring
from storage.replica import MOST_BEHIND, Reads, open_reads
from storage.work import Storage
from tests import databases

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
    pytest.mark.skipif(databases.SETTING in os.environ, reason="the server is not this run's own"),
]


async def test_a_streaming_replica_is_read_up_to_date_and_behind(
    storage: Storage, database_url: str, keyring: Keyring
) -> None:
    ahead = timedelta()

    async def done() -> None:
        async with storage.work() as work:
            await work.first_time([str(datetime.now(UTC))], datetime.now(UTC))

    with databases.streaming_replica(database_url) as url:
        async with open_reads(storage, database_url, url, clock=lambda: datetime.now(UTC) + ahead) as reads:
            await done()
            await reads.look()
            assert reads.source().storage is not storage
            assert reads.source().as_of is None
            server = databases.named(url, "postgres")
            await databases.maintain(server, "SELECT pg_wal_replay_pause()")
            before = datetime.now(UTC)
            await done()
            await reads.look()
            held_at = reads.source().as_of
            assert held_at is not None
            assert held_at < before
            ahead = MOST_BEHIND
            await reads.look()
            assert reads.source().storage is storage
            await databases.maintain(server, "SELECT pg_wal_replay_resume()")
            await asyncio.wait_for(_until_read(reads, storage), 20)
            assert reads.source().as_of is None


async def _until_read(reads: Reads, storage: Storage) -> None:
    """Look until the replica is read again."""
    while reads.source().storage is storage:
        await reads.look()
