"""What the worker could not do and tries again, or has given up: operators see it, and let it be tried at once."""

import click

from app.cli.cases import acting
from app.errors import NotFoundError
from app.outbox import service as outbox
from app.sweeping import hurry, set_aside_rows


@click.group()
def waiting() -> None:
    """Was der Worker wieder versucht oder aufgegeben hat, ausser in Fällen (dafür: case)."""


@waiting.command("list")
def list_waiting() -> None:
    """Jede Zeile mit Kennung, Fehlversuchen, nächstem Versuch und Grund; keine Namen, keine Angaben aus Fällen."""
    with acting(writes=False) as (_house, act):
        for row in set_aside_rows(act.session):
            when = f"{row.next_try_at:%d.%m.%Y %H:%M}"
            click.echo("\t".join([row.kind, row.key, f"{row.failures} ×", f"nächster Versuch {when}", row.trouble]))
        for message in outbox.given_up(act.session):
            trouble = message.trouble or ""
            click.echo("\t".join(["message", message.id, f"{message.attempts} ×", "aufgegeben", trouble]))


@waiting.command()
@click.argument("key")
def retry(key: str) -> None:
    """Versucht sofort noch einmal, was diese Kennung hat."""
    with acting() as (_house, act):
        if not (hurry(act, key) or outbox.send_again(act, key)):
            raise NotFoundError(f"Unter «{key}» wartet nichts auf einen neuen Versuch.")
    click.echo("Der Worker versucht es mit dem nächsten Takt.")
