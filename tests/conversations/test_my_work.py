"""What needs somebody now: at a greeting, at `my work`, at `my audits`, and when the bot is installed."""

from __future__ import annotations

from datetime import date

import pytest

from dialogs.audits.audit import Role
from storage.people import NewPerson
from tests.conversations.harness import House, Somebody, said
from tests.conversations.test_after_submission import submitted
from tests.conversations.test_answering import fill, start, submit
from tests.conversations.test_completed_by_all import audited, submits, together

WORDS = "He said he is afraid to go home tonight"
NOTHING = "Nothing is needed from you now."


async def gives_roles(house: House, somebody: Somebody, *roles: Role) -> None:
    new = NewPerson(somebody.chat.name, somebody.chat.email, frozenset(roles), "North")
    async with house.bot.storage.work() as work:
        await work.people.take_people([new])


async def test_an_auditor_goes_on_from_the_greeting(house: House) -> None:
    await start(house)
    await house.allocates("TS-102", house.amara, due=date(2026, 6, 1))
    await house.amara.says("good - " + "she was seen alone twice in May")
    for word in ("hello", "my work", "what needs me now"):
        await house.amara.says(word)
        shown = await house.amara.sees(
            "Hello Amara",
            "TS-102: an audit to start",
            "Overdue: was due on 1 June 2026",
            "TS-101: 1 of 4 answered",
            "Due 19 June 2026",
        )
        assert shown.index("TS-102") < shown.index("TS-101"), "what is overdue comes first"
        assert "I take you through" not in shown, "nobody in mid-audit is introduced again"
        assert house.amara.buttons[:2] == ["Start TS-102", "Continue TS-101 (1 of 4)"]
    await house.amara.presses("Continue TS-101 (1 of 4)")
    await house.amara.sees("How good is the chronology?")


async def test_the_bot_installed_again_in_mid_audit_begins_with_the_audit(house: House) -> None:
    await start(house)
    house.clock.passes(days=1)
    await house.amara.installs()
    shown = await house.amara.sees("Hello Amara", "Continue TS-101 (0 of 4)")
    assert "I take you through" not in shown


async def test_a_manager_is_told_of_the_concern_first_then_of_the_rest(house: House) -> None:
    await submitted(house)
    await house.amara.says(f"concern: {WORDS}")
    await house.amara.presses("Send now")
    await house.delivers()
    for word in ("hello", "my work", "my audits"):
        await house.priya.says(word)
        shown = await house.priya.sees(
            "TS-101: an immediate concern, raised by Amara Osei on 5 June 2026",
            "TS-101: the summary of the audit (Small audit) is ready to read",
            "TS-101: an action to review, not reviewed yet",
            "Due 1 July 2026",
        )
        assert NOTHING not in shown
        assert WORDS not in shown
        assert shown.index("concern") < shown.index("the summary of") < shown.index("an action")
    await house.priya.presses("Read the concern")
    await house.priya.sees("Immediate concern: act now", WORDS)
    await house.priya.presses("I have read this")
    await house.priya.says("hello")
    shown = await house.priya.sees("is ready to read")
    assert "about the immediate concern is not written yet" in shown
    assert "an immediate concern, raised by" not in shown
    await house.priya.presses("Read the summary")
    await house.priya.presses("Acknowledge")
    house.clock.passes(days=40)
    await house.priya.says("hello")
    shown = await house.priya.sees("Overdue: was due on 1 July 2026")
    assert "is ready to read" not in shown
    await house.priya.presses("Review it")
    await house.priya.presses("Acknowledge")
    reviewed = {"c:reviewed": "2026-07-10", "c:progress": "under_way"}
    await house.priya.presses("Record the review", reviewed)
    await house.priya.says("hello")
    await house.priya.sees("TS-101: an action to review, under way")
    await house.priya.presses("Review it")
    await house.priya.presses("Save the review", reviewed | {"c:progress": "completed"})
    await house.priya.says("hello")
    await house.priya.sees(NOTHING, "A summary comes here when an audit of one of your cases is submitted.")


async def test_a_summary_that_comes_again_is_to_be_read_again(house: House) -> None:
    await submitted(house)
    await house.priya.presses("Acknowledge", on=house.priya.message("Audit summary").id)
    house.clock.passes(minutes=5)
    await house.ellen.says("reopen TS-101 because the plan was missed in section 1")
    await house.priya.says("hello")
    await house.priya.sees(NOTHING)
    house.clock.passes(minutes=5)
    await house.amara.says("open TS-101")
    await house.amara.says("submit")
    await house.amara.says("yes")
    await house.delivers()
    await house.priya.says("hello")
    await house.priya.sees("the summary of the audit")


async def test_stages_wait_in_the_words_of_those_whom_they_ask(house: House) -> None:
    await audited(house)
    for somebody in (house.ira, house.priya, house.max):
        await somebody.says("hello")
        await somebody.sees("TS-301: Views is with you", "Due 12 June 2026")
    await house.max.presses("Open TS-301")
    await house.max.says("The grade and the reasons for it are right.")
    await submits(house.max, "Your part is complete.")
    await house.max.says("hello")
    await house.max.sees(NOTHING, "A card comes here when an audit reaches moderation.")
    await house.ellen.says("hello")
    await house.ellen.sees(NOTHING, "Type status")


