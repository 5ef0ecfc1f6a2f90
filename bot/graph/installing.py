"""Puts the app into the chat of somebody who has not opened it yet, and finds that chat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.graph.client import HOST, VERSION, Graph, GraphFailed, Problem, quoted, segment

_CATALOGUE: Final = f"{HOST}{VERSION}/appCatalogs/teamsApps"
"""Graph binds to an app by this address, whichever of its hosts is asked."""


class NotInCatalogue(Exception):
    """The organisation's catalogue has no app of this bot."""

    def __init__(self) -> None:
        super().__init__(
            "The app is not in your organisation's catalogue, so that it cannot be installed for anybody. "
            "Upload the package in the Teams admin centre first (app.py teams package)."
        )


@dataclass(frozen=True, slots=True)
class Installed:
    """The app is in somebody's Teams."""

    chat: str
    """The id of the bot's chat with them."""
    new: bool
    """It was not there before."""


class Installer:
    """Installs the app of the bot registered as `app_id`, which is the id in its manifest as well."""

    def __init__(self, graph: Graph, app_id: str):
        self._graph = graph
        self._app_id = app_id
        self._catalogue_id = ""

    async def catalogue_id(self) -> str:
        """The id that the app has in the organisation's catalogue.  Raises NotInCatalogue, GraphFailed."""
        if not self._catalogue_id:
            asked = {"$filter": f"externalId eq {quoted(self._app_id)}"}
            apps = await self._graph.listed("/appCatalogs/teamsApps", asked)
            found = apps[0].get("id") if apps else None
            if not isinstance(found, str):
                raise NotInCatalogue
            self._catalogue_id = found
        return self._catalogue_id

    async def install(self, account: str) -> Installed:
        """Install the app for the person with this object id, or find it there.

        Raises NotInCatalogue, and GraphFailed: POLICY where the organisation blocks it for them, MISSING
        where there is no such account.
        """
        app = await self.catalogue_id()
        path = f"/users/{segment(account)}/teamwork/installedApps"
        new = True
        try:
            await self._graph.post(path, {"teamsApp@odata.bind": f"{_CATALOGUE}/{app}"})
        except GraphFailed as failed:
            if failed.problem is not Problem.THERE:
                raise
            new = False
        asked = {"$expand": "teamsApp", "$filter": f"teamsApp/id eq {quoted(app)}"}
        installations = await self._graph.listed(path, asked)
        installation = installations[0].get("id") if installations else None
        if not isinstance(installation, str):
            raise GraphFailed(Problem.BUSY)  # Graph tells of a new one a little later
        chat = (await self._graph.get(f"{path}/{segment(installation)}/chat")).get("id")
        if not isinstance(chat, str) or not chat:
            raise GraphFailed(Problem.BUSY)
        return Installed(chat, new)
