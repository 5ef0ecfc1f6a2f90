"""Good practice in the chat: marking, releasing, finding; and the monthly digest to practitioners."""

from __future__ import annotations

from datetime import timedelta

from bot.turns import cases
from bot.turns.in_hand import TurnInHand
from dialogs.audits.audit import Audit, PersonId, Role
from dialogs.audits.permissions import Permission, allowed
from dialogs.audits.stages import now as asked_now
from dialogs.conversation.subjects import ToldProgramme
from dialogs.conversation.views import Notice, Sentence, View
from dialogs.features import good_practice as wording
from dialogs.features.home import Asked
from dialogs.programme.naming import Found, found_in, searched
from storage.good_practice import Example
from template_specs.dates import NoDate, read_date
from template_specs.sentences import _

RECENT = timedelta(days=40)
"""How old an example may be to be offered for the digest."""


async def examples(hand: TurnInHand, asked: Asked) -> tuple[View, ...]:
    """What was asked about good practice; nothing where the words may be an answer after all."""
    act, _colon, id = asked.which.partition(":")
    if act == "mark":
        return await _mark(hand, asked)
    if act in ("waiting", "release", "aside"):
        if Role.QA_LEAD not in hand.person.roles:
            return (wording.ONLY_LEADS,)
        if act == "waiting":
            return (await _next(hand),)
        return (await _decided(hand, asked, id, released=act == "release"),)
    released = await hand.work.good_practice.released()
    by_id = {one.id: one for one in released}
    found = [by_id[id] for id in searched([(one.id, one.words) for one in released], asked.why)]
    total = len(found) or len(released)
    leads = Role.QA_LEAD in hand.person.roles
    waiting = await hand.work.good_practice.how_many_waiting() if leads else 0
    shown = [(" ".join(one.words.split()), one.at) for one in found[: wording.MOST_SHOWN]]
    return (wording.search_result(asked.why, shown, total, waiting),)


async def _mark(hand: TurnInHand, asked: Asked) -> tuple[View, ...]:
    in_hand = [hand.session.audit.id] if hand.session.audit is not None else []
    ids = await cases.find_audits(hand, asked.case) if asked.case else in_hand
    for audit_id in reversed(ids):
        held = await hand.work.audits.audit(audit_id, hand.person.id, hold=False)
        if held is None or not await _reads(hand, held[0]):
            continue
        audit = held[0]
        if audit.restricted is not None:
            return (wording.how_to_mark(_("This is a restricted case: nothing of it is passed on.")),)
        if len(asked.why) < wording.LEAST:
            return (wording.how_to_mark(_("Say what was done, in a sentence.")),)
        await hand.work.good_practice.mark(audit_id, asked.why, hand.person.id, hand.now)
        return (wording.marked(audit.case.reference),)
    return (wording.how_to_mark(_("I need the case that this comes from, one that you may read.")),)


async def _reads(hand: TurnInHand, audit: Audit) -> bool:
    asked = asked_now(await hand.work.template(audit.template_hash), audit)
    return any(allowed(hand.person, act, audit, asked) for act in (Permission.READ, Permission.WALK))


async def _next(hand: TurnInHand) -> View:
    example = await hand.work.good_practice.to_decide()
    return await _to_release(hand, example) if example is not None else wording.none_waiting()


async def _to_release(hand: TurnInHand, example: Example, problem: str = "") -> View:
    references = await hand.work.lists.references([example.audit])
    names = await hand.names.named(hand.work, [example.by])
    return wording.to_release(
        example.id,
        example.words,
        references.get(example.audit, _("a case")),
        names.get(example.by, _("somebody")),
        example.at,
        await hand.work.good_practice.how_many_waiting(),
        await _found(hand, example.words),
        problem,
    )


async def _found(hand: TurnInHand, words: str) -> tuple[Found, ...]:
    return found_in(words, [person.name for person in await hand.work.people.everybody()])


