"""The links by which people fetch documents from the chat."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from bot.desk.sessions import Sessions
from bot.package.manifest import DESK, DESK_TAB
from bot.settings import Settings
from bot.turns.in_hand import DocumentLink
from dialogs.audits.audit import AuditId, PersonId
from storage.keys import Keyring
from template_specs.sentences import _, worded

TEAMS = "https://teams.microsoft.com/l"


def document_links(
    settings: Settings, keyring: Keyring, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> DocumentLink | None:
    """Makes links of documents; None in production without PUBLIC_URL and TAB_CLIENT_ID: nobody could be
    signed in there.

    In production the page opens inside Teams, which signs the person in; Microsoft calls that a deep link to
    Stageview.
    """
    if not _open(settings):
        return None
    base = _base(settings)
    sessions = Sessions(keyring, clock, secure=not settings.development)

    def link(audit: AuditId, person: PersonId) -> str:
        page = f"{base}/desk/document/{sessions.document(audit, person)}"
        if settings.development:
            return page
        context = {"contentUrl": page, "websiteUrl": page, "name": _("One audit as a document")}
        return f"{TEAMS}/stage/{_app(settings)}/0?context={quote(json.dumps(context))}"

    return link


def desk_address(settings: Settings) -> str:
    """Where the QA lead finds the desk: in production the personal tab, by the deep link that Microsoft
    documents ("Create deep links to tabs"); empty where the desk is closed."""
    if not _open(settings):
        return ""
    page = f"{_base(settings)}/desk"
    if settings.development:
        return page
    shown = {"webUrl": page, "label": worded(DESK)}
    return f"{TEAMS}/entity/{_app(settings)}/{DESK_TAB}?{urlencode(shown, quote_via=quote)}"


def _open(settings: Settings) -> bool:
    return settings.development or bool(settings.public_url and settings.tab_client_id)


def _base(settings: Settings) -> str:
    here = f"http://{settings.host}:{settings.port}" if settings.development else settings.public_url
    return (settings.public_url or here).rstrip("/")


def _app(settings: Settings) -> str:
    """The id by which Teams knows the app: the catalogue's own, where it stands in one."""
    return settings.catalogue_app_id or settings.app_id
