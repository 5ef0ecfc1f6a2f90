"""The table of what was met with people whom nothing can be sent to."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, String, Table

from storage.tables import id_column, metadata

unreached = Table(
    "unreached",
    metadata,
    id_column("person_id", ForeignKey("people.id"), primary=True),
    Column("why", String(20), nullable=False),  # a code of WhyUnreached
    Column("since", BigInteger, nullable=False),
    Column("tried_at", BigInteger),  # when the app could last not be installed for them
)
