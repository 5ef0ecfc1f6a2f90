"""Who has which part in an audit, and who reads it: for those who ask."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.audits.audit import PersonId
from dialogs.audits.stages import AUDITOR
from dialogs.conversation.context import TurnContext
from template_specs.sentences import N_, _
from template_specs.text import listed

_PEOPLE = {
    "manager": N_("manager"),
    "practitioner": N_("social worker"),
    "iro": N_("IRO or conference chair"),
}


def who(context: TurnContext, about: str) -> str:
    """Whoever is `about` to the audit ("manager", "partner", "qa_lead"); everybody where it names nobody."""
    audit, me = context.audit, context.turn.actor.id
    if about == "partner":
        others = [context.name(p) for p in audit.auditors if p != me]
        if AUDITOR not in context.parts:
            return _auditors(context)
        return (
            _("You audit this case with {listed}.", listed=listed(others, "and"))
            if others
            else _("You audit this case alone.")
        )
    if about == AUDITOR:
        return _auditors(context)
    if about in ("qa_lead", "moderator"):
        found = [context.name(p) for p in context.turn.with_role.get(about, ()) if p in context.turn.names]
        title = _("QA lead") if about == "qa_lead" else _("moderator")
        if found:
            return _("The {title} is {listed}.", title=title, listed=listed(found, "or"))
        if about == "qa_lead":
            return _(
                "Your QA lead is whoever sends you the month's list of audits; I do not have their name here."
            )
        return _("No moderator is named for this case.")
    named: Mapping[str, PersonId | None] = {
        "manager": audit.manager,
        "practitioner": audit.practitioner,
        "iro": audit.iro,
    }
    if about in named:
        person = named[about]
        if person is None:
            return _(
                "The case list names no {people} for {reference}. Your QA lead can add one.",
                people=_PEOPLE[about],
                reference=audit.case.reference,
            )
        return _(
            "The {people} of {reference} is {detail}.",
            people=_PEOPLE[about],
            reference=audit.case.reference,
            detail=_("you") if person == me else context.name(person),
        )
    return _everybody(context)


def _auditors(context: TurnContext) -> str:
    names = [context.name(p) for p in context.audit.auditors]
    return _(
        "{reference} is audited by {listed}.",
        reference=context.audit.case.reference,
        listed=listed(names, "and"),
    )


def _everybody(context: TurnContext) -> str:
    audit = context.audit
    told = [_auditors(context)]
    for part, person in (
        ("manager", audit.manager),
        ("practitioner", audit.practitioner),
        ("iro", audit.iro),
    ):
        if person is not None:
            told.append(_("The {people} is {name}.", people=_PEOPLE[part], name=context.name(person)))
    return " ".join(told)


def readers(context: TurnContext) -> str:
    """Who can read what is written in the audit, and from when."""
    template = context.template
    later = [s for s in template.stages[1:] if s.by and not s.answers_reply]
    sent = goes_to_manager(context)
    told = [
        _(
            "Case detail stays in personal chats with me. The auditors of this case and the QA lead "
            "can read what is written as it is saved, and {sent} can once it is sent to them.",
            sent=sent,
        ),
    ]
    if later:
        told.append(
            _(
                "After that come {listed}, for those who complete them.",
                listed=listed((s.title for s in later), "and"),
            )
        )
    told.append(_("It is stored encrypted, and the words of a child's file are never shown in group chats."))
    return " ".join(told)


def goes_to_manager(context: TurnContext) -> str:
    """The manager by name; or as the manager, where the case names none."""
    return (
        _("the manager ({name})", name=context.name(context.audit.manager))
        if context.audit.manager
        else _("the manager")
    )
