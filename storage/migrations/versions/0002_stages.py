"""Stages after submission, and the IRO of a case: what a form with several stages asks for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns that the program before this one need not fill: both may run side by side."""
    # One statement that both databases take: rebuilding the table would break what refers to it on SQLite.
    op.execute(
        "ALTER TABLE audits ADD COLUMN iro VARCHAR(64) CONSTRAINT fk_audits_iro REFERENCES people (id)"
    )
    op.add_column("audits", sa.Column("stage", sa.String(length=64), nullable=False, server_default=""))
    op.create_index(op.f("ix_audits_stage"), "audits", ["stage"], unique=False)
    iro = "SELECT person_id FROM audit_people WHERE audit_id = audits.id AND part = 'iro'"
    op.execute(f"UPDATE audits SET iro = ({iro})")  # noqa: S608 (no value of anybody's in it)
