"""Everybody reads the bot, and the form, in their own language; the audit is the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.languages import LOCALES
from dialogs import registry
from template_specs.language.loader import load
from tests.connector import buttons
from tests.conversations.harness import EVIDENCE, SMALL, House
from tests.conversations.tongues import bracketed, in_brackets, shown_words, unsaid

__all__ = ["bracketed"]
WELSH = Path(__file__).with_name("small_cy.yaml")
TYPED = (
    *("my work", "my audits", "my list", "help", "status", "open CASE", "open XX", "card"),
    *(
        "pause",
        "resume",
        "next",
        "back",
        "skip",
        "keep",
        "undo",
        "review",
        "submit",
        "sections",
        "where am I",
    ),
    *(
        "note: ...",
        "concern: ...",
        "what happened CASE: ...",
        "history CASE",
        "status CASE",
        "status overdue",
        "notes",
        "status May 2026, status North team",
    ),
    *("reopen CASE because ...", "that should be 1.3", "go to 3.4", "what does good look like", "Cymraeg"),
    *("good - chronology updated in June", "English"),
    *(typed for typed, _ in registry.HELP),
    "away until 5 June",
    "good practice CASE: ...",
    "good practice chronology",
    "hold CASE because ...",
    "release CASE because ...",
    "document CASE",
    "remind me on Thursday",
)
"""What is typed stays as it is in every language."""


@pytest.fixture
def bilingual(house: House, tmp_path: Path) -> House:
    """The small form, with Welsh beside it."""
    (tmp_path / "small.yaml").write_bytes(SMALL.read_bytes())
    (tmp_path / "small.cy.yaml").write_bytes(WELSH.read_bytes())
    house.templates["small"] = load(tmp_path / "small.yaml")
    return house


@pytest.mark.usefixtures("bracketed")
async def test_whatever_the_bot_says_is_said_in_the_readers_language(house: House) -> None:
    """Through a whole audit, with slips and questions: every sentence goes through the catalogue."""
    amara, sam, priya, ellen = house.amara, house.sam, house.priya, house.ellen
    for somebody in (amara, sam, priya, ellen):
        somebody.chat.locale = "cy-GB"
        await somebody.installs()
    await house.allocates("TS-101", amara, sam, theme="neglect")
    for line in ("help", "my audits", "my work", "hello", "thanks", "banana", "open TS-101"):
        await amara.says(line)
    await amara.presses(in_brackets("Save and continue"), {"v:1.1": "good", "w:1.1": "ok"})
    for line in (
        f"good - {EVIDENCE}",
        "skip",
        "back",
        "where am I",
        "sections",
        "what is left",
        "go to 1.4",
        "go to 9",
        "who sees this?",
        "when is it due",
        "note: a remark",
        "undo",
        "31 June 2026",
        "1.3 nage",
        "1.3 yes",
        "1.4 31 June 2026",
        "1.4 5 May 2026",
        "1.2 ri because visits were late and rushed",
        "what does good look like",
        "who audits this",
        "concern: she is not safe tonight",
        "yes",
        "pause",
        "card",
        "keep",
        "actions",
        "Write the plan",
        "Jo",
        "tomorrow",
        "next",
        "idk",
    ):
        await amara.says(line)
    await house.delivers()
    await sam.says("open TS-101")
    await sam.says("1.1 ri - nothing seen there at all by me")
    house.clock.passes(minutes=30)
    await house.delivers()
    for line in ("go to overall", "good", "review", "submit", "yes"):
        await amara.says(line)
    await house.delivers()
    await priya.says("my work")
    await priya.says("my audits")
    for message in priya.messages:
        for title in buttons(message.looks or {}):
            if "Acknowledge" in title or "I have read" in title:
                await priya.presses(title, on=message.id)
    await house.delivers()
    for line in (
        "status",
        "status overdue",
        "status TS-101",
        "history TS-101",
        "reopen TS-101 because wrong",
    ):
        await ellen.says(line)
    await house.delivers()
    own: tuple[str, ...] = (
        *TYPED,
        EVIDENCE,
        "TS-101",
        "North",
        "neglect",
        "Write the plan",
        "nothing seen there at all by me",
        "she is not safe tonight",
        "a remark",
        "overall good",
        "visits were late and rushed",
        "banana",
    )
    for somebody in (amara, sam, priya, ellen):
        english = unsaid(somebody, house.templates["small"], *own)
        assert not english, f"{somebody.chat.name} reads in English: {sorted(english)}"


async def test_a_pair_reads_one_audit_in_two_languages(bilingual: House) -> None:
    """What one auditor answers in Welsh stands on the other's card in English, and the other way about."""
    amara, sam = bilingual.amara, bilingual.sam
    sam.chat.locale = "cy-GB"
    await bilingual.allocates("TS-101", amara, sam)
    await sam.says("open TS-101")
    await sam.sees("Pa mor dda yw'r gronoleg?", "Y gwaith")
    await amara.says("open TS-101")
    await amara.sees("How good is the chronology?", "The work")
    await sam.says(f"da - {EVIDENCE}")
    assert await bilingual.answer("TS-101", "1.1") == ("good", EVIDENCE)
    await sam.says("1.3 na")
    assert (await bilingual.answer("TS-101", "1.3"))[0] == "no"
    await amara.says("1.2 good - she was seen alone on each visit in May")
    await sam.says("1.3 ie")
    assert (await bilingual.answer("TS-101", "1.3"))[0] in ("no", "yes")
    await amara.says("review")
    if "Previous part" in amara.buttons:
        await amara.presses("Previous part")
    await amara.sees("Good", EVIDENCE)
    await sam.says("review")
    if "Rhan flaenorol" in sam.buttons:
        await sam.presses("Rhan flaenorol")
    await sam.sees("Da", EVIDENCE)


