"""The completed audits of the same case that came before one."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import and_, bindparam, or_, select

from dialogs.audits.audit import Audit, State
from storage.audits import AuditRows
from storage.list_items import KEPT
from storage.tables import audits
from storage.transaction import TransactionPart
from storage.values import micros

MOST = 6
"""Audits looked at, the newest first: three years of two a year."""
_OVER = or_(
    audits.c.state == State.FINAL.value,
    and_(audits.c.state == State.SUBMITTED.value, audits.c.stage == ""),
)
_EARLIER = (
    select(audits.c.id)
    .where(
        audits.c.reference_hash.in_(bindparam("hashes", expanding=True)),
        audits.c.template_id.in_(bindparam("forms", expanding=True)),
        audits.c.id != bindparam("audit"),
        audits.c.submitted_at < bindparam("before"),
        _OVER,
        KEPT,
    )
    .order_by(audits.c.submitted_at.desc(), audits.c.id)
    .limit(MOST)
)
_NEVER = 2**62


class EarlierAudits(TransactionPart):
    """Finds them, for looking only."""

    __slots__ = ()

    async def of_case(self, audit: Audit, forms: Iterable[str]) -> tuple[Audit, ...]:
        """The newest audits of the case of `audit` with one of `forms` that are over, and were submitted
        before it was; restricted ones that do not open to the reader of this transaction, and what
        cannot be opened, left out."""
        before = micros(audit.submitted_at) if audit.submitted_at is not None else _NEVER
        values = {
            "hashes": self._shared.keyring.keyed_by_any("case", audit.case.reference),
            "forms": sorted(forms),
            "audit": audit.id,
            "before": before,
        }
        ids = list((await self._connection.execute(_EARLIER, values)).scalars())
        known = await AuditRows(self._open).several(ids)
        return tuple(known[id] for id in ids if id in known)
