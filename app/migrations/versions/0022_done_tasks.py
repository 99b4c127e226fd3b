"""What somebody has done is found by an index"""

from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_work_item_closed_by_id', 'work_item', ['closed_by_id', 'closed_at'])


def downgrade() -> None:
    op.drop_index('ix_work_item_closed_by_id', 'work_item')
