"""The desk's reports: each with what is behind its figures, its files, and what people write into it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from aiohttp import web

from bot.desk.asked import asked_months, day_of, month_choices, skipped
from bot.desk.pages import ListLine
from bot.desk.reading import PAGE
from bot.desk.site import Site
from bot.reports.formats import FORMATS, write_report
from bot.reports.page import standing
from dialogs.audits.audit import Person
from dialogs.programme.for_others import for_others
from dialogs.programme.monitoring import months_named
from dialogs.programme.report import Count, Line, Report, Table
from dialogs.programme.selection import month_name
from dialogs.programme.self_evaluation import TITLES, place_of
from dialogs.programme.written import LABELS, LONG, MOST, Written
from storage.replica import Source
from storage.reporting import Months
from storage.work import Work
from template_specs.dates import moment, uk_date

NAMED = {"report": "Monitoring report", "patterns": "Practice by area", "self": "Self-evaluation"}
"""The reports, by the name in their addresses."""
WRITTEN_INTO = ("report", "self")
_TYPES = {
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
_FILES = {"report": "monitoring", "patterns": "practice-by-area", "self": "self-evaluation"}
_NAMES = {"docx": "Word", "xlsx": "Excel", "html": "page to print", "json": "JSON"}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a report to be written."""

    code: str
    label: str
    long: bool
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class ReportPages:
    """The pages, each for the QA lead alone."""

    site: Site

    def routes(self) -> list[web.RouteDef]:
        """Their addresses."""
        qa, kinds, written = self.site.for_qa_lead, "|".join(NAMED), "|".join(WRITTEN_INTO)
        return [
            web.get(f"/desk/{{kind:{kinds}}}", qa(self.report)),
            web.get(f"/desk/{{kind:{kinds}}}/file", qa(self.report_file)),
            web.get(f"/desk/{{kind:{written}}}/write", qa(self.write)),
            web.post(f"/desk/{{kind:{written}}}/write", qa(self.written)),
            web.get("/desk/behind", qa(self.behind)),
        ]

    async def report(self, request: web.Request, person: Person) -> web.Response:
        """A report of the months that are asked for, else of the last ones there are."""
        kind = request.match_info["kind"]

        async def choices(source: Source) -> list[tuple[str, str]]:
            async with source.storage.work(write=False) as work:
                return await month_choices(work, request.query.get("from", ""), request.query.get("to", ""))

        months = await self.site.reads.read(choices)
        first, last = asked_months(request, [month for month, _name in months])
        report = None
        if first:
            anew = request.query.get("anew") == "1"
            report = await self.site.reports.of(day_of(first), day_of(last), anew=anew, kind=kind)
        return self.site.drawn(
            "report.html",
            f"{NAMED[kind]}, {months_named(first, last)}" if first else NAMED[kind],
            person,
            kind=kind,
            written=kind in WRITTEN_INTO,
            report=report,
            made=moment(report.made_at) if report else "",
            months=months,
            first=first,
            last=last,
            formats=list(_NAMES.items()),
        )

    async def report_file(self, request: web.Request, person: Person) -> web.StreamResponse:
        """The same as a file; for readers without rights to the audits, where that is asked for."""
        kind = request.match_info["kind"]
        first, last = asked_months(request, [])
        form = request.query.get("format", "")
        if not first or form not in FORMATS:
            told = "Choose the months and a format."
            return self.site.said("No such file", told, 404, f"/desk/{kind}", NAMED[kind])
        report = await self.site.reports.of(day_of(first), day_of(last), kind=kind)
        if request.query.get("for") == "others":
            report = for_others(report)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"report.{form}"
            write_report(report, form, path)
            body = path.read_bytes()
        name = f"{_FILES[kind]}-{first}-to-{last}.{form}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return web.Response(body=body, content_type=_TYPES[form], headers=headers)

    async def behind(self, request: web.Request, person: Person) -> web.Response:
        """The audits behind one figure of the report."""
        first, last = asked_months(request, [])
        kind = request.query.get("kind", "")
        kind = kind if kind in NAMED else "report"
        found = None
        if first:
            report = await self.site.reports.of(day_of(first), day_of(last), kind=kind)
            found = _figure(report, request.query)
        if found is None:
            told = "This figure is not in the report any more. Open the report again."
            return self.site.said("No such figure", told, 404, f"/desk/{kind}", NAMED[kind])
        table, line, column, cell = found
        skip = skipped(request)
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
            f"{table.title}: {table.named(line)}, {column.lower()} {cell}",
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
        kind = request.match_info["kind"]
        form = {
            name: str(value).replace("\r\n", "\n").strip() for name, value in (await request.post()).items()
        }
        first, last = asked_months(request, [])
        if not first:
            return await self._write(request, person, form, ())
        months = Months(first, last)
        async with self.site.storage.work(write=False) as work:
            labels = await self._labels(work, kind, months)
        faults = [
            f"{label}: {len(form[place]):,} characters. Shorten it to {MOST:,}; nothing was saved yet."
            for place, (label, _long) in labels.items()
            if len(form.get(place, "")) > MOST
        ]
        if faults:
            return await self._write(request, person, form, faults)
        async with self.site.storage.work() as work:
            stands = {text.what: text.text for text in await work.report_texts.standing(months)}
            for place in labels:
                text = form.get(place)
                if text is not None and text != stands.get(place, ""):
                    await work.report_texts.write(months, place, text, person.id, self.site.clock())
        self.site.reports.forget()
        raise web.HTTPSeeOther(f"/desk/{kind}/write?from={first}&to={last}&saved=1")

    async def _labels(self, work: Work, kind: str, months: Months) -> dict[str, tuple[str, bool]]:
        """What can be written into a report: by its place, its name and whether it is long."""
        if kind == "report":
            return {part.value: (str(LABELS[part]), part in LONG) for part in Written}
        themes: dict[str, str] = {}
        for form in await work.programme.newest_forms():
            themes |= {
                code: name for code, name in (await work.template(form)).themes.items() if code not in themes
            }
        return {
            place_of(page, code): (f"{name}: {str(title).lower()}", True)
            for code, name in themes.items()
            for page, title in TITLES.items()
        }

    async def _write(
        self, request: web.Request, person: Person, typed: Mapping[str, str], faults: Sequence[str]
    ) -> web.Response:
        kind = request.match_info["kind"]
        first, last = asked_months(request, [])
        if not first:
            told = "Choose the months of the report first."
            return self.site.said("Which report?", told, 404, f"/desk/{kind}", NAMED[kind])
        months = Months(first, last)
        async with self.site.storage.work(write=False) as work:
            labels = await self._labels(work, kind, months)
            stands = {text.what: text for text in await work.report_texts.standing(months)}
            people = await work.people.people_named({text.by for text in stands.values()})
        parts = []
        for place, (label, long) in labels.items():
            text = stands.get(place)
            by = ""
            if text is not None:
                name = people[text.by].name if text.by in people else "somebody"
                by = f"Written by {name} on {moment(text.at)}"
            words = typed.get(place, text.text if text is not None else "")
            parts.append(Part(place, label, long, words, by))
        return self.site.drawn(
            "write.html",
            "Analysis and recommendations"
            if kind == "report"
            else "Self-evaluation: what is written by hand",
            person,
            kind=kind,
            parts=parts,
            first=first,
            last=last,
            period=months_named(first, last),
            mark=self.site.sessions.mark(person.id),
            saved=request.query.get("saved") == "1" and not faults,
            faults=faults,
        )


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
