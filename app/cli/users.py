"""People with a login."""

import secrets

import click

from app.bootstrap import build
from app.cases.service import UnknownPartyError
from app.config import read_settings
from app.errors import ConflictError, NotFoundError
from app.people import queries
from app.people.models import Institution, User
from app.people.passwords import hash_password

KINDS = ("rav", "iv", "sd", "provider", "therapist", "ks", "fg")


@click.group()
def user() -> None:
    """Personen und Stellen verwalten."""


@user.command("list")
def list_users() -> None:
    """Alle aktiven Personen."""
    with build(read_settings()).database.transaction(writes=False) as session:
        for row in queries.users(session):
            office = row.institution.key if row.institution else "-"
            click.echo(f"{row.username}\t{row.name}\t{office}\t{row.email}")


@user.command("institution")
@click.argument("key")
@click.option("--name", required=True)
@click.option("--kind", required=True, type=click.Choice(KINDS))
@click.option("--email", required=True)
def add_institution(key: str, name: str, kind: str, email: str) -> None:
    """Erfasst eine Stelle."""
    with build(read_settings()).database.transaction() as session:
        if queries.institution_by_key(session, key) is not None:
            raise ConflictError(f"Die Stelle «{key}» gibt es schon.")
        session.add(Institution(key=key, name=name, kind=kind, email=email.lower()))
    click.echo(f"Die Stelle «{name}» ist erfasst.")


@user.command("add")
@click.argument("username")
@click.option("--name", required=True)
@click.option("--email", required=True)
@click.option("--institution", help="Schlüssel der Stelle; ohne Angabe eine Klientin oder ein Klient.")
@click.option("--function", default="", help="Funktion, z. B. Personalberaterin.")
def add_user(username: str, name: str, email: str, institution: str | None, function: str) -> None:
    """Erfasst eine Person und zeigt ihr erstes Passwort einmal an."""
    password = secrets.token_urlsafe(12)
    with build(read_settings()).database.transaction() as session:
        office = queries.institution_by_key(session, institution) if institution else None
        if institution and office is None:
            raise UnknownPartyError
        if queries.user_by_name(session, username) or queries.user_by_name(session, email):
            raise ConflictError(f"Benutzername «{username}» oder E-Mail ist schon vergeben.")
        session.add(
            User(
                username=username.lower(),
                name=name,
                email=email.lower(),
                function=function,
                password_hash=hash_password(password),
                institution_id=office.id if office else None,
            )
        )
    click.echo(f"{name} ist erfasst. Erstes Passwort: {password}")


@user.command("password")
@click.argument("username")
@click.password_option(prompt="Neues Passwort", confirmation_prompt="Noch einmal")
def set_password(username: str, password: str) -> None:
    """Setzt das Passwort einer Person neu."""
    with build(read_settings()).database.transaction() as session:
        row = queries.user_by_name(session, username)
        if row is None:
            raise NotFoundError(f"Die Person «{username}» gibt es nicht.")
        row.password_hash = hash_password(password)
    click.echo("Das Passwort ist gesetzt.")
