"""due by person."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NOT_PARKED = sa.text("parked_at is null")


def upgrade() -> None:
    op.add_column("due", sa.Column("rank", sa.SmallInteger(), server_default="1", nullable=False))
    op.execute("UPDATE due SET rank = 0 WHERE kind = 'expiry'")
    _next("due_at", "rank", "id")
    op.create_index("ix_due_person", "due", ["person_id", "due_at"])


def downgrade() -> None:
    op.drop_index("ix_due_person", "due")
    _next("due_at")
    with op.batch_alter_table("due", schema=None) as batch_op:
        batch_op.drop_column("rank")


def _next(*columns: str) -> None:
    op.drop_index("ix_due_next", "due")
    op.create_index("ix_due_next", "due", list(columns), sqlite_where=NOT_PARKED, postgresql_where=NOT_PARKED)
