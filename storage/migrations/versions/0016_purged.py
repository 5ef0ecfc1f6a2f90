"""The few audits that were purged, apart: figures count all by an index alone, and take these off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """An index."""
    purged = sa.text("wrapped_key IS NULL")
    columns = ["month", "state", "due", "team"]
    op.create_index("ix_audits_purged", "audits", columns, sqlite_where=purged, postgresql_where=purged)
