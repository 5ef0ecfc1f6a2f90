"""A manager's reply typed with no audit in hand: for the one that waits for it, or the one that it names."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.turns import my_lists
from bot.turns.in_hand import TurnInHand
from bot.turns.responder import Outcome
from dialogs.advance import understood
from dialogs.audits.audit import AuditId, Role
from dialogs.audits.stages import now, parts_of
from dialogs.conversation.views import Action, Button, Sentence
from dialogs.features.home import Ask
from dialogs.understanding.at_home import spellings
from dialogs.understanding.reply_words import looks_like_reply
from template_specs.model import ReplyStep
from template_specs.sentences import N_, _

_TO = re.compile(r"^my (?=reply\b)|(?<=reply) to\b", re.IGNORECASE)
"""What stands around the word in "my reply to TS-101"."""
MOST = 6
"""Audits offered at once."""


async def taken(hand: TurnInHand) -> Outcome | None:
    """What became of typed words that agree, comment or challenge; None where they are none, or are for the
    audit in hand."""
    text = hand.inbound.text.strip()
    if not looks_like_reply(text) or not hand.person.roles & {Role.MANAGER, Role.SERVICE_MANAGER}:
        return None
    waiting = await _waiting(hand)
    if not waiting:
        return None if hand.session.audit is not None else Outcome((_none(),), hand.person, anew=True)
    text = _TO.sub("", text)
    verb, _space, rest = text.partition(" ")
    first, _space, words = rest.strip().partition(" ")
    spelt = {spelling.casefold() for spelling in spellings(first.strip(" .,;:!-–—"))}
    named = next((audit for audit, case in waiting if case.casefold() in spelt), None)
    if named is not None:
        return await _for(hand, named, f"{verb} {words.strip(' :-–—')}".strip())
    if await _is_in_hand(hand):
        return None
    if len(waiting) == 1:
        return await _for(hand, waiting[0][0], text)
    first_case = waiting[0][1]
    told = _(
        "You can reply to {count} audits. Which one do you mean? Press it, or type it after the first "
        "word: agree {case}. Nothing has been sent.",
        count=len(waiting),
        case=first_case,
    )
    buttons = tuple(Button(case, Action("open", {"audit": audit})) for audit, case in waiting)
    return Outcome((Sentence(told, buttons),), hand.person, anew=True)


def _none() -> Sentence:
    told = _("No audit waits for a reply from you just now. Nothing has been sent.")
    return Sentence(told, (Button(N_("Show my audits"), Action(Ask.AUDITS)),))


async def _waiting(hand: TurnInHand) -> list[tuple[AuditId, str]]:
    """The audits that this person can reply to as their manager: id and case."""
    shelf = await my_lists.shelf_of(hand)
    groups = []
    for group in shelf.asking:
        stage = (await hand.work.template(group.template_hash)).stage_by_id.get(group.stage)
        if group.part == "manager" and stage is not None and stage.reply is ReplyStep.REPLY:
            groups.append(group)
    items = await hand.work.lists.page_of(hand.person.id, groups, groups, MOST)
    return [(item.audit_id, item.case_reference) for item in items if not item.shut]


async def _is_in_hand(hand: TurnInHand) -> bool:
    """Whether the audit in hand asks this person something, and so has a meaning for the words itself."""
    audit = hand.session.audit
    if audit is None:
        return False
    asked = now(await hand.work.template(audit.template_hash), audit)
    return bool(parts_of(hand.person, audit) & asked.answer)


async def _for(hand: TurnInHand, audit_id: AuditId, text: str) -> Outcome | None:
    held = await hand.held(audit_id)
    if held is None:
        return None
    template = await hand.work.template(held[0].template_hash)
    turn = replace(await hand.turn(held[0], token=hand.token, typed=True), text=text)
    decided = await hand.advanced(held, understood(template, *held, text, turn), turn)
    await hand.focus(held[0])
    return replace(decided, anew=True)
