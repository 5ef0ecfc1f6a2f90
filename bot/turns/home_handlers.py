"""Answers what people ask with no audit in hand: lists, help, status, and which audit to open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.turns import concerns_at_home
from bot.turns.in_hand import TurnInHand
from bot.turns.responder import Outcome
from dialogs.audits.audit import Audit, AuditId, Person, PersonId, Role, State
from dialogs.audits.completion import awaited, completed
from dialogs.audits.deadlines import due_of, overdue_since
from dialogs.audits.permissions import Permission, allowed
from dialogs.audits.stages import NEEDS, now, parts_of
from dialogs.conversation.command import Command
from dialogs.conversation.views import AuditLine, Sentence, View
from dialogs.features import home
from dialogs.features.home import Ask, Asked
from dialogs.features.manager_actions import ReopenAudit
from dialogs.features.navigation import OpenAudit
from dialogs.features.undelivered import named, reason
from dialogs.registry import HELP
from dialogs.understanding.at_home import is_described, spellings
from dialogs.wording.whereabouts import my_part, stands, state_in_words
from storage.lists import AuditListItem
from storage.unreadable_rows import Unreadable
from template_specs.dates import uk_date
from template_specs.model import Template

OPEN_LABELS = {State.ALLOCATED: "Start", State.IN_PROGRESS: "Continue"}
_STAGE_ROLES = frozenset({Role.MODERATOR, Role.QA_LEAD, Role.SERVICE_MANAGER})
READING = frozenset({Ask.HELP, Ask.AUDITS, Ask.NEW, Ask.STATUS, Ask.GREETING})
"""Requests that change nothing."""

OPEN_STATES = (State.ALLOCATED, State.IN_PROGRESS)
_PARTS_LISTED = ("auditor", "manager", "practitioner", "iro")


@dataclass(frozen=True, slots=True)
class AtDesk:
    """The views to show; or the audit to open, with the event that opens it."""

    views: tuple[View, ...] = ()
    open: AuditId | None = None
    event: Command | None = None


async def answered(hand: TurnInHand, asked: Asked) -> Outcome:
    """The answer to `asked`; without views if typed words only look like such a request.

    Raises Unreadable.
    """
    decided_here = await _at_desk(hand, asked)
    if decided_here.open is None:
        greeted = decided_here.views and asked.ask in (Ask.GREETING, Ask.AUDITS, Ask.NEW)
        waiting = await concerns_at_home.waiting(hand) if greeted else ()
        return Outcome((*decided_here.views, *waiting), hand.person, anew=True)
    held = await hand.held(decided_here.open)
    if held is None:
        return Outcome((home.not_found(asked.case),), hand.person, anew=True)
    audit = held[0]
    # An audit is opened as a card, however that is asked. Reopening is typed, and has no card to replace.
    turn = await hand.turn(audit, typed=decided_here.event is not None)
    decided = await hand.advanced(held, decided_here.event or OpenAudit(), turn)
    await hand.focus(audit)
    waiting = await concerns_at_home.waiting(hand, besides=audit.id)
    return replace(decided, views=(*decided.views, *waiting), anew=True)


async def _at_desk(hand: TurnInHand, asked: Asked) -> AtDesk:
    person = hand.person
    match asked.ask:
        case Ask.HELP:
            audit = hand.session.audit
            case = audit.case.reference if audit is not None and parts_of(person, audit) else ""
            return AtDesk((home.help_for(person, HELP, case),))
        case Ask.GREETING:
            return AtDesk((home.welcome(person),))
        case Ask.AUDITS | Ask.NEW:
            only_new = asked.ask is Ask.NEW
            lines = await lines_of(hand, only_new=only_new)
            return AtDesk((home.audits_view(person, lines, only_new=only_new),))
        case Ask.STATUS if asked.case:
            return await _standing(hand, asked.case)
        case Ask.STATUS:
            if Role.QA_LEAD not in person.roles:
                return AtDesk((_ONLY_QA_LEAD,))
            waiting = await _waiting(hand)
            held_up, held = await _held_up(hand)
            unsent = await concerns_at_home.counted(hand)
            counts = await hand.work.lists.counts(hand.today)
            return AtDesk((home.status_view(counts, waiting, held_up, held, unsent),))
        case Ask.OPEN:
            return await _opened(hand, asked.case)
        case Ask.REOPEN:
            audits = await _find(hand, asked.case)
            if Role.QA_LEAD not in person.roles or not audits:
                if hand.session.audit is not None and not audits:
                    return AtDesk()  # "reopened in May after two years" is evidence, not a command
                return AtDesk((home.not_found(asked.case),))
            return AtDesk(open=audits[-1], event=ReopenAudit(asked.why))


_ONLY_QA_LEAD = Sentence("The status of the whole programme is for the QA lead. Type my audits to see yours.")


async def _opened(hand: TurnInHand, case: str) -> AtDesk:
    lines = await lines_of(hand, only_new=False)
    mine = {line.audit for line in lines if line.can_open}
    shut = {line.audit for line in lines if line.shut}
    known = await _find(hand, case)
    audits = [audit for audit in known if audit in mine]
    if audits:
        return AtDesk(open=audits[-1])
    if shut & set(known):
        return AtDesk((home.CANNOT_BE_OPENED,))
    described = [line for line in lines if line.can_open and is_described(line, case)]
    if len(described) == 1:
        return AtDesk(open=described[0].audit)
    if described:
        return AtDesk((home.audits_view(hand.person, described),))
    if hand.session.audit is not None:
        return AtDesk()  # "open plan kitchen seen" is evidence, not a command
    return AtDesk((home.not_found(case),))


async def _find(hand: TurnInHand, case: str) -> list[AuditId]:
    """The audits of a case, however its reference is spelt; the spelling as typed comes first."""
    for spelt in spellings(case):
        found = await hand.work.lists.find_audit(spelt)
        if found:
            return found
    return []


async def lines_of(hand: TurnInHand, *, only_new: bool) -> list[AuditLine]:
    """The audits of this person's list, the one that is due first first; `only_new`: not started yet."""
    person = hand.person
    lines: dict[AuditId, AuditLine] = {}
    for item in await hand.work.lists.audits_of(person.id):
        if item.part not in _PARTS_LISTED or (only_new and item.state is not State.ALLOCATED):
            continue
        if not person.roles & NEEDS[item.part]:
            continue  # named for the case, but without the role for it now
        line = await _line(hand, item)
        if line.can_open or line.shut or item.part in ("auditor", "manager"):
            lines.setdefault(item.audit_id, line)
    if person.roles & _STAGE_ROLES and not only_new:
        for item in await hand.work.lists.in_stages():
            line = await _line(hand, item)
            if line.can_open:
                lines.setdefault(item.audit_id, line)
    return sorted(lines.values(), key=lambda line: (line.due or date.max, line.case))


