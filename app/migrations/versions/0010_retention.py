"""Retention: when a case is erased, what holds that up, and what is left of it"""

import calendar
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('erased_case',
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('process', sa.String(length=100), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=False),
    sa.Column('erased_on', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_erased_case'))
    )
    op.create_table('retention_hold',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('case_id', sa.String(length=32), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by_id', sa.String(length=32), nullable=True),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_by_id', sa.String(length=32), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_retention_hold_case_id')),
    sa.ForeignKeyConstraint(['lifted_by_id'], ['user.id'], name=op.f('fk_retention_hold_lifted_by_id')),
    sa.ForeignKeyConstraint(['set_by_id'], ['user.id'], name=op.f('fk_retention_hold_set_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_retention_hold'))
    )
    op.create_index(op.f('ix_retention_hold_case_id'), 'retention_hold', ['case_id'])
    op.add_column('case', sa.Column('erase_on', sa.Date(), nullable=True))
    op.add_column('case', sa.Column('erase_again_on', sa.Date(), nullable=True))
    op.create_index(op.f('ix_case_erase_on'), 'case', ['erase_on'])
    # What was delivered before stands in the receiver's case; whose data the row itself has, nobody can tell any more.
    op.execute("DELETE FROM case_message WHERE status = 'done'")
    with op.batch_alter_table('case_message', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sender_id', sa.String(length=32), nullable=True))
        batch_op.create_foreign_key(op.f('fk_case_message_sender_id'), 'instance', ['sender_id'], ['id'])
        batch_op.create_index(op.f('ix_case_message_sender_id'), ['sender_id'])
        batch_op.create_index(op.f('ix_case_message_target_id'), ['target_id'])
    _keep_ended_cases_for_ten_years()


def _keep_ended_cases_for_ten_years() -> None:
    instance = sa.table('instance', sa.column('id'), sa.column('ended_at', sa.DateTime(timezone=True)))
    case = sa.table('case', sa.column('instance_id'), sa.column('erase_on', sa.Date()))
    connection = op.get_bind()
    for key, ended in connection.execute(sa.select(instance).where(instance.c.ended_at.is_not(None))).all():
        day = _local(ended).date()
        last = calendar.monthrange(day.year + 10, day.month)[1]
        later = day.replace(year=day.year + 10, day=min(day.day, last))
        connection.execute(sa.update(case).where(case.c.instance_id == key).values(erase_on=later))


def _local(moment: datetime) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(ZoneInfo('Europe/Zurich'))


def downgrade() -> None:
    with op.batch_alter_table('case_message', schema=None) as batch_op:
        batch_op.drop_index(op.f('ix_case_message_target_id'))
        batch_op.drop_index(op.f('ix_case_message_sender_id'))
        batch_op.drop_constraint(op.f('fk_case_message_sender_id'), type_='foreignkey')
        batch_op.drop_column('sender_id')
    op.drop_index(op.f('ix_case_erase_on'), 'case')
    with op.batch_alter_table('case', schema=None) as batch_op:
        batch_op.drop_column('erase_again_on')
        batch_op.drop_column('erase_on')
    op.drop_table('retention_hold')
    op.drop_table('erased_case')
