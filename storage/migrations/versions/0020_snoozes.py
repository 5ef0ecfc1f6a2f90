"""Reminders that somebody has put off; a table of reminders that nothing was ever written to goes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column more, and a table less, which no version has written to or read."""
    op.add_column("people", sa.Column("reminders_from", sa.String(length=10), nullable=True))
    op.drop_table("reminders")
