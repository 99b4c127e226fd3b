"""What operators do with single cases: see which are stuck, let them go on, halt them, end them."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from app.act import Act
from app.audit.service import OPERATOR
from app.bootstrap import House, build
from app.cases import rescue
from app.config import read_settings


@contextmanager
def acting(writes: bool = True) -> Iterator[tuple[House, Act]]:
    """The house, and an act of the operators in it."""
    house = build(read_settings())
    try:
        with house.database.transaction(writes=writes) as session:
            yield house, house.act(session, nobody=OPERATOR)
    finally:
        house.database.dispose()


@click.group()
def case() -> None:
    """Einzelne Fälle: was hängt, fortsetzen, anhalten, abbrechen."""


@case.command("list")
@click.option("--stuck", is_flag=True, help="Nur Fälle, in denen etwas fehlgeschlagen ist oder die ruhen.")
def list_cases(stuck: bool) -> None:
    """Fälle mit ihrem Stand; ohne Namen von Klientinnen und Klienten."""
    with acting(writes=False) as (_house, act):
        for row in rescue.listed(act.session, stuck):
            instance = row.instance
            facts = [row.number, rescue.STATES[instance.status]]
            if instance.incident:
                facts.append(instance.incident)
                facts += [f"nächster Versuch {instance.next_due:%d.%m.%Y %H:%M}"] if instance.next_due else []
            click.echo("\t".join(facts))


@case.command()
@click.argument("number")
def retry(number: str) -> None:
    """Versucht sofort noch einmal, was fehlgeschlagen ist."""
    with acting() as (house, act):
        rescue.retry(act, house.flow, rescue.find(act.session, number))
    click.echo(f"Der Fall {number} läuft weiter; der Worker versucht es mit dem nächsten Takt.")


@case.command()
@click.argument("number")
def resume(number: str) -> None:
    """Lässt einen angehaltenen Fall weiterlaufen."""
    with acting() as (house, act):
        rescue.retry(act, house.flow, rescue.find(act.session, number))
    click.echo(f"Der Fall {number} läuft weiter.")


@case.command()
@click.argument("number")
@click.option("--reason", required=True, help="Ein Satz; er steht im Verlauf des Falls.")
def suspend(number: str, reason: str) -> None:
    """Hält einen Fall an: Niemand kann etwas einreichen, keine Frist läuft ab."""
    with acting() as (house, act):
        rescue.suspend(act, house.flow, rescue.find(act.session, number), reason)
    click.echo(f"Der Fall {number} ruht.")


@case.command()
@click.argument("number")
@click.option("--reason", required=True, help="Ein Satz; er steht im Verlauf des Falls.")
def cancel(number: str, reason: str) -> None:
    """Bricht einen Fall ab: Nichts davon geht weiter, seine Aufgaben sind zurückgezogen."""
    with acting() as (house, act):
        rescue.cancel(act, house.flow, rescue.find(act.session, number), reason)
    click.echo(f"Der Fall {number} ist abgebrochen.")
