"""Whoever works alone at their institution is away without a deputy"""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('absence') as batch:
        batch.alter_column('deputy_id', existing_type=sa.String(32), nullable=True)


def downgrade() -> None:
    op.execute(sa.text('DELETE FROM absence WHERE deputy_id IS NULL'))
    with op.batch_alter_table('absence') as batch:
        batch.alter_column('deputy_id', existing_type=sa.String(32), nullable=False)
