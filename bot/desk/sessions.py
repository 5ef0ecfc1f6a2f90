"""Who is at the desk: a signed cookie, and a mark in every form that nobody else can make."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime

from aiohttp import web

from bot.turns.documents_at_home import DOCUMENT_MINUTES
from dialogs.audits.audit import PersonId
from storage.keys import Keyring

COOKIE = "auditbot_desk"
HOURS = 8
"""How long somebody stays signed in."""


class Sessions:
    """Makes and reads what is signed with the database's own key, so every process knows it."""

    def __init__(self, keyring: Keyring, clock: Callable[[], datetime], *, secure: bool):
        self._keyring = keyring
        self._clock = clock
        self._secure = secure

    def begin(self, response: web.Response, person: PersonId) -> None:
        """Sign this person in with `response`."""
        ends = int(self._clock().timestamp()) + HOURS * 3600
        value = self._signed("desk", f"{person}.{ends}.{secrets.token_hex(8)}")
        response.set_cookie(
            COOKIE,
            value,
            max_age=HOURS * 3600,
            path="/desk",
            httponly=True,
            secure=self._secure,
            # The desk stands in a frame of Teams, so its cookie is another site's there.
            samesite="None" if self._secure else "Strict",
        )

    def end(self, response: web.Response) -> None:
        """Sign whoever it is out."""
        response.del_cookie(COOKIE, path="/desk")

    def person(self, request: web.Request) -> PersonId | None:
        """Who is signed in; None where nobody is, or no longer."""
        told = self._read("desk", request.cookies.get(COOKIE, ""))
        return told[0] if told is not None and len(told) == 3 and self._in_time(told[1]) else None

    def mark(self, person: PersonId) -> str:
        """The mark of this person's forms today."""
        return self._keyring.keyed("desk form", f"{person} {self._clock():%Y-%m-%d}")

    def marked(self, person: PersonId, form: Mapping[str, object]) -> bool:
        """Whether a form that was sent has it."""
        return hmac.compare_digest(str(form.get("mark", "")), self.mark(person))

    def document(self, audit: str, person: PersonId) -> str:
        """A link's token for one document and one person."""
        ends = int(self._clock().timestamp()) + DOCUMENT_MINUTES * 60
        return self._signed("document", f"{audit}.{person}.{ends}.{secrets.token_hex(8)}")

    def of_document(self, token: str) -> tuple[str, PersonId] | None:
        """(the audit, the person) of a token; None for one that is not ours, or past its time."""
        told = self._read("document", token)
        if told is None or len(told) != 4 or not self._in_time(told[2]):
            return None
        return told[0], told[1]

    def _signed(self, kind: str, text: str) -> str:
        return f"{text}.{self._keyring.keyed(kind, text)}"

    def _read(self, kind: str, signed: str) -> list[str] | None:
        text, _dot, mark = signed.rpartition(".")
        if not text or not signed.isascii() or not hmac.compare_digest(mark, self._keyring.keyed(kind, text)):
            return None
        return text.split(".")

    def _in_time(self, ends: str) -> bool:
        return ends.isdecimal() and len(ends) < 12 and int(ends) > self._clock().timestamp()
