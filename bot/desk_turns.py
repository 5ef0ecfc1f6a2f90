"""What the desk is asked, with what storage knows: lists, help, status, and which audit to open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.people import Names
from dialogs import desk
from dialogs.audit import AuditId, Role, State
from dialogs.desk import Ask, Asked
from dialogs.events import Event, Reopened
from dialogs.views import AuditLine, Sentence, View
from storage.shelves import Shelved
from storage.work import Sitting, Work
from template_specs.dates import uk_date

_OPEN_LABELS = {State.ALLOCATED: "Start", State.IN_PROGRESS: "Continue"}
READING = frozenset({Ask.HELP, Ask.AUDITS, Ask.NEW, Ask.STATUS, Ask.GREETING})
"""Asks that change nothing."""

_PARTS_LISTED = ("auditor", "manager")


@dataclass(frozen=True, slots=True)
class AtDesk:
    """The views to show; or the audit to open, with the event that opens it."""

    views: tuple[View, ...] = ()
    open: AuditId | None = None
    event: Event | None = None


async def at_desk(work: Work, sitting: Sitting, asked: Asked, today: date, names: Names) -> AtDesk:
    """The answer to `asked`; empty where typed words only look like an ask of the desk."""
    person = sitting.person
    match asked.ask:
        case Ask.HELP:
            case = sitting.audit.case.reference if sitting.audit is not None else ""
            return AtDesk((desk.help_for(person, case),))
        case Ask.GREETING:
            return AtDesk((desk.welcome(person),))
        case Ask.AUDITS | Ask.NEW:
            only_new = asked.ask is Ask.NEW
            lines = await _lines(work, sitting, today, names, only_new=only_new)
            return AtDesk((desk.audits_view(person, lines, only_new=only_new),))
        case Ask.STATUS:
            if Role.QA_LEAD not in person.roles:
                return AtDesk((_ONLY_QA_LEAD,))
            return AtDesk((desk.status_view(await work.counts(today)),))
        case Ask.OPEN:
            return await _opened(work, sitting, asked.case)
        case Ask.REOPEN:
            found = await work.find_audit(asked.case)
            if Role.QA_LEAD not in person.roles or not found:
                return AtDesk((desk.not_found(asked.case),))
            return AtDesk(open=found[-1], event=Reopened(asked.why))


_ONLY_QA_LEAD = Sentence("The status of the whole programme is for the QA lead. Type my audits to see yours.")


async def _opened(work: Work, sitting: Sitting, case: str) -> AtDesk:
    mine = {s.audit_id for s in await work.shelf(sitting.person.id) if s.part == "auditor"}
    found = [audit for audit in await work.find_audit(case) if audit in mine]
    if found:
        return AtDesk(open=found[-1])
    if sitting.audit is not None:
        return AtDesk()  # "open plan kitchen seen" is evidence, not a command
    return AtDesk((desk.not_found(case),))


async def _lines(
    work: Work, sitting: Sitting, today: date, names: Names, *, only_new: bool
) -> list[AuditLine]:
    lines = []
    for shelved in await work.shelf(sitting.person.id):
        if shelved.part not in _PARTS_LISTED or (only_new and shelved.state is not State.ALLOCATED):
            continue
        lines.append(await _line(work, sitting, shelved, today, names))
    return lines


async def _line(work: Work, sitting: Sitting, shelved: Shelved, today: date, names: Names) -> AuditLine:
    template = await work.template(shelved.template_hash)
    others = [p for p in shelved.auditors if p != sitting.person.id]
    known = await names.named(work, others)
    submitted = uk_date(shelved.submitted_at.date()) if shelved.submitted_at is not None else ""
    auditing = shelved.part == "auditor"
    return AuditLine(
        audit=shelved.audit_id,
        case=shelved.case_reference,
        form=template.short_title,
        state=desk.state_in_words(shelved.state, shelved.answered, shelved.total, submitted),
        due=shelved.due,
        overdue=desk.is_overdue(shelved.state, shelved.due, today),
        partner=", ".join(known.get(p, "") for p in others),
        theme=shelved.theme,
        can_open=auditing or shelved.state is State.SUBMITTED,
        open_label=_OPEN_LABELS.get(shelved.state, "Read"),
    )
