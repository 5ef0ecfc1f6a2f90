"""When a stage began, and which reminder of an audit was last seen to: what chasing asks for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns that the program before this one need not fill: both may run side by side."""
    op.add_column("audits", sa.Column("stage_at", sa.BigInteger(), nullable=True))
    op.add_column("audits", sa.Column("reminded", sa.String(length=40), nullable=False, server_default=""))
    op.create_index(
        op.f("ix_audits_stage_template_hash_stage_at"),
        "audits",
        ["stage", "template_hash", "stage_at"],
        unique=False,
    )
    began = "SELECT max(at) FROM trail WHERE trail.audit_id = audits.id AND what = 'submitted'"
    op.execute(f"UPDATE audits SET stage_at = ({began}) WHERE stage > ''")  # noqa: S608 (nobody's value)
