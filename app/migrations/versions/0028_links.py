"""Links by which somebody without an account does one task, the guests that act through them, and digests of mails"""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: SQLite would copy the table that everything refers to.
    op.add_column('user', sa.Column('guest_of', sa.String(32), nullable=True))
    op.create_index('uq_user_guest_of', 'user', ['guest_of'], unique=True)
    moment = sa.DateTime(timezone=True)
    op.create_table(
        'task_link',
        sa.Column('id', sa.String(32), nullable=False),
        sa.Column('case_id', sa.String(32), sa.ForeignKey('case.id', name='fk_task_link_case_id'), nullable=False),
        sa.Column(
            'item_id', sa.String(32), sa.ForeignKey('work_item.id', name='fk_task_link_item_id'),
            nullable=False,
        ),
        sa.Column(
            'part_id', sa.String(32), sa.ForeignKey('participant.id', name='fk_task_link_part_id'),
            nullable=False,
        ),
        sa.Column('to_address', sa.String(254), nullable=False),
        sa.Column('sent_at', moment, nullable=False),
        sa.Column('until', moment, nullable=False),
        sa.Column('revoked_at', moment, nullable=True),
        sa.Column('code', sa.String(64), nullable=True),
        sa.Column('code_sent_at', moment, nullable=True),
        sa.Column('code_until', moment, nullable=True),
        sa.Column('code_wrong', sa.Integer(), nullable=False),
        sa.Column('codes', sa.Integer(), nullable=False),
        sa.Column('wrong', sa.Integer(), nullable=False),
        sa.Column('opened_at', moment, nullable=True),
        sa.Column('locked_at', moment, nullable=True),
        sa.PrimaryKeyConstraint('id', name='pk_task_link'),
        sa.UniqueConstraint('item_id', 'part_id', 'to_address', name='uq_task_link_item_id'),
    )
    op.create_index('ix_task_link_case_id', 'task_link', ['case_id'])
    op.create_index('ix_task_link_part_id', 'task_link', ['part_id'])
    op.create_table(
        'mail_choice',
        sa.Column('user_id', sa.String(32), sa.ForeignKey('user.id', name='fk_mail_choice_user_id'), nullable=False),
        sa.Column('rhythm', sa.String(10), nullable=False),
        sa.Column('news', sa.Boolean(), nullable=False),
        sa.Column('seen_at', moment, nullable=True),
        sa.PrimaryKeyConstraint('user_id', name='pk_mail_choice'),
    )
    op.create_table(
        'worker_beat',
        sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('at', moment, nullable=False),
        sa.PrimaryKeyConstraint('id', name='pk_worker_beat'),
    )
    op.add_column('message', sa.Column('kind', sa.String(10), nullable=False, server_default='duty'))
    op.add_column('message', sa.Column('item_id', sa.String(32), nullable=True))
    op.add_column('message', sa.Column('latest', sa.Date(), nullable=True))
    op.add_column('message', sa.Column('digest_at', moment, nullable=True))
    op.create_index('ix_message_to_address', 'message', ['to_address', 'posted_at'])
    op.create_index('ix_message_digest_at', 'message', ['digest_at'])


def downgrade() -> None:
    op.drop_index('ix_message_digest_at', 'message')
    op.drop_index('ix_message_to_address', 'message')
    for column in ('digest_at', 'latest', 'item_id', 'kind'):
        op.drop_column('message', column)
    op.drop_table('worker_beat')
    op.drop_table('mail_choice')
    op.drop_table('task_link')
    op.drop_index('uq_user_guest_of', 'user')
    op.drop_column('user', 'guest_of')
