"""Installs the app for people whom something is owed and who have never opened the bot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.channel import Address
from bot.delivery.rounds import Rounds
from bot.graph.client import Graph, GraphFailed, Problem
from bot.graph.directory import account_of
from bot.graph.installing import Installed, Installer, NotInCatalogue
from bot.teams.identity import Identity
from dialogs.audits.audit import PersonId
from dialogs.conversation.unreached import WhyUnreached
from storage.unreadable_rows import Unreadable
from storage.work import Storage

SERVICE_URL: Final = "https://smba.trafficmanager.net/teams/"
"""Where the public cloud takes messages for any chat (Microsoft, "Send proactive messages"): used before the
bot has met anybody of the organisation, whose own region is told with each message."""
AGAIN: Final = timedelta(days=1)
"""How long somebody is left alone for whom the app could not be installed."""
BATCH: Final = 10


class Reached(StrEnum):
    """What came of trying to reach somebody."""

    INSTALLED = "installed"
    THERE = "there"
    """They had the app; now the bot knows their chat."""
    KNOWN = "known"
    """Their chat was known."""
    POLICY = "policy"
    NO_ACCOUNT = "no_account"
    UNKNOWN = "unknown"
    """They are not on the people list, or have no role."""


@dataclass(frozen=True, slots=True)
class Reacher:
    """Reaches people through Graph, for the bot registered as `app_id` in `tenant_id`."""

    storage: Storage
    graph: Graph
    installer: Installer
    app_id: str
    tenant_id: str
    clock: Callable[[], datetime]

    async def reach(self, person_id: PersonId) -> Reached:
        """Install the app for this person, remember their chat, and make due what waits for them.

        Why it could not be is kept.  Raises Unreadable; GraphFailed or NotInCatalogue where it is not this
        person's matter: the permissions, the app itself, or Graph being out.
        """
        async with self.storage.work(write=False) as work:
            person = await work.people.person(person_id)
            known = await work.people.address(person_id)
            accounts = {person: account for account, person in (await work.people.accounts()).items()}
        if person is None or not person.roles:
            return Reached.UNKNOWN
        if known is not None:
            return Reached.KNOWN
        account = accounts.get(person_id, "") or await account_of(self.graph, person.email)
        if not account:
            return await self._not_reached(person_id, WhyUnreached.NO_ACCOUNT, Reached.NO_ACCOUNT)
        try:
            installed = await self.installer.install(account)
        except GraphFailed as failed:
            if failed.problem is Problem.POLICY:
                return await self._not_reached(person_id, WhyUnreached.POLICY, Reached.POLICY)
            if failed.problem is Problem.MISSING:
                return await self._not_reached(person_id, WhyUnreached.NO_ACCOUNT, Reached.NO_ACCOUNT)
            raise
        await self._remember(person_id, account, installed)
        return Reached.INSTALLED if installed.new else Reached.THERE

    async def _remember(self, person_id: PersonId, account: str, installed: Installed) -> None:
        """Teams tells a running bot of a new installation as well, perhaps before this: then that stands."""
        async with self.storage.work() as work:
            now = self.clock()
            await work.people.link_first(person_id, account)
            if await work.people.address(person_id) is None:
                url = await work.unreached.service_url() or SERVICE_URL
                chat = Address(url, installed.chat, self.tenant_id, "", f"28:{self.app_id}")
                await work.people.remember_address(person_id, chat, now)
            await work.unreached.clear(person_id)
            await work.undelivered.wake(person_id, now)

    async def _not_reached(self, person_id: PersonId, why: WhyUnreached, reached: Reached) -> Reached:
        async with self.storage.work() as work:
            await work.unreached.note(person_id, why, self.clock(), tried=True)
        return reached


def reacher_of(storage: Storage, graph: Graph, identity: Identity, clock: Callable[[], datetime]) -> Reacher:
    """What reaches people for this bot, of production."""
    installer = Installer(graph, identity.app_id)
    return Reacher(storage, graph, installer, identity.app_id, identity.tenant_ids[0], clock)


class Reaching(Rounds):
    """Reaches everybody for whom a card was set aside because they have never opened the bot."""

    every = 60.0
    failed = "reaching_round_failed"
    enqueued = "app_installed"

    def __init__(self, reacher: Reacher, *, owed: Callable[[], None] = lambda: None):
        super().__init__(reacher.storage, clock=reacher.clock, owed=owed)
        self._reacher = reacher

    async def _enqueue_due(self, now: datetime) -> int:
        async with self._storage.work(write=False) as work:
            waiting = await work.unreached.to_install(now - AGAIN, BATCH)
        reached = 0
        for person in waiting:
            try:
                came = await self._reacher.reach(person)
            except (GraphFailed, NotInCatalogue) as failed:
                # Nobody else would be reached either; its text names nobody.
                self._log.error("app_not_installed", reason=str(failed))
                return reached
            except Unreadable as problem:
                self._log.error("app_not_installed", problem=type(problem).__name__)
                continue
            reached += came in (Reached.INSTALLED, Reached.THERE, Reached.KNOWN)
        return reached
