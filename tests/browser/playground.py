"""A person before the Agents Playground: types, fills, chooses, presses and sees, as they would in Teams.

Needs Node.js, the Playground (npm ci) and a Chromium; says what is missing.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from playwright.async_api import Browser, Locator, async_playwright, expect
from playwright.async_api import Page as Tab

from bot.demo.playground import FIRST_PORT, Persona, Playground, free_block, personas, start_all

PATIENCE = 60_000
"""Milliseconds that something may take to appear."""
SETTLED = 400
"""Milliseconds after which a card that was not drawn anew is taken to stand."""
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_CARD = ".ac-adaptiveCard"
# The page is laid out for a desktop, with a bar of its own; in Teams a chat is as wide as the phone allows.
_FOR_A_PICTURE = """
#root div { min-width: 0 !important; }
.fai-OutputCard, .fai-OutputCard > div { max-width: calc(100vw - 80px) !important; }
.fai-OutputCard > div { width: auto !important; }
.fai-OutputCard { padding: 4px !important; }
div:has(> h1) { display: none !important; }
"""

_BOXES = """
card => [...card.querySelectorAll("label[for]")].filter(label => label.offsetParent).flatMap(label => {
  const input = document.getElementById(label.htmlFor);
  const of = document.getElementById(label.htmlFor.replace(/-\\d+$/, ""));
  if (of && of !== input) return [];  // one tick of a list of them
  if (input.type === "radio" || label.innerText.trim() === "Yes" && input.type === "checkbox") return [];
  const ticks = input.tagName === "DIV" ? [...input.querySelectorAll("[type=checkbox]")] : [];
  const kind = input.type === "checkbox" ? "tick" : ticks.length ? "ticks"
    : input.getAttribute("role") === "radiogroup" ? "radios"
    : input.placeholder === "Select a date..." ? "date"
    : input.getAttribute("role") === "combobox" ? "list"
    : input.getAttribute("role") === "spinbutton" ? "number" : "text";
  const chosen = kind === "radios" ? input.querySelector(":checked")?.value : input.value;
  const checked = kind === "ticks" ? ticks.some(tick => tick.checked) : input.checked;
  const holds = kind.startsWith("tick") ? (checked ? "yes" : "") : chosen || "";
  const around = label.closest(".ac-container:not(.ac-adaptiveCard)");
  const lines = around ? around.innerText.split("\\n").map(line => line.trim()) : [];
  return [{question: lines.find(line => line && !line.startsWith("Still to do: ")) ?? "",
           label: label.innerText.trim(), id: label.htmlFor, kind, holds,
           first: ticks.length ? ticks[0].getAttribute("aria-label")
             : kind === "radios" ? input.querySelector("label")?.innerText.trim() ?? "" : ""}];
})
"""
# The Playground draws an edited card more than once: what is filled in between is lost.
_AT_REST = """
() => new Promise(rest => {
  let timer = setTimeout(rest, 80);
  new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(rest, 80); })
    .observe(document.body, {subtree: true, childList: true});
})
"""
# What the bot has said in words, with the small cards that ask something: pages and lists have headings.
_SAID = """
() => [...document.querySelectorAll(".fai-OutputCard")]
  .filter(said => !said.querySelector("[role=heading]") && !/Continue below/.test(said.innerText))
  .map(said => said.innerText.trim())
"""
_TOO_WIDE = """
cards => [...document.querySelectorAll(cards)].flatMap(card => {
  const edge = Math.min(card.getBoundingClientRect().right, document.documentElement.clientWidth);
  return [card, ...card.querySelectorAll("*")].filter(part => part.offsetParent).flatMap(part => {
    const out = Math.max(part.getBoundingClientRect().right - edge, part.scrollWidth - part.clientWidth);
    const own = getComputedStyle(part);
    const scrolls = own.display !== "inline" && own.overflowX !== "hidden" && own.overflowX !== "clip";
    return out > 1.5 && (scrolls || part === card)
      ? [`${Math.round(out)} px: <${part.tagName}> ${part.className} ${part.innerText?.slice(0, 60)}`] : [];
  });
})
"""
_HEIGHTS = """
cards => [...document.querySelectorAll(cards)]
  .filter(card => !card.parentElement.closest(cards))
  .map(card => Math.ceil(card.getBoundingClientRect().height))
