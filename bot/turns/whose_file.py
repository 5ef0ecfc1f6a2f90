"""Whose file typed words are for, where somebody has several audits under way; and moving what was saved from
one of them to another.

Both audits are then held in one transaction.  Two people who do so crosswise may meet: the database undoes
one of the turns, and it is taken again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.turns.in_hand import Held, TurnInHand, opened
from bot.turns.quotes import quoted_there
from bot.turns.responder import Outcome
from dialogs.advance import Beside, advance, arriving, last_save, leaving, understood
from dialogs.audits.audit import Audit, AuditId, State
from dialogs.conversation.command import Command
from dialogs.conversation.pending import MoveWhere, WhichMeaning
from dialogs.conversation.saves import Save
from dialogs.conversation.state import ConversationState
from dialogs.conversation.step import Step
from dialogs.conversation.turn import OpenCase, Turn
from dialogs.conversation.views import Sentence
from dialogs.features import home
from dialogs.features.choices import choices_of
from dialogs.features.clarification import ChooseMeaning
from dialogs.features.moving import MovedOut, MoveSaved
from dialogs.understanding import moves
from dialogs.understanding.quoted import ELSEWHERE, QuotedMessage
from template_specs.sentences import _

AWAY = timedelta(hours=3)
"""After so long without a word, somebody with several audits under way is asked whose file they mean."""
MOST = 5
"""Other cases offered at once."""
_MAY_NAME = re.compile(r"\d\d|\bcase\b", re.IGNORECASE)
"""Words without a figure name no case: their writer's other cases are not looked up."""


