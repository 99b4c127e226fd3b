"""What failed is set aside with growing pauses: one table for all that have no columns of their own for it"""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

CASE = sa.table('case', sa.column('number', sa.String()), sa.column('erase_again_on', sa.Date()))
ERASURE = 'erasure'


def upgrade() -> None:
    set_aside = op.create_table('set_aside',
    sa.Column('kind', sa.String(length=50), nullable=False),
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('trouble', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('kind', 'key', name=op.f('pk_set_aside'))
    )
    failed = op.get_bind().execute(sa.select(CASE).where(CASE.c.erase_again_on.is_not(None))).all()
    for number, day in failed:
        morning = datetime.combine(day, time(), tzinfo=ZoneInfo('Europe/Zurich')).astimezone(UTC)
        row = {'kind': ERASURE, 'key': number, 'failures': 1, 'next_try_at': morning, 'trouble': ''}
        op.get_bind().execute(sa.insert(set_aside).values(row))
    op.drop_column('case', 'erase_again_on')


def downgrade() -> None:
    op.add_column('case', sa.Column('erase_again_on', sa.Date(), nullable=True))
    kept = sa.table('set_aside', sa.column('kind'), sa.column('key'), sa.column('next_try_at', sa.DateTime(timezone=True)))
    for row in op.get_bind().execute(sa.select(kept).where(kept.c.kind == ERASURE)).all():
        moment = row.next_try_at if row.next_try_at.tzinfo else row.next_try_at.replace(tzinfo=UTC)
        day = moment.astimezone(ZoneInfo('Europe/Zurich')).date()
        op.get_bind().execute(sa.update(CASE).where(CASE.c.number == row.key).values(erase_again_on=day))
    op.drop_table('set_aside')
