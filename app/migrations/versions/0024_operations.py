"""Since when a case hangs is kept; ending a case takes two administrators, of whom the first asks"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: SQLite would copy the table that everything refers to.
    op.add_column('instance', sa.Column('incident_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        'cancellation',
        sa.Column('case_id', sa.String(32), sa.ForeignKey('case.id', name='fk_cancellation_case_id'), nullable=False),
        sa.Column('asker_id', sa.String(32), sa.ForeignKey('user.id', name='fk_cancellation_asker_id'), nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('case_id', name='pk_cancellation'),
    )


def downgrade() -> None:
    op.drop_table('cancellation')
    op.drop_column('instance', 'incident_at')
