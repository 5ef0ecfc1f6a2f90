"""Reminders that somebody has put off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column more; `reminders`, which nothing was ever written to, stays, as migrations only add."""
    op.add_column("people", sa.Column("reminders_from", sa.String(length=10), nullable=True))
