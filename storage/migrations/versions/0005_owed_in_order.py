"""What the delivery looks for is found by indexes, however many cards were ever owed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Indexes alone: the program before this one gains by them as well."""
    op.create_index("ix_owed_in_order", "owed", [sa.text("urgent DESC"), "next_at", "id"], unique=False)
    op.create_index(op.f("ix_owed_leased_until"), "owed", ["leased_until"], unique=False)
