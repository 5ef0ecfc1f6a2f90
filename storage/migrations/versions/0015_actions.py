"""The actions of audits that were sent; what people are to be reminded of; who is away; restricted cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and columns that the program before this one need not fill: both may run side by side."""
    op.create_table(
        "actions",
        sa.Column("audit_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=True),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("due", sa.String(length=10), nullable=True),
        sa.Column("priority", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("done_on", sa.String(length=10), nullable=True),
        sa.Column("effect", sa.Boolean(), nullable=False),
        sa.Column("reminded", sa.String(length=40), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audits.id"], name=op.f("fk_actions_audit_id")),
        sa.PrimaryKeyConstraint("audit_id", "key", name=op.f("pk_actions")),
    )
    op.create_index(op.f("ix_actions_status_due"), "actions", ["status", "due"], unique=False)
    op.create_index(op.f("ix_actions_owner_status"), "actions", ["owner", "status"], unique=False)
    op.create_index(op.f("ix_actions_done_on"), "actions", ["done_on"], unique=False)
    op.add_column("audits", sa.Column("actions_seen", sa.Integer(), server_default="-1", nullable=False))
    where = sa.text("actions_seen < revision AND state IN ('submitted', 'final')")
    op.create_index(
        "ix_audits_actions_behind",
        "audits",
        ["id"],
        unique=False,
        sqlite_where=where,
        postgresql_where=where,
    )
    op.add_column("audits", sa.Column("restricted", sa.Text(), server_default="", nullable=False))
    op.add_column("audits", sa.Column("family", sa.String(length=64), nullable=True))
    op.add_column("people", sa.Column("away_until", sa.String(length=10), nullable=True))
    op.create_table(
        "reminders",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("audit_id", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("not_before", sa.String(length=10), nullable=False),
        sa.Column("told_on", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["audit_id"], ["audits.id"], name=op.f("fk_reminders_audit_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reminders_person_id")),
        sa.PrimaryKeyConstraint("person_id", "audit_id", "subject", name=op.f("pk_reminders")),
    )
    op.create_index(
        op.f("ix_reminders_told_on_not_before"), "reminders", ["told_on", "not_before"], unique=False
    )
