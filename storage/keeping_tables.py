"""The tables of keeping and forgetting: who has read what, and what is kept although its time is over."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, String, Table

from storage.programme_tables import good_practice
from storage.tables import (
    actions,
    audit_people,
    codings,
    desks,
    findings,
    id_column,
    metadata,
    owed,
    typed_messages,
    walks,
)

access_log = Table(
    "access_log",
    metadata,
    id_column("id", primary=True),
    id_column("audit_id", null=True),  # empty: all of them (an export)
    id_column("person_id", null=True),  # empty: whoever typed a command
    Column("way", String(20), nullable=False),  # how it was read
    Column("sealed", LargeBinary),  # who typed the command
    Column("at", BigInteger, nullable=False),
    Column("seal", LargeBinary),  # see storage/seals.py
    Index(None, "audit_id", "at"),
    Index(None, "at"),
)
"""Who has read an audit without being its auditor; `readings` holds what versions before kept of that."""

holds = Table(
    "holds",
    metadata,
    id_column("id", primary=True),
    id_column("audit_id", ForeignKey("audits.id")),
    Column("sealed", LargeBinary, nullable=False),  # who keeps the audit from being purged, and why
    Column("at", BigInteger, nullable=False),
    Column("sealed_release", LargeBinary),  # who let it go, and why
    Column("released_at", BigInteger),
    Column("seal", LargeBinary),
    Index(None, "audit_id"),
)

GO_WITH_AN_AUDIT = (
    *(walks, owed, typed_messages, audit_people, findings),
    *(actions, codings, desks, holds, good_practice),
)
"""The tables out of which a purge takes an audit's rows, besides its key and its reference."""
