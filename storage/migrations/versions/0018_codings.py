"""What people make of findings in words: the themes they put them under, each coding a row of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table of its own."""
    op.create_table(
        "codings",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("audit_id", sa.String(64), nullable=False),
        sa.Column("finding", sa.String(200), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("coder", sa.String(64), nullable=False),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audits.id"], name="fk_codings_audit_id"),
        sa.ForeignKeyConstraint(["coder"], ["people.id"], name="fk_codings_coder"),
        sa.PrimaryKeyConstraint("id", name="pk_codings"),
    )
    op.create_index("ix_codings_audit_id", "codings", ["audit_id"])
