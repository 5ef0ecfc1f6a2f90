"""Answers what people ask with no audit in hand: lists, help, status, and which audit to open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.languages import spoken
from bot.turns import (
    absence,
    actions_at_home,
    cases,
    chasing,
    comparing,
    concerns_at_home,
    documents_at_home,
    holds_at_home,
    my_lists,
    open_work,
    practice_at_home,
    status_at_home,
    status_parts,
    year_at_home,
)
from bot.turns.in_hand import TurnInHand
from bot.turns.responder import Outcome
from dialogs.audits.audit import AuditId, Role, State
from dialogs.audits.permissions import Permission, allowed
from dialogs.audits.restriction import opens_to
from dialogs.audits.stages import parts_of
from dialogs.conversation.command import Command
from dialogs.conversation.views import View
from dialogs.features import allocation_changes, cannot_open, home, my_work, unreachable, year
from dialogs.features import my_lists as list_wording
from dialogs.features.concern_outcome import TellOutcome
from dialogs.features.home import Ask, Asked
from dialogs.features.manager_actions import ReopenAudit
from dialogs.features.navigation import OpenAudit
from dialogs.features.programme import CONCERNS
from dialogs.features.programme_scope import how_to_get_the_report
from dialogs.registry import HELP
from dialogs.understanding import allocation_words
from dialogs.understanding.at_home import is_described, is_description
from storage.list_items import AuditListItem
from template_specs.sentences import _

READING = frozenset(
    {
        Ask.HELP,
        Ask.AUDITS,
        Ask.WORK,
        Ask.NEW,
        Ask.STATUS,
        Ask.REPORT,
        Ask.HISTORY,
        Ask.ACCESS,
        Ask.DOCUMENT,
        Ask.COMPARE,
        Ask.SECONDS,
        Ask.GREETING,
        Ask.ACTIONS,
        Ask.BINDER,
        Ask.PROGRAMME,
        Ask.UNREACHABLE,
    }
)
"""Asks that change nothing."""
_GREETED = (Ask.GREETING, Ask.WORK, Ask.AUDITS, Ask.NEW)


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
    if asked.ask is Ask.LANGUAGE:
        return await _in_language(hand, asked)
    decided_here = await _at_desk(hand, asked)
    if decided_here.open is None:
        greeted = decided_here.views and asked.ask in _GREETED and not asked.skip
        waiting = await concerns_at_home.waiting(hand) if greeted else ()
        return Outcome((*decided_here.views, *waiting), hand.person, anew=True)
    held = await hand.held(decided_here.open)
    if held is None:
        return Outcome((home.not_found(asked.case, hand.person),), hand.person, anew=True)
    audit = held[0]
    # An audit is opened as a card, however that is asked. Reopening is typed, and has no card to replace.
    turn = await hand.turn(audit, typed=decided_here.event is not None)
    decided = await hand.advanced(held, decided_here.event or OpenAudit(), turn)
    await hand.focus(audit)
    waiting = await concerns_at_home.waiting(hand, besides=audit.id)
    return replace(decided, views=(*decided.views, *waiting), anew=True)


async def welcome(hand: TurnInHand, *, newcomer: bool, skip: int = 0) -> View:
    """What needs this person now; for a newcomer, what the bot does as well."""
    return my_work.welcome(hand.person, await open_work.needs(hand), newcomer=newcomer, skip=skip)


async def _at_desk(hand: TurnInHand, asked: Asked) -> AtDesk:
    person = hand.person
    match asked.ask:
        case Ask.HELP:
            audit = hand.session.audit
            case = audit.case.reference if audit is not None and parts_of(person, audit) else ""
            return AtDesk((home.help_for(person, HELP, case),))
        case Ask.GREETING | Ask.WORK:
            return AtDesk((await welcome(hand, newcomer=False, skip=asked.skip),))
        case Ask.AUDITS | Ask.NEW:
            return AtDesk((await _audits(hand, only_new=asked.ask is Ask.NEW, skip=asked.skip),))
        case Ask.STATUS:
            return await _status(hand, asked)
        case Ask.REPORT:
            return _report(hand)
        case Ask.UNREACHABLE:
            return await _unreachable(hand, asked.skip)
        case Ask.CHASE:
            return await _chased(hand)
        case Ask.HISTORY:
            return _or_words(hand, asked, await status_at_home.history(hand, asked))
        case Ask.ACCESS:
            return _or_words(hand, asked, await status_at_home.readers(hand, asked.case))
        case Ask.COMPARE:
            return _or_words(hand, asked, await comparing.compared(hand, asked))
        case Ask.SECONDS:
            return AtDesk(await comparing.under_way(hand, int(asked.which or 0)))
        case Ask.DOCUMENT:
            return _or_words(hand, asked, await documents_at_home.link(hand, asked))
        case Ask.ACTIONS:
            return AtDesk((await actions_at_home.mine(hand, asked.skip),))
        case Ask.BINDER:
            return AtDesk((await actions_at_home.binder(hand, asked),))
        case Ask.ACT:
            acted = await actions_at_home.act(hand, asked)
            return AtDesk(open=acted[0], event=acted[1]) if acted else _or_words(hand, asked, ())
        case Ask.ALLOCATE:
            return await _allocate(hand, asked)
        case Ask.HOLD:
            return _or_words(hand, asked, await holds_at_home.hold_or_release(hand, asked))
        case Ask.PROGRAMME | Ask.SWAP | Ask.PROPOSED:
            return await _year(hand, asked)
        case Ask.EXAMPLES:
            return AtDesk(await practice_at_home.examples(hand, asked))
        case Ask.DIGEST:
            return AtDesk(await practice_at_home.digest(hand, asked))
        case Ask.SNOOZE:
            return AtDesk((await absence.put_off(hand, asked),))
        case Ask.AWAY:
            return AtDesk((await absence.noted(hand, asked),))
        case Ask.OUTCOME:
            return await _outcome(hand, asked)
        case Ask.OPEN:
            return await _opened(hand, asked.case)
        case _:  # to reopen it
            audits = await cases.find_audits(hand, asked.case)
            if Role.QA_LEAD not in person.roles or not audits:
                return AtDesk((home.not_found(asked.case, hand.person),))
            return AtDesk(open=audits[-1], event=ReopenAudit(asked.why))


async def _in_language(hand: TurnInHand, asked: Asked) -> Outcome:
    """The person reads another language from now on, first of all the page that they are on."""
    if asked.which not in home.LANGUAGES:
        return Outcome((home.nothing_in_hand(hand.person),), hand.person, anew=True)
    await hand.work.people.choose_language(hand.person.id, asked.which)
    session = hand.session
    with spoken(asked.which):
        typed = bool(hand.inbound.text)
        told = home.speaks_now(asked, in_audit=typed and session.audit is not None)
        if session.audit is None:
            return Outcome((told,), hand.person, anew=True, language=asked.which)
        shown = await hand.shown((session.audit, session.conversation), anew=True)
    return replace(shown, views=(told, *shown.views), language=asked.which)


async def _chased(hand: TurnInHand) -> AtDesk:
    """Everybody who is late is reminded; for all but a QA lead the word is like any other."""
    if Role.QA_LEAD in hand.person.roles:
        return AtDesk((await chasing.chase(hand),))
    return AtDesk(() if hand.session.audit is not None else (home.nothing_in_hand(hand.person),))


def _report(hand: TurnInHand) -> AtDesk:
    """How a QA lead gets the monitoring report; for everybody else the word is like any other."""
    if Role.QA_LEAD in hand.person.roles:
        return AtDesk((how_to_get_the_report(hand.today, hand.desk),))
    return AtDesk(() if hand.session.audit is not None else (home.nothing_in_hand(hand.person),))


async def _year(hand: TurnInHand, asked: Asked) -> AtDesk:
    """The programme's year; for all but a QA lead with no audit in hand its words are like any other."""
    if year_at_home.leads(hand):
        acts = {Ask.PROGRAMME: year_at_home.shown, Ask.PROPOSED: year_at_home.proposed}
        act = acts.get(asked.ask, year_at_home.changed)
        return AtDesk((await act(hand, asked),))
    return AtDesk(() if hand.session.audit is not None and hand.inbound.text else (year.ONLY_LEADS,))


