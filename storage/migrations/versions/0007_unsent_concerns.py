"""Since when a concern waits to be sent: what asking again and the QA lead's status look for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column that the program before this one need not fill: both may run side by side."""
    op.add_column("walks", sa.Column("unsent_since", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_walks_unsent_since"), "walks", ["unsent_since"], unique=False)
    op.create_index(
        op.f("ix_walks_person_id_unsent_since"), "walks", ["person_id", "unsent_since"], unique=False
    )
