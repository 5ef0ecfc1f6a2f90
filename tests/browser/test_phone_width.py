"""Every page of every form fits a phone: no card is wider than one, or longer than four screens of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import aiohttp
from aiohttp import web

from bot.cards import render
from bot.cards.elements import Element
from bot.commands.preview import shown_in
from dialogs.audits.audit import Passage
from dialogs.conversation.views import Area
from template_specs.language.loader import LIBRARY, library, load
from template_specs.model import Template
from tests.browser.conftest import free_port
from tests.browser.playground import PATIENCE, pages
from tests.cards.samples import SUMMARY

PHONE, SCREEN = 420, 900
SCREENS = 4
AT_ONCE = 10
"""Cards in one chat: the client draws every card of a chat again with each new one."""
FORMS = (*library().values(), load(LIBRARY / "examples" / "supervision-audit.yaml"))


async def test_no_page_of_any_form_is_too_wide_or_too_long_for_a_phone() -> None:
    cards = {
        f"{form.title}, from page {first + 1}": drawn[first : first + AT_ONCE]
        for form in FORMS
        for drawn in [cards_of(form)]
        for first in range(0, len(drawn), AT_ONCE)
    }
    assert sum(map(len, cards.values())) > 60
    async with showing(cards) as url, pages(["amara"], url) as people:
        amara = people["amara"]
        for title, drawn in cards.items():
            await amara.open()
            await amara.phone(PHONE)
            await amara.say(title)
            await amara.sees(f"These were {len(drawn)} cards.", patience=2 * PATIENCE)
            assert await amara.too_wide() == [], title
            heights = await amara.heights()
            assert len(heights) == len(drawn), title
            assert max(heights) <= SCREENS * SCREEN, title


async def test_a_managers_first_screen_has_the_grade_and_what_must_improve() -> None:
    long = Passage.of("Nobody asked what the delay meant for her at school or at home. " * 9)
    grade = replace(SUMMARY.grade, why=long) if SUMMARY.grade is not None else None
    full = replace(SUMMARY, grade=grade, overview=Area("Brief summary", long), acknowledged="")
    card = render(full).card
    assert card is not None
    async with showing({"summary": [card]}) as url, pages(["priya"], url) as people:
        await people["priya"].phone(PHONE)
        await people["priya"].say("summary")
        await people["priya"].sees("These were 1 cards.")
        assert await people["priya"].top_of("What must improve") < SCREEN


def cards_of(form: Template) -> list[Element]:
    """Every page of every stage, whatever its condition."""
    return [page.card for stage in form.stages for page in shown_in(form, stage)]


@asynccontextmanager
async def showing(cards: Mapping[str, Sequence[Element]]) -> AsyncIterator[str]:
    """The address of a bot that answers a form's title with all of its cards."""
    waiting: set[asyncio.Task[None]] = set()

    async def hears(request: web.Request) -> web.Response:
        activity = await request.json()
        wanted = cards.get(activity.get("text", "").strip())
        if wanted is not None:
            # The Playground takes what a bot sends only after it has heard the answer to its own request.
            waiting.add(asyncio.create_task(_send(activity, wanted)))
        return web.Response()

    app = web.Application()
    app.router.add_post("/api/messages", hears)
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await asyncio.gather(*waiting)
        await runner.cleanup()


async def _send(heard: dict, cards: Sequence[Element]) -> None:  # type: ignore[type-arg]
    url = f"{heard['serviceUrl'].rstrip('/')}/v3/conversations/{heard['conversation']['id']}/activities"
    said = {"type": "message", "from": heard["recipient"], "conversation": heard["conversation"]}
    shown: list[Element] = [
        {"attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": card}]}
        for card in cards
    ]
    async with aiohttp.ClientSession(raise_for_status=True) as client:
        for part in (*shown, {"text": f"These were {len(cards)} cards."}):
            await client.post(url, json=said | part)
