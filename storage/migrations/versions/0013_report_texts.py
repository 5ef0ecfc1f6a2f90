"""What people write into a report by hand, sealed: each change is a row of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table of its own."""
    op.create_table(
        "report_texts",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("first", sa.String(7), nullable=False),
        sa.Column("last", sa.String(7), nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name="fk_report_texts_by"),
        sa.PrimaryKeyConstraint("id", name="pk_report_texts"),
    )
    op.create_index("ix_report_texts_first_last", "report_texts", ["first", "last"])
