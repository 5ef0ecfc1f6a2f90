"""One case is changed by an operator: given to others, another day, withdrawn, or replaced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.imports.changing import NotChanged, changed_by_operator, changed_in, in_one
from dialogs.audits.audit import Audit, Case, Person, State
from dialogs.conversation.context import TurnContext
from dialogs.conversation.views import Sentence
from dialogs.features.allocation_changes import TakeBackAudit, WithdrawAudit, withdraw
from dialogs.features.reallocation import OPERATOR
from dialogs.registry import HANDLERS
from dialogs.understanding.at_home import spellings
from storage.allocations import NewAudit
from storage.list_items import AuditListItem
from storage.work import Storage, Work
from template_specs.text import listed


@dataclass(frozen=True, slots=True)
class Replacement:
    """The case in the place of another; people by their e-mails."""

    reference: str
    practitioner: str = ""
    manager: str = ""
    iro: str = ""
    team: str = ""
    case_type: str = ""


async def carry_out(storage: Storage, case: str, form: str, command: object, now: datetime) -> str:
    """Do `command` to the audit of this case; what was said of it.  Raises NotChanged with the reason."""
    async with storage.work(write=False) as work:
        item = await _one(work, case, form, withdrawn=isinstance(command, TakeBackAudit))
    said = ""

    def decide(context: TurnContext) -> TurnContext:
        nonlocal said
        after = HANDLERS[type(command)](context, command)  # type: ignore[index]
        views = [view.text for view in after.replies if isinstance(view, Sentence)]
        said = " ".join([*after.said, *views])
        return after

    if not await changed_by_operator(storage, item.audit_id, decide, now):
        raise NotChanged(said)
    return said


async def replace(storage: Storage, case: str, form: str, new: Replacement, why: str, now: datetime) -> str:
    """Withdraw one audit, and allocate another case to its auditors, both or neither.  Raises NotChanged with
    the reason."""

    async def work_of(work: Work) -> str:
        item = await _one(work, case, form)
        held = await work.audits.audit(item.audit_id, OPERATOR.id)
        if held is None:
            raise NotChanged(f"The audit of {case} cannot be opened: app.py trail verify says why.")
        audit = held[0]
        if audit.state not in (State.ALLOCATED, State.IN_PROGRESS):
            raise NotChanged(f"The audit of {case} has been submitted, so no other case takes its place.")
        template = await work.template(audit.template_hash)
        entry = await _entry(work, audit, template.id, new)
        reason = WithdrawAudit(f"Replaced by {new.reference}: {why}")
        await changed_in(storage, work, audit.id, lambda context: withdraw(context, reason), now)
        allocated = await work.allocations.allocate([entry])
        if not allocated.new[0]:
            raise NotChanged(
                f"{new.reference} was allocated in this month already, so nothing was changed. Choose "
                f"another case, or withdraw {case} by itself."
            )
        return f"{case} is withdrawn, and {new.reference} is with the same auditors."

    return await in_one(storage, work_of)


async def _entry(work: Work, audit: Audit, template_id: str, new: Replacement) -> NewAudit:
    practitioner = await _person(work, new.practitioner)
    manager = await _person(work, new.manager)
    iro = await _person(work, new.iro)
    team = new.team or (practitioner.team if practitioner else "")
    own = {person.id for person in (practitioner, manager, iro) if person is not None}
    for auditor in (await work.people.people_named(audit.auditors)).values():
        if auditor.id in own or (team and auditor.team.casefold() == team.casefold()):
            raise NotChanged(
                f"{auditor.name} has a part in {new.reference} or is in its team, and nobody audits their "
                "own work. Choose another case, or reassign the audit first."
            )
    return NewAudit(
        case=Case(
            new.reference,
            new.case_type or audit.case.case_type,
            team,
            audit.case.month,
            audit.case.theme,
            audit.case.list,
        ),
        template_id=template_id,
        template_hash=audit.template_hash,
        auditors=audit.auditors,
        practitioner=practitioner.id if practitioner else None,
        manager=manager.id if manager else None,
        iro=iro.id if iro else None,
        due=audit.due,
    )


async def _person(work: Work, email: str) -> Person | None:
    person = await work.people.person_by_email(email) if email else None
    if email and (person is None or not person.roles):
        raise NotChanged(f"{email} is not on the people list. Check the e-mail; nothing was changed.")
    return person


async def _one(work: Work, case: str, form: str, *, withdrawn: bool = False) -> AuditListItem:
    """The one audit of this case that is not withdrawn, or (`withdrawn`) that is.  Raises NotChanged for
    none, or several."""
    items: list[AuditListItem] = []
    for spelt in spellings(case):
        known = await work.lists.audits_of_case(spelt, whoever_reads=True)
        items = [item for item in known if (item.state is State.WITHDRAWN) is withdrawn]
        if items:
            break
    names = {item.audit_id: (await work.template(item.template_hash)).id for item in items}
    fits = [item for item in items if form in ("", names[item.audit_id])]
    open_ones = [item for item in fits if item.state in (State.ALLOCATED, State.IN_PROGRESS)]
    if len(open_ones) == 1:
        return open_ones[0]
    if len(fits) == 1:
        return fits[0]
    if not fits:
        raise NotChanged(f"There is no audit of {case} that could be changed. Check the reference.")
    several = listed(sorted(f"{names[i.audit_id]} in {i.month}" for i in fits), "and")
    raise NotChanged(f"{case} has several audits: {several}. Name one with --form.")
