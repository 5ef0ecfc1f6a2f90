"""Panels: several moderators grade one audit without seeing each other's grades; then one moderates."""

from __future__ import annotations

from datetime import date

from bot.delivery.panels import Panels
from bot.documents.read_audit import read_audit
from bot.documents.subject_records import about_case
from bot.reports.as_json import report_json
from bot.reports.gathering import report_of
from dialogs.audits.audit import Person, Role
from dialogs.audits.panels import CutOff
from dialogs.programme.export_rows import ExportedAudit, Row
from storage.verify import verify
from tests.connector import buttons
from tests.conversations.harness import EVIDENCE, House, said
from tests.conversations.test_my_work import gives_roles

CASE = "TS-301"
MAX_WHY = "Max saw that the plan was hers, and it was changed when she asked"
WREN_WHY = "Wren saw no visit in five weeks, and nobody asked why not"
WHY = "because the auditors were new to the form"


async def in_moderation(house: House) -> None:
    for somebody in house.everybody:
        await somebody.installs()
    await gives_roles(house, house.wren, Role.AUDITOR, Role.MODERATOR)
    await gives_roles(house, house.sol, Role.SERVICE_MANAGER, Role.MODERATOR)
    await house.allocates(CASE, house.amara, form="moderated")
    await house.amara.says(f"open {CASE}")
    await house.amara.says(f"good - {EVIDENCE}")
    await house.amara.says("good - She was seen alone, and her words are in the plan.")
    await house.amara.says("submit")
    await house.amara.says("yes")
    await house.delivers()


async def panel_rows(house: House) -> list[Row]:
    audit = (await house.audit(CASE))[0]
    names = {somebody.id: somebody.chat.name for somebody in house.everybody}
    async with house.bot.storage.work(write=False) as work:
        form = await work.template(audit.template_hash)
    told = ExportedAudit(form, audit, lambda person: names.get(person or "", ""), date(2026, 6, 5), 0, 0)
    return told.rows()["panels"]


async def test_a_whole_panel(house: House) -> None:
    await in_moderation(house)
    ellen, max_, wren, sol = house.ellen, house.max, house.wren, house.sol
    await sol.has_seen("Moderation")
    await ellen.says(f"open {CASE}")
    await ellen.presses("Name a panel")
    await ellen.sees("Who grades it?", "Max Lund, North", "Wren Castle, North")
    await ellen.presses("Name the panel", {"members": max_.id, "why": WHY})
    await ellen.sees("A panel has from 2 to 8 members", WHY)
    await ellen.presses("Name the panel", {"members": f"{wren.id},{max_.id}", "lead": max_.id, "why": WHY})
    await ellen.sees("Max Lund and Wren Castle grade TS-301 as a panel", "Max Lund leads it")
    await max_.has_seen("You are on a panel for TS-301, with Wren Castle. You lead it.")
    await wren.has_seen("You are on a panel for TS-301, with Max Lund.")
    await sol.has_seen("A panel moderates this audit now. Nothing is needed from you.")
    await sol.says(f"open {CASE}")
    await sol.sees("You have nothing to do on this audit now")
    await sol.says("my work")
    assert CASE not in said(sol.messages[-1])
    await wren.says("my work")
    await wren.sees("TS-301: the panel waits for your grade")

    await wren.says(f"open {CASE}")
    await wren.sees("Chronology", "Good")
    assert "Give your grade" in wren.buttons
    await max_.says(f"panel grade {CASE}: good")
    await max_.sees("Why Good? Type it once more with the reason")
    await max_.says(f"panel grade {CASE}: splendid - {MAX_WHY}")
    await max_.sees("“splendid” is not one of its grades")
    await max_.says(f"panel grade {CASE}: good - {MAX_WHY}")
    await max_.sees("Your grade for TS-301 is kept (Overall grade: Good)", "Awaited: Wren Castle.")
    await max_.says(f"panel grade {CASE} 2.3: requires improvement - it was last updated in January")
    await max_.sees("is kept (2.3 Chronology: Requires improvement)")
    await max_.says("submit")
    for somebody in (wren, ellen):
        for words in (
            f"panel {CASE}",
            f"history {CASE}",
            f"open {CASE}",
            f"status {CASE}",
            f"document {CASE}",
        ):
            await somebody.says(words)
        await somebody.says(f"panel {CASE}")
        await somebody.sees("1 of 2 have given their grades. Awaited: Wren Castle.")
        shown = " ".join(said(message) for message in somebody.messages)
        assert MAX_WHY not in shown
        assert "in January" not in shown
        assert "Max Lund: Good" not in shown

    assert await panel_rows(house) == []
    await wren.presses("Save my grade", {"grade": "", "why": WREN_WHY})
    await wren.sees("Choose a grade. Nothing has been kept yet.", WREN_WHY)
    await wren.presses("Save my grade", {"grade": "inadequate", "why": "bad"})
    await wren.sees("Why Inadequate? Say in a sentence what you saw in the file.")
    await wren.presses("Save my grade", {"grade": "inadequate", "why": WREN_WHY})
    await wren.sees("Your grade for TS-301 is kept, and the panel is closed.")
    for somebody in (max_, wren, ellen):
        await somebody.has_seen(
            "Max Lund: Good",
            MAX_WHY,
            "Wren Castle: Inadequate",
            WREN_WHY,
            "2.3 Chronology",
            "Pairs of grades: 1. The same: 0. One step apart: 0. Further apart: 1.",
        )
    await max_.has_seen("The panel for TS-301 has given its grades. You lead it")
    rows = await panel_rows(house)
    assert [(row["member"], row["code"], row["stands"]) for row in rows] == [
        ("Max Lund", "good", True),
        ("Max Lund", "ri", True),
        ("Wren Castle", "inadequate", True),
    ]
    await sol.has_not_seen(MAX_WHY, WREN_WHY)
    await wren.says(f"panel grade {CASE}: good - I have thought about it again since")
    await wren.sees("The panel for TS-301 is closed")
    await wren.says(f"open {CASE}")
    await max_.presses("Moderate it")
    await max_.sees("The panel: Max Lund: Good. Wren Castle: Inadequate.")
    await max_.says("requires improvement - The plan is hers, and nobody visited for five weeks.")
    await max_.says("submit")
    await max_.says("yes")
    await house.delivers()
    await house.priya.has_seen("Audit summary")
    audit = (await house.audit(CASE))[0]
    assert (audit.stage, audit.panel) == ("reply", None)
    await ellen.says(f"panel {CASE}")
    await ellen.sees("Wren Castle: Inadequate", WREN_WHY, "Max Lund completed the moderation on")
    assert wren.message("Panel: Moderation", "Max Lund completed the moderation on")
    storage, now = house.bot.storage, house.clock()
    assert len((await read_audit(storage, CASE, now)).panels) == 3
    document = await read_audit(storage, CASE, now, Person(house.priya.id, "", "", frozenset({Role.MANAGER})))
    assert document.panels == ()
    held = (await about_case(storage, CASE, now.date())).records
    assert next(record.fields["reason"] for record in held if record.section == "panels") == MAX_WHY
    await ellen.says(f"history {CASE}")
    await ellen.sees("Ellen Marsh named a panel to grade the audit", "Wren Castle gave a grade on the panel")
    made = await report_of(
        house.bot.storage, date(2026, 6, 1), date(2026, 6, 1), house.clock(), lambda *_: None
    )
    report = b"".join(report_json(made)).decode()
    assert "1 audit was graded by a panel" in report
    assert "Pairs of grades: 1. The same: 0. One step apart: 0. Further apart: 1." in report
    assert (await verify(house.bot.storage)).whole


