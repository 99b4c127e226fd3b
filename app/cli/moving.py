"""Moving running cases to another version of their procedure."""

import click

from app.act import Act
from app.audit.service import OPERATOR
from app.bootstrap import House, build
from app.cases import rescue
from app.cases.models import Case
from app.config import read_settings
from app.errors import InvalidError
from app.moving import queries
from app.moving.service import Forecast, Mover

_SOME = 50


@click.command()
@click.argument("key")
@click.option("--to", "number", type=int, help="Nummer der Version; ohne Angabe die in Betrieb.")
@click.option("--case", "cases", multiple=True, help="Nummer eines Falls; mehrmals möglich. Ohne Angabe alle.")
@click.option("--map", "pairs", multiple=True, metavar="ALT=NEU", help="Ein Element, das neu eine andere Kennung hat.")
@click.option("--dry-run", is_flag=True, help="Sagt nur, was geschähe.")
@click.option("--undo", is_flag=True, help="Setzt Fälle zurück, in denen seit dem Wechsel nichts geschehen ist.")
def move(
    key: str, number: int | None, cases: tuple[str, ...], pairs: tuple[str, ...], dry_run: bool, undo: bool
) -> None:
    """Lässt laufende Fälle des Verfahrens KEY in einer anderen Version weitergehen, jeden für sich.

    Fristen und Termine bleiben, wenn die neue Version keine anderen berechnet. Ein Fall, der nicht wechseln kann,
    bleibt, wie er ist; der Befehl nennt den Grund. Abgebrochen und wiederholt macht er dort weiter, wo er war.
    """
    if undo and not cases:
        raise InvalidError("Bitte nennen Sie mit --case die Fälle, die zurückgesetzt werden sollen.")
    house, refused, moved, after = build(read_settings()), 0, 0, ""
    try:
        while numbers := list(cases) if cases else _next_numbers(house, key, number, after):
            for one in numbers:
                if undo:
                    _undo(house, key, number, one)
                    continue
                forecast = _take(house, key, number, _names(pairs), one, dry_run)
                refused, moved = refused + bool(forecast.refused), moved + (not forecast.refused)
                click.echo(_line(forecast))
            if cases:
                break
            after = numbers[-1]
    finally:
        house.database.dispose()
    if not undo:
        what = "könnten wechseln" if dry_run else "gewechselt"
        click.echo(f"{moved} {what}, {refused} nicht.")


def _next_numbers(house: House, key: str, number: int | None, after: str) -> list[str]:
    with house.database.transaction(writes=False) as session:
        target = queries.version(session, key, number)
        return [case.number for case in queries.running(session, target, after, _SOME)]


def _take(house: House, key: str, number: int | None, names: dict[str, str], case: str, dry_run: bool) -> Forecast:
    with house.database.transaction() as session:
        act = house.act(session, nobody=OPERATOR)
        mover, found = _mover(act, house, key, number, names), rescue.find(session, case)
        return mover.try_out(act, found) if dry_run else mover.move(act, found)


def _undo(house: House, key: str, number: int | None, case: str) -> None:
    with house.database.transaction() as session:
        act = house.act(session, nobody=OPERATOR)
        found: Case = rescue.find(session, case)
        _mover(act, house, key, number, {}).undo(act, found)
    click.echo(f"{case}: wieder in der früheren Version")


def _mover(act: Act, house: House, key: str, number: int | None, names: dict[str, str]) -> Mover:
    return Mover(house.flow, queries.version(act.session, key, number), names)


def _names(pairs: tuple[str, ...]) -> dict[str, str]:
    split = [pair.partition("=") for pair in pairs]
    if any(not (old and equals and new) for old, equals, new in split):
        raise InvalidError("Bitte schreiben Sie --map ALT=NEU.")
    return {old: new for old, _equals, new in split}


def _line(forecast: Forecast) -> str:
    if forecast.refused:
        return f"{forecast.number}: wechselt nicht. {forecast.refused}"
    told = [*forecast.changes, *(f"geschieht sofort: «{title}»" for title in forecast.acts)]
    return f"{forecast.number}: {'; '.join(told) or 'bleibt sonst, wie er ist'}"
