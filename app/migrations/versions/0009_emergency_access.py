"""Emergency access, first passwords that run out, and why a second factor was removed"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('emergency_access',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('asker_id', sa.String(length=32), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decider_id', sa.String(length=32), nullable=True),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('refused_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('refusal', sa.Text(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ender_id', sa.String(length=32), nullable=True),
    sa.ForeignKeyConstraint(['asker_id'], ['user.id'], name=op.f('fk_emergency_access_asker_id')),
    sa.ForeignKeyConstraint(['decider_id'], ['user.id'], name=op.f('fk_emergency_access_decider_id')),
    sa.ForeignKeyConstraint(['ender_id'], ['user.id'], name=op.f('fk_emergency_access_ender_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_emergency_access'))
    )
    with op.batch_alter_table('emergency_access', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_emergency_access_asked_at'), ['asked_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_emergency_access_asker_id'), ['asker_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_emergency_access_number'), ['number'], unique=False)

    op.create_table('factor_removal',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('user_id', sa.String(length=32), nullable=False),
    sa.Column('by_id', sa.String(length=32), nullable=True),
    sa.Column('identified', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_factor_removal_by_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_factor_removal_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_factor_removal'))
    )
    with op.batch_alter_table('factor_removal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_factor_removal_user_id'), ['user_id'], unique=False)

    with op.batch_alter_table('user', schema=None) as batch_op:
        batch_op.add_column(sa.Column('first_password_until', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('user', schema=None) as batch_op:
        batch_op.drop_column('first_password_until')

    with op.batch_alter_table('factor_removal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_factor_removal_user_id'))

    op.drop_table('factor_removal')
    with op.batch_alter_table('emergency_access', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_emergency_access_number'))
        batch_op.drop_index(batch_op.f('ix_emergency_access_asker_id'))
        batch_op.drop_index(batch_op.f('ix_emergency_access_asked_at'))

    op.drop_table('emergency_access')