async def _line(hand: TurnInHand, item: AuditListItem) -> AuditLine:
    template = await hand.work.template(item.template_hash)
    try:
        audit = await _held(hand, item, template)
    except Unreadable:
        return _shut(item, template)
    if item.shut:
        return _shut(item, template)
    may_open = _may_open(hand.person, item, template, audit)
    others = [p for p in item.auditors if p != hand.person.id]
    known = await hand.names.named(hand.work, others)
    submitted = uk_date(item.submitted_at.date()) if item.submitted_at is not None else ""
    stage = template.stage_by_id.get(item.stage)
    state = state_in_words(item.state, item.answered, item.total, submitted)
    label = OPEN_LABELS.get(item.state, "Read")
    state = f"{state}, now in {stage.title}" if stage is not None else state
    due = item.due if item.state in OPEN_STATES else None
    if audit is not None:
        due = due_of(template, audit)
        if due is not None and stage is not None and may_open != "walk":
            state, due = f"{state}, due {uk_date(due)}", None  # somebody else's deadline
        part, due = await _my_part(hand, template, audit, due)
        state = f"{state}. {part}" if part else state
    return AuditLine(
        audit=item.audit_id,
        case=item.case_reference,
        form=template.short_title,
        state=state,
        due=due,
        overdue=due is not None and due < hand.today,
        partner=", ".join(known.get(p, "") for p in others),
        theme=item.theme,
        can_open=bool(may_open),
        open_label="Open" if may_open == "walk" and label == "Read" else label,
    )