"""
_HINT = "Full width control is not supported yet in Microsoft 365 Agents playground"


def browser_path() -> str:
    """The Chromium to use: $CHROMIUM, or the one on the path.  Raises RuntimeError where there is none."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        raise RuntimeError("No Chromium: install it (apt-get install chromium) or set CHROMIUM to its path.")
    return program


@dataclass(frozen=True, slots=True)
class Box:
    """An input on the newest card."""

    question: str
    """The words above it, as they are read."""
    label: str
    id: str
    kind: str
    """ "text", "list", "radios", "date", "number", "tick" or "ticks"."""
    holds: str
    """What stands in it; empty for nothing."""
    first: str = ""
    """The first of several ticks or radio buttons."""


class Page:
    """One persona's chat with the bot."""

    def __init__(self, tab: Tab, playground: Playground):
        self.tab = tab
        self.persona = playground.persona
        self._url = playground.url

    async def open(self) -> None:
        """Open the page; the Playground then tells the bot that it was installed."""
        await self.tab.goto(self._url)
        await self._box().wait_for(timeout=PATIENCE)
        # Shutting the log later would draw every card anew, without what was typed into it.
        await self.tab.get_by_title("Toggle Log Panel").click()

    async def say(self, text: str) -> None:
        """Type `text` and send it."""
        await self._box().click()
        await self.tab.keyboard.insert_text(text)
        await self.tab.keyboard.press("Enter")

    async def fill(self, label: str, text: str, *, under: str = "") -> None:
        """Put `text` into the box labelled `label` (the first below the words `under`, where given)."""
        box = await self._field(label, under)
        await box.fill(text)
        if await box.get_attribute("role") == "spinbutton":
            await box.press("Enter")

    async def boxes(self) -> list[Box]:
        """The inputs in sight on the newest card, from the top."""
        return [Box(**box) for box in await self.card().evaluate(_BOXES)]

    async def buttons(self) -> list[str]:
        """The names of the newest card's buttons."""
        return await self.card().get_by_role("button").all_inner_texts()

    async def put(self, box: Box, answer: str | date) -> None:
        """Give `answer` in `box`: words, a choice's label, a day, or anything for a tick."""
        field = self.tab.locator(f"[id='{box.id}']")
        if isinstance(answer, date):
            await self._pick(field, answer)
        elif box.kind in ("list", "radios"):
            await self._choose(field, answer)
        elif box.kind == "ticks":
            await field.locator("label").filter(has_text=answer).first.click()
        elif box.kind == "tick":
            await field.check()
        else:
            await field.fill(answer)

    async def pick(self, label: str, day: date, *, under: str = "") -> None:
        """Pick `day` from the calendar under `label`; the Playground's date box cannot be typed into."""
        await self._pick(await self._field(label, under), day)

    async def _pick(self, field: Locator, day: date) -> None:
        await field.click()
        calendar = self.tab.get_by_role("dialog", name="Calendar")
        shown = calendar.get_by_role("grid").first
        while (title := await shown.get_attribute("aria-label")) is not None:
            at = datetime.strptime(title.split(",")[0], "%B %Y").date()
            if (at.year, at.month) == (day.year, day.month):
                break
            way = "Next month" if at < day else "Previous month"
            await calendar.locator(f"button[title^='{way}']").click()
            await expect(shown).not_to_have_attribute("aria-label", title)
        await calendar.get_by_role("button", name=f"{day.day}, {day:%B}, {day.year}", exact=True).click()

    async def choose(self, label: str, option: str, *, under: str = "") -> None:
        """Choose `option` under `label`, whether the choices are a list, radio buttons or ticks."""
        await self._choose(await self._field(label, under), option)

    async def _choose(self, field: Locator, option: str) -> None:
        if await field.get_attribute("role") == "combobox":
            await field.click()
            await self.tab.get_by_role("option", name=option, exact=True).last.click()
        else:
            await field.get_by_label(option, exact=True).check()

    async def choose_or_last(self, box: Box, option: str) -> None:
        """Choose `option` in the list `box`, or the list's last entry where it has no such option."""
        await self.tab.locator(f"[id='{box.id}']").click()
        options = self.tab.get_by_role("option")
        named = self.tab.get_by_role("option", name=option, exact=True)
        await options.last.wait_for(timeout=PATIENCE)
        await (named if await named.count() else options).last.click()

    async def choose_beginning(self, label: str, begins: str) -> None:
        """Choose from the list under `label` what begins with `begins`: a section, however far it is."""
        await (await self._field(label, "")).click()
        await self.tab.get_by_role("option", name=re.compile(f"^{re.escape(begins)}")).last.click()

    async def tick(self, label: str) -> None:
        """Tick the newest box named `label`."""
        await self.tab.locator(_CARD).get_by_label(label, exact=True).last.check()

    async def press(self, button: str, *, under: str = "") -> None:
        """Press the newest button named `button` (the first below the words `under`, where given)."""
        if under:
            named = self.tab.locator(
                f"xpath={_newest(under)}/following::button[normalize-space()={_quoted(button)}]"
            )
            await named.first.click(timeout=PATIENCE)
        else:
            named = self.tab.locator(_CARD).get_by_role("button", name=button, exact=True).last
            await named.click(timeout=PATIENCE)

    async def press_on(self, button: str) -> None:
        """Press `button` and wait until the newest card says something else."""
        before = await self.card().inner_text()
        await self.press(button)
        await expect(self.card()).not_to_have_text(before, use_inner_text=True, timeout=PATIENCE)
        await self.tab.evaluate(_AT_REST)

    async def ask(self, text: str) -> str:
        """Type `text`, and what the bot then says in words."""
        before = len(await self.tab.evaluate(_SAID))
        await self.say(text)
        await self.tab.wait_for_function(
            f"before => ({_SAID})().length > before", arg=before, timeout=PATIENCE
        )
        said: list[str] = await self.tab.evaluate(_SAID)
        return said[before]

    async def sees(self, text: str, *, part: bool = False, patience: int = PATIENCE) -> None:
        """Wait until a whole text reads `text` (with `part`, begins or goes on with it) on the screen."""
        await expect(self.tab.get_by_text(text, exact=not part).last).to_be_visible(timeout=patience)

    async def sees_not(self, text: str) -> None:
        """Wait until `text` is nowhere on the screen."""
        await expect(self.tab.get_by_text(text, exact=True)).to_have_count(0, timeout=PATIENCE)

    def card(self) -> Locator:
        """The newest card."""
        return self.tab.locator(_CARD).last

    def card_of(self, words: str) -> Locator:
        """The newest card that says `words`."""
        return self.tab.locator(_CARD).filter(has_text=words).last

    async def fit(self, width: int, height: int = 1000) -> None:
        """Make the page `width` pixels wide (a phone is about 420).

        The Playground then draws its cards anew, without what was typed into them: fit first, type then.
        """
        await self.tab.set_viewport_size({"width": width, "height": height})

    async def phone(self, width: int) -> None:
        """Show the chat alone, `width` pixels wide, as a phone does, from now on."""
        await self.fit(width)
        await self.tab.add_style_tag(content=_FOR_A_PICTURE)

    async def too_wide(self) -> list[str]:
        """What sticks out of a card on the right, each with by how many pixels; a card cannot be wider than
        the window."""
        elements: list[str] = await self.tab.evaluate(_TOO_WIDE, _CARD)
        return elements

    async def heights(self) -> list[int]:
        """The height of each card in the chat, in pixels, the oldest first."""
        found: list[int] = await self.tab.evaluate(_HEIGHTS, _CARD)
        return found

    async def top_of(self, words: str) -> float:
        """How far below the top of the newest card the element that says just `words` begins, in pixels."""
        named = self.card().get_by_text(words, exact=True).last
        there, card = await named.bounding_box(), await self.card().bounding_box()
        assert there is not None
        assert card is not None
        return there["y"] - card["y"]

    async def shot(self, path: Path) -> None:
        """A picture of the chat as it stands, without the Playground's own bar."""
        path.parent.mkdir(parents=True, exist_ok=True)
        style = await self.tab.add_style_tag(content=_FOR_A_PICTURE)
        await self.card().scroll_into_view_if_needed()
        await self.tab.evaluate("document.querySelectorAll('*').forEach(n => { n.scrollLeft = 0 })")
        await self.tab.get_by_text(_HINT).evaluate_all("found => found.forEach(node => node.remove())")
        await self.tab.screenshot(path=path)
        await style.evaluate("node => node.remove()")

    async def shot_card(self, path: Path, saying: str = "") -> None:
        """A picture of the newest card alone (of those that say `saying`, where given)."""
        path.parent.mkdir(parents=True, exist_ok=True)
        style = await self.tab.add_style_tag(content=_FOR_A_PICTURE)
        await self.tab.locator(_CARD).filter(has_text=saying).last.screenshot(path=path)
        await style.evaluate("node => node.remove()")

    def _box(self) -> Locator:
        return self.tab.locator("[data-lexical-editor=true]")

    async def _field(self, label: str, under: str = "") -> Locator:
        starred = f"normalize-space(translate(., '*', ''))={_quoted(label)}"  # a star marks a required one
        if under:
            named = self.tab.locator(f"xpath={_newest(under)}/following::label[{starred}]").first
        else:
            named = self.tab.locator(_CARD).locator(f"xpath=.//label[{starred}]").last
        await named.wait_for(timeout=PATIENCE)
        # A pressed card is drawn twice, for its answer and for the edit after it, with new ids each time.
        held, target = "", await named.get_attribute("for", timeout=PATIENCE) or ""
        while held != target:
            await self.tab.wait_for_timeout(SETTLED)
            held, target = target, await named.get_attribute("for", timeout=PATIENCE) or ""
        return self.tab.locator(f"[id='{target}']")


