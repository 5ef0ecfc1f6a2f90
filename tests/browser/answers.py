"""What an auditor in a test answers, derived from what the bot asks.  The child and the file are invented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count

from tests.browser.playground import Box, Page

_SOURCES = (
    "the visit record",
    "supervision",
    "the core group minutes",
    "the school report",
    "a strategy note",
)
_VOICES = ("Ayesha herself", "her mother", "her father", "the health visitor", "her class teacher")
_EFFECTS = (
    "the plan was changed",
    "a review was brought forward",
    "contact was stepped up",
    "nothing followed",
)
_CHOICES = {
    "legal status": "No order",
    "Public Law Outline": "No",
    "contact with the referrer": "Not applicable",
    "child sexual exploitation": "Yes",
    "going missing": "No",
    "how do you judge the assessment": "Requires improvement",
    "selected for asking": "Yes",
    "good at listening to you": "Usually",
    "Parent or carer: did": "Usually",
    "how is your life": "Better",
    "supervision reflect on": "Sound",
    "its actions followed up": "Sound",
    "supervision overall": "Sound",
    "supervision helps me": "Agree",
    "agree with the audit": "Agree in part",
}
_CELLS = r"(Who\?|By whom\?.*|Action\?|By when\?.*|Held on\?.*|Minutes\?.*|Quality\?.*|What stood out\?.*)$"
_numbers: Iterator[int] = count()


def evidence() -> str:
    """A sentence or two that no other answer repeats."""
    n = next(_numbers)
    return (
        f"Entry {n + 1}: {_SOURCES[n % 5]} of {n % 28 + 1} May has what {_VOICES[n // 5 % 5]} said in "
        f"meeting {n + 40}, and {_EFFECTS[n // 3 % 4]} within {n % 9 + 2} weeks."
    )


def in_box(box: Box) -> str | date:
    """The answer to give in `box` of a card."""
    if box.kind == "date":
        return day(f"{box.question} {box.label}")
    if box.label.startswith("Quality"):
        return "Sound"
    if box.kind in ("list", "radios"):
        is_grade = box.label.lower().endswith("grade") or box.first == "Outstanding"
        return choice(box.question, ("Good",) if is_grade else ("Yes",))
    if box.kind == "number":
        return "7"
    if box.kind == "ticks":
        return box.first
    if "Which period" in box.question:
        return "January to June 2026"
    if box.label.startswith(("Who?", "By whom?")):
        return "Jo Whitfield"
    return "Riverside" if "locality" in box.question else evidence()


def typed(asked: str) -> str:
    """The answer to type to what the bot has said: its last question, with how to answer it."""
    asked = asked.rpartition("aved.")[2]
    if "Type its number, or press." in asked:
        return "1"  # nobody types as fast as this, and the bot asks whether it was meant here
    if "Which of these does the file show" in asked:
        return "1, 2"
    if "Which period" in asked:
        return "January to June 2026"
    if "Which theme" in asked or "what theme" in asked.lower():
        return "Neglect"
    if "Type next when there are no more" in asked or re.search(_CELLS, asked):
        return _cell(asked)
    how = re.findall(r"Type (.+?)(, then a dash and what you saw)?\.", asked)
    if "then a dash" not in asked and re.search(
        r"What did you see|Why |What has changed|What is better", asked
    ):
        return evidence()
    assert how, f"no answer is known to: {asked}"
    options, dash = how[-1]
    if options.startswith("next"):
        return "next"
    tail = f" - {evidence()}" if dash else ""
    if options.startswith("a date"):
        on = date(2009, 3, 2) if "born" in asked else day(asked)
        return f"{on.day} {on:%B %Y}{tail}"
    if options.startswith("a number"):
        return f"7{tail}"
    if options.startswith(("it in your own words", "the name")):
        return "Riverside" if "locality" in asked else evidence()
    offered = tuple(part for part in re.split(r", | or ", options))
    return f"{choice(asked, offered)}{tail}"


def choice(question: str, offered: tuple[str, ...]) -> str:
    """What to choose: this form's own surprises first, then Good or Yes."""
    for words, chosen in _CHOICES.items():
        if words in question:
            return chosen
    return next((o for o in offered if o.lower() in ("good", "yes")), offered[0])


def day(question: str) -> date:
    """A day that fits: births long ago enough, deadlines to come, everything else lately."""
    days = -100 if "born" in question else 30 if "By when" in question else -20
    return date.today() + timedelta(days=days)


def _cell(asked: str) -> str:
    if "Who?" in asked or "By whom?" in asked:
        return "Jo Whitfield"
    if "Minutes?" in asked or "What stood out?" in asked:
        return "skip"
    if "Quality?" in asked:
        return "Sound"
    if "Held on?" in asked and "so far" not in asked:
        on = day(asked)
        return f"{on.day} {on:%B %Y}"
    if "By when?" in asked:
        on = day("By when")
        return f"{on.day}/{on.month}/{on.year}"
    return "next" if "so far" in asked else "Write down what Ayesha wants from the plan"


_NOT_BOTH = ("Why could it not be obtained?",)
"""Asked only until its other half, on the same page, is answered."""


async def fill(page: Page, *, leave: str = "nothing") -> None:
    """Answer every empty box on the newest card but those of the question that begins with `leave`."""
    for box in await page.boxes():
        if box.question.startswith(leave) or any(
            words in f"{box.question} {box.label}" for words in _NOT_BOTH
        ):
            continue
        if not box.holds and box.kind != "tick":
            answer = in_box(box)
            if box.kind == "list" and isinstance(answer, str):
                await page.choose_or_last(box, answer)
            else:
                await page.put(box, answer)


async def write_down(page: Page) -> bool:
    """Answer the newest card and save it, rows and all; whether there was a card to fill."""
    buttons = await page.buttons()
    for button in ("Save and continue", "Save", "Continue"):
        if button in buttons:
            await fill(page)
            await page.press_on(button)
            return True
    return False


async def typed_until(page: Page, said: str, words: str) -> str:
    """Type answer after answer to what the bot has `said`, until it says `words`; returns what it said
    then."""
    for _ in range(120):
        if words in said:
            return said
        said = await page.ask(typed(said))
    raise AssertionError(f"120 answers, and {words} was never said; the last was: {said}")


async def fill_until(page: Page, words: str) -> int:
    """Fill page after page until one says `words`; how many were filled."""
    for filled in range(60):
        if words in await page.card().inner_text():
            return filled
        await fill(page)
        await page.press_on("Save and continue")
    raise AssertionError(f"60 pages, and none says {words}")
