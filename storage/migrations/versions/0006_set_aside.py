"""Who stands in for a manager, and what was set aside found by an index, however much was ever owed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column that may be empty and an index: the program before this one runs on beside them."""
    op.add_column("people", sa.Column("deputy", sa.String(length=64), nullable=True))
    failed = sa.text("failed")
    op.create_index(
        "ix_owed_set_aside", "owed", ["recipient"], unique=False, sqlite_where=failed, postgresql_where=failed
    )
