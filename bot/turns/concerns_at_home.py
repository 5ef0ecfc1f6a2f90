"""Concerns with no audit in hand: which case one is about, and which of a person's own still wait."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.turns import my_lists
from bot.turns.in_hand import TurnInHand
from dialogs.audits.audit import AuditId, Person, Role, State
from dialogs.audits.restriction import RESTRICTED
from dialogs.conversation.command import Command
from dialogs.conversation.harm import sentence_of_harm
from dialogs.conversation.state import OnScreen
from dialogs.conversation.turn import Turn
from dialogs.conversation.views import CaseChoice, Sentence, UnsentConcernView, View, WhichCaseView
from dialogs.conversation.worry import sentence_of_worry
from dialogs.features import concern_offer, unsent_concern
from dialogs.features.unsent_concern import ExplainConcern, WordConcern
from dialogs.understanding import concern_words
from dialogs.wording.summary_view import reading
from template_specs.sentences import N_, _, worded

MOST_CASES = 20
"""Most cases to choose from at once."""
MOST_WAITING = 5
"""Most concerns of one person shown at once, and named on the QA lead's status."""
_OPEN = (State.ALLOCATED, State.IN_PROGRESS)
_AWAY = (OnScreen.PAUSED, OnScreen.SUBMITTED)


_WITH_CASE = re.compile(
    r"^(?:(?:raise|report)\s+)?(?:an?\s+)?(?:immediate\s+)?concern\s+(?:(?:about|on|in|for)\s+)?(?P<case>\S+?)\s*"
    r"[:\-–—]\s+(?P<words>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class About:
    """What to do: views to show, or `event` on the only audit it can be about."""

    views: tuple[View, ...] = ()
    audit: AuditId = ""
    event: Command | None = None


async def about(hand: TurnInHand) -> About | None:
    """For typed words that begin a concern, or speak of harm now, when no audit is clearly in hand.  None if
    they do neither, or one is."""
    session, text = hand.session, hand.inbound.text
    named = await _named(hand)
    if named is not None:
        return named
    if session.audit is not None and session.audit.state in _OPEN and session.conversation.view not in _AWAY:
        return None  # its own turn reads them
    begun = concern_words.begins(text, hand.today)
    harm = sentence_of_harm(text, hand.today) or sentence_of_worry(text)
    if begun is None and not harm:
        return None
    choices, total = await _choices(hand)
    if session.audit is not None and len(choices) <= 1:
        return None  # it is about the only one there is
    if not choices:
        return About((_nowhere(session.person, harm),))
    if begun is not None and len(choices) == 1:
        return About(audit=choices[0].audit, event=begun)
    words = "" if begun is None else getattr(begun, "words", "")
    card = WhichCaseView(
        words=words or (text.strip() if harm else ""),
        choices=tuple(choices),
        more=total - len(choices),
        sounds_like_harm=bool(harm),
    )
    return About((Sentence(ANSWER), card) if isinstance(begun, ExplainConcern) else (card,))


ANSWER = N_(
    "A concern goes to the manager named for the case, or to whoever stands in for them, with your exact "
    "words and your name, when you choose Send now. You must still phone."
)
CHOOSE_FIRST = Sentence(
    N_("Choose the case on the card first. Nothing has been sent, and your words are still there.")
)


def names_case(text: str) -> bool:
    """Whether `text` may be a concern with its case: the audit in focus is not held for it, as the turn may
    be about another."""
    return _WITH_CASE.match(text.strip()) is not None


async def _choices(hand: TurnInHand) -> tuple[list[CaseChoice], int]:
    """The audits on which this person may raise one: open ones, else those that are done; the first of them,
    and how many there are."""
    items, total = await my_lists.raising(hand, MOST_CASES)
    choices = [
        CaseChoice(i.audit_id, i.case_reference, (await hand.work.template(i.template_hash)).short_title)
        for i in items
    ]
    return choices, total


async def _named(hand: TurnInHand) -> About | None:
    """A concern typed with its case ("concern DEMO-101: ..."), for whoever may raise one there."""
    found = _WITH_CASE.match(hand.inbound.text.strip())
    if found is None:
        return None
    for item in reversed(await hand.work.lists.audits_of_case(found["case"])):
        template = await hand.work.template(item.template_hash)
        if not item.shut and my_lists.may_raise(template, item.audit, hand.person):
            return About(audit=item.audit_id, event=WordConcern(found["words"].strip()))
    return None


def _nowhere(person: Person, harm: str) -> Sentence:
    managing = person.roles & {Role.MANAGER, Role.SERVICE_MANAGER}
    whom = _("the duty team") if managing else _("the manager or the duty team")
    heard = f"{concern_offer.SOUNDS} " if harm else ""
    told = _(
        "If a child may be at risk, ring {whom} now. I cannot send a concern for you from here, as no audit "
        "of yours is open: nothing has been sent to anybody, and I have not kept your words.",
        whom=whom,
    )
    return Sentence(f"{heard}{told}")


async def waiting(hand: TurnInHand, *, besides: AuditId = "") -> tuple[UnsentConcernView, ...]:
    """This person's unsent concerns, each as its card, shown at every greeting; without that of the audit
    `besides`."""
    work, person, cards = hand.work, hand.person, []
    for audit_id in await work.unsent.of(person.id, MOST_WAITING):
        held = await hand.held(audit_id)
        if audit_id == besides or held is None or held[1].unsent is None:
            continue
        audit, conversation = held
        template = await work.template(audit.template_hash)
        known = await hand.names.of(work, audit, person)
        turn = Turn(person, hand.now, hand.today, str, lambda _: frozenset(), known)
        cards.append(unsent_concern.view_of(reading(template, audit, turn, conversation), again=True))
    return tuple(cards)


async def counted(hand: TurnInHand) -> tuple[int, tuple[str, ...]]:
    """For the QA lead: how many concerns have waited for half an hour or more, whose they are and on which
    case."""
    count, first = await hand.work.unsent.since(hand.now - unsent_concern.COUNTED, MOST_WAITING)
    known = await hand.names.named(hand.work, [person for _, person in first])
    cases = await hand.work.lists.references([audit for audit, _ in first])
    unknown = worded(N_("somebody"))
    return count, tuple(
        f"{known.get(person, unknown)} ({cases[audit]})" if audit in cases else worded(RESTRICTED)
        for audit, person in first
    )
