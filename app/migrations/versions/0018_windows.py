"""Each window keeps a draft of its own, and says in words what was typed"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('draft') as batch:
        batch.add_column(sa.Column('window', sa.String(32), nullable=False, server_default=''))
        batch.add_column(sa.Column('said', sa.Text(), nullable=True))
        batch.drop_constraint('pk_draft', type_='primary')
        batch.create_primary_key('pk_draft', ['user_id', 'path', 'window'])
    with op.batch_alter_table('draft') as batch:
        batch.alter_column('window', server_default=None)


def downgrade() -> None:
    draft = sa.table('draft', sa.column('window', sa.String()))
    op.execute(sa.delete(draft).where(draft.c.window != ''))
    with op.batch_alter_table('draft') as batch:
        batch.drop_constraint('pk_draft', type_='primary')
        batch.drop_column('said')
        batch.drop_column('window')
        batch.create_primary_key('pk_draft', ['user_id', 'path'])