async def test_who_may_and_who_is_away(house: House) -> None:
    await in_moderation(house)
    ellen, max_, wren, sol = house.ellen, house.max, house.wren, house.sol
    await gives_roles(house, house.amara, Role.AUDITOR, Role.MODERATOR)
    await gives_roles(house, house.priya, Role.MANAGER, Role.MODERATOR)
    for words, answer in (
        (f"panel {CASE} with Max Lund and Amara Osei {WHY}", "Amara Osei has a part in the case"),
        (f"panel {CASE} with Priya Nair and Max Lund {WHY}", "Priya Nair has a part in the case"),
        (f"panel {CASE} with Max Lund and Sam Okafor {WHY}", "I find no moderator called “Sam Okafor”"),
        (f"panel {CASE} with Max Lund {WHY}", "A panel has from 2 to 8 members"),
        (f"panel {CASE} with Max Lund and Wren Castle", "Why does a panel moderate it?"),
        (f"close panel {CASE} {WHY}", "has no panel that is open"),
    ):
        await ellen.says(words)
        await ellen.sees(answer)
    await max_.says(f"panel {CASE} with Max Lund and Wren Castle {WHY}")
    await max_.sees(f"I found no audit of {CASE} for you")
    await sol.says("away until 12 June")
    await ellen.says(f"panel {CASE} with Max Lund, Sol Reyes and Wren Castle {WHY}")
    await ellen.sees("Sol Reyes is away until 12 June 2026, and is not waited for")
    await ellen.says(f"panel {CASE} with Max Lund and Wren Castle {WHY}")
    await ellen.sees("has a panel already: Max Lund, Sol Reyes and Wren Castle")
    await wren.says(f"panel grade {CASE}: good - {WREN_WHY}")
    await wren.sees("Awaited: Max Lund.")
    await ellen.says(f"close panel {CASE} because Max Lund is ill this week")
    await ellen.sees(
        "Missing: Max Lund and Sol Reyes.", "Wren Castle: Good", WREN_WHY, "Wren Castle leads it"
    )
    await max_.has_seen("Missing: Max Lund and Sol Reyes.")
    await wren.has_seen("You lead it, so you moderate the audit now")
    await ellen.says(f"panel {CASE} led by Max Lund because Wren Castle is on leave")
    await ellen.sees("Max Lund leads the panel for TS-301 from now on")
    await max_.says(f"open {CASE}")
    await max_.sees("The panel: Wren Castle: Good.")


