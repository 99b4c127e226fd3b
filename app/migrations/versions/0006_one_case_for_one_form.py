"""Protected addresses, and one case for one start form"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('case', schema=None) as batch_op:
        batch_op.add_column(sa.Column('protected', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('opening', sa.String(length=32), nullable=True))
        batch_op.create_unique_constraint('uq_case_opening', ['opening'])


def downgrade() -> None:
    with op.batch_alter_table('case', schema=None) as batch_op:
        batch_op.drop_constraint('uq_case_opening', type_='unique')
        batch_op.drop_column('opening')
        batch_op.drop_column('protected')
