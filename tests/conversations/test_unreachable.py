"""Nobody waits unknowingly for somebody who cannot be reached: why, since when, and what to do is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.delivery.reaching import Reached, Reacher, Reaching
from bot.delivery.trouble import UNREACHABLE, count_held_up
from bot.graph.installing import Installer, NotInCatalogue
from dialogs.conversation.unreached import WhyUnreached
from tests.conversations.harness import House, said
from tests.conversations.test_answering import start
from tests.graph.double import LACKING, Directory, error

APP_ID = "00000000-aaaa-bbbb-cccc-000000000001"
TENANT = "11111111-aaaa-bbbb-cccc-000000000001"
WORDS = "She said that she is afraid to go home tonight."


@pytest.fixture
async def directory() -> AsyncIterator[Directory]:
    """A tenant with the app in its catalogue."""
    async with Directory(catalogue={APP_ID: "22222222-aaaa-bbbb-cccc-000000000001"}) as made:
        yield made


def reacher(house: House, directory: Directory) -> Reacher:
    graph = directory.graph()
    return Reacher(house.bot.storage, graph, Installer(graph, APP_ID), APP_ID, TENANT, house.clock)


async def concern_to_priya(house: House) -> None:
    """An immediate concern whose manager has never opened the bot; the QA lead has."""
    await house.ellen.installs()
    await start(house)
    await house.amara.says(f"concern: {WORDS}")
    await house.amara.presses("Send now")
    await house.delivers()


async def why(house: House) -> dict[str, tuple[WhyUnreached, int, int]]:
    async with house.bot.storage.work(write=False) as work:
        people = await work.unreached.unreachable()
        names = await work.people.people_named(one.person for one in people)
    return {names[one.person].name: (one.why, one.waiting, one.urgent) for one in people}


async def test_the_qa_lead_sees_who_cannot_be_reached_and_what_waits(house: House) -> None:
    await concern_to_priya(house)
    house.clock.passes(hours=3)
    for typed in (
        "unreachable",
        "who can't be reached?",
        "show me who cannot be reached",
        "Who is unreachable",
    ):
        await house.ellen.says(typed)
        shown = await house.ellen.sees(
            "people cannot be reached",
            "Priya Nair has not opened this bot in Teams yet (noticed 5 June 2026 at 2:30pm). 1 message "
            "waits for them. Urgent, about a concern: 1. Call them. Ask them to open it, or ask IT to "
            "install it for them.",
            "Sam Okafor has not opened this bot in Teams yet. Nothing waits for them.",
        )
        assert shown.index("Priya") < shown.index("Sam"), "whom something urgent waits for comes first"
        assert "TS-101" not in shown, "cases are not named: some of them open to few"
    await house.ellen.says("status")
    await house.ellen.presses("Who cannot be reached")
    await house.ellen.sees("Priya Nair has not opened this bot")
    await house.amara.says("unreachable")
    shown = await house.amara.sees()
    assert "cannot be reached" not in shown, "in an auditor's chat it may be what was seen"


async def test_who_took_the_app_out_or_blocked_it_is_told_apart_until_they_write(house: House) -> None:
    await house.priya.installs()
    await concern_to_priya(house)
    await house.priya.chat.removes()
    assert (await why(house))["Priya Nair"] == (WhyUnreached.REMOVED, 0, 0)
    await house.priya.installs()
    assert "Priya Nair" not in await why(house)
    house.connector.fail(403, conversation=house.priya.chat.conversation, times=9)
    await house.amara.says("concern: He has been seen with his father again today.")
    await house.amara.presses("Send now")
    await house.delivers()
    assert (await why(house))["Priya Nair"] == (WhyUnreached.BLOCKED, 1, 1)
    await count_held_up(house.bot.storage, house.clock)
    assert UNREACHABLE.labels("blocked")._value.get() == 1
    house.connector.mend()
    await house.priya.says("hello")
    await house.delivers()
    assert "Priya Nair" not in await why(house)
    await count_held_up(house.bot.storage, house.clock)
    assert not [sample for metric in UNREACHABLE.collect() for sample in metric.samples]


async def test_whoever_is_owed_something_has_the_app_installed_and_gets_it(
    house: House, directory: Directory
) -> None:
    await concern_to_priya(house)
    directory.user("priya", "Priya Nair", mail=house.priya.chat.email)
    directory.users[house.priya.chat.aad] = directory.users.popitem()[1] | {"id": house.priya.chat.aad}
    reaching = Reaching(reacher(house, directory), owed=house.bot.delivery.wake)
    assert await reaching.round() == 1
    await house.delivers()
    chat = house.connector.history[f"19:{house.priya.chat.aad}_app@unq.gbl.spaces"]
    assert any(WORDS in said(message) for message in chat)
    assert directory.installed == {house.priya.chat.aad}
    assert "Priya Nair" not in await why(house)
    asked = len(directory.requests)
    assert await reaching.round() == 0
    assert len(directory.requests) == asked, "nobody else is owed anything, and nobody is installed for"
    await house.priya.says("hello")
    async with house.bot.storage.work(write=False) as work:
        address = await work.people.address(house.priya.id)
    assert address is not None
    assert address.conversation_id == house.priya.chat.conversation, "their own words say best where they are"


async def test_who_has_the_app_already_is_found_by_their_email(house: House, directory: Directory) -> None:
    await concern_to_priya(house)
    async with house.bot.storage.work() as work:
        await work.people.link_aad(house.mo.id, house.priya.chat.aad)
        await work.people.link_aad(house.mo.id, house.mo.chat.aad)
    directory.user("p", "Priya Nair", mail=house.priya.chat.email)
    (account,) = directory.users
    directory.installed.add(account)
    assert await reacher(house, directory).reach(house.priya.id) is Reached.THERE
    assert await reacher(house, directory).reach(house.priya.id) is Reached.KNOWN
    async with house.bot.storage.work(write=False) as work:
        assert (await work.people.accounts())[account] == house.priya.id


async def test_what_keeps_the_app_from_somebody_is_kept_and_not_tried_all_day(
    house: House, directory: Directory
) -> None:
    await concern_to_priya(house)
    reaching = Reaching(reacher(house, directory))
    await reaching.round()
    assert (await why(house))["Priya Nair"][0] is WhyUnreached.NO_ACCOUNT
    directory.user("priya", "Priya Nair", mail=house.priya.chat.email)
    directory.users[house.priya.chat.aad] = directory.users.popitem()[1] | {"id": house.priya.chat.aad}
    directory.blocked.add(house.priya.chat.aad)
    asked = len(directory.requests)
    await reaching.round()
    assert len(directory.requests) == asked, "once a day is enough"
    house.clock.passes(days=1)
    await reaching.round()
    await house.ellen.says("unreachable")
    await house.ellen.sees(
        "keeps the bot from being installed for Priya Nair (noticed 6 June 2026",
        "Ask IT to allow it for them",
    )
    directory.blocked.clear()
    house.clock.now += timedelta(days=1)
    assert await reaching.round() == 1


async def test_what_is_nobodys_own_matter_stops_the_round_and_is_logged_without_a_name(
    house: House, directory: Directory
) -> None:
    await concern_to_priya(house)
    directory.fault(403, error("Authorization_RequestDenied", LACKING))
    with capture_logs() as logs:
        assert await Reaching(reacher(house, directory)).round() == 0
    (line,) = [line for line in logs if line["event"] == "app_not_installed"]
    assert "lacks a Graph permission" in line["reason"]
    assert "riya" not in str(logs)
    assert (await why(house))["Priya Nair"][0] is WhyUnreached.NEVER_OPENED
    directory.catalogue.clear()
    directory.user("priya", "Priya Nair", mail=house.priya.chat.email)
    with pytest.raises(NotInCatalogue, match="Upload the package"):
        await reacher(house, directory).reach(house.priya.id)


async def test_somebody_who_took_the_app_out_is_not_installed_for_again(
    house: House, directory: Directory
) -> None:
    await house.priya.installs()
    await house.priya.chat.removes()
    await concern_to_priya(house)
    assert await Reaching(reacher(house, directory)).round() == 0
    assert directory.requests == []
    assert (await why(house))["Priya Nair"] == (WhyUnreached.REMOVED, 1, 1)


async def test_where_nobody_can_be_reached_whoever_raised_the_concern_is_told_so(house: House) -> None:
    await start(house)
    await house.amara.says(f"concern: {WORDS}")
    await house.amara.presses("Send now")
    await house.amara.has_seen(
        "Your immediate concern on TS-101 has not reached Ellen Marsh in Teams. There is nobody else to send "
        "it to. Call them or the duty manager now."
    )
