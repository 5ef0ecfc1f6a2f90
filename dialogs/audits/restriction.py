"""Whom an audit opens to: restricted cases, and blind second audits.

A case list marks a case as restricted (a child of somebody on the staff, an adoption).  It then opens only to
those whom the case names, and to whom the list lets in besides: a QA lead, a deputy or a service manager no
less than anybody else.  Everybody else may see that there is one more audit to count, and nothing of it.

A blind second audit and the one that it repeats are kept from each other's auditors until both are submitted
(`Audit.shut_to`), whatever role of the programme those have besides.

This is decided here alone.  What somebody is to an audit, what they may do and see, and which cards they are
sent asks it (`stages`, `permissions`, `recipients`), and so does whatever is read in bulk, in storage.
"""

from __future__ import annotations

from dialogs.audits.audit import Audit, PersonId
from template_specs.sentences import N_

RESTRICTED = N_("A restricted case")
"""Stands where the reference of one would be, for whom it does not open to."""
KEPT_APART = N_("An audit that is kept from you")
"""The same, where its reader audits the case as well, and neither is to see the other's."""
_MARK = "yes"


def opens_to(person: PersonId, audit: Audit) -> bool:
    """Whether anything of `audit` may be shown to `person`; whether more than that is right, their part in it
    says."""
    if person in audit.shut_to:
        return False
    if audit.restricted is None:
        return True
    named = (*audit.auditors, audit.practitioner, audit.manager, audit.iro)
    return person in named or person in audit.restricted


def as_stored(restricted: tuple[PersonId, ...] | None) -> str:
    """`Audit.restricted` as a column and the trail hold it: empty, or "yes;ID;ID"."""
    return "" if restricted is None else ";".join((_MARK, *restricted))


def from_stored(text: str) -> tuple[PersonId, ...] | None:
    """What `as_stored` wrote."""
    return tuple(text.split(";")[1:]) if text else None
