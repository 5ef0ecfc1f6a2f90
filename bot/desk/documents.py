"""Documents by a link: good for ten minutes, for one person, once; only its own button spends it."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot.desk.site import Site
from bot.documents.files import NotWritten
from bot.documents.making import write_document, write_note
from bot.documents.read_audit import read_audit
from bot.turns.documents_at_home import DOCUMENT_MINUTES
from dialogs.audits.audit import AuditId, Person
from dialogs.programme.whole_audit import WholeAudit
from storage.access_log import Way

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_GONE = "This link has been used, or its ten minutes are over. Ask for the document again."


@dataclass(frozen=True, slots=True)
class Documents:
    """The pages of a document's link."""

    site: Site
    forms: str = ""
    """The folder of the organisation's own forms, which may hold Word forms."""

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
        """The page with the buttons: a scanner that opens the link spends nothing."""
        token = request.match_info["token"]
        refused, person, _audit_id = await self._asked(request, token)
        if refused is not None or person is None:
            return refused or self.site.not_signed_in(request)
        return self.site.drawn(
            "document.html",
            "One audit as a document",
            address=f"/desk/document/{token}",
            minutes=DOCUMENT_MINUTES,
            reader=person.name,
        )

    async def fetched(self, request: web.Request) -> web.StreamResponse:
        """The document, once.  What cannot be made spends nothing."""
        token, now = request.match_info["token"], self.site.clock()
        refused, person, audit_id = await self._asked(request, token)
        if refused is not None or person is None:
            return refused or self.site.not_signed_in(request)
        note = str((await request.post()).get("what", "")) == "note"
        try:
            whole = await read_audit(self.site.storage, audit_id, now, person)
            body = await asyncio.to_thread(self._written, whole, note)
        except NotWritten as refusal:
            return self.site.said("The document cannot be made", str(refusal), 403)
        async with self.site.storage.work() as work:
            if not await work.first_time([f"document/{token}"], now):
                return self.site.said("The link is over", _GONE, 410)
            await work.access.note(audit_id, person.id, now, Way.DOCUMENT)
        name = "audit-note.docx" if note else "audit.docx"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return web.Response(body=body, content_type=_WORD, headers=headers)

    def _written(self, whole: WholeAudit, note: bool) -> bytes:
        now = self.site.clock()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "audit.docx"
            if note:
                write_note(whole, now, path)
            else:
                write_document(whole, now, path, self.forms)
            return path.read_bytes()

    async def _asked(
        self, request: web.Request, token: str
    ) -> tuple[web.Response | None, Person | None, AuditId]:
        """(what is said instead of the page, who is at it, the audit that the link is for)."""
        told = self.site.sessions.of_document(token)
        if told is None:
            return self.site.said("The link is over", _GONE, 410), None, ""
        person = await self.site.reader(request, told[1])
        if person is not None and person.id == told[1]:
            return None, person, told[0]
        return self._not_theirs(request, person), None, ""

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
