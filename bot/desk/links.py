"""The links by which people fetch documents from the chat."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote

from bot.desk.sessions import Sessions
from bot.settings import Settings
from bot.turns.in_hand import DocumentLink
from dialogs.audits.audit import AuditId, PersonId
from storage.keys import Keyring
from template_specs.sentences import _


def document_links(
    settings: Settings, keyring: Keyring, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> DocumentLink | None:
    """Makes links of documents; None in production without PUBLIC_URL and TAB_CLIENT_ID: nobody could be
    signed in there.

    In production the page opens inside Teams, which signs the person in; Microsoft calls that a deep link to
    Stageview.
    """
    if not settings.development and not (settings.public_url and settings.tab_client_id):
        return None
    here = f"http://{settings.host}:{settings.port}" if settings.development else settings.public_url
    base = (settings.public_url or here).rstrip("/")
    sessions = Sessions(keyring, clock, secure=not settings.development)

    def link(audit: AuditId, person: PersonId) -> str:
        page = f"{base}/desk/document/{sessions.document(audit, person)}"
        if settings.development:
            return page
        context = {"contentUrl": page, "websiteUrl": page, "name": _("One audit as a document")}
        return f"https://teams.microsoft.com/l/stage/{settings.app_id}/0?context={quote(json.dumps(context))}"

    return link
