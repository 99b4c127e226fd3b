"""Playing a single diagram."""

from pathlib import Path

import click

from app.cli.doors import ExistingFile, print_json, read_json
from app.clock import SystemClock
from app.designer.trace import trace as play


@click.command()
@click.argument("file", type=ExistingFile)
@click.option("--variables", default="{}", help="Die ersten Variablen als JSON.")
def trace(file: Path, variables: str) -> None:
    """Spielt FILE von selbst durch und gibt die Namen der erledigten Aufgaben als JSON aus."""
    values = read_json(variables, "--variables")
    if not isinstance(values, dict):
        raise click.BadParameter("ist kein JSON-Objekt.", param_hint="--variables")
    print_json(play(file, values, SystemClock().now()))
