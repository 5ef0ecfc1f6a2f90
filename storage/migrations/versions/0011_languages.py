"""The language that each person reads: the one they chose, and that of their Teams."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns that the program before this one need not fill: both may run side by side."""
    op.add_column("people", sa.Column("language", sa.String(8), nullable=True))
    op.add_column("addresses", sa.Column("locale", sa.String(8), nullable=True))
