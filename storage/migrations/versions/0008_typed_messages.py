"""What typed messages led to, so that an edit, a deletion or a quoted reply finds its question."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table of its own: the program before this one neither reads nor writes it."""
    op.create_table(
        "typed_messages",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("token", sa.String(length=16), nullable=False),
        sa.Column("audit_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_typed_messages_person_id")),
        sa.ForeignKeyConstraint(["audit_id"], ["audits.id"], name=op.f("fk_typed_messages_audit_id")),
        sa.PrimaryKeyConstraint("person_id", "token", name=op.f("pk_typed_messages")),
    )
    op.create_index(op.f("ix_typed_messages_at"), "typed_messages", ["at"], unique=False)
    op.create_index(op.f("ix_typed_messages_audit_id"), "typed_messages", ["audit_id"], unique=False)
    op.create_index(
        op.f("ix_typed_messages_person_id_at"), "typed_messages", ["person_id", "at"], unique=False
    )
