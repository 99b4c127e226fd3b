"""The tables of all rooms, and bringing a database up to date."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData

from app import drafts, heartbeat, sweeping
from app.audit import models as audit
from app.cases import finding, lists
from app.cases import models as cases
from app.consent import models as consent
from app.db import Base, Database
from app.demo import models as demo
from app.documents import models as documents
from app.emergency import models as emergency
from app.flow import models as flow
from app.inbox import models as inbox
from app.notes import models as notes
from app.outbox import models as outbox
from app.people import models as people
from app.retention import models as retention
from app.workshop import models as workshop

ROOMS = (
    audit,
    cases,
    consent,
    demo,
    documents,
    emergency,
    flow,
    inbox,
    notes,
    outbox,
    people,
    retention,
    workshop,
    drafts,
    sweeping,
    heartbeat,
)
"""Modules with tables. Importing them puts their tables into `metadata`."""


def metadata() -> MetaData:
    """All tables."""
    return Base.metadata


def alembic_config() -> Config:
    """Alembic's settings; the connection is added by whoever uses it."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def upgrade(database: Database) -> None:
    """Brings the tables of `database` up to date, and what is derived in them. Running it twice does nothing more."""
    config = alembic_config()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    with database.transaction() as session:
        if lists.are_missing(session):
            lists.rebuild(session)
        if finding.are_missing(session):
            finding.rebuild(session)