async def test_the_language_that_somebody_asks_for_stays(bilingual: House) -> None:
    """Typed or pressed, it holds for what is sent to them later too, whatever the language of their Teams."""
    amara = bilingual.amara
    await bilingual.allocates("TS-101", amara, due=None)
    await amara.says("open TS-101")
    await amara.sees("How good is the chronology?")
    await amara.says("Cymraeg")
    await amara.sees("Pa mor dda yw'r gronoleg?")
    await bilingual.restarts()
    await amara.says("card")
    await amara.sees("Pa mor dda yw'r gronoleg?")
    await amara.says("help")
    assert "English" in amara.buttons
    await amara.presses("English")
    await amara.sees("How good is the chronology?")


async def test_a_language_that_is_an_answer_can_be_said_again(house: House) -> None:
    """In a question of words "Cymraeg" may be what somebody wants to write."""
    amara = house.amara
    await house.allocates("TS-101", amara)
    await amara.says("open TS-101")
    await amara.says("go to overview")
    await amara.says("English")
    assert (await house.answer("TS-101", "overview"))[1] in ("English", "")
    await amara.says("Cymraeg")
    await amara.has_seen("Cymraeg")
    await amara.says("English")


async def test_an_audit_in_welsh_shows_no_sentence_in_english(bilingual: House) -> None:
    """From the list to the submission and the manager's summary, on every card and message."""
    amara, priya = bilingual.amara, bilingual.priya
    for somebody in (amara, priya):
        somebody.chat.locale = "cy-GB"
        await somebody.installs()
    await bilingual.allocates("TS-101", amara)
    await amara.says("my audits")
    await amara.presses("Dechrau")
    await amara.presses("Cadw a pharhau", {"v:1.1": "good", "w:1.1": "ok", "v:1.3": "no"})
    for line in (
        f"1.1 da - {EVIDENCE}",
        "1.2 gwella",
        "1.2 ri - the visits were late and she was not seen alone",
    ):
        await amara.says(line)
    for line in ("go to overall", "da", "banana", "help", "review", "submit", "ie"):
        await amara.says(line)
    await bilingual.delivers()
    await priya.sees("Crynodeb yr archwiliad", "Da")
    english = {str(message.id) for message in read_po_of("cy") if " " in str(message.id).strip()}
    english = {sentence.strip() for sentence in english if "{" not in sentence and len(sentence) > 12}
    english -= set(TYPED)
    for somebody in (amara, priya):
        for message in somebody.messages:
            for text in (message.text, message.summary or "", *shown_words(message.looks)):
                told = [sentence for sentence in english if sentence in text]
                assert not told, f"{somebody.chat.name}: {told} in {text}"


def read_po_of(language: str) -> Catalog:
    with (LOCALES / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.mark.usefixtures("bracketed")
async def test_news_is_told_in_the_language_of_whoever_is_told(bilingual: House) -> None:
    """The manager acts in English; the auditor hears of it in Welsh."""
    amara, priya = bilingual.amara, bilingual.priya
    await priya.installs()
    amara.chat.locale = "cy"
    await bilingual.allocates("TS-101", amara)
    await amara.says("open TS-101")
    await amara.says("concern: she is not safe tonight")
    await amara.says("yes")
    await bilingual.delivers()
    concern = priya.message("she is not safe tonight")
    await priya.presses("I have read this", on=concern.id)
    await bilingual.delivers()
    assert not unsaid(
        amara, bilingual.templates["small"].in_languages["cy"], *TYPED, "TS-101", "she is not safe tonight"
    )
    await priya.has_not_seen("⟦")
