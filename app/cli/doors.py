"""Turning refusals into sentences and exit codes, so that nobody gets a traceback for a wrong input."""

import json
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from app.deadlines.command import DeadlineError
from app.dmn import DmnError
from app.errors import AppError
from app.feel import FeelError
from app.feel.limits import check_tree
from app.forms import FormError

REFUSALS = (AppError, FeelError, DmnError, FormError, DeadlineError)


class Door(click.Group):
    """A command group whose commands exit with 1 and a sentence where they refuse."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except REFUSALS as error:
            click.echo(str(error), err=True)
        except SQLAlchemyError as error:
            click.echo(f"Die Datenbank macht nicht mit ({type(error).__name__}). Stimmt DATABASE_URL?", err=True)
        except OSError as error:
            click.echo(f"{error.filename or ''}: {error.strerror}".strip(": "), err=True)
        raise SystemExit(1)


def print_json(value: Any) -> None:
    """Prints one JSON value, indented."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def read_json(text: str, option: str) -> Any:
    """The value of a JSON option. Raises click.UsageError (exit code 2) for wrong JSON."""
    try:
        text.encode()
        value = json.loads(text, parse_constant=_no_number)
        check_tree(value)
    except json.JSONDecodeError as error:
        place = f"Zeile {error.lineno}, Spalte {error.colno}"
        raise click.BadParameter(f"ist kein JSON ({place}).", param_hint=option) from error
    except (ValueError, RecursionError, FeelError) as error:
        raise click.BadParameter("ist kein gültiges JSON, zu gross oder zu tief.", param_hint=option) from error
    return value


def _no_number(name: str) -> object:
    raise ValueError(name)


ExistingFile = click.Path(exists=True, dir_okay=False, path_type=Path)
ExistingFolder = click.Path(exists=True, file_okay=False, path_type=Path)
