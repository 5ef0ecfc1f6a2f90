"""What `doctor` finds of Microsoft Graph: whether it answers the bot where a setting needs it."""

from __future__ import annotations

from bot.commands.findings import Finding, identity_of, look, right, wrong
from bot.graph.client import Graph, GraphFailed, open_graph
from bot.graph.directory import source_exists
from bot.graph.installing import Installer, NotInCatalogue
from bot.settings import Settings


async def of_graph(settings: Settings, *, offline: bool) -> Finding:
    """Whether the groups can be read, and the app installed, where that is asked for."""
    if settings.development or not (settings.graph_roles or settings.graph_install):
        return right("graph", "not used: the people list comes from files, and IT installs the app.")
    if offline:
        return look("graph", "not tried (--offline). Run doctor once from where the bot will run.")
    async with open_graph(identity_of(settings)) as graph:
        return await tried(settings, graph)


async def tried(settings: Settings, graph: Graph) -> Finding:
    """Ask `graph` for what the settings need of it.  Nothing is changed."""
    try:
        for source in settings.graph_roles:
            await source_exists(graph, source)
        if settings.graph_install:
            await Installer(graph, settings.app_id).catalogue_id()
    except (GraphFailed, NotInCatalogue) as failed:
        return wrong("graph", str(failed))
    uses = [
        *(["people are read from the directory when you say so"] if settings.graph_roles else []),
        *(["the app is installed for whoever is owed something"] if settings.graph_install else []),
    ]
    return right("graph", f"it answers; {', and '.join(uses)}.")
