"""History lines name no client, and of drafts only answers to forms of cases stay: others held passwords"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

CASE = sa.table('case', sa.column('id'), sa.column('instance_id'), sa.column('client_name'))
PARTICIPANT = sa.table('participant', sa.column('case_id'), sa.column('role'), sa.column('user_id'))
USER = sa.table('user', sa.column('id'), sa.column('name'))
EVENT = sa.table('event', sa.column('id', sa.Integer()), sa.column('instance_id'), sa.column('kind'), sa.column('title'))
DRAFT = sa.table('draft', sa.column('path', sa.String()))
BETWEEN = ' – an '
CLIENT = 'Klient/in'


def upgrade() -> None:
    connection = op.get_bind()
    answers = sa.or_(DRAFT.c.path.like('/aufgaben/%'), DRAFT.c.path.like('/faelle/neu/%'))
    connection.execute(sa.delete(DRAFT).where(sa.not_(answers)))
    names: dict[str, set[str]] = {}
    for instance, name in connection.execute(sa.select(CASE.c.instance_id, CASE.c.client_name)):
        names.setdefault(instance, set()).add(name)
    logins = (
        sa.select(CASE.c.instance_id, USER.c.name)
        .join(PARTICIPANT, PARTICIPANT.c.case_id == CASE.c.id)
        .join(USER, USER.c.id == PARTICIPANT.c.user_id)
        .where(PARTICIPANT.c.role == 'client')
    )
    for instance, name in connection.execute(logins):
        names.setdefault(instance, set()).add(name)
    told = sa.select(EVENT.c.id, EVENT.c.instance_id, EVENT.c.title).where(EVENT.c.kind == 'message')
    for key, instance, title in connection.execute(told).all():
        what, between, to = title.rpartition(BETWEEN)
        people = [CLIENT if one in names.get(instance, ()) else one for one in to.split(', ')]
        unnamed = f"{what}{between}{', '.join(dict.fromkeys(people))}"
        if between and unnamed != title:
            connection.execute(sa.update(EVENT).where(EVENT.c.id == key).values(title=unnamed))


def downgrade() -> None:
    """What is gone is not to come back."""
