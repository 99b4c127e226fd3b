"""The end of mandates: expiry, warnings, recall list"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consent_notice",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("step", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_consent_notice_case_id")),
        sa.PrimaryKeyConstraint("case_id", "until", "step", name=op.f("pk_consent_notice")),
    )
    op.create_table(
        "recall",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("institution_id", sa.String(length=32), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("categories", sa.String(length=300), nullable=False),
        sa.Column("last_seen_on", sa.Date(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("category", sa.String(length=50), nullable=True),
        sa.Column("giver_id", sa.String(length=32), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_recall_case_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_recall_institution_id")),
        sa.ForeignKeyConstraint(["giver_id"], ["institution.id"], name=op.f("fk_recall_giver_id")),
        sa.ForeignKeyConstraint(["done_by_id"], ["user.id"], name=op.f("fk_recall_done_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall")),
    )
    op.create_index(op.f("ix_recall_case_id"), "recall", ["case_id"])
    with op.batch_alter_table("case") as batch:
        batch.add_column(sa.Column("mandate_until", sa.Date(), nullable=True))
        batch.create_index(op.f("ix_case_mandate_until"), ["mandate_until"])
    with op.batch_alter_table("participant") as batch:
        batch.add_column(sa.Column("expired", sa.Boolean(), server_default=sa.false(), nullable=False))
    # Cases that run have a mandate as far as one of its grants was not withdrawn.
    op.execute(
        'UPDATE "case" SET mandate_until = (SELECT max(until) FROM consent_grant '
        'WHERE consent_grant.case_id = "case".id AND consent_grant.ended_at IS NULL)'
    )


def downgrade() -> None:
    with op.batch_alter_table("participant") as batch:
        batch.drop_column("expired")
    with op.batch_alter_table("case") as batch:
        batch.drop_index(op.f("ix_case_mandate_until"))
        batch.drop_column("mandate_until")
    op.drop_index(op.f("ix_recall_case_id"), table_name="recall")
    op.drop_table("recall")
    op.drop_table("consent_notice")
