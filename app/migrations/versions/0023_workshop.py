"""The workshop: files of the procedures in service, drafts, and procedures that take no new cases"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('withdrawn',
    sa.Column('key', sa.String(length=100), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.String(length=32), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_withdrawn_by_id')),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_withdrawn'))
    )
    op.create_table('workshop_draft',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('folder', sa.String(length=100), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_by_id', sa.String(length=32), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by_id', sa.String(length=32), nullable=False),
    sa.Column('rev', sa.Integer(), nullable=False),
    sa.Column('checked', sa.Integer(), nullable=True),
    sa.Column('findings', sa.Text(), nullable=True),
    sa.Column('asked_by_id', sa.String(length=32), nullable=True),
    sa.Column('asked_rev', sa.Integer(), nullable=True),
    sa.Column('asked_reason', sa.String(length=300), nullable=True),
    sa.ForeignKeyConstraint(['asked_by_id'], ['user.id'], name=op.f('fk_workshop_draft_asked_by_id')),
    sa.ForeignKeyConstraint(['changed_by_id'], ['user.id'], name=op.f('fk_workshop_draft_changed_by_id')),
    sa.ForeignKeyConstraint(['opened_by_id'], ['user.id'], name=op.f('fk_workshop_draft_opened_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workshop_draft')),
    sa.UniqueConstraint('folder', name=op.f('uq_workshop_draft_folder'))
    )
    op.create_table('workshop_publication',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.String(length=32), nullable=True),
    sa.Column('by_name', sa.String(length=200), nullable=False),
    sa.Column('origin', sa.String(length=20), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_workshop_publication_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workshop_publication'))
    )
    op.create_table('workshop_draft_file',
    sa.Column('draft_id', sa.String(length=32), nullable=False),
    sa.Column('file', sa.String(length=300), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('base', sa.String(length=64), nullable=True),
    sa.Column('rev', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['workshop_draft.id'], name=op.f('fk_workshop_draft_file_draft_id')),
    sa.PrimaryKeyConstraint('draft_id', 'file', name=op.f('pk_workshop_draft_file'))
    )
    op.create_table('workshop_draft_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.String(length=32), nullable=False),
    sa.Column('file', sa.String(length=300), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_workshop_draft_step_by_id')),
    sa.ForeignKeyConstraint(['draft_id'], ['workshop_draft.id'], name=op.f('fk_workshop_draft_step_draft_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workshop_draft_step'))
    )
    op.create_index('ix_workshop_draft_step_draft_id_at', 'workshop_draft_step', ['draft_id', 'at'], unique=False)
    op.create_table('workshop_procedure',
    sa.Column('key', sa.String(length=100), nullable=False),
    sa.Column('folder', sa.String(length=100), nullable=False),
    sa.Column('publication_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['publication_id'], ['workshop_publication.id'], name=op.f('fk_workshop_procedure_publication_id')),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_workshop_procedure'))
    )
    op.create_index(op.f('ix_workshop_procedure_folder'), 'workshop_procedure', ['folder'], unique=False)
    op.create_table('workshop_source',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('file', sa.String(length=300), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('current', sa.Boolean(), nullable=False),
    sa.Column('exported', sa.Boolean(), nullable=False),
    sa.Column('publication_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['publication_id'], ['workshop_publication.id'], name=op.f('fk_workshop_source_publication_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workshop_source'))
    )
    op.create_index('ix_workshop_source_file_hash', 'workshop_source', ['file', 'hash'], unique=False)
    op.create_index('uq_workshop_source_file', 'workshop_source', ['file'], unique=True, sqlite_where=sa.text('current'), postgresql_where=sa.text('current'))
    op.create_table('workshop_trial',
    sa.Column('draft_id', sa.String(length=32), nullable=False),
    sa.Column('file', sa.String(length=300), nullable=False),
    sa.Column('content', sa.String(length=64), nullable=False),
    sa.Column('told', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['workshop_draft.id'], name=op.f('fk_workshop_trial_draft_id')),
    sa.PrimaryKeyConstraint('draft_id', 'file', name=op.f('pk_workshop_trial'))
    )
    op.create_index('ix_instance_definition_digest', 'instance', ['definition_digest', 'status'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_instance_definition_digest', table_name='instance')
    op.drop_table('workshop_trial')
    op.drop_index('uq_workshop_source_file', table_name='workshop_source', sqlite_where=sa.text('current'), postgresql_where=sa.text('current'))
    op.drop_index('ix_workshop_source_file_hash', table_name='workshop_source')
    op.drop_table('workshop_source')
    op.drop_index(op.f('ix_workshop_procedure_folder'), table_name='workshop_procedure')
    op.drop_table('workshop_procedure')
    op.drop_index('ix_workshop_draft_step_draft_id_at', table_name='workshop_draft_step')
    op.drop_table('workshop_draft_step')
    op.drop_table('workshop_draft_file')
    op.drop_table('workshop_publication')
    op.drop_table('workshop_draft')
    op.drop_table('withdrawn')
