"""Playing a single diagram."""

from pathlib import Path

import click

from app.cli.doors import ExistingFile, print_json, read_json
from app.clock import SystemClock
from app.designer.check import procedures_in
from app.designer.trace import trace as play
from app.flow.errors import DiagramError


@click.command()
@click.argument("file", type=ExistingFile)
@click.option("--variables", default="{}", help="Die ersten Variablen als JSON.")
def trace(file: Path, variables: str) -> None:
    """Prüft FILE, spielt es von selbst durch und gibt die Namen der erledigten Aufgaben als JSON aus."""
    values = read_json(variables, "--variables")
    if not isinstance(values, dict):
        raise click.BadParameter("ist kein JSON-Objekt.", param_hint="--variables")
    procedures = procedures_in(file)
    if not procedures:
        raise DiagramError("Die Datei enthält keinen Prozess.", str(file), 1)
    print_json(play(procedures[0], values, SystemClock().now()))
