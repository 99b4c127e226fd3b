"""Changing accounts as an administrator, on the pages and at the console alike. Each act adds one entry to the log."""

from dataclasses import replace

from sqlalchemy.orm import Session

from app.act import Act
from app.audit import service as audit
from app.audit.models import GENERAL_CHAIN, GRANTED
from app.errors import ConflictError, ForbiddenError, InvalidError
from app.people import queries, roles, second_factor, service, sign_ins
from app.people.kinds import Kind
from app.people.models import FactorRemoval, Institution, User
from app.people.sentences import sentence
from app.staff import details, notices


class NotYoursError(ForbiddenError):
    """Dieses Konto oder diese Stelle verwalten Sie nicht."""


class ClientError(InvalidError):
    """Wer zu keiner Stelle gehört, ist Klientin oder Klient und erhält keine Rolle."""


class UnknownRoleError(InvalidError):
    """Diese Rolle gibt es nicht."""


class TakenKeyError(ConflictError):
    """Diese Stelle gibt es schon."""


class OpenAccountError(ConflictError):
    """Dieser Zugang ist nicht geschlossen."""


class LastAdministratorError(ConflictError):
    """Ohne diese Person würde niemand mehr verwalten, was sie verwaltet. Geben Sie zuerst jemand anderem die Rolle."""


def add(act: Act, newcomer: service.Newcomer, first: service.FirstPassword) -> User:
    """Adds a person with their first password, which nobody sees again.

    Raises NotYoursError, TakenError, or InvalidError for what is wrong with the details.
    """
    _require_institution(act, newcomer.institution)
    name, email, function = details.of_person(newcomer.name, newcomer.email, newcomer.function)
    if not set(newcomer.roles) <= set(roles.NAMES):
        raise UnknownRoleError
    checked = replace(newcomer, username=details.username(newcomer.username), name=name, email=email, function=function)
    user = service.add_user(act.session, checked, first, act.machine_now)
    held = ", ".join(roles.NAMES[row.role] for row in user.roles)
    _record(act, f"Neuer Zugang ({held})" if held else "Neuer Zugang", user)
    return user


def add_institution(act: Act, key: str, name: str, kind: Kind, email: str) -> Institution:
    """Adds an institution. Raises TakenKeyError, or InvalidError for what is wrong with the details."""
    key, name, email = details.of_institution(key, name, email)
    if queries.institution_by_key(act.session, key) is not None:
        raise TakenKeyError(f"Die Stelle «{key}» gibt es schon.")
    office = Institution(key=key, name=name, kind=kind, email=email)
    act.session.add(office)
    act.session.flush()
    act.record(GENERAL_CHAIN, GRANTED, f"Neue Stelle: {name}")
    return office


def change_details(act: Act, user: User, name: str, email: str, function: str) -> None:
    """Changes what an account says about its owner; a new address is told to the old one too.

    Raises NotYoursError, TakenError, or InvalidError for what is wrong with the details.
    """
    _require_account(act, user)
    new = details.of_person(name, email, function)
    old = (user.name, user.email, user.function)
    if new == old:
        return
    if new[1] != old[1] and queries.is_taken(act.session, new[1], but=user):
        raise service.TakenError
    user.name, user.email, user.function = new
    changed = [word for word, a, b in zip(("Name", "E-Mail", "Funktion"), old, new, strict=True) if a != b]
    _record(act, f"{' und '.join(changed)} geändert", user)
    if new[1] != old[1]:
        for address in (old[1], new[1]):
            notices.tell(act, user, notices.ADDRESS, address)


def grant(act: Act, user: User, role: str, institution: Institution | None) -> None:
    """Gives a role in one institution (None: in all). Raises NotYoursError, ClientError, UnknownRoleError."""
    _require_account(act, user)
    if role not in roles.NAMES:
        raise UnknownRoleError
    _require_institution(act, institution)
    if act.by is not None and roles.is_client(user):
        raise ClientError
    service.grant(act.session, user, role, institution)
    _record(act, f"Rolle {roles.NAMES[role]} vergeben ({_name(institution)})", user)


