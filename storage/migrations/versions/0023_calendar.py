"""The programme's calendar: what is planned for each month, and who takes no part in it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two tables of their own."""
    op.create_table(
        "rounds",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rounds"),
    )
    op.create_index("ix_rounds_month", "rounds", ["month"])
    op.create_table(
        "taking_part",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("out", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_taking_part_person_id"),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name="fk_taking_part_by"),
        sa.PrimaryKeyConstraint("id", name="pk_taking_part"),
    )
    op.create_index("ix_taking_part_month", "taking_part", ["month"])
