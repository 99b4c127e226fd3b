"""People with a login."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from sqlalchemy.orm import Session

from app.act import Act
from app.audit.service import OPERATOR
from app.bootstrap import build
from app.cases.service import UnknownPartyError
from app.config import read_settings
from app.errors import ConflictError, NotFoundError
from app.people import queries, roles, service
from app.people.kinds import Kind
from app.people.models import Institution, User
from app.staff import administration

ROLE = click.Choice(tuple(roles.NAMES))


@contextmanager
def _acting(writes: bool = True) -> Iterator[Act]:
    """An act of somebody at the console, in a transaction of its own."""
    house = build(read_settings())
    try:
        with house.database.transaction(writes=writes) as session:
            yield house.act(session, nobody=OPERATOR)
    finally:
        house.database.dispose()


def _person(session: Session, username: str) -> User:
    found = queries.user_by_name(session, username)
    if found is None:
        raise NotFoundError(f"Die Person «{username}» gibt es nicht.")
    return found


def _office(session: Session, key: str | None) -> Institution | None:
    office = queries.institution_by_key(session, key) if key else None
    if key and office is None:
        raise UnknownPartyError
    return office


@click.group()
def user() -> None:
    """Personen und Stellen verwalten."""


@user.command("list")
def list_users() -> None:
    """Alle aktiven Personen, mit ihren Rollen."""
    with _acting(writes=False) as act:
        for row in queries.users(act.session):
            office = row.institution.key if row.institution else "-"
            held = " ".join(f"{one.role}@{one.institution.key if one.institution else '*'}" for one in row.roles)
            click.echo(f"{row.username}\t{row.name}\t{office}\t{row.email}\t{held or '-'}")


@user.command("institution")
@click.argument("key")
@click.option("--name", required=True)
@click.option("--kind", required=True, type=click.Choice([kind.value for kind in Kind]))
@click.option("--email", required=True)
def add_institution(key: str, name: str, kind: str, email: str) -> None:
    """Erfasst eine Stelle."""
    with _acting() as act:
        office = administration.add_institution(act, key, name, Kind(kind), email)
    click.echo(f"Die Stelle «{office.name}» ist erfasst.")


@user.command("add")
@click.argument("username")
@click.option("--name", required=True)
@click.option("--email", required=True)
@click.option("--institution", help="Schlüssel der Stelle; ohne Angabe eine Klientin oder ein Klient.")
@click.option("--function", default="", help="Funktion, z. B. Personalberaterin.")
def add_user(username: str, name: str, email: str, institution: str | None, function: str) -> None:
    """Erfasst eine Person und zeigt ihr erstes Passwort einmal an."""
    first = service.make_first_password()
    with _acting() as act:
        newcomer = service.Newcomer(username, name, email, _office(act.session, institution), function)
        added = administration.add(act, newcomer, first)
    click.echo(f"{added.name} ist erfasst. Erstes Passwort, gültig 7 Tage: {first.text}")


def _where(function: Callable[..., None]) -> Callable[..., None]:
    institution = click.option("--institution", help="Schlüssel der Stelle; ohne Angabe die eigene.")
    everywhere = click.option("--everywhere", is_flag=True, help="Für alle Stellen.")
    return institution(everywhere(function))


def _where_it_counts(session: Session, found: User, institution: str | None, everywhere: bool) -> Institution | None:
    chosen = None if everywhere else _office(session, institution) or found.institution
    if chosen is None and not everywhere:
        raise ConflictError("Die Person gehört zu keiner Stelle. Nennen Sie --institution oder --everywhere.")
    return chosen


@user.command("grant")
@click.argument("username")
@click.argument("role", type=ROLE)
@_where
def grant(username: str, role: str, institution: str | None, everywhere: bool) -> None:
    """Gibt einer Person eine Rolle."""
    with _acting() as act:
        found = _person(act.session, username)
        chosen = _where_it_counts(act.session, found, institution, everywhere)
        administration.grant(act, found, role, chosen)
        click.echo(f"{found.name} hat die Rolle {roles.NAMES[role]}: {chosen.name if chosen else 'alle Stellen'}.")


@user.command("revoke")
@click.argument("username")
@click.argument("role", type=ROLE)
@_where
def revoke(username: str, role: str, institution: str | None, everywhere: bool) -> None:
    """Nimmt einer Person eine Rolle."""
    with _acting() as act:
        found = _person(act.session, username)
        chosen = _where_it_counts(act.session, found, institution, everywhere)
        administration.revoke(act, found, role, chosen)
        where = chosen.name if chosen else "alle Stellen"
        click.echo(f"{found.name} hat die Rolle {roles.NAMES[role]} nicht mehr: {where}.")


@user.command("deactivate")
@click.argument("username")
def deactivate(username: str) -> None:
    """Lässt eine Person ab sofort nicht mehr herein."""
    with _acting() as act:
        found = _person(act.session, username)
        administration.block(act, found)
        click.echo(f"{found.name} kann sich nicht mehr anmelden. Alle Anmeldungen sind beendet.")


@user.command("reopen")
@click.argument("username")
def reopen(username: str) -> None:
    """Öffnet einen geschlossenen Zugang wieder, mit einem neuen ersten Passwort und den Rollen von vorher."""
    first = service.make_first_password()
    with _acting() as act:
        found = queries.closed_user_by_name(act.session, username) or _person(act.session, username)
        administration.reopen(act, found, first)
    click.echo(f"{found.name} ist wieder zugelassen. Erstes Passwort, gültig 7 Tage: {first.text}")


@user.command("reset-code")
@click.argument("username")
@click.option("--identified", required=True, help="Ein Satz: Woran haben Sie die Person erkannt?")
def reset_code(username: str, identified: str) -> None:
    """Entfernt den zweiten Faktor einer Person, die ihr Telefon und ihre Codes verloren hat."""
    with _acting() as act:
        found = _person(act.session, username)
        administration.remove_factor(act, found, identified)
        click.echo(f"{found.name} meldet sich ohne Code an. Alle Anmeldungen sind beendet.")


@user.command("password")
@click.argument("username")
def new_password(username: str) -> None:
    """Gibt einer Person ein neues erstes Passwort und beendet ihre Anmeldungen."""
    first = service.make_first_password()
    with _acting() as act:
        administration.give_first_password(act, _person(act.session, username), first)
    click.echo(f"Neues erstes Passwort, gültig 7 Tage: {first.text}")
