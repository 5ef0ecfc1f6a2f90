"""Who is in the directory: the people of groups or app roles, with their team and their manager."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any, Final

from bot.graph.client import Graph, GraphFailed, Problem, quoted, segment
from bot.imports.directory import DirectoryPerson
from bot.setting_cures import APP
from bot.setting_readers import RoleSource
from dialogs.audits.audit import Role

_FIELDS: Final = "id,displayName,mail,userPrincipalName,department,accountEnabled"
_PAGE: Final = "999"
"""People to a page: the most that Graph gives."""


async def read_directory(graph: Graph, sources: Iterable[RoleSource]) -> tuple[DirectoryPerson, ...]:
    """Everybody in `sources`, by name; accounts that are switched off are left out.

    A group's members are those of the groups inside it as well.  Raises GraphFailed: then nothing was read.
    """
    users: dict[str, Mapping[str, Any]] = {}
    roles: dict[str, set[Role]] = {}
    for source in sources:
        assigned = await (_of_app(graph, source.id) if source.role == APP else _of_group(graph, source))
        for user, role in assigned:
            users[user["id"]] = user
            roles.setdefault(user["id"], set()).add(role)
    active = {id: user for id, user in users.items() if user.get("accountEnabled") is not False}
    managers = await asyncio.gather(*(_manager_of(graph, id) for id in active))
    people = [
        DirectoryPerson(
            account=id.lower(),
            name=_text(user, "displayName"),
            email=_email(user),
            roles=frozenset(roles[id]),
            team=_text(user, "department"),
            manager=manager,
        )
        for (id, user), manager in zip(active.items(), managers, strict=True)
    ]
    return tuple(sorted(people, key=lambda person: (person.name.casefold(), person.account)))


async def source_exists(graph: Graph, source: RoleSource) -> None:
    """Raises GraphFailed where a group or an application is not there, or may not be read."""
    if source.role == APP:
        await graph.get(f"/servicePrincipals(appId={quoted(source.id)})", {"$select": "id"})
    else:
        await graph.get(f"/groups/{segment(source.id)}", {"$select": "id"})


async def account_of(graph: Graph, email: str) -> str:
    """The object id of whoever has this e-mail or signs in with it; "" where nobody does.  Raises
    GraphFailed."""
    filtered = f"mail eq {quoted(email)} or userPrincipalName eq {quoted(email)}"
    users = await graph.listed("/users", {"$filter": filtered, "$select": "id"})
    return _text(users[0], "id").lower() if len(users) == 1 else ""


async def _of_group(graph: Graph, source: RoleSource) -> list[tuple[Mapping[str, Any], Role]]:
    return [(user, Role(source.role)) for user in await _members(graph, source.id)]


async def _members(graph: Graph, group: str) -> list[Mapping[str, Any]]:
    path = f"/groups/{segment(group)}/transitiveMembers/microsoft.graph.user"
    members = await graph.listed(path, {"$select": _FIELDS, "$top": _PAGE}, counted=True)
    return [member for member in members if _text(member, "id")]


async def _of_app(graph: Graph, app_id: str) -> list[tuple[Mapping[str, Any], Role]]:
    """Those who are assigned to the app roles of an application whose values are names of our roles: people,
    and the members of groups."""
    path = f"/servicePrincipals(appId={quoted(app_id)})"
    told = await graph.get(path, {"$select": "id,appRoles"})
    role_of = {
        _text(role, "id"): Role(_text(role, "value").casefold())
        for role in told.get("appRoles") or ()
        if isinstance(role, dict) and _text(role, "value").casefold() in set(Role)
    }
    found: list[tuple[Mapping[str, Any], Role]] = []
    for assignment in await graph.listed(f"{path}/appRoleAssignedTo", {"$top": _PAGE}):
        role, principal = role_of.get(_text(assignment, "appRoleId")), _text(assignment, "principalId")
        if role is None or not principal:
            continue
        if assignment.get("principalType") == "Group":
            found += [(user, role) for user in await _members(graph, principal)]
        elif assignment.get("principalType") == "User":
            try:
                found.append((await graph.get(f"/users/{segment(principal)}", {"$select": _FIELDS}), role))
            except GraphFailed as failed:  # an account deleted since: its assignment stays for a while
                if failed.problem is not Problem.MISSING:
                    raise
    return found


async def _manager_of(graph: Graph, user: str) -> str:
    """The object id of somebody's manager; "" where the directory names none."""
    try:
        told = await graph.get(f"/users/{segment(user)}/manager", {"$select": "id"})
    except GraphFailed as failed:
        if failed.problem is Problem.MISSING:
            return ""
        raise
    return _text(told, "id").lower()


def _email(user: Mapping[str, Any]) -> str:
    """A guest's sign-in name is no address ("sam_other.org#EXT#@council..."), so that only a mailbox counts
    for them."""
    signs_in_as = _text(user, "userPrincipalName")
    return (_text(user, "mail") or ("" if "#EXT#" in signs_in_as else signs_in_as)).lower()


def _text(holder: Mapping[str, Any], name: str) -> str:
    value = holder.get(name)
    return value.strip() if isinstance(value, str) else ""
