"""The Teams SDK's echo sample: App on FastAPI, no authentication."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from microsoft_teams.apps import App

app: Any = App(dangerously_allow_unauthenticated_requests=True)


@app.on_message  # type: ignore[untyped-decorator]
async def on_message(ctx: Any) -> None:
    """Echo."""
    await ctx.send(f"Echo: {ctx.activity.text}")


if __name__ == "__main__":
    asyncio.run(app.start(int(os.environ["PORT"])))
