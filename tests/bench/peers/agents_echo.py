"""The Microsoft 365 Agents SDK's echo sample: CloudAdapter on aiohttp, no authentication."""

from __future__ import annotations

import os
from typing import Any

from aiohttp import web
from microsoft_agents.authentication.msal import MsalConnectionManager
from microsoft_agents.hosting.aiohttp import (
    CloudAdapter,
    jwt_authorization_middleware,
    start_agent_process,
)
from microsoft_agents.hosting.core import (
    AgentApplication,
    AgentAuthConfiguration,
    MemoryStorage,
    TurnContext,
    TurnState,
)

OPEN = AgentAuthConfiguration(anonymous_allowed=True)
CONNECTIONS = MsalConnectionManager(connections_configurations={"SERVICE_CONNECTION": OPEN})
AGENT: Any = AgentApplication[TurnState](
    storage=MemoryStorage(),
    adapter=CloudAdapter(connection_manager=CONNECTIONS),
    connection_manager=CONNECTIONS,
)


@AGENT.activity("message")  # type: ignore[untyped-decorator]
async def on_message(context: TurnContext, _: TurnState) -> None:
    """Echo."""
    await context.send_activity(f"Echo: {context.activity.text}")


async def messages(request: web.Request) -> Any:
    """The endpoint."""
    return await start_agent_process(request, AGENT, AGENT.adapter)


if __name__ == "__main__":
    app = web.Application(middlewares=[jwt_authorization_middleware])
    app.router.add_post("/api/messages", messages)
    app["agent_configuration"] = OPEN
    web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), print=None, access_log=None)
