"""What the desk is asked, with what storage knows: lists, help, status, and which audit to open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot import desk_concerns
from bot.people import Names
from dialogs import desk
from dialogs.audit import Audit, AuditId, PersonId, Role, State
from dialogs.confirming import awaited, completed
from dialogs.deadlines import due_of, overdue_since
from dialogs.desk import Ask, Asked
from dialogs.events import Event, Reopened
from dialogs.held import named, reason
from dialogs.rights import Act, allowed
from dialogs.stages import NEEDS, now, parts_of
from dialogs.views import AuditLine, Sentence, View
from dialogs.whereabouts import my_part, stands
from storage.setting_aside import Unreadable
from storage.shelves import Shelved
from storage.work import Sitting, Work
from template_specs.dates import uk_date
from template_specs.model import Template

_OPEN_LABELS = {State.ALLOCATED: "Start", State.IN_PROGRESS: "Continue"}
_STAGE_ROLES = frozenset({Role.MODERATOR, Role.QA_LEAD, Role.SERVICE_MANAGER})
READING = frozenset({Ask.HELP, Ask.AUDITS, Ask.NEW, Ask.STATUS, Ask.GREETING})
"""Asks that change nothing."""

OPEN_STATES = (State.ALLOCATED, State.IN_PROGRESS)
_PARTS_LISTED = ("auditor", "manager", "practitioner", "iro")


@dataclass(frozen=True, slots=True)
class AtDesk:
    """The views to show; or the audit to open, with the event that opens it."""

    views: tuple[View, ...] = ()
    open: AuditId | None = None
    event: Event | None = None


async def at_desk(
    work: Work, sitting: Sitting, asked: Asked, today: date, names: Names, now_: datetime
) -> AtDesk:
    """The answer to `asked`; empty where typed words only look like an ask of the desk."""
    person = sitting.person
    match asked.ask:
        case Ask.HELP:
            audit = sitting.audit
            case = audit.case.reference if audit is not None and parts_of(person, audit) else ""
            return AtDesk((desk.help_for(person, case),))
        case Ask.GREETING:
            return AtDesk((desk.welcome(person),))
        case Ask.AUDITS | Ask.NEW:
            only_new = asked.ask is Ask.NEW
            lines = await _lines(work, sitting, today, names, only_new=only_new)
            return AtDesk((desk.audits_view(person, lines, only_new=only_new),))
        case Ask.STATUS if asked.case:
            return await _standing(work, sitting, asked.case, today, names)
        case Ask.STATUS:
            if Role.QA_LEAD not in person.roles:
                return AtDesk((_ONLY_QA_LEAD,))
            waiting = await _waiting(work, today)
            held_up, held = await _held_up(work, names)
            unsent = await desk_concerns.counted(work, now_, names)
            return AtDesk((desk.status_view(await work.counts(today), waiting, held_up, held, unsent),))
        case Ask.OPEN:
            return await _opened(work, sitting, asked.case, today, names)
        case Ask.REOPEN:
            found = await work.find_audit(asked.case)
            if Role.QA_LEAD not in person.roles or not found:
                return AtDesk((desk.not_found(asked.case),))
            return AtDesk(open=found[-1], event=Reopened(asked.why))


_ONLY_QA_LEAD = Sentence("The status of the whole programme is for the QA lead. Type my audits to see yours.")


async def _opened(work: Work, sitting: Sitting, case: str, today: date, names: Names) -> AtDesk:
    lines = await _lines(work, sitting, today, names, only_new=False)
    mine = {line.audit for line in lines if line.can_open}
    shut = {line.audit for line in lines if line.shut}
    known = await work.find_audit(case)
    found = [audit for audit in known if audit in mine]
    if found:
        return AtDesk(open=found[-1])
    if shut & set(known):
        return AtDesk((desk.CANNOT_BE_OPENED,))
    if sitting.audit is not None:
        return AtDesk()  # "open plan kitchen seen" is evidence, not a command
    return AtDesk((desk.not_found(case),))


async def _lines(
    work: Work, sitting: Sitting, today: date, names: Names, *, only_new: bool
) -> list[AuditLine]:
    lines: dict[AuditId, AuditLine] = {}
    for shelved in await work.shelf(sitting.person.id):
        if shelved.part not in _PARTS_LISTED or (only_new and shelved.state is not State.ALLOCATED):
            continue
        if not sitting.person.roles & NEEDS[shelved.part]:
            continue  # named for the case, and without the role for it now
        line = await _line(work, sitting, shelved, today, names)
        if line.can_open or line.shut or shelved.part in ("auditor", "manager"):
            lines.setdefault(shelved.audit_id, line)
    if sitting.person.roles & _STAGE_ROLES and not only_new:
        for shelved in await work.in_stages():
            line = await _line(work, sitting, shelved, today, names)
            if line.can_open:
                lines.setdefault(shelved.audit_id, line)
    return sorted(lines.values(), key=lambda line: (line.due or date.max, line.case))


async def _line(work: Work, sitting: Sitting, shelved: Shelved, today: date, names: Names) -> AuditLine:
    template = await work.template(shelved.template_hash)
    try:
        audit = await _held(work, sitting, shelved, template)
    except Unreadable:
        return _shut(shelved, template)
    if shelved.shut:
        return _shut(shelved, template)
    may_open = _may_open(sitting, shelved, template, audit)
    others = [p for p in shelved.auditors if p != sitting.person.id]
    known = await names.named(work, others)
    submitted = uk_date(shelved.submitted_at.date()) if shelved.submitted_at is not None else ""
    stage = template.stage_by_id.get(shelved.stage)
    state = desk.state_in_words(shelved.state, shelved.answered, shelved.total, submitted)
    label = _OPEN_LABELS.get(shelved.state, "Read")
    state = f"{state}, now in {stage.title}" if stage is not None else state
    due = shelved.due if shelved.state in OPEN_STATES else None
    if audit is not None:
        due = due_of(template, audit)
        if due is not None and stage is not None and may_open != "walk":
            state, due = f"{state}, due {uk_date(due)}", None  # a deadline of other people's
        part, due = await _my_part(work, sitting, template, audit, due, names)
        state = f"{state}. {part}" if part else state
    return AuditLine(
        audit=shelved.audit_id,
        case=shelved.case_reference,
        form=template.short_title,
        state=state,
        due=due,
        overdue=due is not None and due < today,
        partner=", ".join(known.get(p, "") for p in others),
        theme=shelved.theme,
        can_open=bool(may_open),
        open_label="Open" if may_open == "walk" and label == "Read" else label,
    )


def _shut(shelved: Shelved, template: Template) -> AuditLine:
    """The line of an audit that cannot be opened: it is there, and nobody is left to wonder where it went."""
    return AuditLine(
        audit=shelved.audit_id,
        case=shelved.case_reference,
        form=template.short_title,
        state="Cannot be opened at the moment; your IT support can see why",
        due=None,
        overdue=False,
        can_open=False,
        shut=True,
    )


async def _held(work: Work, sitting: Sitting, shelved: Shelved, template: Template) -> Audit | None:
    """The audit itself; None for an auditor where its row says all that a list shows of it."""
    if shelved.part == "auditor" and len(template.stages) == 1 and not template.stages[0].needs_all:
        return None
    held = await work.audit(shelved.audit_id, sitting.person.id, hold=False)
    return held[0] if held is not None else None


async def _my_part(
    work: Work, sitting: Sitting, template: Template, audit: Audit, due: date | None, names: Names
) -> tuple[str, date | None]:
    """Where everybody completes the stage: how it stands between them; nothing is due of who is done."""
    waits = [a.person for a in awaited(template, audit) if a.person]
    known = await names.named(work, waits)
    part = my_part(template, audit, sitting.person.id, _naming(known))
    return part, due if completed(template, audit, sitting.person.id) is None else None


async def _standing(work: Work, sitting: Sitting, case: str, today: date, names: Names) -> AtDesk:
    """Where one audit stands, for whoever may read it; its newest, where there are several."""
    person = sitting.person
    for shelved in reversed(await work.shelved_of(case)):
        try:
            held = await work.audit(shelved.audit_id, person.id, hold=False)
        except Unreadable:
            if Role.QA_LEAD in person.roles or person.id in shelved.auditors:
                return AtDesk((desk.CANNOT_BE_OPENED,))
            continue
        if held is None:
            continue
        audit, template = held[0], await work.template(shelved.template_hash)
        asked = now(template, audit)
        knows = Role.QA_LEAD in person.roles  # how far it is, which is none of its answers
        if not (knows or any(allowed(person, act, audit, asked) for act in (Act.READ, Act.WALK))):
            continue
        name = _naming(await names.of(work, audit, person))
        return AtDesk((stands(template, audit, (shelved.answered, shelved.total), today, name),))
    if sitting.audit is not None:
        return AtDesk()  # "status unknown" is evidence, not a command
    return AtDesk((desk.not_found(case),))


async def _waiting(work: Work, today: date) -> dict[str, tuple[int, int]]:
    """By title, how many audits wait in each stage after submission, and how many of them are overdue."""
    found: dict[str, tuple[int, int]] = {}
    for stage_id, form in await work.stages_in_hand():
        stage = (await work.template(form)).stage_by_id.get(stage_id)
        if stage is None:
            continue
        count, late = await work.waiting((stage_id, form), overdue_since(stage, today))
        before = found.get(stage.title, (0, 0))
        found[stage.title] = (before[0] + count, before[1] + late)
    return found


async def _held_up(work: Work, names: Names) -> tuple[int, tuple[str, ...]]:
    """How many cards have not arrived, and a sentence for each of the first."""
    rows = await work.held_up(desk.MOST_LINES)
    if not rows:
        return 0, ()
    known = await names.named(work, [row.recipient for row in rows])
    cases = await work.references([row.audit_id for row in rows])
    sentences = []
    for row in rows:
        name = known.get(row.recipient, "somebody")
        sentences.append(
            f"{named(row.subject)}, {cases.get(row.audit_id, 'a case')}, to {name}: "
            f"{reason(row.problem, name)}."
        )
    return sum((await work.held_up_counts()).values()), tuple(sentences)


def _naming(known: Mapping[PersonId, str]) -> Callable[[PersonId], str]:
    return lambda person: known.get(person, "somebody")


def _may_open(sitting: Sitting, shelved: Shelved, template: Template, audit: Audit | None) -> str:
    """ "walk" for those whom the audit asks something now, "read" for those who may read it, else ""."""
    if audit is None:
        return "read" if shelved.state is State.SUBMITTED else "walk"
    asked = now(template, audit)
    if allowed(sitting.person, Act.WALK, audit, asked):
        return "walk"
    return "read" if allowed(sitting.person, Act.READ, audit, asked) else ""
