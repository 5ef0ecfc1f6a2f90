"""What an earlier audit of the same case answered: shown beside the question, and never filled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dialogs.audits.audit import Role
from dialogs.conversation.context import TurnContext
from dialogs.conversation.last_answers import last
from dialogs.conversation.state import ConversationState
from dialogs.conversation.turn import LastAnswer
from storage.tables import audits
from template_specs.language.loader import library
from tests.conversations.harness import House, Somebody, said
from tests.dialogs.builders import AMARA, person
from tests.dialogs.chat_harness import open_room

CASE = "CF-2001"


def told(somebody: Somebody) -> str:
    return " ".join(said(message) for message in somebody.messages[-3:])


async def answers(house: House, somebody: Somebody, grade: str, learning: str, case: str = CASE) -> None:
    """Opens the audit in hand and answers it, by typing."""
    for typed in (
        f"open {case}",
        "go to 1.1",
        learning,
        "go to 1.3",
        f"{grade} - her plan says what should change and by when, and she knows what it says",
    ):
        await somebody.says(typed)
        await house.delivers()


async def submits(house: House, somebody: Somebody) -> None:
    for typed in ("submit", "yes"):
        await somebody.says(typed)
        await house.delivers()


async def test_the_answer_of_last_year_stands_beside_the_question(house: House) -> None:
    await house.allocates(CASE, house.amara, form="yearly", month="2026-01")
    await answers(house, house.amara, "Poor", "Visits should be more often")
    before = house.audits[CASE]
    await house.allocates(CASE, house.sam, form="yearly")
    await house.sam.says(f"open {CASE}")
    await house.sam.has_not_seen("In the audit of", "Visits should be more often")  # still under way

    await submits(house, house.amara)
    house.clock.passes(minutes=1)  # that a case has no earlier audit is believed for a minute
    await house.sam.says("go to 1.2")
    assert "In the audit of 5 June 2026: Visits should be more often" in told(house.sam)
    await house.sam.says("go to 1.3")
    assert "In the audit of 5 June 2026: Poor. her plan says what should change" in told(house.sam)
    await house.sam.says("card")
    await house.sam.sees("In the audit of 5 June 2026:", "Visits should be more often")
    assert await house.answer(CASE, "1.3") == (None, "")  # never filled in
    assert house.audits[CASE] != before


def test_it_is_for_whoever_may_read_it_here() -> None:
    jo = person("Jo Whitfield", Role.PRACTITIONER)
    room = open_room(template=library()["tier2-cin-cp"], practitioner=jo.id)
    question = room.template.questions[0]
    told = LastAnswer(date(2026, 1, 9), "Poor", None, frozenset({"auditor"}))
    for who, sees in ((AMARA, True), (jo, False)):
        turn = replace(room.turn(who), last={question.id: told})
        shown = last(TurnContext(room.template, room.audit, ConversationState(), turn), question)
        assert (shown is not None) is sees
    asked_of_jo = replace(told, people=frozenset({"practitioner"}))
    turn = replace(room.turn(jo), last={question.id: asked_of_jo})
    assert last(TurnContext(room.template, room.audit, ConversationState(), turn), question) is not None


async def test_another_case_is_not_looked_at(house: House) -> None:
    await house.allocates("CF-2002", house.amara, form="yearly", month="2026-01")
    await answers(house, house.amara, "Poor", "Visits should be more often", case="CF-2002")
    await submits(house, house.amara)
    await house.allocates(CASE, house.sam, form="yearly")
    await house.sam.says(f"open {CASE}")
    await house.sam.has_not_seen("In the audit of", "Visits should be more often")


async def test_a_restricted_case_tells_nothing(house: House) -> None:
    await house.allocates(CASE, house.amara, form="yearly", month="2026-01")
    await answers(house, house.amara, "Poor", "Visits should be more often")
    await submits(house, house.amara)
    await house.allocates(CASE, house.sam, form="yearly")
    async with house.bot.storage.work() as work:
        audit, _ = await house.audit(CASE)
        assert len(await work.earlier.of_case(audit, ["yearly"])) == 1
        await work.connection.execute(audits.update().values(restricted="yes"))
        assert await work.earlier.of_case(audit, ["yearly"]) == ()
