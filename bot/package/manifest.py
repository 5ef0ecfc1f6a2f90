"""The manifest of the Teams app, and its words in Welsh, as Microsoft's schema 1.30 has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from bot.languages import spoken
from template_specs.sentences import N_, worded

MANIFEST_VERSION: Final = "1.30"
SCHEMA: Final = (
    f"https://developer.microsoft.com/json-schemas/teams/v{MANIFEST_VERSION}/MicrosoftTeams.schema.json"
)
ACCENT: Final = "#00545C"
"""The ground of the colour icon."""
WELSH: Final = "cy"
WELSH_FILE: Final = "cy.json"

NAME = N_("Case-file audits")
FULL_NAME = N_("Case-file audits for children's social care")
SHORT = N_("Audit children's social-care files in the chat, with evidence for each grade.")
FULL = N_(
    "The audit bot takes you through a case-file audit here in the chat, a few questions at a time, on a "
    "card or by typing. Every answer is saved as you give it. It asks what you saw behind each grade, passes "
    "an immediate concern to the manager at once, and sends the finished summary and its actions to those "
    "whom it concerns. It answers only people who are on your organisation's people list, and case details "
    "stay in personal chats."
)
DESK_TAB = "desk"
"""The tab's entity id, by which links find it."""
DESK = N_("QA desk")
COMMANDS: Final = (
    ("my work", N_("What needs you now, the most urgent first")),
    ("my audits", N_("What is allocated to you, when it is due and how far you are")),
    ("card", N_("The page in hand as a card again")),
    ("review", N_("Check your answers before you submit")),
    ("undo", N_("Take back what you saved last")),
    ("pause", N_("Stop for now; everything is saved")),
    ("notes", N_("What the form says before you begin")),
    ("concern", N_("Tell the manager at once; you see your words before they go")),
    ("status", N_("For QA leads: how far the audits of the month are")),
    ("help", N_("Everything that you can type here")),
)
"""What Teams offers above the box, ten at most.  The same for everybody: `help` is told by role."""
IN_GROUPS: Final = (("my work", N_("How many things wait for you; what they are is told in your own chat")),)
"""In a group chat nothing of a case is said."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who offers the app: the organisation itself, with the pages that Teams asks for."""

    name: str
    website: str
    privacy: str
    terms: str


@dataclass(frozen=True, slots=True)
class DeskTab:
    """The desk page as a tab beside the chat, signed in to by Teams."""

    address: str
    """The bot's own, such as https://audits.example.org."""
    client_id: str
    """Of the tab's app registration."""

    @property
    def host(self) -> str:
        """Where its pages come from."""
        return urlsplit(self.address).netloc


def manifest(app_id: str, publisher: Publisher, version: str, desk: DeskTab | None = None) -> dict[str, Any]:
    """The manifest in English, of the bot registered as `app_id`."""
    return (_with_tab(desk) if desk is not None else _without_tab(app_id)) | {
        "$schema": SCHEMA,
        "manifestVersion": MANIFEST_VERSION,
        "version": version,
        "id": app_id,
        "developer": {
            "name": publisher.name,
            "websiteUrl": publisher.website,
            "privacyUrl": publisher.privacy,
            "termsOfUseUrl": publisher.terms,
        },
        "name": {"short": worded(NAME), "full": worded(FULL_NAME)},
        "description": {"short": worded(SHORT), "full": worded(FULL)},
        "localizationInfo": {
            "defaultLanguageTag": "en-gb",
            "additionalLanguages": [{"languageTag": WELSH, "file": WELSH_FILE}],
        },
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": ACCENT,
        "defaultInstallScope": "personal",
        "bots": [
            {
                "botId": app_id,
                "scopes": ["personal", "groupChat"],
                "supportsFiles": False,
                "isNotificationOnly": False,
                "commandLists": [
                    {"scopes": ["personal"], "commands": _commands(COMMANDS)},
                    {"scopes": ["groupChat"], "commands": _commands(IN_GROUPS)},
                ],
            }
        ],
    }


def _without_tab(app_id: str) -> dict[str, Any]:
    """Graph lets an application install an app "itself" whose manifest names that application here."""
    return {"webApplicationInfo": {"id": app_id, "resource": f"api://botid-{app_id}"}}


def _with_tab(desk: DeskTab) -> dict[str, Any]:
    page = f"{desk.address.rstrip('/')}/desk"
    tab = {"entityId": DESK_TAB, "name": worded(DESK), "contentUrl": page, "websiteUrl": page}
    return {
        # Teams opens the first one: the chat, under the name that Teams itself has for it.
        "staticTabs": [
            {"entityId": "conversations", "scopes": ["personal"]},
            {**tab, "scopes": ["personal"]},
        ],
        "validDomains": [desk.host],
        "webApplicationInfo": {
            "id": desk.client_id,
            "resource": f"api://{desk.host}/{desk.client_id}",
        },
    }


def in_welsh(*, tab: bool = False) -> dict[str, str]:
    """The same words in Welsh, by where they stand in the manifest (`tab`: with the desk).

    Commands are typed alike in every language.
    """
    with spoken(WELSH):
        words = {
            "name.short": worded(NAME),
            "name.full": worded(FULL_NAME),
            "description.short": worded(SHORT),
            "description.full": worded(FULL),
        }
        if tab:
            words["staticTabs[1].name"] = worded(DESK)
        for place, commands in enumerate((COMMANDS, IN_GROUPS)):
            for number, (_, told) in enumerate(commands):
                words[f"bots[0].commandLists[{place}].commands[{number}].description"] = worded(told)
    schema = SCHEMA.replace("MicrosoftTeams.schema", "MicrosoftTeams.Localization.schema")
    return {"$schema": schema, **words}


def _commands(listed: tuple[tuple[str, str], ...]) -> list[Mapping[str, str]]:
    return [{"title": title, "description": worded(told)} for title, told in listed]
