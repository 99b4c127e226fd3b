"""Listing the names that expressions of a procedure can use."""

from dataclasses import asdict
from pathlib import Path

import click

from app.cli.doors import ExistingFile, print_json
from app.designer.check import names_of
from app.errors import InvalidError
from app.gate.names.listing import elements_of, names_at
from app.gate.names.reading import similar


@click.command()
@click.argument("file", type=ExistingFile)
@click.option("--at", "element", help="Die Kennung (id) eines Elements; sonst alle Namen des Verfahrens.")
@click.option("--json", "as_json", is_flag=True, help="Für Maschinen.")
def names(file: Path, element: str | None, as_json: bool) -> None:
    """Zeigt, welche Namen ein Ausdruck in FILE kennt: Art, Beschriftung, und ob sie bei --at sicher da sind."""
    procedure = names_of(file)
    wanted = element or (procedure.main[1] if procedure.main is not None else "")
    elements = elements_of(procedure)
    if wanted not in elements:
        hint = "".join(f" Meinten Sie «{one}»?" for one in similar(wanted, frozenset(elements))[:1])
        raise InvalidError(f"Das Element «{wanted}» gibt es in diesem Verfahren nicht.{hint}")
    found = names_at(procedure, wanted)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        sure = "" if element is None else "sicher da, " if one.surely else "vielleicht, "
        click.echo(f"{one.name}: {sure}{one.kind}{f' «{one.label}»' if one.label else ''}")
    if not found:
        click.echo("Hier ist kein Name bekannt.")
