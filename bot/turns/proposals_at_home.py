"""Lists that were drawn and wait for the QA lead in the chat: shown, changed, allocated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.imports.proposed import allocate_proposed
from bot.imports.table import NotTaken
from bot.turns.in_hand import TurnInHand
from dialogs.audits.audit import AuditId, Person, PersonId
from dialogs.conversation.views import View
from dialogs.features import proposed as wording
from dialogs.features.home import Asked
from dialogs.features.proposed import Change, proposed_view
from dialogs.features.year import Month
from dialogs.programme.pairing import MonthsAudit
from storage.proposals import Proposal
from template_specs.sentences import _

BETWEEN = "; "
_NAMED = ("practitioner_email", "manager_email", "iro_email")


async def waiting(hand: TurnInHand, month: str, people: Sequence[Person]) -> list[MonthsAudit]:
    """What the lists of the month propose; an audit's id is its case's reference."""
    return _proposed(await hand.work.proposals.of_month(month), people)


async def act(hand: TurnInHand, asked: Asked, about: Month) -> View:
    """The list is changed, allocated or put aside, as its card or the words say."""
    does = asked.which.partition(":")[0]
    lists = await hand.work.proposals.of_month(about.month)
    if not lists:
        return wording.nothing_waits(about.month)
    if does == "allocate":
        return await _allocated(hand, lists, about)
    if does == "aside":
        for one in lists:
            await hand.work.proposals.drop(one.id)
        return wording.put_aside(about.month)
    known, audits = about.named, _proposed(lists, about.people)
    case, out, new = (asked.box(name).strip() for name in ("case", "out", "in"))
    change = wording.changed(about, audits, case=case, out=out, new=known.get(new))
    if isinstance(change, str):
        return proposed_view(replace(about, problem=change), audits)
    return await _kept(hand, about, change)


async def without(
    hand: TurnInHand, about: Month, gone: Sequence[Person], new: Person | None = None
) -> View | None:
    """The list once these people are out of it, with `new` or whoever is free instead; None where they are in
    no list that waits."""
    audits, view = await waiting(hand, about.month, about.people), None
    for person in gone:
        if not any(person.id in one.auditors for one in audits):
            continue
        change = wording.changed(about, audits, out=person.id, new=new)
        if isinstance(change, Change):
            view = await _kept(hand, about, change)
            audits = await waiting(hand, about.month, about.people)
    return view


async def _kept(hand: TurnInHand, about: Month, change: Change) -> View:
    """The list with the pairs as they are now."""
    email = {person.id: person.email.casefold() for person in about.people}
    lists = await hand.work.proposals.of_month(about.month)
    for one in lists:
        rows = [_given(row, change.given, email) for row in one.rows]
        await hand.work.proposals.change(one.id, rows)
    audits = _proposed(await hand.work.proposals.of_month(about.month), about.people)
    return proposed_view(replace(about, problem=" ".join(change.stay)), audits)


def _given(
    row: Mapping[str, str], given: Mapping[AuditId, Sequence[PersonId]], email: Mapping[PersonId, str]
) -> Mapping[str, str]:
    if row["case_ref"] not in given:
        return row
    return {**row, "auditor_emails": BETWEEN.join(email[p] for p in given[row["case_ref"]] if p in email)}


async def _allocated(hand: TurnInHand, lists: Sequence[Proposal], about: Month) -> View:
    audits = _proposed(lists, about.people)
    nobody = [one.case for one in audits if not one.auditors]
    if nobody:
        problem = _("Nobody audits {case} yet. Choose the case and who audits it.", case=nobody[0])
        return proposed_view(replace(about, problem=problem), audits)
    count = 0
    for one in lists:
        try:
            count += await allocate_proposed(hand.work, one.rows, one.form, hand.now)
        except NotTaken as refused:
            fault = refused.faults[0]
            case = one.rows[fault.row - 1]["case_ref"] if 0 < fault.row <= len(one.rows) else _("The list")
            problem = _("{case}: {why} Nobody of this list is told yet.", case=case, why=fault.text)
            left = await waiting(hand, about.month, about.people)
            return proposed_view(replace(about, problem=problem), left)
        await hand.work.proposals.drop(one.id)
    return wording.allocated(about.month, count)


def _proposed(lists: Sequence[Proposal], people: Sequence[Person]) -> list[MonthsAudit]:
    by_email = {person.email.casefold(): person.id for person in people}

    def ids(cell: str) -> tuple[PersonId, ...]:
        emails = (part.strip().casefold() for part in cell.split(BETWEEN.strip()))
        return tuple(by_email[email] for email in emails if email in by_email)

    return [
        MonthsAudit(
            row["case_ref"],
            row["case_ref"],
            row["team"],
            one.list,
            ids(row["auditor_emails"]),
            frozenset(person for column in _NAMED for person in ids(row[column])),
            open=True,
            begun=False,
        )
        for one in lists
        for row in one.rows
    ]