async def test_a_part_that_is_complete_is_open_no_more(house: House) -> None:
    await together(house)
    await house.amara.says("open TS-301")
    await house.amara.says("good")
    await submits(house.amara)
    await house.amara.says("hello")
    await house.amara.sees(NOTHING)
    await house.sam.says("hello")
    await house.sam.sees("TS-301: 1 of 1 answered", "Continue TS-301 (1 of 1)")


@pytest.mark.parametrize(
    ("name", "intro", "comes"),
    [
        ("jo", "When a case of yours is audited", "when an audit asks for your own words"),
        ("max", "When an audit reaches moderation", "when an audit reaches moderation"),
        ("ira", "When a case that you review or chair is audited", "when an audit asks for your view"),
    ],
)
async def test_those_who_are_asked_now_and_then_have_words_of_their_own(
    house: House, name: str, intro: str, comes: str
) -> None:
    somebody: Somebody = getattr(house, name)
    await somebody.installs()
    await somebody.sees(NOTHING, intro)
    await somebody.says("hello")
    await somebody.sees(NOTHING, comes)
    await somebody.says("help")
    await somebody.sees("my work", "my audits", "open CASE")


async def test_a_practitioner_is_asked_for_their_own_words(house: House) -> None:
    await house.jo.installs()
    await house.allocates("TS-401", house.amara, form="deep-dive")
    await house.jo.says("hello")
    await house.jo.sees(NOTHING)
    await house.amara.says("open TS-401")
    await house.delivers()
    await house.jo.says("hello")
    await house.jo.sees("TS-401: we need your own words about your work with this family")
    await house.jo.presses("Write on TS-401")
    for _ in range(4):
        await house.jo.says("I saw her every week, and she told me that school is better now.")
    await house.jo.says("hello")
    await house.jo.sees(NOTHING)


async def test_somebody_with_several_roles_has_everything_in_one_list(house: House) -> None:
    await audited(house)
    await gives_roles(house, house.max, Role.AUDITOR, Role.MODERATOR, Role.MANAGER)
    await house.allocates("TS-102", house.max)
    await house.max.says("hello")
    await house.max.sees("TS-301: Views is with you", "TS-102: an audit to start")
    await house.max.says("my audits")
    await house.max.sees("Your audits", "TS-301", "TS-102")


async def test_an_unsent_concern_comes_first(house: House) -> None:
    await start(house)
    await house.amara.says(f"concern: {WORDS}")
    await house.amara.says("hello")
    shown = said(house.amara.message("Hello Amara"))
    assert shown.index("TS-101: your concern has not been sent yet") < shown.index("TS-101: 0 of 4")
    await house.amara.sees("Your concern has not been sent yet", WORDS)


async def test_many_audits_come_page_by_page(house: House) -> None:
    for number in range(13):
        await house.allocates(f"TS-{number + 100}", house.amara, due=date(2026, 6, 10 + number))
    await house.amara.says("my audits")
    shown = await house.amara.sees("TS-100", "TS-109", "3 more")
    assert "TS-110" not in shown
    await house.amara.presses("Show more")
    shown = await house.amara.sees("TS-110", "TS-112")
    assert "TS-109" not in shown
    assert "Show more" not in house.amara.buttons
    await house.amara.says("hello")
    await house.amara.sees("TS-100", "TS-105", "7 more things are open.")
    await house.amara.presses("Show 7 more")
    await house.amara.sees("TS-106", "TS-111", "1 more thing is open.")
    await house.amara.says("new audit")
    await house.amara.sees("Audits you can start", "3 more")


async def test_a_group_chat_is_told_how_many_and_nothing_more(house: House) -> None:
    await house.allocates("TS-101", house.amara)
    await house.allocates("TS-102", house.amara)
    group = house.client.person("Amara Osei", conversation="19:team@thread", aad=house.amara.chat.aad)
    group.conversation_type = "groupChat"
    await group.says("my work")
    shown = said(house.connector.history[group.conversation][-1])
    assert "You have 2 things to do: see our own chat." in shown
    assert "TS-10" not in shown
    stranger = house.client.person("Nobody", conversation="19:other@thread", aad="f" * 32)
    stranger.conversation_type = "groupChat"
    await stranger.says("my work")
    assert "wait" not in said(house.connector.history[stranger.conversation][-1])


async def test_nobody_reaches_a_card_of_others_through_the_buttons_of_a_list(house: House) -> None:
    await start(house)
    await fill(house)
    await house.priya.installs()
    await submit(house)
    await house.amara.says(f"concern: {WORDS}")
    await house.amara.presses("Send now")
    audit = (await house.audit("TS-101"))[0]
    (concern,), (row,) = audit.concerns, audit.rows["actions"]
    for verb, more in (
        ("concern_show", {"concern": concern.id}),
        ("summary_show", {}),
        ("action_show", {"item": row.key}),
        ("remind", {}),
        ("history", {}),
    ):
        for somebody in (house.wren, house.mo, house.jo, house.max):
            await somebody.sends({"verb": verb, "audit": audit.id, **more})
            await somebody.has_not_seen(WORDS, "Update the chronology", "Audit summary", "started the audit")
