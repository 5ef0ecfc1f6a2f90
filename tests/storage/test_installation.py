"""What stands in a database is told as it is, on both kinds, and of one without a schema only that."""

from __future__ import annotations

import time

import pytest

from dialogs.audits.audit import Role
from storage.installation import look_at
from storage.keys import Keyring
from storage.migrations import newest
from storage.people import NewPerson
from storage.work import Storage
from tests import databases


async def test_people_are_counted_by_role(storage: Storage) -> None:
    both = frozenset({Role.AUDITOR, Role.MODERATOR})
    async with storage.work() as work:
        await work.people.take_people(
            [
                NewPerson(name="Amara Osei", email="a@example.org", roles=both),
                NewPerson(name="Sam Okafor", email="s@example.org", roles=frozenset({Role.AUDITOR})),
            ]
        )
    stands = await look_at(storage)
    assert (stands.revision, stands.own_keys, stands.people, stands.reached) == (newest(), True, 2, 0)
    assert stands.roles == {Role.AUDITOR: 2, Role.MODERATOR: 1}
    assert stands.clock is None or abs(stands.clock - time.time()) < 60


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_an_empty_database_has_no_schema(
    kind: str, keyring: Keyring, tmp_path: object, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    server = ""
    if kind == "postgresql":
        server = request.getfixturevalue("postgresql_server")
        url = await databases.copied_postgresql(server, "template0")
    storage = await Storage.open(url, keyring)
    stands = await look_at(storage)
    assert (stands.revision, stands.known, stands.people) == ("", False, 0)
    await storage.close()
    if server:
        await databases.drop_postgresql(url, server)
