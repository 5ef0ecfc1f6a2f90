"""The desk's pages: the programme, its lists, and one audit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from aiohttp import web

from bot.desk import reading
from bot.desk.asked import MONTH, skipped
from bot.desk.reading import PAGE, STATES, today_of
from bot.desk.site import Site
from bot.documents.files import NotWritten
from bot.documents.read_audit import read_audit
from dialogs.audits.audit import Person, PersonId
from dialogs.features.programme_scope import graded_so
from dialogs.programme.selection import month_name
from dialogs.wording.whereabouts import state_in_words
from storage.access_log import Way
from storage.list_items import AuditListItem
from storage.programme_lists import ProgrammePart
from storage.replica import Source
from template_specs.dates import clock_day, uk_date

_KINDS = ("month", "team", "form", "list", "theme")


@dataclass(frozen=True, slots=True)
class ListLine:
    """One audit of a list."""

    id: str
    """Empty where it does not open to the reader."""
    case: str
    month: str
    team: str
    by: str
    due: str
    overdue: bool
    state: str


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages, each for the QA lead alone."""

    site: Site

    def routes(self) -> list[web.RouteDef]:
        """Their addresses."""
        qa = self.site.for_qa_lead
        return [
            web.get("/desk", qa(self.overview)),
            web.get("/desk/list", qa(self.listed)),
            web.get("/desk/audit/{id}", qa(self.audit)),
        ]

    async def overview(self, request: web.Request, person: Person) -> web.Response:
        """The programme in figures."""

        async def read(source: Source) -> web.Response:
            shown = await reading.overview(source.storage, self._today)
            title = "The audit programme"
            return self.site.drawn("overview.html", title, person, shown=shown, as_of=source.as_of)

        return await self.site.reads.read(read)

    async def listed(self, request: web.Request, person: Person) -> web.Response:
        """The audits behind one of its figures."""
        return await self.site.reads.read(lambda source: self._listed(source, request, person))

    async def _listed(self, source: Source, request: web.Request, person: Person) -> web.Response:
        asked = request.query
        kind = asked.get("kind", "") if asked.get("kind", "") in _KINDS else ""
        part = ProgrammePart(kind, asked.get("value", "") if kind else "")
        skip = skipped(request)
        where = month_name(part.value) if kind == "month" and MONTH.fullmatch(part.value) else part.value
        async with source.storage.work(write=False) as work:
            work.read_by(person.id)
            if grade := asked.get("grade", ""):
                title = asked.get("label", grade)
                counted = {
                    form: count
                    for (form, code), count in (await work.programme.grades_in(part)).items()
                    if code == grade and graded_so(await work.template(form), grade, title)
                }
                total = sum(counted.values())
                items = list(await work.programme.page_graded(part, grade, sorted(counted), PAGE, skip))
            elif actions := asked.get("actions", ""):
                past = actions == "past"
                title = "Audits with actions past their day" if past else "Audits with open actions"
                counts = await work.programme.actions(self._today)
                total = counts.audits_past if past else counts.audits_open
                before = self._today if past else None
                items = list(await work.programme.with_actions(PAGE, skip, before=before))
            else:
                state = asked.get("state", "all") if asked.get("state", "all") in STATES else "all"
                title = STATES[state]
                items, total = await reading.listed(work, part, state, self._today, skip)
            items = reading.by_reference(items)
            names = await reading.names_of(work, items)
        others = {name: value for name, value in asked.items() if name != "skip"}
        return self.site.drawn(
            "list.html",
            f"{where}: {title.lower()}" if where else title,
            person,
            lines=[self._line(item, names) for item in items],
            total=total,
            skip=skip,
            as_of=source.as_of,
            back=f"/desk/list?{urlencode({**others, 'skip': max(skip - PAGE, 0)})}",
            onward=f"/desk/list?{urlencode({**others, 'skip': skip + PAGE})}",
        )

    async def audit(self, request: web.Request, person: Person) -> web.Response:
        """One audit, whole; that it was read is kept."""
        audit_id = request.match_info["id"]
        try:
            whole = await read_audit(self.site.storage, audit_id, self.site.clock(), person)
        except NotWritten as refused:
            return self.site.said("This audit cannot be shown", str(refused), 404, "/desk", "The programme")
        async with self.site.storage.work() as work:
            await work.access.note(audit_id, person.id, self.site.clock(), Way.DESK)
        mark = self.site.sessions.mark(person.id)
        return self.site.drawn("audit.html", whole.case, person, audit=whole, id=audit_id, mark=mark)

    @property
    def _today(self) -> date:
        return today_of(self.site.clock())

    def _line(self, item: AuditListItem, names: Mapping[PersonId, str]) -> ListLine:
        submitted = clock_day(item.audit.submitted_at) if item.audit.submitted_at is not None else ""
        late = item.due is not None and item.due < self._today and item.audit.submitted_at is None
        return ListLine(
            "" if item.closed else item.audit_id,
            item.case_reference,
            month_name(item.month),
            item.audit.case.team,
            " and ".join(names.get(person, "somebody") for person in item.auditors),
            uk_date(item.due) if item.due else "",
            late,
            state_in_words(item.state, item.answered, item.total, submitted),
        )
