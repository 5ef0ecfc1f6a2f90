"""The tables of the programme's year: what is planned for its months, and who takes no part in them."""

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