async def test_a_panel_cut_off(house: House) -> None:
    await in_moderation(house)
    ellen, max_, wren = house.ellen, house.max, house.wren
    await ellen.says(f"panel {CASE} with Max Lund and Wren Castle {WHY}")
    await max_.says(f"panel grade {CASE}: good - {MAX_WHY}")

    await ellen.says(f"withdraw {CASE} because the case was closed")
    await ellen.has_seen("is withdrawn", "Its panel is over")
    for member in (max_, wren):
        await member.has_seen("The panel for TS-301 is over. The audit is withdrawn. None of its grades are")
        assert buttons(member.message("Panel: Moderation").looks or {}) == []
    await wren.says(f"panel grade {CASE}: good - {WREN_WHY}")
    await wren.sees("It is over. The audit is withdrawn.")
    assert "Save my grade" not in wren.buttons
    await ellen.says(f"take back {CASE} because the case is open again")
    await wren.has_seen("The audit of TS-301 is back, and its panel waits for you.")
    await max_.has_seen("Your grade is kept.")

    await ellen.says(f"reopen {CASE} because the plan was missed")
    await ellen.has_seen("TS-301 is open again", "A new panel can be named when it is back.")
    for member in (max_, wren):
        await member.has_seen("The panel for TS-301 is over. The audit was given back to its auditors.")
        shown = member.message("Panel: Moderation")
        assert "It is over." in said(shown)
        assert buttons(shown.looks or {}) == []
    await ellen.says(f"panel {CASE}")
    await ellen.sees("It is over. The audit was given back to its auditors. None of its grades are shown.")
    await wren.has_not_seen(MAX_WHY)

    await house.amara.says(f"open {CASE}")
    await house.amara.says("submit")
    await house.amara.says("yes")
    await ellen.says(f"panel {CASE}")
    await ellen.presses("Name the panel", {"members": f"{max_.id},{wren.id}", "why": WHY})
    await max_.says(f"panel {CASE}")
    await max_.has_seen("0 of 2 have given their grades", "Your grade")
    await ellen.has_not_seen(MAX_WHY)
    audit = (await house.audit(CASE))[0]
    assert [panel.cut_off for panel in audit.panels] == [CutOff.GIVEN_BACK, None]


async def test_members_come_and_go(house: House) -> None:
    await in_moderation(house)
    await gives_roles(house, house.mo, Role.MANAGER, Role.MODERATOR)
    ellen, max_, wren, sol, mo = house.ellen, house.max, house.wren, house.sol, house.mo
    look = Panels(house.bot.storage, clock=house.clock)
    await ellen.says(f"panel {CASE} with Max Lund and Wren Castle and Sol Reyes and Mo Khan {WHY}")
    assert await look.round() == 0
    await wren.says(f"panel grade {CASE}: inadequate - {WREN_WHY}")
    await sol.says(f"panel grade {CASE}: good - Sol saw a plan that was hers")
    await gives_roles(house, max_, Role.AUDITOR)
    assert await look.round()
    assert await look.round() == 0
    await ellen.has_seen(
        "Max Lund is no moderator any more, and is not waited for.",
        "Wren Castle leads the panel for TS-301 now, in the place of Max Lund",
    )
    await max_.has_seen("You are not on the panel for TS-301 any more.")
    assert buttons(max_.message("on the panel for TS-301 any more").looks or {}) == []
    await max_.says(f"panel grade {CASE}: good - {MAX_WHY}")
    await max_.sees("found no audit of TS-301")
    await mo.says("away until 20 June")
    assert await look.round()
    await ellen.has_seen(
        "Mo Khan is away, and is not waited for.", "The panel for TS-301 has given its grades."
    )
    await ellen.has_seen("Missing: Max Lund and Mo Khan.")
    await sol.has_seen("Wren Castle: Inadequate", WREN_WHY, "Sol saw a plan that was hers")
    await max_.has_not_seen(WREN_WHY)

    await house.reallocates(CASE, auditors=f"{house.amara.id};{wren.id}")
    assert await look.round()
    await ellen.has_seen("Sol Reyes leads the panel for TS-301 now, in the place of Wren Castle")
    await sol.says(f"open {CASE}")
    await sol.sees("The panel:")
    await wren.says(f"panel {CASE}")
    await wren.sees("found no audit of TS-301")
    await gives_roles(house, sol, Role.SERVICE_MANAGER)
    assert await look.round()
    await ellen.has_seen("Mo Khan leads the panel for TS-301 now")
    await gives_roles(house, mo, Role.MANAGER)
    assert await look.round()
    await ellen.has_seen("Nobody is left on the panel for TS-301")
    assert (await house.audit(CASE))[0].panel is None
    assert (await verify(house.bot.storage)).whole