async def _allocate(hand: TurnInHand, asked: Asked) -> AtDesk:
    """Who has an audit, or by when, is changed: the newest of the case that the person may change."""
    ids = await cases.find_audits(hand, asked.case)
    audits = await hand.work.audits.several(ids)
    command = allocation_words.command_of(asked)
    for audit_id in reversed(ids):
        audit = audits.get(audit_id)
        if audit is not None and allowed(hand.person, command.permission, audit):
            return AtDesk(open=audit_id, event=command)
    reading = command.read_only()
    for audit_id in reversed(ids) if reading is not None else ():
        audit = audits.get(audit_id)
        if audit is not None and reading is not None and allowed(hand.person, reading.permission, audit):
            return AtDesk(open=audit_id, event=command)  # refused there, and said how it stands
    newest = audits.get(ids[-1]) if ids else None
    withdrawn = newest is not None and newest.state is State.WITHDRAWN and opens_to(hand.person.id, newest)
    if withdrawn and Role.QA_LEAD in hand.person.roles:
        return AtDesk((allocation_changes.is_withdrawn(asked.case),))
    return _or_words(hand, asked, ())


async def _outcome(hand: TurnInHand, asked: Asked) -> AtDesk:
    """What happened after a concern, typed with the case: for its newest audit that sent them one."""
    ids = await cases.find_audits(hand, asked.case)
    audits = await hand.work.audits.several(ids)
    for audit_id in reversed(ids):
        audit = audits.get(audit_id)
        if audit is not None and audit.concerns and allowed(hand.person, Permission.HEAR, audit):
            return AtDesk(open=audit_id, event=TellOutcome("", asked.why))
    return _or_words(hand, asked, ())


