"""Somebody saves between the two queries with which several audits are read."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.audits import _TRAILS
from storage.keys import Keyring
from storage.work import Storage
from tests.conversations.harness import EVIDENCE, open_house


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_an_audit_that_moves_on_meanwhile_is_read_as_it_was(
    database_url: str, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_house(database_url, keyring) as house:
        audit = await house.allocates("TS-101", house.amara)
        await house.amara.says("open TS-101")
        other = await Storage.open(database_url, keyring)  # another process, which has read nothing yet
        await other.begin()
        execute = AsyncConnection.execute
        saved: list[bool] = []

        async def between(self: AsyncConnection, statement: Any, *given: Any, **more: Any) -> Any:
            if statement is _TRAILS and not saved:
                saved.append(True)
                await house.amara.says(f"1.1 good - {EVIDENCE}")
            return await execute(self, statement, *given, **more)

        monkeypatch.setattr(AsyncConnection, "execute", between)
        try:
            async with other.work(write=False) as work:
                read = await work.audits.several([audit])
                assert saved
                assert work.set_aside == []
                assert read[audit].answer("1.1") is None
            async with other.work(write=False) as work:
                assert (await work.audits.several([audit]))[audit].answer("1.1") is not None
        finally:
            await other.close()
