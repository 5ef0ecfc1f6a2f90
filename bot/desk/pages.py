"""The desk's pages: the programme, its lists, one audit, the report with what is behind its figures."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

from aiohttp import web

from bot.desk import reading
from bot.desk.reading import PAGE, STATES, today_of
from bot.desk.site import Site
from bot.documents.files import NotWritten
from bot.documents.read_audit import read_audit
from bot.reports.formats import FORMATS, write_report
from bot.reports.page import standing
from dialogs.audits.audit import Person, PersonId
from dialogs.features.programme_scope import graded_so
from dialogs.programme.monitoring import months_named
from dialogs.programme.report import Count, Line, Report, Table
from dialogs.programme.selection import month_name
from dialogs.programme.written import LABELS, LONG, MOST, Written
from dialogs.wording.whereabouts import state_in_words
from storage.access_log import Way
from storage.list_items import AuditListItem
from storage.programme_lists import ProgrammePart
from storage.reporting import Months
from template_specs.dates import clock_day, moment, uk_date

_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
_KINDS = ("month", "team", "form", "list", "theme")
_TYPES = {
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
_NAMES = {"docx": "Word", "xlsx": "Excel", "html": "page to print", "json": "JSON"}


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
class Part:
    """One part of a report to be written."""

    code: str
    label: str
    long: bool
    text: str
    by: str


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
            web.get("/desk/report", qa(self.report)),
            web.get("/desk/report/file", qa(self.report_file)),
            web.get("/desk/report/write", qa(self.write)),
            web.post("/desk/report/write", qa(self.written)),
            web.get("/desk/behind", qa(self.behind)),
        ]

    async def overview(self, request: web.Request, person: Person) -> web.Response:
        """The programme in figures."""
        shown = await reading.overview(self.site.storage, self._today)
        return self.site.drawn("overview.html", "The audit programme", person, shown=shown)

    async def listed(self, request: web.Request, person: Person) -> web.Response:
        """The audits behind one of its figures."""
        asked = request.query
        kind = asked.get("kind", "") if asked.get("kind", "") in _KINDS else ""
        part = ProgrammePart(kind, asked.get("value", "") if kind else "")
        skip = min(int(asked.get("skip", "")), 10**7) if asked.get("skip", "").isdecimal() else 0
        where = month_name(part.value) if kind == "month" and _MONTH.fullmatch(part.value) else part.value
        async with self.site.storage.work(write=False) as work:
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
            names = await reading.names_of(work, items)
        others = {name: value for name, value in asked.items() if name != "skip"}
        return self.site.drawn(
            "list.html",
            f"{where}: {title.lower()}" if where else title,
            person,
            lines=[self._line(item, names) for item in items],
            total=total,
            skip=skip,
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

    async def report(self, request: web.Request, person: Person) -> web.Response:
        """The monitoring report of the months that are asked for, else of the last ones there are."""
        async with self.site.storage.work(write=False) as work:
            months = [month for month in await work.counting.months() if _MONTH.fullmatch(month)]
        first, last = _asked_months(request, months)
        report = None
        if first:
            anew = request.query.get("anew") == "1"
            report = await self.site.reports.of(_day(first), _day(last), anew=anew)
        return self.site.drawn(
            "report.html",
            f"Monitoring report, {months_named(first, last)}" if first else "Monitoring report",
            person,
            report=report,
            made=moment(report.made_at) if report else "",
            months=[
                (month, month_name(month))
                for month in sorted({*months, *filter(None, (first, last))}, reverse=True)
            ],
            first=first,
            last=last,
            formats=list(_NAMES.items()),
        )

    async def report_file(self, request: web.Request, person: Person) -> web.StreamResponse:
        """The same as a file."""
        first, last = _asked_months(request, [])
        form = request.query.get("format", "")
        if not first or form not in FORMATS:
            return self.site.said(
                "No such file", "Choose the months and a format.", 404, "/desk/report", "Report"
            )
        report = await self.site.reports.of(_day(first), _day(last))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"report.{form}"
            write_report(report, form, path)
            body = path.read_bytes()
        name = f"monitoring-{first}-to-{last}.{form}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return web.Response(body=body, content_type=_TYPES[form], headers=headers)

    async def behind(self, request: web.Request, person: Person) -> web.Response:
        """The audits behind one figure of the report."""
        first, last = _asked_months(request, [])
        found = None
        if first:
            report = await self.site.reports.of(_day(first), _day(last))
            found = _figure(report, request.query)
        if found is None:
            told = "This figure is not in the report any more. Open the report again."
            return self.site.said("No such figure", told, 404, "/desk/report", "Monitoring report")
        table, line, column, cell = found
        skip = (
            min(int(request.query.get("skip", "")), 10**7) if request.query.get("skip", "").isdecimal() else 0
        )
        lines = [
            ListLine(
                audit.id,
                audit.reference,
                month_name(audit.month),
                audit.team,
                " and ".join(audit.auditors),
                uk_date(audit.due) if audit.due else "",
                audit.late,
                standing(audit),
            )
            for audit in (report.audits[place] for place in cell.audits[skip : skip + PAGE])
        ]
        others = {name: value for name, value in request.query.items() if name != "skip"}
        return self.site.drawn(
            "list.html",
            f"{table.title}; {line.label}; {column}: {cell}",
            person,
            lines=lines,
            total=len(cell.audits),
            skip=skip,
            back=f"/desk/behind?{urlencode({**others, 'skip': max(skip - PAGE, 0)})}",
            onward=f"/desk/behind?{urlencode({**others, 'skip': skip + PAGE})}",
        )

    async def write(self, request: web.Request, person: Person) -> web.Response:
        """The form for what people write into the report."""
        return await self._write(request, person, {}, ())

    async def written(self, request: web.Request, person: Person) -> web.Response:
        """Keep what was written; what is too long is not cut, and nothing is lost."""
        form = {
            name: str(value).replace("\r\n", "\n").strip() for name, value in (await request.post()).items()
        }
        first, last = _asked_months(request, [])
        faults = [
            f"{LABELS[part]}: {len(form[part]):,} characters. Shorten it to {MOST:,}; nothing was saved yet."
            for part in Written
            if len(form.get(part, "")) > MOST
        ]
        if not first or faults:
            return await self._write(request, person, form, faults)
        months = Months(first, last)
        async with self.site.storage.work() as work:
            stands = {text.what: text.text for text in await work.report_texts.standing(months)}
            for part in Written:
                text = form.get(part)
                if text is not None and text != stands.get(part, ""):
                    await work.report_texts.write(months, part.value, text, person.id, self.site.clock())
        self.site.reports.forget()
        raise web.HTTPSeeOther(f"/desk/report/write?from={first}&to={last}&saved=1")

    async def _write(
        self, request: web.Request, person: Person, typed: Mapping[str, str], faults: Sequence[str]
    ) -> web.Response:
        first, last = _asked_months(request, [])
        if not first:
            told = "Choose the months of the report first."
            return self.site.said("Which report?", told, 404, "/desk/report", "Monitoring report")
        async with self.site.storage.work(write=False) as work:
            stands = {text.what: text for text in await work.report_texts.standing(Months(first, last))}
            people = await work.people.people_named({text.by for text in stands.values()})
        parts = []
        for part in Written:
            text = stands.get(part)
            by = ""
            if text is not None:
                name = people[text.by].name if text.by in people else "somebody"
                by = f"Written by {name} on {moment(text.at)}"
            words = typed.get(part, text.text if text is not None else "")
            parts.append(Part(part.value, str(LABELS[part]), part in LONG, words, by))
        return self.site.drawn(
            "write.html",
            "Analysis and recommendations",
            person,
            parts=parts,
            first=first,
            last=last,
            period=months_named(first, last),
            mark=self.site.sessions.mark(person.id),
            saved=request.query.get("saved") == "1" and not faults,
            faults=faults,
        )

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


def _asked_months(request: web.Request, months: Sequence[str]) -> tuple[str, str]:
    """The months that an address names; else the last of `months`, or nothing."""
    first, last = request.query.get("from", ""), request.query.get("to", "")
    if _MONTH.fullmatch(first) and _MONTH.fullmatch(last):
        return (first, last) if first <= last else (last, first)
    return (months[-1], months[-1]) if months else ("", "")


def _day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _figure(report: Report, asked: Mapping[str, str]) -> tuple[Table, Line, str, Count] | None:
    """The figure that an address names by its table, line and cell."""
    place, column = asked.get("line", ""), asked.get("cell", "")
    if not place.isdecimal() or not column.isdecimal():
        return None
    for section in report.sections:
        for table in section.tables:
            if table.name == asked.get("table") and int(place) < len(table.lines):
                line = table.lines[int(place)]
                cell = line.cells[int(column)] if int(column) < len(line.cells) else None
                if isinstance(cell, Count):
                    return table, line, table.columns[int(column) + 1], cell
    return None