async def _decided(hand: TurnInHand, asked: Asked, id: str, *, released: bool) -> View:
    rows = hand.work.good_practice
    example = await rows.to_decide(id)
    if example is None:
        return await _next(hand)  # somebody has decided it meanwhile
    if released:
        words = asked.box("words").strip() or example.words
        await rows.reword(id, words)
        example = Example(id, example.audit, words, example.by, example.at)
        problem = wording.refused(await _found(hand, words), sure=asked.box("sure") == "yes")
        if len(words) < wording.LEAST:
            problem = _("Say what was done, in a sentence.")
        if problem:
            return await _to_release(hand, example, problem)
    await rows.decide(id, hand.person.id, hand.now, released=released)
    return wording.decided(released=released, left=await rows.how_many_waiting())


# --- the digest -------------------------------------------------------------------------------------


async def digest(hand: TurnInHand, asked: Asked) -> tuple[View, ...]:
    """The digest of this month for the QA lead; for everybody, whether they want it."""
    act, _colon, month = asked.which.partition(":")
    if act in ("off", "on"):
        return (await _choice(hand, asked, off=act == "off"),)
    if Role.QA_LEAD not in hand.person.roles:
        return (wording.ONLY_LEADS,)
    month = month or f"{hand.today:%Y-%m}"
    stands = await hand.work.good_practice.digest(month)
    if stands is not None and stands.sent_at is not None:
        return (wording.digest_was_sent(month, stands.sent_at, stands.text),)
    typed = asked.box("words").strip()
    if act == "keep" and typed:
        await hand.work.good_practice.keep_digest(month, typed, hand.person.id, hand.now, sent=False)
        return (wording.digest_kept(month),)
    text = typed or (stands.text if stands is not None else await _prefilled(hand, month))
    if act == "send" and typed:
        return (await _send(hand, month, typed, sure=asked.box("sure") == "yes"),)
    return (await _draft(hand, month, text),)


async def _draft(hand: TurnInHand, month: str, text: str, problem: str = "") -> View:
    told, others = await _readers(hand)
    return wording.digest_view(month, text, len(told), others, await _found(hand, text), problem)


async def _send(hand: TurnInHand, month: str, text: str, *, sure: bool) -> View:
    rows = hand.work.good_practice
    problem = wording.unfinished(text) or wording.refused(await _found(hand, text), sure=sure)
    told, _others = await _readers(hand)
    anchor = await rows.anchor()
    if problem or not told or not anchor:
        await rows.keep_digest(month, text, hand.person.id, hand.now, sent=False)
        return await _draft(hand, month, text, problem) if problem else wording.nobody_to_tell()
    id = await rows.keep_digest(month, text, hand.person.id, hand.now, sent=True)
    notices = [Notice(person, ToldProgramme(id[:16]), text=text) for person in told]
    await hand.work.outbox.enqueue(anchor, notices, hand.now)
    return wording.digest_sent(month, len(told))


async def _readers(hand: TurnInHand) -> tuple[list[PersonId], int]:
    """The practitioners whom the digest reaches, and how many others there are."""
    everybody = await hand.work.people.with_role(Role.PRACTITIONER)
    reachable = await hand.work.people.reachable(everybody)
    off = await hand.work.good_practice.without_digest(everybody, hand.today)
    told = sorted(reachable - off)
    return told, len(everybody) - len(told)


async def _prefilled(hand: TurnInHand, month: str) -> str:
    released = [one.words for one in await hand.work.good_practice.released() if hand.now - one.at < RECENT]
    actions = await hand.work.programme.actions(hand.today)
    return wording.prefilled(month, released, actions.done, actions.recommended)


async def _choice(hand: TurnInHand, asked: Asked, *, off: bool) -> View:
    until = None
    if off and asked.why:
        read = read_date(asked.why, hand.today)
        ahead = [day for day in read.maybe if day > hand.today] if isinstance(read, NoDate) else [read]
        if len(ahead) != 1 or ahead[0] <= hand.today:
            return Sentence(_("Until which day? Type, for example: digest off until 5 June."))
        until = ahead[0]
    stored = (until.isoformat() if until else "") if off else None
    await hand.work.good_practice.choose(hand.person.id, stored)
    return wording.chosen(until, off=off)
