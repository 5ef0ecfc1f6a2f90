"""The page on which a QA lead puts findings under themes by hand, each by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from aiohttp import web

from bot.desk.asked import asked_months, month_choices
from bot.desk.site import Site
from dialogs.audits.audit import Audit, AuditId, Person
from dialogs.audits.permissions import Permission, allowed
from dialogs.audits.stages import now as asked_now
from dialogs.programme import codings as coded
from dialogs.programme.codings import FindingInWords, findings_in_words
from dialogs.programme.monitoring import months_named
from dialogs.programme.suggesting import suggested
from storage.access_log import Way
from storage.reporting import Months
from storage.work import Work
from template_specs.model import Template

FINDINGS = 8
"""Findings on a page."""
AUDITS = 20
"""Audits looked through for a page's findings at a time."""
NONE = "none of them"
"""What is ticked for words that belong to no theme."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One theme beside a finding."""

    code: str
    label: str
    ticked: bool
    because: str
    """The words that suggest it; empty where none do."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding on the page."""

    id: str
    audit: AuditId
    case: str
    name: str
    words: str
    choices: tuple[Choice, ...]
    none: bool
    coded: bool


@dataclass(frozen=True, slots=True)
class Coding:
    """The page."""

    site: Site

    def routes(self) -> list[web.RouteDef]:
        """Its addresses."""
        qa = self.site.for_qa_lead
        return [web.get("/desk/themes", qa(self.shown)), web.post("/desk/themes", qa(self.kept))]

    async def shown(self, request: web.Request, person: Person) -> web.Response:
        """The findings of some months, the coder's own choices ticked, and nobody else's."""
        every = request.query.get("every") == "1"
        after = request.query.get("after", "")[:64]
        async with self.site.storage.work(write=False) as work:
            work.read_by(person.id)
            months = await month_choices(work)
            first, last = asked_months(request, [month for month, _name in months])
            found: list[Shown] = []
            onward = ""
            if first:
                found, onward = await self._page(work, person, Months(first, last), after, every)
        if found:
            async with self.site.storage.work() as work:
                for audit_id in {finding.audit for finding in found}:
                    await work.access.note(audit_id, person.id, self.site.clock(), Way.DESK)
        here = {"from": first, "to": last, **({"every": "1"} if every else {})}
        return self.site.drawn(
            "themes.html",
            "Themes in the words",
            person,
            months=months,
            first=first,
            last=last,
            period=months_named(first, last) if first else "",
            findings=found,
            every=every,
            here=f"/desk/themes?{urlencode({**here, 'after': after})}",
            onward=f"/desk/themes?{urlencode({**here, 'after': onward})}" if onward else "",
            saved=request.query.get("saved", ""),
            mark=self.site.sessions.mark(person.id),
            none=NONE,
        )

    async def _page(
        self, work: Work, person: Person, months: Months, after: AuditId, every: bool
    ) -> tuple[list[Shown], AuditId]:
        """The findings of the next audits, whole audits at a time; and after which audit the next page goes
        on, empty at the end."""
        found: list[Shown] = []
        while True:
            rows = await work.reporting.page(after, AUDITS, months)
            whole = await work.audits.several(row.audit_id for row in rows)
            mine = {
                (c.audit, c.finding, c.revision): c
                for c in await work.codings.of_audits(list(whole))
                if c.coder == person.id
            }
            for row in rows:
                audit = whole.get(row.audit_id)
                after = row.audit_id
                if audit is None:
                    continue
                template = await work.template(audit.template_hash)
                if may_code(person, template, audit):
                    for finding in findings_in_words(template, audit, every_comment=every):
                        own = mine.get((finding.audit, finding.finding, finding.revision))
                        found.append(_shown(template, finding, own))
                if len(found) >= FINDINGS:
                    return found, after
            if len(rows) < AUDITS:
                return found, ""

    async def kept(self, request: web.Request, person: Person) -> web.StreamResponse:
        """Keep what was ticked.  A finding without a tick is not coded."""
        form = await request.post()
        ticked: dict[tuple[AuditId, str, int], list[str]] = {}
        for name in form:
            audit_id, _slash, rest = name.partition("/")
            finding, _at, revision = rest.rpartition("@")
            if audit_id and finding and revision.isdecimal() and len(revision) < 7:
                ticked[audit_id, finding, int(revision)] = [str(code) for code in form.getall(name)]
        async with self.site.storage.work() as work:
            work.read_by(person.id)
            made = await self._made(work, person, ticked)
            await work.codings.keep(made)
        self.site.reports.forget()
        onward = str(request.query_string)
        raise web.HTTPSeeOther(f"/desk/themes?{onward}{'&' if onward else ''}saved={len(made)}")

    async def _made(
        self, work: Work, person: Person, ticked: Mapping[tuple[AuditId, str, int], Sequence[str]]
    ) -> list[coded.Coding]:
        """The codings that differ from what stands, of findings that this person may read."""
        whole = await work.audits.several({audit_id for audit_id, _finding, _revision in ticked})
        stands = {
            (c.audit, c.finding, c.revision): c.codes
            for c in await work.codings.of_audits(list(whole))
            if c.coder == person.id
        }
        made = []
        for key, codes in ticked.items():
            audit_id, finding, revision = key
            audit = whole.get(audit_id)
            if audit is None:
                continue
            template = await work.template(audit.template_hash)
            there = {(f.finding, f.revision) for f in findings_in_words(template, audit, every_comment=True)}
            if (finding, revision) not in there or not may_code(person, template, audit):
                continue
            chosen = tuple(code for code in template.themes if code in codes)
            if stands.get(key) != chosen and (chosen or NONE in codes):
                now = self.site.clock()
                made.append(coded.Coding(audit_id, finding, revision, person.id, chosen, now))
        return made


def may_code(person: Person, template: Template, audit: Audit) -> bool:
    """Whether this person may read the words of `audit`."""
    return allowed(person, Permission.READ, audit, asked_now(template, audit))


def _shown(template: Template, finding: FindingInWords, own: coded.Coding | None) -> Shown:
    words = finding.passage.text
    found = suggested(template, words)
    choices = tuple(
        Choice(code, label, own is not None and code in own.codes, ", ".join(found.get(code, ())[:4]))
        for code, label in template.themes.items()
    )
    return Shown(
        f"{finding.audit}/{finding.finding}@{finding.revision}",
        finding.audit,
        finding.case,
        finding.name,
        words,
        choices,
        own is not None and not own.codes,
        own is not None,
    )
