"""Microsoft Graph as a test sees it: a real server that answers as Graph's reference says it does.

    async with Directory() as directory:
        directory.user("ann", "Ann Field", mail="ann@example.org", department="North", manager="dee")
        directory.groups[GROUP] = ["ann"]
        graph = directory.graph()

`directory.fault(429, retry_after=3)` answers the next request so; `requests` holds what was asked.
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import aiohttp
from aiohttp import web

from bot.graph.client import Graph
from bot.teams.tokens import BotToken

BLOCKED = (
    "App is blocked by app permission policy. TenantId: 2f75752d, UserObjectId: 2bf8d4ec, AppId: bb29fe1f, "
    "AppType: Private"
)
LACKING = "Insufficient privileges to complete the operation."


def object_id(name: str) -> str:
    """The object id of somebody or something with this short name."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def error(code: str, message: str, inner: str = "") -> dict[str, Any]:
    """A body as Graph writes its errors."""
    return {
        "error": {
            "code": code,
            "message": message,
            "innerError": {"code": inner or code, "date": "2026-06-05T13:30:00", "request-id": "1"},
        }
    }


@dataclass
class Directory:
    """The double.  People and groups go by short names here, and by object ids on the wire."""

    page: int = 2
    """Members to a page."""
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    managers: dict[str, str] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    app_roles: dict[str, str] = field(default_factory=dict)
    """By the value of an app role: the group or person who has it ("group:north", "ann")."""
    catalogue: dict[str, str] = field(default_factory=dict)
    """By the id in the manifest: the id in the organisation's catalogue."""
    installed: set[str] = field(default_factory=set)
    blocked: set[str] = field(default_factory=set)
    """For whom a policy blocks the app."""
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    """Method, path with query, and the Authorization header."""
    headers: list[Mapping[str, str]] = field(default_factory=list)
    faults: list[web.Response] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    """Seconds that the client was told to wait, and would have."""
    tokens: int = 0
    now: float = 0.0

    def user(self, name: str, full: str, *, manager: str = "", **told: object) -> None:
        """Somebody in the directory."""
        signs_in = {"userPrincipalName": f"{name}@example.org", "accountEnabled": True}
        self.users[object_id(name)] = {"id": object_id(name), "displayName": full, **signs_in, **told}
        if manager:
            self.managers[object_id(name)] = object_id(manager)

    def fault(self, status: int, body: object = None, retry_after: int | None = None) -> None:
        """The next request that has no fault yet is answered so."""
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        if isinstance(body, str):
            self.faults.append(web.Response(status=status, text=body, content_type="text/html"))
        else:
            told = body if body is not None else error("UnknownError", "")
            self.faults.append(web.json_response(told, status=status, headers=headers))

    def graph(self) -> Graph:
        """The client, of which the pauses take no time."""

        async def pause(seconds: float) -> None:
            self.waited.append(seconds)
            self.now += seconds

        return Graph(self._session, BotToken(self._token, lambda: self.now), self.host, pause)

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[self._met])
        app.add_routes(
            [
                web.get("/v1.0/groups/{group}/transitiveMembers/microsoft.graph.user", self._members),
                web.get("/v1.0/groups/{group}", self._group),
                web.get("/v1.0/users", self._found),
                web.get("/v1.0/users/{user}", self._user),
                web.get("/v1.0/users/{user}/manager", self._manager),
                web.get("/v1.0/appCatalogs/teamsApps", self._catalogue),
                web.get("/v1.0/users/{user}/teamwork/installedApps", self._installations),
                web.post("/v1.0/users/{user}/teamwork/installedApps", self._install),
                web.get("/v1.0/users/{user}/teamwork/installedApps/{app}/chat", self._chat),
                web.get("/v1.0/{app:servicePrincipals\\(.*\\)}", self._principal),
                web.get("/v1.0/{app:servicePrincipals\\(.*\\)}/appRoleAssignedTo", self._assigned),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.host = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_raised: object) -> None:
        await self._session.close()
        await self._runner.cleanup()

    def _token(self) -> Mapping[str, object]:
        self.tokens += 1
        return {"access_token": f"token-{self.tokens}", "expires_in": 3600}

    @web.middleware
    async def _met(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.requests.append((request.method, request.path_qs, request.headers.get("Authorization", "")))
        self.headers.append(request.headers)
        if self.faults:
            return self.faults.pop(0)
        response: web.StreamResponse = await handler(request)
        return response

    async def _members(self, request: web.Request) -> web.Response:
        if request.headers.get("ConsistencyLevel") != "eventual" or request.query.get("$count") != "true":
            said = "Request with OData cast is only supported with ConsistencyLevel:eventual and $count."
            return web.json_response(error("Request_UnsupportedQuery", said), status=400)
        names = self.groups.get(request.match_info["group"])
        if names is None:
            said = f"Resource '{request.match_info['group']}' does not exist."
            return web.json_response(error("Request_ResourceNotFound", said), status=404)
        skip = int(request.query.get("$skiptoken", "0"))
        told: dict[str, Any] = {"value": [self.users[object_id(n)] for n in names[skip : skip + self.page]]}
        if skip + self.page < len(names):
            following = request.url.update_query({"$skiptoken": str(skip + self.page)})
            told["@odata.nextLink"] = str(following)
        return web.json_response(told)

    async def _group(self, request: web.Request) -> web.Response:
        if request.match_info["group"] in self.groups:
            return web.json_response({"id": request.match_info["group"]})
        return web.json_response(error("Request_ResourceNotFound", "Resource does not exist."), status=404)

    async def _found(self, request: web.Request) -> web.Response:
        wanted = request.query["$filter"].split("'")[1]
        people = (u for u in self.users.values() if wanted in (u.get("mail"), u["userPrincipalName"]))
        return web.json_response({"value": [{"id": user["id"]} for user in people]})

    async def _user(self, request: web.Request) -> web.Response:
        user = self.users.get(request.match_info["user"])
        if user is None:
            return web.json_response(
                error("Request_ResourceNotFound", "Resource does not exist."), status=404
            )
        return web.json_response(user)

    async def _manager(self, request: web.Request) -> web.Response:
        manager = self.managers.get(request.match_info["user"])
        if manager is None:
            said = "Resource 'manager' does not exist."
            return web.json_response(error("Request_ResourceNotFound", said), status=404)
        return web.json_response({"@odata.type": "#microsoft.graph.user", "id": manager})

    async def _principal(self, request: web.Request) -> web.Response:
        roles = [{"id": object_id(value), "value": value} for value in self.app_roles]
        return web.json_response({"id": object_id("principal"), "appRoles": roles})

    async def _assigned(self, request: web.Request) -> web.Response:
        assigned = [
            {
                "appRoleId": object_id(value),
                "principalId": object_id(who.removeprefix("group:"))
                if not who.startswith("group:")
                else who.removeprefix("group:"),
                "principalType": "Group" if who.startswith("group:") else "User",
            }
            for value, who in self.app_roles.items()
        ]
        return web.json_response({"value": assigned})

    async def _catalogue(self, request: web.Request) -> web.Response:
        wanted = request.query["$filter"].split("'")[1]
        found = [{"id": id, "externalId": own} for own, id in self.catalogue.items() if own == wanted]
        return web.json_response({"value": found})

    def _installation(self, user: str) -> str:
        return base64.b64encode(f"{user}##app".encode()).decode()

    async def _installations(self, request: web.Request) -> web.Response:
        user = request.match_info["user"]
        has_it = user in self.installed
        return web.json_response({"value": [{"id": self._installation(user)}] if has_it else []})

    async def _install(self, request: web.Request) -> web.Response:
        user, body = request.match_info["user"], await request.json()
        bound = (
            f"https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/{next(iter(self.catalogue.values()))}"
        )
        if body != {"teamsApp@odata.bind": bound}:
            return web.json_response(error("BadRequest", "Bad Request"), status=400)
        if user not in self.users:
            return web.json_response(error("NotFound", "Not Found"), status=404)
        if user in self.blocked:
            return web.json_response(error("Forbidden", BLOCKED, "AccessDenied"), status=403)
        if user in self.installed:
            return web.json_response(error("Conflict", "Conflict"), status=409)
        self.installed.add(user)
        return web.Response(status=201)

    async def _chat(self, request: web.Request) -> web.Response:
        return web.json_response({"id": f"19:{request.match_info['user']}_app@unq.gbl.spaces"})
