"""The log: entries that are only ever added"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

# A later migration that rebuilds one of these tables (batch mode on SQLite) has to make its triggers again.
SQLITE = (
    "CREATE TRIGGER audit_entry_{word} BEFORE {word} ON audit_entry "
    "BEGIN SELECT RAISE(ABORT, 'entries of the log are never changed or removed'); END",
    "CREATE TRIGGER audit_chain_delete BEFORE DELETE ON audit_chain "
    "BEGIN SELECT RAISE(ABORT, 'chains of the log are never removed'); END",
    "CREATE TRIGGER audit_chain_update BEFORE UPDATE ON audit_chain "
    "WHEN NEW.chain <> OLD.chain OR NEW.count <= OLD.count "
    "BEGIN SELECT RAISE(ABORT, 'chains of the log only grow'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the log is only ever added to'; END $$",
    "CREATE TRIGGER audit_entry_{word} BEFORE {word} ON audit_entry EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_entry_truncate BEFORE TRUNCATE ON audit_entry EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_chain_delete BEFORE DELETE OR TRUNCATE ON audit_chain EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_chain_update BEFORE UPDATE ON audit_chain FOR EACH ROW "
    "WHEN (NEW.chain <> OLD.chain OR NEW.count <= OLD.count) EXECUTE FUNCTION audit_refuse()",
)


def upgrade() -> None:
    op.create_table('audit_chain',
    sa.Column('chain', sa.String(length=20), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('chain', name=op.f('pk_audit_chain'))
    )
    op.create_table('audit_entry',
    sa.Column('chain', sa.String(length=20), nullable=False),
    sa.Column('sequence', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.String(length=32), nullable=True),
    sa.Column('actor_name', sa.String(length=200), nullable=False),
    sa.Column('institution', sa.String(length=200), nullable=False),
    sa.Column('action', sa.String(length=20), nullable=False),
    sa.Column('subject', sa.String(length=400), nullable=False),
    sa.Column('categories', sa.String(length=200), nullable=False),
    sa.Column('previous', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('chain', 'sequence', name=op.f('pk_audit_entry'))
    )
    op.create_index('ix_audit_entry_chain_actor_id_at', 'audit_entry', ['chain', 'actor_id', 'at'])
    op.create_index(op.f('ix_audit_entry_at'), 'audit_entry', ['at'])
    sqlite = op.get_bind().dialect.name == 'sqlite'
    for statement in SQLITE if sqlite else POSTGRESQL:
        for word in ('update', 'delete') if '{word}' in statement else ('',):
            op.execute(statement.replace('{word}', word))


def downgrade() -> None:
    op.drop_table('audit_entry')
    op.drop_table('audit_chain')
    if op.get_bind().dialect.name != 'sqlite':
        op.execute('DROP FUNCTION audit_refuse()')
