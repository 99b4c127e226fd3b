"""A case that was moved to another version can be put back while nothing has happened in it"""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'case_move',
        sa.Column('instance_id', sa.String(32), sa.ForeignKey('instance.id'), primary_key=True),
        sa.Column('from_digest', sa.String(64), sa.ForeignKey('definition.digest'), nullable=False),
        sa.Column('state', sa.LargeBinary(), nullable=False),
        sa.Column('names', sa.Text(), nullable=False),
        sa.Column('rev', sa.Integer(), nullable=False),
        sa.Column('acted', sa.Boolean(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('by_id', sa.String(32), sa.ForeignKey('user.id')),
    )


def downgrade() -> None:
    op.drop_table('case_move')
