"""Seals of people and audits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty until `app.py trail seal`: until then the program before this one may run side by side."""
    for table in ("people", "audits"):
        op.add_column(table, sa.Column("seal", sa.LargeBinary(), nullable=True))
