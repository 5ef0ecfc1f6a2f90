"""One audit in a list, as its row tells: no trail is folded for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from dialogs.audits.audit import Audit, AuditId, Case, PersonId, State
from dialogs.audits.restriction import KEPT_APART, RESTRICTED, from_stored, opens_to
from storage.ground import SHUT, reference_of
from storage.seals import SealBroken
from storage.tables import audits
from storage.transaction import TransactionPart
from storage.unreadable_rows import PROBLEMS
from storage.values import day, maybe_moment

LISTED = (
    audits.c.id,
    audits.c.sealed_reference,
    audits.c.wrapped_key,
    audits.c.template_hash,
    audits.c.state,
    audits.c.due,
    audits.c.auditors,
    audits.c.practitioner,
    audits.c.manager,
    audits.c.iro,
    audits.c.team,
    audits.c.theme,
    audits.c.month,
    audits.c.submitted_at,
    audits.c.stage,
    audits.c.stage_at,
    audits.c.answered,
    audits.c.total,
    audits.c.restricted,
    audits.c.case_type,
    audits.c.list,
    audits.c.family,
    audits.c.seal,
    audits.c.revision,
    audits.c.head,
    audits.c.second_of,
    audits.c.shut_to,
)
KEPT = audits.c.wrapped_key.is_not(None)
"""Not purged."""
COUNTED = audits.c.second_of.is_(None)
"""No second audit: those count in no figure but the agreement."""
PROGRAMME = select(*LISTED).where(KEPT)
"""The programme's audits."""


@dataclass(frozen=True, slots=True)
class AuditListItem:
    """One audit in a list."""

    audit: Audit
    """As its row tells: without answers, and without what the trail alone holds (`sent`, `confirmed`)."""
    answered: int
    total: int
    part: str
    """What the list's owner is to the audit: "auditor", "practitioner", "manager", "iro"; empty in the
    programme's lists."""
    shut: bool = False
    """It cannot be opened: `case_reference` is SHUT."""
    closed: bool = False
    """It does not open to its reader: `case_reference` says that it is restricted or kept from them, and
    nobody is named in it."""

    @property
    def audit_id(self) -> AuditId:
        """Which audit it is."""
        return self.audit.id

    @property
    def case_reference(self) -> str:
        """The case, or SHUT."""
        return self.audit.case.reference

    @property
    def template_hash(self) -> str:
        """Its form."""
        return self.audit.template_hash

    @property
    def state(self) -> State:
        """Where it is in its life."""
        return self.audit.state

    @property
    def due(self) -> date | None:
        """Its own day, whatever stage it is in."""
        return self.audit.due

    @property
    def auditors(self) -> tuple[PersonId, ...]:
        """Who audits it."""
        return self.audit.auditors

    @property
    def month(self) -> str:
        """The programme's month that it counts in."""
        return self.audit.case.month


class ListedAudits(TransactionPart):
    """What the parts that list audits share."""

    __slots__ = ()

    def listed(
        self, row: Any, part: str = "", *, person: PersonId = "", whoever_reads: bool = False
    ) -> AuditListItem:
        """The item of a row in the order of LISTED: of a restricted case only that it is there, unless it
        opens to the reader of this transaction (or to `whoever_reads`).

        `person` is on the audit's list as its `part`; where its own sealed row says otherwise, somebody put
        them there: the case is not shown.
        """
        audit_id, sealed, wrapped, template_hash, state, due, auditors, practitioner, manager, iro = row[:10]
        team, theme, month, submitted_at, stage, stage_at, answered, total, restricted = row[10:19]
        case_type, listed, family, seal, revision, head, second_of, shut_to = row[19:]
        shut = False
        kept = self._shared.audits.get(audit_id)
        where = (case_type, team, month, theme, listed)
        people = (auditors, practitioner, manager, iro)
        ground = (
            sealed,
            *where,
            template_hash,
            *people,
            due,
            family,
            restricted,
            second_of,
            shut_to,
            wrapped,
        )
        named = {"auditor": auditors.split(";"), "practitioner": [practitioner], "manager": [manager]}
        if person and person not in named.get(part, [iro]):
            self._open.sets_aside("audit", audit_id, SealBroken("its lists name other people than its row"))
            reference, shut = SHUT, True
        elif kept is not None and kept.ground == ground and kept.head == head:
            reference = kept.audit.case.reference
        else:
            try:
                self._shared.seals.check_audit(seal, audit_id, ground, revision, head)
                reference = reference_of(sealed, self._shared.keyring.data_key(wrapped, audit_id), audit_id)
            except PROBLEMS as problem:
                self._open.sets_aside("audit", audit_id, problem)
                reference, shut = SHUT, True
        audit = Audit(
            id=audit_id,
            template_hash=template_hash,
            case=Case(reference, team=team, month=month, theme=theme),
            state=State(state),
            auditors=tuple(auditors.split(";")) if auditors else (),
            practitioner=practitioner,
            manager=manager,
            iro=iro,
            due=day(due),
            stage=stage,
            submitted_at=maybe_moment(submitted_at),
            stage_since=maybe_moment(stage_at),
            restricted=from_stored(restricted),
            second_of=second_of or "",
            shut_to=tuple(shut_to.split(";")) if shut_to else (),
        )
        item = AuditListItem(audit, answered, total, part, shut)
        return item if whoever_reads else as_shown(item, self._open.reader)


def as_shown(item: AuditListItem, reader: PersonId) -> AuditListItem:
    """The item as `reader` is shown it: of an audit that does not open to them, that there is one, and
    nothing that would tell which.  Nobody is left in it whom it opens to."""
    audit = item.audit
    if opens_to(reader, audit):
        return item
    case = Case(KEPT_APART if reader in audit.shut_to else RESTRICTED, month=audit.case.month)
    bare = audit.replace(case=case, auditors=(), practitioner=None, manager=None, iro=None, restricted=())
    return replace(item, audit=bare, shut=True, closed=True)
