"""Whoever leads a case again after somebody else did gets a part of their own; only parts that last are unique"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None

_PART = ['case_id', 'role', 'institution_id', 'user_id']
_LASTS = sa.text('until IS NULL')


def upgrade() -> None:
    with op.batch_alter_table('participant') as batch:
        batch.drop_constraint('uq_participant_case_id', type_='unique')
    op.create_index('uq_participant_part', 'participant', _PART, unique=True, sqlite_where=_LASTS, postgresql_where=_LASTS)


def downgrade() -> None:
    op.drop_index('uq_participant_part', 'participant')
    with op.batch_alter_table('participant') as batch:
        batch.create_unique_constraint('uq_participant_case_id', _PART)
