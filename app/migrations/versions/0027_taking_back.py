"""What was handed in may be taken back for ten minutes; papers are corrected as new versions"""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'last_step',
        sa.Column(
            'instance_id', sa.String(32), sa.ForeignKey('instance.id', name='fk_last_step_instance_id'), nullable=False
        ),
        sa.Column(
            'item_id', sa.String(32), sa.ForeignKey('work_item.id', name='fk_last_step_item_id'), nullable=False
        ),
        sa.Column('by_id', sa.String(32), sa.ForeignKey('user.id', name='fk_last_step_by_id'), nullable=False),
        sa.Column('until', sa.DateTime(timezone=True), nullable=False),
        sa.Column('changes', sa.LargeBinary(), nullable=False),
        sa.Column('posted', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('instance_id', name='pk_last_step'),
    )
    op.create_index('ix_last_step_item_id', 'last_step', ['item_id'])
    op.create_index('ix_last_step_until', 'last_step', ['until'])
    # Not in a batch: SQLite would copy the tables, and files refer to one of them.
    for table in ('document', 'note'):
        refers = f'CONSTRAINT fk_{table}_corrects_id REFERENCES {table} (id)'
        op.execute(f'ALTER TABLE {table} ADD COLUMN corrects_id VARCHAR(32) {refers}')
        op.add_column(table, sa.Column('is_corrected', sa.Boolean(), nullable=False, server_default=sa.false()))
        op.create_index(f'ix_{table}_corrects_id', table, ['corrects_id'])
    op.add_column('document', sa.Column('reason', sa.String(300), nullable=True))


def downgrade() -> None:
    op.drop_column('document', 'reason')
    for table in ('document', 'note'):
        op.drop_index(f'ix_{table}_corrects_id', table)
        with op.batch_alter_table(table) as batch:
            batch.drop_column('is_corrected')
            batch.drop_column('corrects_id')
    op.drop_table('last_step')
