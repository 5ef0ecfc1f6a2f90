"""The QA lead's status, the audits behind its numbers, one audit's standing, and an audit's history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.turns import cases, concerns_at_home, status_parts
from bot.turns.access_lines import lines_of
from bot.turns.in_hand import TurnInHand
from bot.turns.my_lists import by_case
from dialogs.audits.audit import Audit, PersonId, Role, State
from dialogs.audits.deadlines import overdue_since
from dialogs.audits.permissions import Permission, allowed
from dialogs.audits.second_audits import number_in, second_auditors
from dialogs.audits.stages import now
from dialogs.conversation.sight import Full, sight
from dialogs.conversation.turn import Turn
from dialogs.conversation.views import Action, Button, Sentence, View
from dialogs.features import cannot_open, home, programme
from dialogs.features.home import Ask, Asked
from dialogs.features.programme import (
    ACTIONS,
    ACTIONS_OPEN,
    ACTIONS_PAST,
    CONCERNS,
    OVERDUE,
    STAGE,
    Figures,
)
from dialogs.features.programme_scope import SCOPE
from dialogs.features.reaudits import REAUDITS, AgainLine, reaudits_view
from dialogs.features.undelivered import named, reason
from dialogs.wording import findings
from dialogs.wording.history_view import history_view
from dialogs.wording.summary_view import reading
from dialogs.wording.whereabouts import stands
from storage.list_items import AuditListItem
from storage.programme_lists import ProgrammePart, Waiting
from storage.unreadable_rows import Unreadable
from template_specs.kinds import label
from template_specs.sentences import N_, _

ONLY_QA_LEAD = Sentence(
    N_("The status of the whole programme is for the QA lead. Type my work to see what needs you.")
)
ONLY_LEADS_SEE_READERS = Sentence(
    N_("Only a QA lead can see who has read an audit. Ask them if you need to know who read yours.")
)
MOST_EVENTS = 60
"""Events of a trail that one card of a history tells of; answers that follow each other are one line."""
MOST_READINGS = 20
MOST_FOLLOWED = 500
LOOKS_BACK = timedelta(days=730)
"""A case that is to be audited again is looked for in the audits of so long ago."""
_FAR = timedelta(days=36_500)


async def status(hand: TurnInHand) -> View:
    """The programme's figures."""
    work = hand.work
    held_up, held = await _held_up(hand)
    unsent, unsent_by = await concerns_at_home.counted(hand)
    raised, unread = await work.open_work.concerns_raised()
    figures = Figures(
        counts=await work.lists.counts(hand.today),
        waiting=await _waiting(hand),
        held_up=held_up,
        held=held,
        unsent=unsent,
        unsent_by=unsent_by,
        concerns=raised,
        unread=unread,
        unread_list=await _unread(hand, concerns_at_home.MOST_WAITING) if unread else (),
        grades=await status_parts.grades_of(hand, ProgrammePart()),
        unreachable=sum(one.waiting > 0 for one in await work.unreached.unreachable()) if held_up else 0,
    )
    return programme.status_view(figures)


async def behind(hand: TurnInHand, which: str, skip: int) -> View:
    """The audits behind one number of the status; for "concerns", those that nobody has read."""
    if which == CONCERNS:
        lines = await _unread(hand, home.MOST_LINES)
        ask = _(
            "Ring them if nobody has told them by phone. I do not show you the words here: open the audit to "
            "read them."
        )
        raised, _unread_now = await hand.work.open_work.concerns_raised()
        none = _("Every concern has been read.") if raised else _("No immediate concern has been raised.")
        told = "\n".join([*lines, "", ask]) if lines else none
        return Sentence(told, (Button(_("Show the status"), Action(Ask.STATUS)),))
    if which == REAUDITS:
        return reaudits_view(await reaudits(hand), hand.today)
    if which == ACTIONS:
        counts = await hand.work.programme.actions(hand.today)
        return programme.actions_view(counts.recommended, counts.done, counts.audits_open, counts.audits_past)
    items, total = await items_of(hand, which, skip)
    whole = await hand.work.audits.several(item.audit_id for item in items if not item.shut)
    people = {
        person
        for item in items
        for person in (*item.auditors, item.audit.manager, item.audit.practitioner, item.audit.iro)
        if person
    }
    name = naming(await hand.names.named(hand.work, people))
    lines_of = [
        programme.line_of(
            await hand.work.template(item.template_hash),
            item.audit,
            whole.get(item.audit_id),
            (item.answered, item.total),
            hand.person,
            hand.today,
            name,
        )
        for item in items
    ]
    form = (await hand.work.template(items[0].template_hash)).short_title if items else ""
    return programme.list_view(which, by_case(lines_of), total=total, skip=skip, form=form)


