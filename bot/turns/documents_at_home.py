"""An audit as a document: a link for whoever may read all of it, good for ten minutes and for them alone."""

from __future__ import annotations

from bot.turns import cases
from bot.turns.in_hand import TurnInHand
from dialogs.audits.permissions import Permission, allowed
from dialogs.audits.stages import now as asked_now
from dialogs.conversation.views import Link, Sentence, View
from dialogs.features.home import Asked
from template_specs.sentences import N_, _

DOCUMENT_MINUTES = 10
"""How long a document's link is good."""
NO_ADDRESS = Sentence(
    N_(
        "I cannot give documents by a link here, because no web address is set up for me. Ask your QA lead: "
        "they can have the document made for you."
    )
)
_WHICH_CASE = Sentence(N_("Which audit do you want as a document? Type document and its case reference."))


async def link(hand: TurnInHand, asked: Asked) -> tuple[View, ...]:
    """The link of the newest audit of the case that this person may read; where no case is named, of the one
    in hand."""
    in_hand = [hand.session.audit.id] if hand.session.audit is not None else []
    ids = (
        [asked.audit] if asked.audit else await cases.find_audits(hand, asked.case) if asked.case else in_hand
    )
    if not ids:
        return () if asked.case else (_WHICH_CASE,)
    for audit_id in reversed(ids):
        held = await hand.work.audits.audit(audit_id, hand.person.id, hold=False)
        if held is None:
            continue
        audit = held[0]
        template = await hand.work.template(audit.template_hash)
        if not allowed(hand.person, Permission.READ, audit, asked_now(template, audit)):
            continue
        if hand.document_link is None:
            return (NO_ADDRESS,)
        told = _(
            "The document of {case}: open the page, and press its button. The link works once, for you "
            "alone, for {minutes} minutes. What you download holds case detail: keep it where case files "
            "are kept.",
            case=audit.case.reference,
            minutes=DOCUMENT_MINUTES,
        )
        address = hand.document_link(audit.id, hand.person.id)
        return (Sentence(told, as_card=True, links=(Link(N_("Open the page"), address),)),)
    return ()
