"""What stands on whose list is kept in tables

`app.schema.upgrade` fills them afterwards.
"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('listed_task',
    sa.Column('holder', sa.String(length=32), nullable=False),
    sa.Column('item_id', sa.String(length=32), nullable=False),
    sa.Column('case_id', sa.String(length=32), nullable=False),
    sa.Column('due', sa.Date(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_listed_task_case_id')),
    sa.ForeignKeyConstraint(['item_id'], ['work_item.id'], name=op.f('fk_listed_task_item_id')),
    sa.PrimaryKeyConstraint('holder', 'item_id', name=op.f('pk_listed_task'))
    )
    op.create_index('ix_listed_task_holder', 'listed_task', ['holder', 'due', 'opened_at', 'item_id'])
    op.create_index(op.f('ix_listed_task_item_id'), 'listed_task', ['item_id'])
    op.create_index(op.f('ix_listed_task_case_id'), 'listed_task', ['case_id'])
    op.create_table('listed_case',
    sa.Column('holder', sa.String(length=32), nullable=False),
    sa.Column('case_id', sa.String(length=32), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_listed_case_case_id')),
    sa.PrimaryKeyConstraint('holder', 'case_id', name=op.f('pk_listed_case'))
    )
    op.create_index('ix_listed_case_holder', 'listed_case', ['holder', 'opened_at', 'number'])
    op.create_index(op.f('ix_listed_case_case_id'), 'listed_case', ['case_id'])
    for name, table, column, condition in (
        ('ix_instance_incident', 'instance', 'id', 'incident IS NOT NULL'),
        ('ix_message_trouble', 'message', 'case_number', 'trouble IS NOT NULL'),
    ):
        where = sa.text(condition)
        op.create_index(name, table, [column], postgresql_where=where, sqlite_where=where)
    op.create_index('ix_work_item_assignee_id_status', 'work_item', ['assignee_id', 'status'])


def downgrade() -> None:
    op.drop_index('ix_message_trouble', 'message')
    op.drop_index('ix_instance_incident', 'instance')
    op.drop_index('ix_work_item_assignee_id_status', 'work_item')
    op.drop_table('listed_case')
    op.drop_table('listed_task')