def revoke(act: Act, user: User, role: str, institution: Institution | None) -> None:
    """Takes a role in one institution (None: the one in all). Raises NotYoursError, LastAdministratorError."""
    _require_account(act, user)
    if role not in roles.NAMES:
        raise UnknownRoleError
    _require_institution(act, institution)
    institution_id = institution.id if institution else None
    if all((row.role, row.institution_id) != (role, institution_id) for row in user.roles):
        return
    queries.lock_administrators(act.session)
    service.revoke(act.session, user, role, institution)
    _require_successor(act.session, [institution_id] if role == roles.ADMIN else [])
    _record(act, f"Rolle {roles.NAMES[role]} entzogen ({_name(institution)})", user)


def give_first_password(act: Act, user: User, first: service.FirstPassword) -> None:
    """Gives a new first password, which nobody sees again; ends all sign-ins. Raises NotYoursError."""
    _require_account(act, user)
    service.give_first_password(act.session, user, first, act.machine_now)
    _record(act, "Neues erstes Passwort", user)
    notices.tell(act, user, notices.FIRST_PASSWORD)


def remove_factor(act: Act, user: User, identified: str) -> None:
    """Removes a lost second factor and ends all sign-ins; `identified` says how the person showed who they are.

    Raises NotYoursError, NoSentenceError.
    """
    _require_account(act, user)
    by_id = act.by.id if act.by else None
    act.session.add(FactorRemoval(at=act.machine_now, user_id=user.id, by_id=by_id, identified=sentence(identified)))
    second_factor.remove(act.session, user)
    sign_ins.end_all(act.session, user)
    _record(act, "Zweiter Faktor entfernt", user)
    notices.tell(act, user, notices.FACTOR_OFF)


def block(act: Act, user: User) -> None:
    """Closes an account and ends its sign-ins. Raises NotYoursError, LastAdministratorError."""
    _require_account(act, user)
    close(act.session, user)
    _record(act, "Zugang geschlossen", user)


def reopen(act: Act, user: User, first: service.FirstPassword) -> None:
    """Opens a closed account again, with the roles it had and a new first password, which nobody sees again.

    Raises NotYoursError, OpenAccountError.
    """
    _require_account(act, user)
    if user.active:
        raise OpenAccountError
    service.reopen(act.session, user, first, act.machine_now)
    _record(act, "Zugang wieder geöffnet", user)
    notices.tell(act, user, notices.FIRST_PASSWORD)


def close(session: Session, user: User) -> None:
    """Closes an account. Raises LastAdministratorError."""
    queries.lock_administrators(session)
    service.deactivate(session, user)
    session.flush()
    _require_successor(session, [row.institution_id for row in user.roles if row.role == roles.ADMIN])


def is_made_up(email: str) -> bool:
    """Whether nobody can have this address: the domain is kept free for examples (RFC 2606)."""
    return email.strip().lower().endswith("@example.org")


def _require_account(act: Act, user: User) -> None:
    if act.by is not None and not roles.manages(act.by, user):
        raise NotYoursError


def _require_institution(act: Act, institution: Institution | None) -> None:
    if act.by is not None and not roles.administers(act.by, institution):
        raise NotYoursError


def _require_successor(session: Session, institution_ids: list[str | None]) -> None:
    """Raises LastAdministratorError unless somebody active administers each of these institutions, or all."""
    left = queries.administered_institutions(session)
    if any(one not in left and None not in left for one in institution_ids):
        raise LastAdministratorError


def _name(institution: Institution | None) -> str:
    return institution.name if institution else "alle Stellen"


def _record(act: Act, what: str, user: User) -> None:
    """Adds an entry to the log, which names staff but not clients."""
    act.record(GENERAL_CHAIN, GRANTED, f"{what}: {audit.actor(user).name}")
