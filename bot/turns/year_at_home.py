"""The programme's year for the QA lead: what is planned, a month's pairs, and changing them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.turns import proposals_at_home
from bot.turns.in_hand import TurnInHand
from dialogs.audits.audit import AuditId, Person, PersonId, Role, State
from dialogs.conversation.views import Sentence, View
from dialogs.features import year
from dialogs.features.action_changes import matched
from dialogs.features.home import Asked
from dialogs.features.programme_scope import MONTH, month_in
from dialogs.features.proposed import proposed_view
from dialogs.features.who_audits import LEAST_REASON
from dialogs.features.year import GiveToPair, Month, Moved
from dialogs.programme.calendar import Calendar
from dialogs.programme.pairing import of_month, swapped, why_not, without
from dialogs.programme.selection import month_name
from dialogs.understanding.programme_words import parts_of
from storage.programme_lists import ProgrammePart
from template_specs.sentences import _
from template_specs.text import excerpt, listed

_ALL = [state for state in State if state is not State.WITHDRAWN]


def leads(hand: TurnInHand) -> bool:
    """Whether the programme is this person's to see and to change."""
    return Role.QA_LEAD in hand.person.roles


async def shown(hand: TurnInHand, asked: Asked) -> View:
    """The year, or the month that is named."""
    calendar = await hand.work.calendar.standing()
    if not asked.which:
        return year.year_view(calendar, f"{hand.today:%Y-%m}")
    month = _month(asked.which, calendar, hand.today)
    if not month:
        return _which_month(asked.which)
    about = await _of(hand, month, calendar)
    proposed = await proposals_at_home.waiting(hand, month, about.people)
    return proposed_view(about, proposed) if proposed else year.month_view(about)


async def proposed(hand: TurnInHand, asked: Asked) -> View:
    """A list that was drawn is changed, allocated or put aside."""
    calendar = await hand.work.calendar.standing()
    words = asked.which.partition(":")[2]
    month = _month(words, calendar, hand.today)
    if not month:
        return _which_month(words)
    return await proposals_at_home.act(hand, asked, await _of(hand, month, calendar))


async def changed(hand: TurnInHand, asked: Asked) -> View:
    """Somebody does not audit in a month, as it was typed or chosen on the month's card."""
    calendar = await hand.work.calendar.standing()
    people = await hand.work.people.everybody()
    if asked.boxes:
        return await _by_card(hand, asked, calendar, people)
    act, out, new, typed = parts_of(asked)
    month = _month(typed, calendar, hand.today) if typed else f"{hand.today:%Y-%m}"
    if not month:
        return _which_month(typed)
    gone = _people_named(out, people)
    if isinstance(gone, Sentence):
        return gone
    if act == "swap":
        instead = _people_named(new, people)
        if isinstance(instead, Sentence):
            return instead
        if len(gone) != 1 or len(instead) != 1:
            return Sentence(
                _("Swap one person for one. Type: swap Wren Castle for Jo Whitfield in May 2026 because ...")
            )
        return await _swap(hand, await _of(hand, month, calendar), gone[0], instead[0], asked.why)
    if act == "back":
        await hand.work.calendar.note_part(
            month, [p.id for p in gone], asked.why, hand.person.id, hand.now, out=False
        )
        return year.moved_view(Moved(month, {}, part=_part(gone, month, out=False)))
    return await _take_out(hand, await _of(hand, month, calendar), gone, asked.why)


async def _by_card(hand: TurnInHand, asked: Asked, calendar: Calendar, people: Sequence[Person]) -> View:
    month = _month(asked.which, calendar, hand.today)
    if not month:
        return _which_month(asked.which)
    known = {person.id: person for person in people if person.roles}
    out, new, why = (asked.box(name).strip() for name in ("out", "in", "why"))
    about = await _of(hand, month, calendar)
    if out not in known:
        return year.month_view(replace(about, problem=_("Choose who does not audit.")))
    if new and new not in known:
        return year.month_view(replace(about, problem=_("Choose who audits instead, or leave it empty.")))
    if len(why) < LEAST_REASON:
        return year.month_view(replace(about, problem=_("Write why, in a few words.")))
    if new:
        return await _swap(hand, about, known[out], known[new], why)
    return await _take_out(hand, about, [known[out]], why)


async def _swap(hand: TurnInHand, about: Month, out: Person, new: Person, why: str) -> View:
    theirs = [one for one in about.audits if out.id in one.auditors and one.open]
    if not theirs and (changed_list := await proposals_at_home.without(hand, about, [out], new)) is not None:
        return changed_list
    example = _(
        "swap {out} for {new} in {month} because ...",
        out=out.name,
        new=new.name,
        month=month_name(about.month),
    )
    if not theirs:
        return _nothing(out, about)
    if len(why) < LEAST_REASON:
        return Sentence(_("Why do they change? Type: {example}", example=example))
    refused = {one.case: why_not(new, one) for one in theirs}
    moving = {one.id: swapped(one, out.id, new) for one in theirs if not refused[one.case]}
    stay = [
        _("{case} stays as it is: {why}.", case=case, why=problem)
        for case, problem in refused.items()
        if problem
    ]
    moved = await _given(hand, about, moving, why)
    part = ""
    if moving and new.id in about.absent:
        await hand.work.calendar.note_part(about.month, [new.id], why, hand.person.id, hand.now, out=False)
        part = _part([new], about.month, out=False)
    return year.moved_view(replace(moved, stay=(*moved.stay, *stay), part=part))