def _shut(item: AuditListItem, template: Template) -> AuditLine:
    """The line of an audit that cannot be opened.  It is listed, so that nobody wonders where it went."""
    return AuditLine(
        audit=item.audit_id,
        case=item.case_reference,
        form=template.short_title,
        state="Cannot be opened at the moment; your IT support can see why",
        due=None,
        overdue=False,
        can_open=False,
        shut=True,
    )


async def _held(hand: TurnInHand, item: AuditListItem, template: Template) -> Audit | None:
    """The audit itself; None for an auditor if its row has everything that a list shows."""
    if item.part == "auditor" and len(template.stages) == 1 and not template.stages[0].needs_all:
        return None
    held = await hand.work.audits.audit(item.audit_id, hand.person.id, hold=False)
    return held[0] if held is not None else None


async def _my_part(
    hand: TurnInHand, template: Template, audit: Audit, due: date | None
) -> tuple[str, date | None]:
    """Where everybody completes the stage: who has and who has not.  Nothing is due from those who have."""
    waits = [a.person for a in awaited(template, audit) if a.person]
    known = await hand.names.named(hand.work, waits)
    part = my_part(template, audit, hand.person.id, _naming(known))
    return part, due if completed(template, audit, hand.person.id) is None else None


async def _standing(hand: TurnInHand, case: str) -> AtDesk:
    """Where one audit stands, for anybody who may read it; the newest, if the case has several."""
    work, person = hand.work, hand.person
    items = [item for spelt in spellings(case) for item in await work.lists.audits_of_case(spelt)]
    for item in reversed(items):
        try:
            held = await work.audits.audit(item.audit_id, person.id, hold=False)
        except Unreadable:
            if Role.QA_LEAD in person.roles or person.id in item.auditors:
                return AtDesk((home.CANNOT_BE_OPENED,))
            continue
        if held is None:
            continue
        audit, template = held[0], await work.template(item.template_hash)
        asked = now(template, audit)
        knows = Role.QA_LEAD in person.roles  # its progress, and none of its answers
        if not (
            knows or any(allowed(person, act, audit, asked) for act in (Permission.READ, Permission.WALK))
        ):
            continue
        name = _naming(await hand.names.of(work, audit, person))
        return AtDesk((stands(template, audit, (item.answered, item.total), hand.today, name),))
    if hand.session.audit is not None:
        return AtDesk()  # "status unknown" is evidence, not a command
    return AtDesk((home.not_found(case),))


async def _waiting(hand: TurnInHand) -> dict[str, tuple[int, int]]:
    """By title: how many audits wait in each stage after submission, and how many of them are overdue."""
    counts: dict[str, tuple[int, int]] = {}
    for stage_id, form in await hand.work.reminders.stages_in_hand():
        stage = (await hand.work.template(form)).stage_by_id.get(stage_id)
        if stage is None:
            continue
        before = overdue_since(stage, hand.today)
        count, late = await hand.work.reminders.waiting((stage_id, form), before)
        others = counts.get(stage.title, (0, 0))
        counts[stage.title] = (others[0] + count, others[1] + late)
    return counts


async def _held_up(hand: TurnInHand) -> tuple[int, tuple[str, ...]]:
    """How many cards have not arrived, and a sentence for each of the first."""
    work = hand.work
    rows = await work.undelivered.held_up(home.MOST_LINES)
    if not rows:
        return 0, ()
    known = await hand.names.named(work, [row.recipient for row in rows])
    cases = await work.lists.references([row.audit_id for row in rows])
    sentences = []
    for row in rows:
        name = known.get(row.recipient, "somebody")
        sentences.append(
            f"{named(row.subject)}, {cases.get(row.audit_id, 'a case')}, to {name}: "
            f"{reason(row.problem, name)}."
        )
    return sum((await work.undelivered.held_up_counts()).values()), tuple(sentences)


def _naming(known: Mapping[PersonId, str]) -> Callable[[PersonId], str]:
    return lambda person: known.get(person, "somebody")


def _may_open(person: Person, item: AuditListItem, template: Template, audit: Audit | None) -> str:
    """ "walk" for people whom the audit asks something now, "read" for those who may read it, otherwise
    ""."""
    if audit is None:
        return "read" if item.state is State.SUBMITTED else "walk"
    asked = now(template, audit)
    if allowed(person, Permission.WALK, audit, asked):
        return "walk"
    return "read" if allowed(person, Permission.READ, audit, asked) else ""
