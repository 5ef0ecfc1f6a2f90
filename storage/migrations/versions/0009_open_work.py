"""What somebody has yet to read is found by an index, and who has read an audit is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two indexes and a table: the program before this one runs on beside them."""
    for name, kind in (("ix_trail_acknowledged", "acknowledged"), ("ix_trail_concerns", "concern_raised")):
        where = sa.text(f"what = '{kind}'")
        op.create_index(
            name, "trail", ["audit_id", "key"], unique=False, sqlite_where=where, postgresql_where=where
        )
    op.create_table(
        "readings",
        sa.Column("audit_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audits.id"], name=op.f("fk_readings_audit_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_readings_person_id")),
        sa.PrimaryKeyConstraint("audit_id", "person_id", "at", name=op.f("pk_readings")),
    )