async def _take_out(hand: TurnInHand, about: Month, gone: Sequence[Person], why: str) -> View:
    names = listed([person.name for person in gone], _("and"))
    if len(why) < LEAST_REASON:
        example = _("take {names} out of {month} because ...", names=names, month=month_name(about.month))
        return Sentence(_("Why do they take no part? Type: {example}", example=example))
    out = [person.id for person in gone]
    await hand.work.calendar.note_part(about.month, out, why, hand.person.id, hand.now, out=True)
    absent = {**about.absent, **dict.fromkeys(out, why)}
    changed_list = await proposals_at_home.without(hand, replace(about, absent=absent), gone)
    if changed_list is not None and not any(set(out) & set(one.auditors) for one in about.audits):
        return changed_list
    able = {one.id: about.able(one) for one in about.audits}
    moved = await _given(hand, about, without(about.audits, out, able), why)
    return year.moved_view(replace(moved, part=_part(gone, about.month, out=True)))


async def _given(
    hand: TurnInHand, about: Month, moving: Mapping[AuditId, Sequence[PersonId]], why: str
) -> Moved:
    """Give each of these audits to its new pair, in one order: two leads never wait for each other."""
    known, cases = about.named, {one.id: one.case for one in about.audits}
    given: dict[str, Sequence[str]] = {}
    stay: list[str] = []
    for audit_id in sorted(moving)[: year.MOST_MOVED]:
        held = await hand.held(audit_id)
        if held is None:
            continue
        outcome = await hand.advanced(
            held, GiveToPair(tuple(moving[audit_id]), why), await hand.turn(held[0])
        )
        after = await hand.held(audit_id)
        if after is not None and after[0].auditors == tuple(moving[audit_id]):
            given[cases[audit_id]] = [known[p].name for p in moving[audit_id] if p in known]
        else:
            stay += [view.text for view in outcome.views if isinstance(view, Sentence)]
    left = len(moving) - year.MOST_MOVED
    if left > 0:
        stay.append(_("{number} more are left: ask for it once more.", number=left))
    return Moved(about.month, dict(sorted(given.items())), tuple(stay))


async def _of(hand: TurnInHand, month: str, calendar: Calendar) -> Month:
    items = await hand.work.programme.page_in(ProgrammePart(MONTH, month), _ALL, year.MOST_MOVED * 10)
    absent = await hand.work.calendar.not_taking_part(month)
    return Month(
        month,
        calendar.get(month, ()),
        [of_month(item.audit) for item in items if not item.closed and not item.shut],
        [person for person in await hand.work.people.everybody() if person.roles],
        {one.person: one.why for one in absent},
        sum(item.closed for item in items),
    )


def _month(words: str, calendar: Calendar, today: date) -> str:
    plain = " ".join(words.casefold().split())
    if plain in ("this month", "next month"):
        ahead = today.year * 12 + today.month - 1 + (plain == "next month")
        return f"{ahead // 12}-{ahead % 12 + 1:02}"
    return year.asked_month(words, calendar, month_in(words, today), today)


def _which_month(words: str) -> Sentence:
    return Sentence(
        _(
            "I don't recognise the month “{words}”. Type, for example: programme May 2026.",
            words=excerpt(words),
        )
    )


def _people_named(words: str, people: Sequence[Person]) -> list[Person] | Sentence:
    """The people of these names; or why it is not clear who they are."""
    found: list[Person] = []
    for name in words.replace(" and ", ";").replace(",", ";").split(";"):
        if not name.strip():
            continue
        fits = matched(name, people)
        if not fits:
            return Sentence(
                _(
                    "I find nobody called “{name}” on the people list. Write the full name.",
                    name=excerpt(name.strip()),
                )
            )
        if len(fits) > 1:
            alike = listed([f"{p.name} ({p.email})" for p in fits[:4]], _("and"))
            return Sentence(_("Several people fit: {alike}. Write the e-mail.", alike=alike))
        found += [p for p in fits if p not in found]
    return found


def _nothing(out: Person, about: Month) -> Sentence:
    return Sentence(
        _(
            "{name} has no audit of {month} that is still open, so nothing has been changed.",
            name=out.name,
            month=month_name(about.month),
        )
    )


def _part(people: Collection[Person], month: str, *, out: bool) -> str:
    names = listed([person.name for person in people], _("and"))
    if out:
        return _("Takes no part in {month}: {names}.", month=month_name(month), names=names)
    return _(
        "Takes part in {month} again: {names}. The cases that went to others stay with them. To give one "
        "back, type reassign, the case, to NAME because ...",
        month=month_name(month),
        names=names,
    )
