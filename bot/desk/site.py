"""What all pages of the desk share: who may see them, how they are drawn, and what the browser may do."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.desk.reading import Reports
from bot.desk.sessions import Sessions
from bot.desk.sign_in import SignIn
from bot.reports.page import bars
from dialogs.audits.audit import Person, PersonId, Role
from dialogs.programme.report import Count
from storage.replica import Reads
from storage.unreadable_rows import Unreadable
from storage.work import Storage
from template_specs.dates import moment

LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")
_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors https://teams.microsoft.com https://*.teams.microsoft.com https://*.cloud.microsoft "
    "https://*.office.com"
)
_WITH_TEAMS = _POLICY + "; script-src 'nonce-{nonce}' https://res.cdn.office.net"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
ForQaLead = Callable[[web.Request, Person], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Site:
    """The desk's doors."""

    storage: Storage
    """Who may see what is decided here, and everything is written here."""
    reads: Reads
    """Where figures and lists are read."""
    sessions: Sessions
    reports: Reports
    clock: Callable[[], datetime]
    development: bool
    """The demonstration QA lead is at the desk; the bot hears this machine only."""
    sign_in: SignIn | None
    """None: in development; in production, where the settings for it are missing."""

    def drawn(
        self, template: str, title: str, person: Person | None = None, *, status: int = 200, **shown: Any
    ) -> web.Response:
        """A page."""
        nonce = secrets.token_urlsafe(12)
        shown = {"title": title, "person": person, "nonce": nonce, "as_of": None, **shown}
        text = _ENVIRONMENT.get_template(template).render(**shown)
        response = web.Response(text=text, content_type="text/html", status=status)
        policy = _WITH_TEAMS.format(nonce=nonce) if template == "sign_in.html" else _POLICY
        response.headers["Content-Security-Policy"] = policy
        return response

    def said(self, title: str, told: str, status: int, link: str = "", link_label: str = "") -> web.Response:
        """A page that says one thing, and what to do."""
        return self.drawn("said.html", title, status=status, told=told, link=link, link_label=link_label)

    async def at_the_desk(self, request: web.Request) -> Person | None:
        """Who is signed in, on the people list as it stands now."""
        if self.development:
            if not _here(request):
                return None  # another site's name that was led to this machine
            async with self.storage.work(write=False) as work:
                ids = await work.people.with_role(Role.QA_LEAD)
                return await self._person(ids[0]) if ids else None
        signed_in = self.sessions.person(request)
        return await self._person(signed_in) if signed_in is not None else None

    async def reader(self, request: web.Request, whose: PersonId) -> Person | None:
        """Who opens a link that was made for `whose`: whoever is signed in.  On a developer's machine, where
        nobody signs in, it is taken for the person that it was made for."""
        if self.development and _here(request):
            return await self._person(whose)
        return await self.at_the_desk(request)

    async def _person(self, person_id: PersonId) -> Person | None:
        async with self.storage.work(write=False) as work:
            try:
                return await work.people.person(person_id)
            except Unreadable:
                return None

    def not_signed_in(self, request: web.Request) -> web.Response:
        """The way in."""
        if self.development:
            told = "Nobody on the people list is a QA lead. Import one: app.py people import people.csv."
            return self.said("Nobody is at the desk", told, 403)
        if self.sign_in is None:
            told = (
                "The desk is closed: whoever runs the bot opens it with AUDITBOT_PUBLIC_URL and "
                "AUDITBOT_TAB_CLIENT_ID. Status and report work in the chat."
            )
            return self.said("The desk is closed", told, 404)
        return self.drawn(
            "sign_in.html", "Signing in", status=401, onward=quote(request.path_qs, safe="/?=&")
        )

    def for_qa_lead(self, page: ForQaLead) -> Handler:
        """`page`, for whoever is a QA lead now; for nobody else."""

        async def handler(request: web.Request) -> web.StreamResponse:
            person = await self.at_the_desk(request)
            if person is None:
                return self.not_signed_in(request)
            if Role.QA_LEAD not in person.roles:
                told = "The desk is for the QA lead. In the chat, my work shows what needs you."
                return self.said("This page is for the QA lead", told, 403)
            if request.method == "POST" and not await self.sent_from_here(request, person.id):
                told = "This form was not sent from the desk, or is a day old. Open the page again."
                return self.said("Nothing was changed", told, 403)
            return await page(request, person)

        return handler

    async def sent_from_here(self, request: web.Request, person: PersonId) -> bool:
        """Whether a form that was sent is one of the desk's own, made for this person."""
        return self.sessions.marked(person, dict(await request.post()))


def _here(request: web.Request) -> bool:
    return request.host in LOCAL_HOSTS or request.host.rpartition(":")[0] in LOCAL_HOSTS


_ENVIRONMENT.globals |= {"is_count": lambda cell: isinstance(cell, Count), "bars": bars, "moment": moment}
