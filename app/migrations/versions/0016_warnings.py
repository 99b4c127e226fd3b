"""A case knows when to look whether a warning of the end of its mandate is due"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('case', sa.Column('warn_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f('ix_case_warn_at'), 'case', ['warn_at'])
    # The first sweep looks at all mandates that hold, and notes when to look again.
    case = sa.table('case', sa.column('mandate_until', sa.Date()), sa.column('warn_at', sa.DateTime(timezone=True)))
    holds = case.c.mandate_until >= sa.func.current_date()
    op.execute(sa.update(case).where(holds).values(warn_at=datetime(2000, 1, 1, tzinfo=UTC)))


def downgrade() -> None:
    op.drop_index(op.f('ix_case_warn_at'), 'case')
    op.drop_column('case', 'warn_at')
