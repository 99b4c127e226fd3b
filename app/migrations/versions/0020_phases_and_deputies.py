"""Papers know their phase and whether they are pinned; who holds a role may have a deputy in the case"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: SQLite would copy the table, and the files in it are referred to.
    op.add_column('document', sa.Column('phase', sa.String(100), nullable=True))
    op.add_column('document', sa.Column('pinned', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('document', sa.Column('sought', sa.String(700), nullable=True))
    with op.batch_alter_table('participant') as batch:
        batch.add_column(sa.Column('deputy_id', sa.String(32), nullable=True))
        batch.create_foreign_key('fk_participant_deputy_id', 'user', ['deputy_id'], ['id'])
        batch.create_index('ix_participant_deputy_id', ['deputy_id'])


def downgrade() -> None:
    with op.batch_alter_table('participant') as batch:
        batch.drop_index('ix_participant_deputy_id')
        batch.drop_constraint('fk_participant_deputy_id', type_='foreignkey')
        batch.drop_column('deputy_id')
    for name in ('sought', 'pinned', 'phase'):
        op.drop_column('document', name)