async def _audits(hand: TurnInHand, *, only_new: bool, skip: int) -> View:
    lines, more = await my_lists.page(hand, only_new=only_new, skip=skip)
    first = () if skip or only_new else tuple(await open_work.needs(hand, own_audits=False))
    needs = first[: my_work.MOST_NEEDS]
    return list_wording.audits_view(hand.person, lines, needs=needs, only_new=only_new, skip=skip, more=more)


async def _status(hand: TurnInHand, asked: Asked) -> AtDesk:
    person = hand.person
    if asked.case:
        told = await status_at_home.standing(hand, asked.case)
        if not told and Role.QA_LEAD in person.roles:
            told = await hand.beside(lambda beside: status_parts.in_part(beside, asked.case))
        return _or_words(hand, asked, told)
    if Role.QA_LEAD in hand.person.roles:
        if asked.which:
            return AtDesk(await _behind(hand, asked.which, asked.skip))
        return AtDesk(await hand.beside(status_at_home.status))
    if not asked.which:
        return AtDesk((status_at_home.ONLY_QA_LEAD,))
    if hand.session.audit is not None and hand.inbound.text:
        return AtDesk()  # "overdue" may be what was seen
    return AtDesk((await welcome(hand, newcomer=False),))  # with what of theirs is overdue, first of all


async def _behind(hand: TurnInHand, which: str, skip: int) -> tuple[View, ...]:
    """The audits behind a number of the status.  Which concerns nobody has read is never told of a moment
    ago."""
    if which == CONCERNS:
        return (await status_at_home.behind(hand, which, skip),)
    return await hand.beside(lambda beside: status_at_home.behind(beside, which, skip))


async def _unreachable(hand: TurnInHand, skip: int) -> AtDesk:
    """Who cannot be reached, for the QA lead.  Anybody else may have seen that of a family."""
    if Role.QA_LEAD not in hand.person.roles:
        return AtDesk() if hand.session.audit is not None else AtDesk((status_at_home.ONLY_QA_LEAD,))
    people = await hand.work.unreached.unreachable()
    known = await hand.names.named(hand.work, {one.person for one in people})
    return AtDesk((unreachable.unreachable_view(people, status_at_home.naming(known), skip),))


def _or_words(hand: TurnInHand, asked: Asked, views: tuple[View, ...]) -> AtDesk:
    """What was found of a case; where nothing was, words for the audit in hand ("status unknown" is evidence,
    not a command)."""
    if views or (hand.session.audit is not None and not asked.audit):
        return AtDesk(views)
    return AtDesk((home.not_found(asked.case or _("that case"), hand.person),))


async def _returned(hand: TurnInHand, items: Sequence[AuditListItem]) -> AuditId | None:
    """The newest of these audits that was returned to the person to read, as its trail tells."""
    whole = await hand.work.audits.several(item.audit_id for item in items if not item.shut)
    for item in reversed(items):
        audit = whole.get(item.audit_id)
        if audit is not None and allowed(hand.person, Permission.READ, audit):
            return item.audit_id
    return None


async def _opened(hand: TurnInHand, case: str) -> AtDesk:
    """The newest audit of this case that the person may walk through or read."""
    items = await cases.audits_of(hand, case)
    shut = False
    for item in reversed(items):
        template = await hand.work.template(item.template_hash)
        if any(my_lists.may(template, item.audit, hand.person)):
            if not item.shut:
                return AtDesk(open=item.audit_id)
            shut = True
    if shut:
        return AtDesk((cannot_open.CANNOT_BE_OPENED,))
    returned = await _returned(hand, items)
    if returned is not None:
        return AtDesk(open=returned)
    if is_description(case):
        lines, _more = await my_lists.page(hand, only_new=False, skip=0)
        described = [line for line in lines if line.can_open and is_described(line, case)]
        if len(described) == 1:
            return AtDesk(open=described[0].audit)
        if described:
            return AtDesk((list_wording.audits_view(hand.person, described),))
    if hand.session.audit is not None:
        return AtDesk()  # "open plan kitchen seen" is evidence, not a command
    return AtDesk((home.not_found(case, hand.person),))