async def items_of(hand: TurnInHand, which: str, skip: int) -> tuple[list[AuditListItem], int]:
    """A page of one list of the status, and how many are on it in all."""
    lists, most = hand.work.programme, home.MOST_LINES
    if which.startswith(SCOPE):
        return await status_parts.items_in(hand, which, skip)
    if which in (ACTIONS_OPEN, ACTIONS_PAST):
        actions, past = await lists.actions(hand.today), which == ACTIONS_PAST
        items = list(await lists.with_actions(most, skip, before=hand.today if past else None))
        return items, actions.audits_past if past else actions.audits_open
    if which.startswith(STAGE):
        stages = await _stages(hand, which.removeprefix(STAGE))
        counts = await _waiting(hand)
        total = counts.get(which.removeprefix(STAGE), (0, 0))[0]
        return list(await lists.waiting_in(stages, most, skip)), total
    if which == OVERDUE:
        late = await _stages(hand, "", overdue=True)
        open_late = await lists.how_many_overdue(hand.today)
        items = list(await lists.overdue(hand.today, most, skip))
        if len(items) < most:
            items += await lists.waiting_in(late, most - len(items), max(skip - open_late, 0))
        total = open_late + sum(overdue for _, overdue in (await _waiting(hand)).values())
        return items, total
    state = State(which) if which in set(State) else State.IN_PROGRESS
    total = (await hand.work.lists.counts(hand.today)).get(state, 0)
    if state is State.SUBMITTED:
        total -= sum(count for count, _ in (await _waiting(hand)).values())
    return list(await lists.in_state(state, most, skip)), total


async def _stages(hand: TurnInHand, title: str, *, overdue: bool = False) -> list[Waiting]:
    """The stages in hand called `title` (empty: all); with `overdue`, from when on they are on time."""
    found = []
    for stage_id, form in await hand.work.reminders.stages_in_hand():
        stage = (await hand.work.template(form)).stage_by_id.get(stage_id)
        if stage is None or title not in ("", stage.title) or (overdue and not stage.working_days):
            continue
        before = overdue_since(stage, hand.today) if overdue else hand.now + _FAR
        found.append(Waiting(stage_id, form, before))
    return found


async def _waiting(hand: TurnInHand) -> dict[str, tuple[int, int]]:
    """By title, how many audits wait in each stage after submission, and how many of them are overdue."""
    found: dict[str, tuple[int, int]] = {}
    for stage_id, form in await hand.work.reminders.stages_in_hand():
        stage = (await hand.work.template(form)).stage_by_id.get(stage_id)
        if stage is None:
            continue
        before = overdue_since(stage, hand.today)
        count, late = await hand.work.reminders.waiting((stage_id, form), before)
        others = found.get(stage.title, (0, 0))
        found[stage.title] = (others[0] + count, others[1] + late)
    return found


async def reaudits(hand: TurnInHand) -> list[AgainLine]:
    """The cases that a grade has put down to be audited again, and what was allocated since."""
    since = hand.now - LOOKS_BACK
    audits = await hand.work.audits.several(await hand.work.open_work.followed(since, MOST_FOLLOWED))
    lines = []
    for audit in audits.values():
        template = await hand.work.template(audit.template_hash)
        days = [(f.reaudit_by, f) for f in audit.follow_ups.values() if f.reaudit_by is not None]
        if not days or not audit.sent:
            continue
        by, rule = min(days, key=lambda day: day[0])
        asked = template.by_id[rule.question]
        later = [
            item.month
            for item in await hand.work.lists.audits_of_case(audit.case.reference)
            if item.month > audit.case.month and item.state is not State.WITHDRAWN
        ]
        grade = f"{asked.name}: {label(asked, rule.grade)}"
        lines.append(AgainLine(audit.case.reference, by, grade, min(later, default="")))
    return lines


async def _unread(hand: TurnInHand, most: int) -> tuple[str, ...]:
    """The first concerns that nobody has read, a sentence each."""
    unread = await hand.work.open_work.unread(most)
    audits = await hand.work.audits.several(audit for audit, _ in unread)
    raised = {c.id: (audit, c) for audit in audits.values() for c in audit.concerns}
    known = await hand.names.named(
        hand.work, {person for _, c in raised.values() for person in (c.by, *c.with_whom)}
    )
    return tuple(programme.unread_line(*raised[id], naming(known)) for _, id in unread if id in raised)


async def _held_up(hand: TurnInHand) -> tuple[int, tuple[str, ...]]:
    """How many cards have not arrived, and a sentence for each of the first."""
    work = hand.work
    rows = await work.undelivered.held_up(home.MOST_LINES)
    if not rows:
        return 0, ()
    known = await hand.names.named(work, [row.recipient for row in rows])
    audits = [row.audit_id for row in rows]
    cases, closed = await work.lists.references(audits), await work.lists.closed(audits)
    sentences = []
    for row in rows:
        name = _("somebody") if row.audit_id in closed else known.get(row.recipient, _("somebody"))
        sentences.append(
            _(
                "{named}, {get}, to {name}: {reason}.",
                named=named(row.subject),
                get=cases.get(row.audit_id, _("a case")),
                name=name,
                reason=reason(row.problem, name),
            )
        )
    return sum((await work.undelivered.held_up_counts()).values()), tuple(sentences)


