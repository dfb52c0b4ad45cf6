"""indexes by which an exercise that rests, or was ended too early, is found."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

PAUSED = sa.text("state = 'paused'")


def upgrade() -> None:
    op.create_index(
        "ix_assignments_paused", "assignments", ["id"], sqlite_where=PAUSED, postgresql_where=PAUSED
    )
    op.create_index("ix_assignments_ended_at", "assignments", ["ended_at"])


def downgrade() -> None:
    op.drop_index("ix_assignments_ended_at", "assignments")
    op.drop_index("ix_assignments_paused", "assignments")
