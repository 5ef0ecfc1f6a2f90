"""The tables of the programme: its months, who takes no part in them, good practice and its digest."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, LargeBinary, String, Table, Text

from storage.tables import id_column, metadata

rounds = Table(
    "rounds",
    metadata,
    id_column("id", primary=True),
    Column("month", String(7), nullable=False),
    Column("plan", Text, nullable=False),  # JSON, as `storage/calendar_rows.py` writes it
    Column("at", BigInteger, nullable=False),
    Index(None, "month"),
)
"""What is planned for the months of the programme: each time that a month is written, rows of one moment.
Those of the newest stand."""

taking_part = Table(
    "taking_part",
    metadata,
    id_column("id", primary=True),
    Column("month", String(7), nullable=False),
    id_column("person_id", ForeignKey("people.id")),
    Column("out", Boolean, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # why
    id_column("by", ForeignKey("people.id")),
    Column("at", BigInteger, nullable=False),
    Index(None, "month"),
)
"""Who takes no part in a month's audits, or does again; the newest row of a person and month stands."""

proposals = Table(
    "proposals",
    metadata,
    id_column("id", primary=True),
    Column("month", String(7), nullable=False),
    Column("list", Text, nullable=False),
    Column("form", String(64), nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # the rows
    Column("at", BigInteger, nullable=False),
    Index(None, "month"),
)
"""Lists that were drawn and wait for the QA lead; gone once they are allocated or put aside."""

good_practice = Table(
    "good_practice",
    metadata,
    id_column("id", primary=True),
    id_column("audit_id", ForeignKey("audits.id"), null=True),  # empty once it is released: it leads nowhere
    Column("sealed", LargeBinary, nullable=False),  # the words
    id_column("by", ForeignKey("people.id")),
    Column("at", BigInteger, nullable=False),
    id_column("decided_by", null=True),
    Column("decided_at", BigInteger),
    Column("released", Boolean),  # empty: nobody has decided
    Index(None, "audit_id"),
    Index(None, "released", "at"),
)
"""Examples of good practice: marked in an audit, and released by somebody who has taken the names out."""

digests = Table(
    "digests",
    metadata,
    id_column("id", primary=True),
    Column("month", String(7), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    id_column("by", ForeignKey("people.id")),
    Column("at", BigInteger, nullable=False),
    Column("sent_at", BigInteger),
    Index(None, "month"),
)
"""What practitioners are told each month; a row for each version of it."""

digest_choices = Table(
    "digest_choices",
    metadata,
    id_column("person_id", ForeignKey("people.id"), primary=True),
    Column("off_until", String(10), nullable=False),  # a day; empty: for good
)
"""Who wants no digest."""
