"""Blind second audits: of which audit one is, whom it does not open to, and when the two were compared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("audits", sa.Column("second_of", sa.String(length=64), nullable=True))
    op.add_column("audits", sa.Column("shut_to", sa.Text(), server_default="", nullable=False))
    op.add_column("audits", sa.Column("compared_at", sa.BigInteger(), nullable=True))
    op.create_index("ix_audits_second_of", "audits", ["second_of"])
