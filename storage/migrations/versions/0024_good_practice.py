"""Good practice: examples, the monthly digest of them, and who wants none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three tables of their own."""
    op.create_table(
        "good_practice",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("audit_id", sa.String(64), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.String(64), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("released", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["audit_id"], ["audits.id"], name="fk_good_practice_audit_id"),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name="fk_good_practice_by"),
        sa.PrimaryKeyConstraint("id", name="pk_good_practice"),
    )
    op.create_index("ix_good_practice_audit_id", "good_practice", ["audit_id"])
    op.create_index("ix_good_practice_released_at", "good_practice", ["released", "at"])
    op.create_table(
        "digests",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name="fk_digests_by"),
        sa.PrimaryKeyConstraint("id", name="pk_digests"),
    )
    op.create_index("ix_digests_month", "digests", ["month"])
    op.create_table(
        "digest_choices",
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("off_until", sa.String(10), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_digest_choices_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_digest_choices"),
    )