async def standing(hand: TurnInHand, case: str) -> tuple[View, ...]:
    """Where one audit stands, for whoever may read it; its newest, where there are several."""
    work, person = hand.work, hand.person
    for item in reversed(await cases.audits_of(hand, case)):
        try:
            held = await work.audits.audit(item.audit_id, person.id, hold=False)
        except Unreadable:
            if Role.QA_LEAD in person.roles or person.id in item.auditors:
                return (cannot_open.CANNOT_BE_OPENED,)
            continue
        if held is None:
            continue
        audit, template = held[0], await work.template(item.template_hash)
        asked = now(template, audit)
        may = any(allowed(person, act, audit, asked) for act in (Permission.READ, Permission.WALK))
        if not may and Role.QA_LEAD not in person.roles:
            continue  # a QA lead may know how far it is, which is none of its answers
        name = naming(await hand.names.of(work, audit, person))
        turn = Turn(
            person, hand.now, hand.today, str, lambda _: frozenset(), await hand.names.of(work, audit)
        )
        raised = findings.concerns(reading(template, audit, turn))
        said = stands(template, audit, (item.answered, item.total), hand.today, name)
        offers = [Button(_("Open it"), Action("open", {"audit": audit.id}), primary=True)] if may else []
        if allowed(person, Permission.REMIND, audit, asked):
            offers.append(Button(_("Remind them"), Action("remind", {"audit": audit.id})))
        if allowed(person, Permission.READ, audit, asked):
            offers.append(Button(_("History"), Action(Ask.HISTORY, {"audit": audit.id})))
        if raised and allowed(person, Permission.READ, audit, asked):
            offers.append(Button(_("Show the concerns"), Action("concerns_show", {"audit": audit.id})))
        told = (said.text, *(raised if may or Role.QA_LEAD in person.roles else ()))
        return (Sentence("\n\n".join(told), tuple(offers)),)
    return ()


async def history(hand: TurnInHand, asked: Asked) -> tuple[View, ...]:
    """What has happened to one audit, for whoever may read all of it."""
    ids = [asked.audit] if asked.audit else await cases.find_audits(hand, asked.case)
    for audit_id in reversed(ids):
        held = await hand.work.audits.audit(audit_id, hand.person.id, hold=False)
        if held is not None and (view := await _history(hand, held[0], asked.skip)) is not None:
            return (view,)
    return ()


async def _history(hand: TurnInHand, audit: Audit, skip: int) -> View | None:
    work, person = hand.work, hand.person
    template = await work.template(audit.template_hash)
    events = await work.readings.happened(audit.id, MOST_EVENTS, skip)
    read = []
    if Role.QA_LEAD in person.roles and not skip:
        read = await work.readings.readers(audit.id, MOST_READINGS)
    names = await hand.names.of(work, audit, person)
    told = {person for event in events if isinstance(event.value, tuple) for person in event.value}
    told |= {p for event in events if number_in(event.key) for p in second_auditors(event)}
    acted = {event.by for event in events} | {one.by for one in read}
    names |= await hand.names.named(work, acted | told)
    turn = Turn(person, hand.now, hand.today, str, lambda _: frozenset(), names)
    full = sight(reading(template, audit, turn))
    if not isinstance(full, Full):
        return None
    await hand.note_reading(audit)
    later = skip + len(events)
    following = None
    if later < audit.revision:
        following = Button(_("Show earlier"), Action(Ask.HISTORY, {"audit": audit.id, "skip": later}))
    return history_view(full, events, [(one.by, one.at) for one in read], following)


async def readers(hand: TurnInHand, case: str) -> tuple[View, ...]:
    """Who has read the audits of a case without being its auditor, for the QA lead."""
    ids = await cases.find_audits(hand, case)
    if Role.QA_LEAD not in hand.person.roles:
        return (ONLY_LEADS_SEE_READERS,) if await cases.audits_any(hand, ids) else ()
    if not ids:
        return ()
    latest = await hand.work.access.latest(MOST_READINGS + 1, audits=tuple(ids))
    lines = await lines_of(hand.work, latest[:MOST_READINGS])
    if len(latest) > MOST_READINGS:
        lines.append(_("There are more: app.py access log shows all."))
    if not lines:
        lines = [_("{case}: nobody but its auditors has read it.", case=case)]
    return (Sentence("\n\n".join(lines)),)


def naming(known: Mapping[PersonId, str]) -> Callable[[PersonId], str]:
    """The name of somebody by their id; "somebody" where it is not known."""
    return lambda person: known.get(person, "somebody")
