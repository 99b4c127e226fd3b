"""Runs migrations on the connection that `app.schema` hands over."""

from typing import Any, Literal

from alembic import context

from app.db import Moment
from app.schema import metadata


def render_item(kind: str, item: Any, _autogenerate: Any) -> str | Literal[False]:
    """Migrations name the database's type, so that they do not change with our code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=metadata(), render_as_batch=True, compare_type=True, render_item=render_item
)
with context.begin_transaction():
    context.run_migrations()
