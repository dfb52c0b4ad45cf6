"""indexes of what lies ahead."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_appointments_ahead", "appointments", ["starts_at"], None),
    ("ix_assignments_agreed", "assignments", ["id"], "state = 'agreed'"),
    ("ix_due_parked", "due", ["kind", "subject_id"], "parked_at is not null"),
    ("ix_occurrences_ahead", "occurrences", ["assignment_id", "planned_at"], "delivery = 'planned'"),
    (
        "ix_occurrences_never_came",
        "occurrences",
        ["closed_at"],
        "delivery = 'not_delivered' or delivery = 'cancelled'",
    ),
)


def upgrade() -> None:
    for name, table, columns, where in INDEXES:
        only = None if where is None else sa.text(where)
        op.create_index(name, table, columns, sqlite_where=only, postgresql_where=only)


def downgrade() -> None:
    for name, table, _, _ in reversed(INDEXES):
        op.drop_index(name, table)
