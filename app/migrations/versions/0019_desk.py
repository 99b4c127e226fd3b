"""Notes, words to find cases by, what lists are narrowed by, tasks put off, filters kept

`app.schema.upgrade` fills the lists and the words afterwards.
"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('note',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('case_id', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.String(length=32), nullable=False),
    sa.Column('institution_id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('category', sa.String(length=50), nullable=False),
    sa.Column('readers', sa.String(length=300), nullable=False),
    sa.Column('to_name', sa.String(length=200), nullable=False),
    sa.Column('item_id', sa.String(length=32), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_note_by_id')),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_note_case_id')),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_note_institution_id')),
    sa.ForeignKeyConstraint(['item_id'], ['work_item.id'], name=op.f('fk_note_item_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_note'))
    )
    op.create_index('ix_note_case_id', 'note', ['case_id', 'at'])
    op.create_index(op.f('ix_note_item_id'), 'note', ['item_id'])
    op.create_table('search_word',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.String(length=32), nullable=False),
    sa.Column('word', sa.String(length=40).with_variant(sa.String(40, collation='C'), 'postgresql'), nullable=False),
    sa.Column('source', sa.String(length=10), nullable=False),
    sa.Column('institution_id', sa.String(length=32), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_search_word_case_id')),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_search_word_institution_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_word'))
    )
    op.create_index('ix_search_word_word', 'search_word', ['word', 'source', 'case_id'])
    op.create_index(op.f('ix_search_word_case_id'), 'search_word', ['case_id'])
    op.create_table('postponed',
    sa.Column('user_id', sa.String(length=32), nullable=False),
    sa.Column('item_id', sa.String(length=32), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['work_item.id'], name=op.f('fk_postponed_item_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_postponed_user_id')),
    sa.PrimaryKeyConstraint('user_id', 'item_id', name=op.f('pk_postponed'))
    )
    op.create_index(op.f('ix_postponed_item_id'), 'postponed', ['item_id'])
    op.create_table('saved_filter',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('institution_id', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('query', sa.String(length=600), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_saved_filter_institution_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_filter'))
    )
    op.create_index(op.f('ix_saved_filter_institution_id'), 'saved_filter', ['institution_id'])
    op.create_table('bulk_change',
    sa.Column('user_id', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('before', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_bulk_change_user_id')),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_bulk_change'))
    )
    for table in ('listed_task', 'listed_case'):
        op.execute(sa.delete(sa.table(table)))
    with op.batch_alter_table('listed_task') as batch:
        batch.add_column(sa.Column('process', sa.String(100), nullable=False))
        batch.add_column(sa.Column('title', sa.String(200), nullable=False))
    rest = ['due', 'opened_at', 'item_id']
    op.create_index('ix_listed_task_process', 'listed_task', ['holder', 'process', *rest])
    op.create_index('ix_listed_task_title', 'listed_task', ['holder', 'title', *rest])


def downgrade() -> None:
    work_item = sa.table('work_item', sa.column('kind', sa.String()), sa.column('id', sa.String()))
    listed = sa.table('listed_task', sa.column('item_id', sa.String()))
    own = sa.select(work_item.c.id).where(work_item.c.kind == 'own')
    op.drop_table('note')
    for table in ('bulk_change', 'saved_filter', 'postponed', 'search_word'):
        op.drop_table(table)
    op.drop_index('ix_listed_task_title', 'listed_task')
    op.drop_index('ix_listed_task_process', 'listed_task')
    with op.batch_alter_table('listed_task') as batch:
        batch.drop_column('title')
        batch.drop_column('process')
    op.execute(sa.delete(listed).where(listed.c.item_id.in_(own)))
    op.execute(sa.delete(work_item).where(work_item.c.kind == 'own'))
