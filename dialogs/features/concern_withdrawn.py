"""An immediate concern that was a slip is withdrawn, with a reason: those who were told are told again, and
the trail keeps both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from dialogs.audits.audit import Concern
from dialogs.audits.events import WITHDRAWN, EventKind
from dialogs.audits.permissions import Permission
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature
from dialogs.conversation.subjects import ConcernCard, ConcernStatus
from dialogs.conversation.views import Notice, Sentence
from dialogs.features import concerns
from template_specs.kinds import clean
from template_specs.sentences import N_, _

LEAST_REASON = 3
"""Words."""
_TYPED = re.compile(
    r"^withdraw (?:(?:the|my|this|that) )?(?:immediate )?concern"
    r"(?:\s*[:\-–—]\s*|,?\s+because\s+|\s+as\s+|\s*$)(?P<why>.*)$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class WithdrawConcern(Command):
    """It was a slip, and why; `concern` empty (typed): the latest that this person raised."""

    permission = Permission.WITHDRAW_CONCERN
    verbs = ("concern_withdraw",)
    gives_back = True

    concern: str = ""
    why: str = ""

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.text("token"), data.input("why") or "")

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.why


def withdrawal(words: str) -> WithdrawConcern | None:
    """The command that `words` are; None where they withdraw no concern."""
    typed = _TYPED.match(words)
    return WithdrawConcern("", typed["why"].strip()) if typed else None


def withdraw(context: TurnContext, command: WithdrawConcern) -> TurnContext:
    """With a reason, once; everybody who was sent it hears of it, and their cards say so."""
    concern = _meant(context, command.concern)
    if concern is None:
        return context.reply(Sentence(_("You have raised no concern in this audit that could be withdrawn.")))
    if concern.withdrawn is not None:
        return context.reply(concerns.for_auditor(context, concern))  # the same press again
    why = clean(command.why).strip()
    if len(why.split()) < LEAST_REASON:
        asked = _(
            "Why was it a slip? Those who were told get your reason. Type, for example: withdraw concern "
            "because I wrote it on the wrong child's file."
        )
        return context.reply(Sentence(asked))
    if len(why) > concerns.LIMIT:
        context = context.copy(_("What you wrote, to copy"), why)
        return context.say(_("Say it in fewer than {limit:,} characters, please.", limit=concerns.LIMIT))
    context = context.record(EventKind.ACKNOWLEDGED, f"{WITHDRAWN}/{concern.id}", words=why)
    who, case = context.turn.actor.name, context.audit.case.reference
    told = _(
        "{who} has withdrawn the immediate concern on {case}: {why} You need do "
        "nothing more about it. If you disagree, ring {who}.",
        who=who,
        case=case,
        why=why if why.endswith((".", "!", "?")) else f"{why}.",
    )
    context = context.notify(
        *(Notice(person, ConcernCard(concern.id)) for person in concern.sent_to),
        *(Notice(person, context.told, urgent=True, text=told) for person in concern.sent_to),
        Notice(concern.by, ConcernStatus(concern.id)),
    )
    names = context.names(concern.sent_to) if concern.sent_to else _("nobody")
    return context.reply(
        Sentence(_("Your concern on {case} is withdrawn. I am telling {names} now.", case=case, names=names))
    )


def _meant(context: TurnContext, id: str) -> Concern | None:
    """The actor's own concern with this id; without one their latest that stands, else their latest."""
    mine = [c for c in context.audit.concerns if c.by == context.turn.actor.id]
    if id:
        return next((c for c in mine if c.id == id), None)
    standing = [c for c in mine if c.withdrawn is None]
    return (standing or mine)[-1] if mine else None


FEATURE = Feature(
    handlers={WithdrawConcern: withdraw},
    help=(("withdraw concern because ...", N_("take back a concern that was a slip")),),
)
