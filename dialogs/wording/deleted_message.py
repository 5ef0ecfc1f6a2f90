"""What is said of a message that its writer has taken out of the chat, or put back."""

from __future__ import annotations

from dialogs.conversation.context import TurnContext, name_of, number_of, reads
from dialogs.conversation.message_effects import KEPT_DAYS, MessageEffect
from dialogs.conversation.pending import MeaningAsked
from dialogs.conversation.position import in_hand
from template_specs.sentences import N_, _

NOTHING_THERE = N_(
    "You deleted a message. Nothing from it is on the record of an audit, so nothing has changed."
)
RESTORED = N_("Your message is back in the chat. The record has not changed.")


def not_known() -> str:
    """What is said of a deleted message that is remembered no longer."""
    return _(
        "You deleted a message that I no longer know: I remember messages for {kept_days} days. "
        "Whatever it put on the record stays there. Open the audit to see it, or to change it.",
        kept_days=KEPT_DAYS,
    )


def deleted(context: TurnContext, token: str, effect: MessageEffect) -> str:
    """One line: what stays of the deleted message `token`, and how to change it."""
    return _("You deleted a message. {stays}", stays=_stays(context, token, effect))


def _stays(context: TurnContext, token: str, effect: MessageEffect) -> str:
    ids = {token, effect.unsent} - {""}
    mine = context.turn.actor.id
    if any(concern.id in ids and concern.by == mine for concern in context.audit.concerns):
        return _(
            "The concern in it has been sent, and deleting does not take it back. If it was wrong, "
            "call whoever has it, and type concern: with what is right."
        )
    pending, waits = context.conversation.pending, context.conversation.unsent
    if waits is not None and waits.id in ids:
        return _("The concern in it has not been sent. Type send now, or do not send.")
    if isinstance(pending, MeaningAsked) and pending.about == token:
        return _("I still have its words, and have asked what they are: choose above, or go on without them.")
    if effect.answers:
        return _answers_stay(context, effect)
    if effect.rows:
        name = _name(context, effect.rows)
        return _(
            "What it said stays in {name}. To change it, type card and use the buttons at its row.", name=name
        )
    if any(note.id in {token, effect.note} for note in context.audit.notes):
        return _("The note from it stays. You can drop it where I offer it.")
    draft = effect.tried[0][0] if effect.tried else ""
    if draft and draft in context.conversation.drafts:
        return _(
            "Its words are still kept at {name}, not saved. You can drop them there.",
            name=_name(context, draft),
        )
    return _("Nothing from it is on the record, so nothing has changed.")


def _answers_stay(context: TurnContext, effect: MessageEffect) -> str:
    told = []
    for key, revision in effect.answers:
        question = context.template.by_id.get(key)
        answers = context.audit.history.get(key, ())
        answer = answers[revision - 1] if 0 < revision <= len(answers) else None
        if question is None or answer is None or answer.by != context.turn.actor.id:
            continue
        value = reads(question, answer)
        later = _(", with a newer answer after it") if len(answers) > revision else ""
        told.append(f"{name_of(question)}{f': {value}' if value else ''}{later}")
    first = context.template.by_id.get(effect.answers[0][0])
    if not told or first is None:
        return _("What it said stays on the record.")
    kept = _("What it said stays on the record ({told})", told="; ".join(told))
    if first.id not in context.route:
        return _("{kept}, and answers cannot be changed now. Your QA lead can reopen the audit.", kept=kept)
    where = number_of(first) or first.name
    now = _(" (it is in hand now)") if in_hand(context) == first else ""
    return _(
        "{kept}. To change it, type go to {where}{now}, and answer again.", kept=kept, where=where, now=now
    )


def _name(context: TurnContext, key: str) -> str:
    question = context.template.by_id.get(key)
    return name_of(question) if question is not None else key
