"""botbuilder's echo sample: CloudAdapter on aiohttp, no authentication."""

from __future__ import annotations

import os
from typing import Any

from aiohttp import web
from botbuilder.core import ActivityHandler, TurnContext  # type: ignore[import-untyped]
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication


class Config:
    """As in the sample."""

    APP_ID = ""
    APP_PASSWORD = ""
    APP_TYPE = "MultiTenant"
    APP_TENANTID = ""


class EchoBot(ActivityHandler):  # type: ignore[misc]
    """Says what it was told."""

    async def on_message_activity(self, turn_context: TurnContext) -> Any:
        """Echo."""
        return await turn_context.send_activity(f"Echo: {turn_context.activity.text}")


ADAPTER = CloudAdapter(ConfigurationBotFrameworkAuthentication(Config()))
BOT = EchoBot()


async def messages(request: web.Request) -> Any:
    """The endpoint."""
    return await ADAPTER.process(request, BOT)


if __name__ == "__main__":
    app = web.Application()
    app.router.add_post("/api/messages", messages)
    web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), print=None, access_log=None)