def _newest(words: str) -> str:
    """XPath of the last element in a card that says just `words`."""
    return f"(//*[contains(@class, 'ac-adaptiveCard')]//*[normalize-space()={_quoted(words)}])[last()]"


def _quoted(text: str) -> str:
    """`text` as a string of XPath, which knows no escapes."""
    if "'" not in text:
        return f"'{text}'"
    return "concat(" + ', "\'", '.join(f"'{part}'" for part in text.split("'")) + ")"


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """A headless Chromium that calls nobody."""
    async with async_playwright() as play:
        chromium = await play.chromium.launch(executable_path=browser_path(), args=list(_FLAGS))
        try:
            yield chromium
        finally:
            await chromium.close()


@asynccontextmanager
async def pages(
    keys: Sequence[str], bot_url: str, also: Sequence[Persona] = ()
) -> AsyncIterator[dict[str, Page]]:
    """Open pages of the personas named by `keys` ("amara", "priya"), each a browser context of its own.

    `also`: people besides those of the demonstration.
    """
    by_key: dict[str, Persona] = {persona.key: persona for persona in (*personas(), *also)}
    with tempfile.TemporaryDirectory(prefix="playground-") as folder:
        chosen = [by_key[key] for key in keys]
        # Test processes side by side look for ports in ranges of their own.
        worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        first_port = free_block(FIRST_PORT + 100 + 100 * worker, len(chosen))
        running = await start_all(chosen, bot_url, Path(folder), first_port)
        try:
            async with browser() as chromium:
                by_persona = {}
                for playground in running:
                    context = await chromium.new_context(
                        viewport={"width": 1200, "height": 1000}, locale="en-GB", timezone_id="Europe/London"
                    )
                    page = Page(await context.new_page(), playground)
                    await page.open()
                    by_persona[playground.persona.key] = page
                yield by_persona
        finally:
            for playground in running:
                await playground.stop()
