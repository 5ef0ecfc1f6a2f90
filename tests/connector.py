"""Teams as a test sees it: the Bot Connector (where messages arrive), and people who write and press.

    async with Connector() as connector, served(teams.routes(handler)) as url:
        async with TeamsClient(url, connector) as people:
            ann = people.person("Ann Field")
            await ann.installs()
            await ann.says("my audits")
            assert await connector.texts(ann.conversation) == ["You have 2 audits."]
            answer = await ann.presses("Save and continue", {"v:3.4": "good", "w:3.4": "Seen alone twice."})
            assert answer.card["body"]

What a person's chat shows, all by conversation id:
    await connector.texts(c, at_least=2)    the words shown, oldest first; waits until there are so many
    await connector.shown(c, at_least=1)    the messages: id, text, card, summary, urgent, edits
    await connector.until(c, predicate)     waits for the first message that satisfies it
    connector.last_card(c)                  the newest card as it looks now, edits and answers included
Messages come in the background (the outbox), so wait with `at_least` instead of sleeping.

What goes wrong, each for the next `times` requests that match `method` and `conversation`:
    connector.fail(429, retry_after=2)      also 412, 500, 502 (an HTML body), 403, 404, 413, 503, 504
    connector.fail(502, after=True)         ... though the message did arrive
    connector.junk()                        200 with a page that is not the connector's
    connector.hang()                        no answer
    connector.drop(), .drop(after=True)     the connection breaks, before or after the message arrived
    connector.slow(0.05)                    late, but well
    connector.mend()                        no faults any more

What the bot did: connector.requests (method, path, host, authorization) and connector.connections (how many
TCP connections).  As Teams does, the double refuses activities above 100 kB, splits words and card in one
activity and tells no id for them, and answers 404 for an edit of what it never showed.

What a card says: buttons(card), words(card).  tests/chat.py is the double, tests/people.py the people.

`Connector(tls=True)` stands at https://smba.trafficmanager.net/uk/: pass `sockets=connector.sockets()` to
`open_teams`.  `TeamsClient(..., authorise=f)` sends f(service_url) as the Authorization header.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from aiohttp import web

from tests.chat import BOT_ID, CARD, TENANT, Connector, Fault, Request, Shown
from tests.people import Answer, Person, TeamsClient, buttons, words

__all__ = [
    "BOT_ID",
    "CARD",
    "TENANT",
    "Answer",
    "Connector",
    "Fault",
    "Person",
    "Request",
    "Shown",
    "TeamsClient",
    "buttons",
    "served",
    "words",
]


@asynccontextmanager
async def served(routes: Iterable[web.AbstractRouteDef], host: str = "127.0.0.1") -> AsyncIterator[str]:
    """The routes on a free port of this machine; gives the URL."""
    app = web.Application()
    app.add_routes(routes)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, 0).start()
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
