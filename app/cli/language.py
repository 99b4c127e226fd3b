"""Trying out the languages: FEEL, decision tables, deadlines."""

from datetime import datetime
from pathlib import Path

import click

from app.cli.doors import ExistingFile, print_json
from app.clock import SystemClock
from app.deadlines.command import arbeitstraining_command, statutory_command
from app.dmn.command import decide_command
from app.feel.command import feel_command
from app.flow.expressions import LIBRARY

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("expression")
@click.option("--context", default="{}", help="Variablen als JSON.")
@click.option("--unary", help="Prüft diesen Wert (JSON) gegen den Ausdruck als Eingabezelle.")
def feel(expression: str, context: str, unary: str | None) -> None:
    """Wertet einen FEEL-Ausdruck aus und gibt JSON aus."""
    click.echo(feel_command(expression, context, unary, now=SystemClock().now, library=LIBRARY))


@click.command()
@click.argument("file", type=ExistingFile)
@click.option("--decision", required=True, help="Name oder id der Entscheidung.")
@click.option("--inputs", default="{}", help="Eingaben als JSON.")
def decide(file: Path, decision: str, inputs: str) -> None:
    """Trifft eine Entscheidung aus einer DMN-Datei und gibt JSON aus."""
    click.echo(decide_command(str(file), decision, inputs, now=SystemClock().now, library=LIBRARY))


@click.group()
def deadlines() -> None:
    """Fristen ausrechnen."""


@deadlines.command()
@click.option("--start", required=True, type=DAY, help="Erster Tag, z. B. 2027-06-01.")
@click.option("--months", required=True, type=int, help="Dauer in Monaten.")
@click.option("--institution", help="Schlüssel der Stelle, deren Feiertage gelten.")
@click.option("--json", "as_json", is_flag=True, help="Für Maschinen.")
def arbeitstraining(start: datetime, months: int, institution: str | None, as_json: bool) -> None:
    """Alle Termine eines Arbeitstrainings."""
    _show(arbeitstraining_command(start.date(), months, institution), as_json)


@deadlines.command()
@click.option("--received", required=True, type=DAY, help="Tag der Zustellung.")
@click.option("--days", required=True, type=int, help="Frist in Tagen.")
@click.option("--json", "as_json", is_flag=True, help="Für Maschinen.")
def statutory(received: datetime, days: int, as_json: bool) -> None:
    """Das Ende einer gesetzlichen Frist (ATSG 38)."""
    _show(statutory_command(received.date(), days), as_json)


def _show(values: dict[str, object], as_json: bool) -> None:
    if as_json:
        print_json(values)
        return
    for name, value in values.items():
        if isinstance(value, list):
            for number, row in enumerate(value, start=1):
                text = ", ".join(f"{key} {inner}" for key, inner in row.items()) if isinstance(row, dict) else row
                click.echo(f"{name}[{number}]: {text}")
        elif isinstance(value, dict):
            for key, inner in value.items():
                click.echo(f"{name}.{key}: {inner}")
        elif value is not None:
            click.echo(f"{name}: {value}")
