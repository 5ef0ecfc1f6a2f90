"""Arriving: welcome, strangers, help, lists, and what group chats get."""

from __future__ import annotations

from datetime import date

from dialogs.audits.audit import Role
from storage.people import NewPerson
from tests.conversations.harness import House, said


async def test_an_installation_is_welcomed_once(house: House) -> None:
    await house.amara.installs()
    await house.amara.sees("Hello Amara", "Show my audits")
    assert len(house.amara.messages) == 1, "Teams tells of one installation twice"
    house.clock.passes(days=1)
    await house.amara.installs()
    assert len(house.amara.messages) == 2


async def test_a_welcome_across_the_minute(house: House) -> None:
    house.clock.now = house.clock.now.replace(second=59)
    await house.amara.chat.teams.post(house.amara.chat.activity("installationUpdate", action="add"))
    house.clock.passes(seconds=2)
    await house.amara.installs()
    assert len(house.amara.messages) == 1


async def test_each_role_is_welcomed_and_helped_in_its_own_words(house: House) -> None:
    expected = {
        "amara": ("case-file audit here in the chat", "open CASE"),
        "priya": ("your team's cases", "the audits of your cases"),
        "sol": ("your team's cases", "the audits of your cases"),
        "ellen": ("Type status", "reopen CASE"),
        "jo": ("in your own words", "this list"),
    }
    for name, (welcome, helped) in expected.items():
        somebody = getattr(house, name)
        await somebody.installs()
        await somebody.sees(welcome)
        await somebody.says("help")
        await somebody.sees("What you can type", helped)
    await house.jo.has_not_seen("status", "reopen", "concern:")
    await house.priya.has_not_seen("reopen CASE", "concern:")


async def test_a_stranger_is_refused_politely_and_learns_nothing(house: House) -> None:
    await house.allocates("TS-101", house.amara)
    wanderer = house.client.person(
        "Amara Osei", aad="99999999-0000-0000-0000-000000000001", email="a@else.org"
    )
    for word in ("hello", "my audits", "open TS-101", "status"):
        await wanderer.says(word)
        assert "only know the people on the audit programme's list" in (await wanderer.texts())[-1]
    answer = await wanderer.executes({"verb": "open", "audit": house.audits["TS-101"]})
    assert "See below" in answer.text or "only know" in answer.text
    assert not any("TS-101" in text for text in await wanderer.texts())
    await wanderer.installs()
    await wanderer.removes()


async def test_a_person_is_matched_by_the_rosters_email_never_by_name(house: House) -> None:
    async with house.bot.storage.work() as work:
        await work.people.take_people(
            [NewPerson("Nina Frost", "nina@example.org", frozenset({Role.AUDITOR}))]
        )
    namesake = house.client.person(
        "Nina Frost", email="other@example.org", conversation="a:namesake", aad="a" * 32
    )
    await namesake.says("hello")
    assert "only know the people" in (await namesake.texts())[-1]
    real = house.client.person("N. F.", email="Nina@Example.org", conversation="a:nina", aad="b" * 32)
    await real.says("hello")
    shown = said(house.connector.history["a:nina"][-1])
    assert "Hello Nina" in shown
    assert len(house.connector.history["a:nina"]) == 1
    # From now on the account is known, and an e-mail no longer opens the door to another one.
    thief = house.client.person("N. F.", email="nina@example.org", conversation="a:thief", aad="c" * 32)
    await thief.says("hello")
    assert "only know the people" in (await thief.texts())[-1]
    await real.says("help")
    assert "What you can type" in said(house.connector.history["a:nina"][-1])


async def test_a_roster_that_fails_is_no_error(house: House) -> None:
    stranger = house.client.person("Late Comer", aad="d" * 32)
    house.connector.fail(503, method="GET")
    assert (await stranger.says("hello")).status == 200
    assert "only know the people" in (await stranger.texts())[-1]


async def test_my_audits_empty_and_full(house: House) -> None:
    await house.amara.says("my audits")
    await house.amara.sees("No audits are allocated to you this month")
    await house.allocates("TS-101", house.amara, house.sam, theme="Neglect")
    await house.allocates("TS-102", house.amara, due=date(2026, 6, 1))
    await house.amara.says("my audits")
    await house.amara.sees("TS-101", "Due 19 June 2026", "With Sam Okafor", "Theme: Neglect", "Not started")
    await house.amara.sees("TS-102", "Overdue: was due on 1 June 2026")
    await house.amara.says("open TS-101")
    await house.amara.says("good - " + "chronology updated in June and read by her")
    await house.amara.says("my audits")
    await house.amara.sees("In progress, 1 of", "Continue")
    await house.wren.says("my audits")
    await house.wren.sees("No audits are allocated")
    await house.wren.says("open TS-101")
    await house.wren.sees("I found no audit of TS-101 for you")


async def test_a_group_chat_gets_no_case_detail(house: House) -> None:
    await house.allocates("TS-101", house.amara)
    for kind in ("groupChat", "channel"):
        group = house.client.person("Amara Osei", conversation=f"19:{kind}@thread", aad=house.amara.chat.aad)
        group.conversation_type = kind
        for word in ("my audits", "open TS-101", "good - seen alone twice in May"):
            await group.says(word)
        answer = await group.executes({"verb": "open", "audit": house.audits["TS-101"]})
        assert "personal chats" in answer.text
        await group.submits({"verb": "open", "audit": house.audits["TS-101"]})
        await group.installs()
        shown = [said(message) for message in house.connector.history[group.conversation]]
        assert len(shown) == 3
        assert not any("TS-101" in text for text in shown)
    assert (await house.audit("TS-101"))[0].revision == 0


async def test_status_is_for_the_qa_lead(house: House) -> None:
    await house.allocates("TS-101", house.amara, due=date(2026, 6, 1))
    await house.allocates("TS-102", house.amara)
    await house.amara.says("open TS-102")
    await house.ellen.says("status")
    shown = await house.ellen.sees("Not started", "In progress", "Overdue")
    assert "TS-10" not in shown
    await house.amara.says("status")
    await house.amara.sees("for the QA lead")


async def test_somebody_who_comes_back_is_reachable_again_at_once(house: House) -> None:
    await house.priya.installs()
    await house.priya.chat.removes()
    await house.priya.installs()
    async with house.bot.storage.work(write=False) as work:
        assert await work.people.address(house.priya.id) is not None


async def test_whoever_has_no_audit_in_hand_is_offered_what_they_can_do(house: House) -> None:
    offered = {
        "amara": "Show my audits",
        "priya": "Show my cases under audit",
        "sol": "Show my cases under audit",
        "ellen": "Show the status",
        "jo": "Show my work",
        "ira": "Show my work",
        "max": "Show my work",
    }
    for name, button in offered.items():
        somebody = getattr(house, name)
        await somebody.installs()
        for words in ("thanks", "what happens now?", "open TS-999", "the plan was reviewed in May"):
            await somebody.says(words)
            await somebody.sees(button)
            assert [b for b in somebody.buttons if b.startswith("Show")] == [button], (name, words)


async def test_a_practitioner_with_nothing_to_write_is_not_told_that_no_case_is_audited(house: House) -> None:
    await house.allocates("TS-101", house.amara)
    await house.jo.says("my audits")
    shown = await house.jo.sees("Audits that need you", "No audit needs your part at the moment.")
    assert "None of your cases" not in shown
