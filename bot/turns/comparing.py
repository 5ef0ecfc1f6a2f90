"""Two audits of one case beside each other, for whoever may compare them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.turns import cases
from bot.turns.in_hand import TurnInHand
from dialogs.audits.audit import PersonId, Role, State
from dialogs.audits.permissions import Permission, allowed
from dialogs.audits.second_audits import is_drawn
from dialogs.conversation.turn import Turn
from dialogs.conversation.views import Sentence, View
from dialogs.features import home
from dialogs.features.home import Asked
from dialogs.programme.comparison_view import comparison_view
from dialogs.programme.selection import month_name
from dialogs.wording.summary_view import reading
from dialogs.wording.whereabouts import state_in_words
from storage.list_items import AuditListItem
from storage.programme_lists import ProgrammePart
from storage.second_audits import Pair
from template_specs.dates import LOCAL, uk_date
from template_specs.sentences import _

MOST = 2_000
"""Audits of a month that are looked at for a draw."""


async def compared(hand: TurnInHand, asked: Asked) -> tuple[View, ...]:
    """The comparison of the newest audits of the case that the person may compare; nothing where there is
    none.  To a QA lead it is said where one is not possible yet, and how the two stand; to an auditor of the
    case only that there is nothing to compare, whether or not there is another audit of it."""
    ids = [asked.audit] if asked.audit else await cases.find_audits(hand, asked.case)
    for audit_id in reversed(ids):
        for pair in reversed(await hand.work.seconds.of_audit(audit_id)):
            view = await _of(hand, pair)
            if view is not None:
                return (view,)
    if ids and Role.QA_LEAD in hand.person.roles:
        waiting = [item for item in await _open(hand) if {item.audit_id, item.audit.second_of} & set(ids)]
        if waiting:
            line = " ".join(await _lines(hand, waiting))
            said = _("{line} They can be compared once both are submitted.", line=line)
            return (Sentence(said, as_card=True),)
        return (
            Sentence(
                _(
                    "There is nothing to compare for {case} yet. Two audits of a case can be compared once "
                    "both are submitted. To have it audited a second time, type: second audit {case} by NAME "
                    "because ...",
                    case=asked.case,
                )
            ),
        )
    if await cases.audits_any(hand, ids):
        return (
            Sentence(
                _(
                    "There is nothing to compare for {case} now. Where a case is audited twice, both of its "
                    "audits can be seen side by side once both are submitted, and you hear of it then.",
                    case=asked.case,
                )
            ),
        )
    return ()


async def under_way(hand: TurnInHand, one_in: int = 0) -> tuple[View, ...]:
    """How the second audits stand that cannot be compared yet, for the QA lead; for others the words are
    like any other."""
    if Role.QA_LEAD not in hand.person.roles:
        return () if hand.session.audit is not None else (home.nothing_in_hand(hand.person),)
    if one_in:
        return (await _drawn(hand, one_in),)
    lines = await _lines(hand, await _open(hand))
    if not lines:
        return (
            Sentence(
                _(
                    "No second audit is under way. Type, for example: second audit TS-101 by Wren Castle "
                    "because we measure agreement."
                )
            ),
        )
    return (Sentence("\n\n".join(lines), as_card=True),)


async def _open(hand: TurnInHand) -> list[AuditListItem]:
    """The second audits that cannot be compared yet, and that the reader may know of."""
    return [item for item in await hand.work.seconds.under_way() if not item.closed]


async def _lines(hand: TurnInHand, items: Sequence[AuditListItem]) -> list[str]:
    """Each of these second audits with the first one: who has it, and how far it is."""
    repeated = [item.audit.second_of for item in items]
    firsts = {item.audit_id: item for item in await hand.work.lists.by_id(repeated)} if items else {}
    names = await hand.names.named(hand.work, {p for i in (*items, *firsts.values()) for p in i.auditors})
    return [_line(item, firsts.get(item.audit.second_of), names) for item in items]


async def _drawn(hand: TurnInHand, one_in: int) -> View:
    """One in so many of this month's audits, told by lot; those that have a second audit already are
    marked."""
    month = f"{hand.today:%Y-%m}"
    states = [state for state in State if state is not State.WITHDRAWN]
    items = await hand.work.programme.page_in(ProgrammePart("month", month), states, MOST)
    of = [item for item in items if not (item.audit.second_of or item.shut)]
    drawn = [item for item in of if is_drawn(item.audit_id, one_in)]
    told = _(
        "Of the {all} audits of {month}, one in {one_in} by lot: {count}. It is always the same ones, so "
        "nobody chooses.",
        all=len(of),
        month=month_name(month),
        one_in=one_in,
        count=len(drawn),
    )
    names = await hand.names.named(hand.work, {person for item in drawn for person in item.auditors})
    lines = [told]
    for item in sorted(drawn, key=lambda item: item.case_reference):
        has = _(" It has a second audit.") if item.audit.shut_to else ""
        lines.append(f"{_stands(item, names)}.{has}")
    if drawn:
        lines.append(_("Type, for each: second audit CASE by NAME because it was drawn."))
    return Sentence("\n\n".join(lines), as_card=True)


def _line(item: AuditListItem, first: AuditListItem | None, names: Mapping[PersonId, str]) -> str:
    known = [one for one in (item, first) if one is not None]
    return "; ".join(_stands(one, names) for one in known) + "."


def _stands(item: AuditListItem, names: Mapping[PersonId, str]) -> str:
    """ "TS-101/2 (Wren Castle): in progress, 3 of 40 answered"."""
    people = ", ".join(names.get(person, _("somebody")) for person in item.auditors) or _("nobody")
    at = item.audit.submitted_at
    submitted = uk_date(at.astimezone(LOCAL).date()) if at is not None else ""
    state = state_in_words(item.state, item.answered, item.total, submitted)
    return f"{item.case_reference} ({people}): {state}"


async def _of(hand: TurnInHand, pair: Pair) -> View | None:
    whole = await hand.work.audits.several((pair.first, pair.second), whoever_reads=True)
    first, second = whole.get(pair.first), whole.get(pair.second)
    if first is None or second is None:
        return None
    if not any(allowed(hand.person, Permission.COMPARE, audit) for audit in (first, second)):
        return None
    template = await hand.work.template(second.template_hash)
    names = await hand.names.named(hand.work, (*first.auditors, *second.auditors))
    turn = Turn(hand.person, hand.now, hand.today, str, lambda _: frozenset(), names)
    await hand.note_reading(first)
    return comparison_view(reading(template, second, turn), first)
