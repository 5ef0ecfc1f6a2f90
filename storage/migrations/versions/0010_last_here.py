"""When somebody was last at work on an audit: what is news to them waits until they are not writing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column that the program before this one need not fill: both may run side by side."""
    op.add_column("walks", sa.Column("at", sa.BigInteger(), nullable=True))
