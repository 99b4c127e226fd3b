"""Tasks keep a hash of what was posted, so that the same post a second time is known"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('work_item', sa.Column('handed_in_as', sa.String(length=64), nullable=True))


def downgrade() -> None:
    op.drop_column('work_item', 'handed_in_as')
