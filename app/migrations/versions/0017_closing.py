"""A case knows when it was closed, and a report until when it is possible"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('case', sa.Column('closed_on', sa.Date(), nullable=True))
    op.add_column('work_item', sa.Column('possible_until', sa.DateTime(timezone=True), nullable=True))
    op.add_column('instance', sa.Column('next_timer', sa.DateTime(timezone=True), nullable=True))
    moving = sa.table(
        'instance', sa.column('next_due', sa.DateTime(timezone=True)),
        sa.column('next_timer', sa.DateTime(timezone=True)),
    )  # fmt: skip
    op.execute(sa.update(moving).values(next_timer=moving.c.next_due))
    # A case that has a result was closed when its diagram did so, which the history of the case tells.
    case = sa.table(
        'case', sa.column('closed_on', sa.Date()), sa.column('instance_id'), sa.column('result'),
    )  # fmt: skip
    event = sa.table(
        'event', sa.column('instance_id'), sa.column('kind'), sa.column('title'),
        sa.column('at', sa.DateTime(timezone=True)),
    )  # fmt: skip
    instance = sa.table(
        'instance', sa.column('id'), sa.column('status'), sa.column('ended_at', sa.DateTime(timezone=True))
    )
    closing = sa.select(sa.func.min(event.c.at)).where(
        event.c.instance_id == case.c.instance_id, event.c.kind == 'action', event.c.title.like('Fall %schliessen')
    )
    ended = sa.select(instance.c.ended_at).where(instance.c.id == case.c.instance_id)
    moment = sa.func.coalesce(closing.scalar_subquery(), ended.scalar_subquery())
    op.execute(sa.update(case).where(case.c.result.is_not(None)).values(closed_on=sa.func.date(moment)))


def downgrade() -> None:
    op.drop_column('instance', 'next_timer')
    op.drop_column('work_item', 'possible_until')
    op.drop_column('case', 'closed_on')
