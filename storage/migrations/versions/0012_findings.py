"""What reports count of each audit, found when it is written; indexes for a month's figures and a team's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table of its own: what the program before this one writes is found anew."""
    op.create_table(
        "findings",
        sa.Column("audit_id", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("counted_by", sa.Integer(), nullable=False),
        sa.Column("template_hash", sa.String(64), nullable=False),
        sa.Column("initial", sa.String(64), nullable=False),
        sa.Column("moderated", sa.String(64), nullable=False),
        sa.Column("replied", sa.String(64), nullable=False),
        sa.Column("final", sa.String(64), nullable=False),
        sa.Column("actions", sa.Integer(), nullable=False),
        sa.Column("actions_done", sa.Integer(), nullable=False),
        sa.Column("action_due", sa.String(10), nullable=True),
        sa.Column("found", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audits.id"], name="fk_findings_audit_id"),
        sa.PrimaryKeyConstraint("audit_id", name="pk_findings"),
    )
    op.create_index("ix_findings_template_hash_final", "findings", ["template_hash", "final"])
    op.create_index("ix_findings_actions", "findings", ["actions", "actions_done", "action_due"])
    op.create_index("ix_audits_by_month", "audits", ["month", "id", "state", "due", "team"])
    op.create_index("ix_audits_by_team", "audits", ["team", "state", "due", "month"])
    changed = sa.text("what = 'allocation_changed'")
    op.create_index("ix_trail_changed", "trail", ["audit_id"], sqlite_where=changed, postgresql_where=changed)
