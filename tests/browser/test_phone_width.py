"""Every page of every form fits a phone: nobody reads or answers a card by moving it sideways."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web

from bot.cards.elements import Element
from bot.commands.preview import shown_in
from template_specs.language.loader import LIBRARY, library, load
from template_specs.model import Template
from tests.browser.conftest import free_port
from tests.browser.playground import pages

PHONE = 420
FORMS = (*library().values(), load(LIBRARY / "examples" / "supervision-audit.yaml"))


async def test_no_page_of_any_form_is_wider_than_a_phone() -> None:
    cards = {form.title: cards_of(form) for form in FORMS}
    assert sum(map(len, cards.values())) > 60
    async with showing(cards) as url, pages(["amara"], url) as people:
        amara = people["amara"]
        await amara.phone(PHONE)
        for title, drawn in cards.items():
            await amara.say(title)
            await amara.sees(f"These were {len(drawn)} cards.")
            assert await amara.too_wide() == [], title


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