@dataclass(frozen=True, slots=True)
class WhoseFile:
    """Decides to which of several audits a turn belongs."""

    hand: TurnInHand

    async def typed(self, held: Held, turn: Turn) -> tuple[Turn, Outcome | None]:
        """The turn with what is known of this person's other cases, and its words without the case that they
        name; or, where they are for another case, what became of them there.  Raises Unreadable."""
        audit, conversation = held
        if not turn.several:
            named = moves.addressed(turn.text, audit.case.reference, ())
            return (replace(turn, text=named.words) if named is not None else turn), None
        away = self._is_away(conversation)
        where = isinstance(conversation.pending, MoveWhere)
        if not (away or where or conversation.arrived or _MAY_NAME.search(turn.text)):
            return turn, None
        others = await self.others(audit)
        turn = replace(turn, others=others, away=away)
        moved = moves.other_case(turn.text, others, bare=where)
        if moved is not None:
            return turn, await self._move_last(held, turn, *moved)
        named = moves.addressed(turn.text, audit.case.reference, others)
        if named is None:
            return turn, None
        if not named.sure:
            return replace(turn, mentions=True), None
        if named.case is None:
            return replace(turn, text=named.words, sure=True), None
        return turn, await self._there(held, named.case.audit, named.words, conversation)

    async def chosen(self, held: Held, command: Command, pressed: str = "") -> Outcome | None:
        """What the bot alone can do, as it is about two audits; None for every other command.  `pressed`: the
        token of the card, where one was."""
        conversation = held[1]
        if isinstance(command, MoveSaved) and command.case:
            turn = await self.hand.turn(held[0], token=self.hand.token, typed=True)
            return await self._move(held, turn, command.save, command.case, "")
        pending = conversation.pending
        if not isinstance(command, ChooseMeaning) or not isinstance(pending, WhichMeaning):
            return None
        choice = choices_of(pending).get(command.choice)
        if pressed and pressed != pending.about:
            return None  # an older question: it is answered already
        if choice is None or not choice.action.startswith(ELSEWHERE):
            return None
        to, _slash, quoted = choice.action.removeprefix(ELSEWHERE).partition("/")
        return await self._there(held, to, pending.text, conversation.replace(pending=None), quoted)

    async def named(self, quoted: QuotedMessage | None, here: Audit) -> QuotedMessage | None:
        """The quoted message with the case that it is about, where that is another one of theirs."""
        if quoted is None or not quoted.elsewhere:
            return quoted
        to = quoted.there.partition("/")[0]
        cases = {other.audit: other.case for other in await self.others(here)}
        return replace(quoted, case=cases.get(to, ""))

    async def others(self, besides: Audit) -> tuple[OpenCase, ...]:
        """This person's other audits under way, the soonest due first."""
        shelf = await self.hand.work.lists.audits_of(self.hand.person.id)
        found = [
            OpenCase(item.audit_id, item.case_reference)
            for item in shelf
            if item.part == "auditor"
            and item.state is State.IN_PROGRESS
            and item.audit_id != besides.id
            and not item.shut
        ]
        return tuple(found[:MOST])

    def _is_away(self, conversation: ConversationState) -> bool:
        at = conversation.taken_at
        return bool(at) and self.hand.now - datetime.fromisoformat(at) > AWAY

    async def _there(
        self, here: Held, to: AuditId, words: str, left: ConversationState, quoted: str = ""
    ) -> Outcome:
        """`words`, typed in another audit, in reply to the message there that `quoted` finds; `left` is how
        this person is left in the one in hand."""
        there = await self._held(to)
        if there is None:
            return Outcome((home.not_found(_("that case"), self.hand.person),), self.hand.person)
        await self._leave(here, left.replace(arrived=False))
        turn = await self._turn_there(there, words)
        template = await self.hand.work.template(there[0].template_hash)
        beside = Beside(await quoted_there(self.hand, quoted)) if quoted else None
        command = understood(template, *there, words, turn, beside)
        decided = await self.hand.advanced(there, command, turn)
        await self.hand.focus(there[0])
        return replace(decided, anew=True)

    async def _move_last(self, held: Held, turn: Turn, case: OpenCase, question: str) -> Outcome:
        """ "That was for DEMO-102": what was saved last, or what it was asked about."""
        pending = held[1].pending
        template = await self.hand.work.template(held[0].template_hash)
        save = Save(pending.key, pending.revision) if isinstance(pending, MoveWhere) else None
        save = save or last_save(template, *held, turn)
        if save is None:
            told = _(
                "You have saved nothing here lately that I could move to {case}. Press Move it under the "
                "answer that you mean.",
                case=case.case,
            )
            return Outcome((Sentence(told),), self.hand.person)
        return await self._move(held, turn, save, case.audit, question)

    async def _move(self, here: Held, turn: Turn, save: Save, to: AuditId, question: str) -> Outcome:
        """Take `save` out of the audit in hand and into `to`, both or neither."""
        hand, audit = self.hand, here[0]
        template = await hand.work.template(audit.template_hash)
        moved = opened(audit, lambda: leaving(template, *here, save, turn))
        if isinstance(moved, str):
            return Outcome((Sentence(moved),), hand.person)
        there = await self._held(to)
        if there is None:
            return Outcome((home.not_found(_("that case"), self.hand.person),), hand.person)
        named = f"{to}/{question}" if question else to
        out = opened(audit, lambda: advance(template, *here, MovedOut(save, named), turn))
        if not out.events:
            return Outcome(out.replies, hand.person)
        await hand.kept(here, out)
        turn_there = replace(await self._turn_there(there, moved.words), origin=moved.origin)
        form = await hand.work.template(there[0].template_hash)
        command = opened(there[0], lambda: arriving(form, *there, replace(moved, to=question), turn_there))
        decided = await hand.advanced(there, command, turn_there)
        await hand.focus(there[0])
        return replace(
            decided, views=(*out.replies, *decided.views), anew=True, owes=decided.owes or bool(out.notices)
        )

    async def _held(self, audit_id: AuditId) -> Held | None:
        """Another audit of this person's; None where it is not theirs to audit now."""
        held = await self.hand.held(audit_id)
        ours = held is not None and self.hand.person.id in held[0].auditors
        return held if ours and held is not None and held[0].state is State.IN_PROGRESS else None

    async def _turn_there(self, there: Held, words: str) -> Turn:
        turn = await self.hand.turn(there[0], token=self.hand.token, typed=True)
        return replace(turn, text=words, several=True, sure=True, switched=True)

    async def _leave(self, held: Held, left: ConversationState) -> None:
        audit, conversation = held
        if left != conversation:
            await self.hand.work.audits.save(audit, Step(audit, left), self.hand.person.id, None)
