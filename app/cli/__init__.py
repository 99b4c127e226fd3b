"""The console command `nahtstelle`. Exit code 0: fine; 1: refused, with sentences; 2: wrong usage."""

import logging

import click

from app.cli.cases import case
from app.cli.doors import Door
from app.cli.language import deadlines, decide, feel
from app.cli.moving import move
from app.cli.names import names
from app.cli.processes import check, deploy, export, simulate
from app.cli.serve import db, demo, run, worker
from app.cli.trace import trace
from app.cli.users import user
from app.cli.waiting import waiting

QUIET = ("alembic", "apscheduler")
"""Loggers of which only warnings are shown."""


@click.group(cls=Door)
def main() -> None:
    """Nahtstelle: Fälle, die mehrere Stellen gemeinsam tragen."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


COMMANDS = (
    case, check, db, deadlines, decide, demo, deploy, export, feel, move, names, run, simulate, trace, user, waiting,
    worker,
)  # fmt: skip
for command in COMMANDS:
    main.add_command(command)
