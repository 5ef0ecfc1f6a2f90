"""When a stage is due: on its card, in the lists and in the status."""

from __future__ import annotations

from tests.conversations.harness import House
from tests.conversations.test_completed_by_all import audited, submits


async def test_a_stage_is_due_so_many_working_days_after_it_began(house: House) -> None:
    house.clock.passes(days=-1)  # Thursday, 4 June 2026
    await audited(house)
    await house.ira.sees("Views", "Due", "11 June 2026")
    await house.ira.says("my audits")
    await house.ira.sees("Due 11 June 2026")
    await house.amara.says("my audits")
    shown = await house.amara.sees("now in Views, due 11 June 2026")
    assert "Due 11 June 2026" not in shown  # it is not hers to keep

    house.clock.passes(days=8)
    await house.priya.says("my audits")
    await house.priya.sees("Overdue: was due on 11 June 2026")
    await house.ellen.says("status of ts-301")
    await house.ellen.sees("It was due on 11 June 2026.")
    await house.ellen.says("status")
    await house.ellen.sees("In Views: 1", "Overdue: 1")


async def test_somebody_who_has_completed_their_part_has_no_deadline_any_more(house: House) -> None:
    await audited(house)
    await house.max.says("open TS-301")
    await house.max.says("The grade and the reasons for it are right.")
    await submits(house.max, "Your part is complete.")
    house.clock.passes(days=30)
    await house.max.says("my audits")
    shown = await house.max.sees("You have completed your part. It is with Ira Bell")
    assert "verdue" not in shown


async def test_the_status_of_one_audit_is_for_those_who_may_read_it(house: House) -> None:
    await house.allocates("TS-301", house.amara, house.sam, form="together")
    await house.amara.says("status TS-301")
    await house.amara.sees(
        "TS-301, Joint audit: not started. It is due on 19 June 2026. It is with Amara Osei and Sam Okafor."
    )
    for stranger in (house.wren, house.priya, house.max):
        await stranger.says("status TS-301")
        await stranger.sees("I found no audit of TS-301 for you.")
    await house.amara.says("open TS-301")
    await house.amara.says("status unknown")
    await house.amara.sees("I don't recognise “status unknown”.")
