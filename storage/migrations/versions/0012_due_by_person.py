"""due by person."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_due_person", "due", ["person_id", "due_at"])


def downgrade() -> None:
    op.drop_index("ix_due_person", "due")
