"""Tasks have reminders: which ones, and when the next goes out"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('work_item', sa.Column('reminders', sa.String(length=20), server_default='standard', nullable=False))
    op.add_column('work_item', sa.Column('remind_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f('ix_work_item_remind_at'), 'work_item', ['remind_at'])
    # The first sweep plans the tasks that are open: a moment before a task opened is no reminder's.
    item = sa.table('work_item', sa.column('status'), sa.column('kind'), sa.column('due'),
                    sa.column('remind_at', sa.DateTime(timezone=True)))  # fmt: skip
    waits = sa.and_(item.c.status == 'open', item.c.kind == 'task', item.c.due.is_not(None))
    op.execute(sa.update(item).where(waits).values(remind_at=datetime(2000, 1, 1, tzinfo=UTC)))


def downgrade() -> None:
    op.drop_index(op.f('ix_work_item_remind_at'), 'work_item')
    op.drop_column('work_item', 'remind_at')
    op.drop_column('work_item', 'reminders')
