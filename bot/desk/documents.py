"""Documents by a link: good for ten minutes, for one person, once; only its own button spends it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot.desk.sessions import DOCUMENT_MINUTES
from bot.desk.site import Site
from bot.documents.audit_file import audit_file
from bot.documents.files import NotWritten
from bot.documents.read_audit import read_audit
from dialogs.audits.audit import Person
from dialogs.audits.permissions import Permission, allowed
from dialogs.audits.stages import now as asked_now
from storage.access_log import Way

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_GONE = "This link has been used, or its ten minutes are over. Ask for the document again."


@dataclass(frozen=True, slots=True)
class Documents:
    """The pages of a document's link."""

    site: Site

    def routes(self) -> list[web.RouteDef]:
        """Their addresses."""
        return [
            web.post("/desk/audit/{id}/document", self.site.for_qa_lead(self.make)),
            web.get("/desk/document/{token}", self.shown),
            web.post("/desk/document/{token}", self.fetched),
            web.post("/desk/session", self.signed_in),
            web.post("/desk/leave", self.left),
        ]

    async def make(self, request: web.Request, person: Person) -> web.Response:
        """A link for whoever is at the desk."""
        token = self.site.sessions.document(request.match_info["id"], person.id)
        raise web.HTTPSeeOther(f"/desk/document/{token}")

    async def shown(self, request: web.Request) -> web.Response:
        """The page with the button: a scanner that opens the link spends nothing."""
        person = await self.site.at_the_desk(request)
        token = request.match_info["token"]
        told = self.site.sessions.of_document(token)
        if told is None:
            return self.site.said("The link is over", _GONE, 410)
        if person is None or person.id != told[1]:
            return self._not_theirs(request, person)
        return self.site.drawn(
            "document.html",
            "One audit as a document",
            address=f"/desk/document/{token}",
            minutes=DOCUMENT_MINUTES,
        )

    async def fetched(self, request: web.Request) -> web.StreamResponse:
        """The document, once."""
        person = await self.site.at_the_desk(request)
        token = request.match_info["token"]
        told = self.site.sessions.of_document(token)
        if told is None:
            return self.site.said("The link is over", _GONE, 410)
        audit_id, whose = told
        if person is None or person.id != whose:
            return self._not_theirs(request, person)
        async with self.site.storage.work() as work:
            work.read_by(person.id)
            audit = (await work.audits.several([audit_id])).get(audit_id)
            template = await work.template(audit.template_hash) if audit is not None else None
            if (
                audit is None
                or template is None
                or not allowed(person, Permission.READ, audit, asked_now(template, audit))
            ):
                told_why = "This audit is not yours to read, or it cannot be opened any more."
                return self.site.said("The document cannot be made", told_why, 403)
            if not await work.first_time([f"document/{token}"], self.site.clock()):
                return self.site.said("The link is over", _GONE, 410)
            await work.access.note(audit_id, person.id, self.site.clock(), Way.DOCUMENT)
        try:
            whole = await read_audit(self.site.storage, audit_id, self.site.clock(), person)
        except NotWritten as refused:
            return self.site.said("The document cannot be made", str(refused), 404)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "audit.docx"
            audit_file(whole, self.site.clock()).save(str(path))
            body = path.read_bytes()
        headers = {"Content-Disposition": 'attachment; filename="audit.docx"'}
        return web.Response(body=body, content_type=_WORD, headers=headers)

    async def signed_in(self, request: web.Request) -> web.StreamResponse:
        """Teams has said who it is: from now on the cookie does."""
        if self.site.sign_in is None:
            return self.site.said("No signing in here", "Open the desk from its own address.", 404)
        form = await request.post()
        account = await self.site.sign_in.account(str(form.get("token", "")))
        person = await self._linked(account) if account is not None else None
        if person is None:
            told = "Teams' word for who you are was not accepted, or you are not on the people list."
            return self.site.said("You are not signed in", told, 403)
        onward = str(form.get("onward", ""))
        here = onward if onward == "/desk" or onward.startswith(("/desk/", "/desk?")) else "/desk"
        response = web.Response(status=303, headers={"Location": here})
        self.site.sessions.begin(response, person.id)
        return response

    async def left(self, _request: web.Request) -> web.StreamResponse:
        """Signed out."""
        response = self.site.said("You have left the desk", "Close this page.", 200)
        self.site.sessions.end(response)
        return response

    async def _linked(self, account: str) -> Person | None:
        async with self.site.storage.work(write=False) as work:
            person_id = (await work.people.accounts()).get(account)
            return await work.people.person(person_id) if person_id is not None else None

    def _not_theirs(self, request: web.Request, person: Person | None) -> web.Response:
        if person is None:
            return self.site.not_signed_in(request)
        told = "This link was made for somebody else. Ask the bot for a document of your own."
        return self.site.said("This link is not yours", told, 403)
