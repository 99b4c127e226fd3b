"""Roles beside the cases: what people may do in the house, whatever their part in a case."""

from app.people.kinds import Kind
from app.people.models import Institution, User

CASEWORKER = "caseworker"
ADMIN = "admin"
DATA_PROTECTION = "data_protection"
PROCESS_OWNER = "process_owner"
FIGURE_READER = "steering"

NAMES = {
    CASEWORKER: "Fallarbeit",
    ADMIN: "Verwaltung",
    DATA_PROTECTION: "Datenschutz",
    PROCESS_OWNER: "Verfahren",
    FIGURE_READER: "Führung",
}
"""Role → its German name. Anyone with none of them and without an institution is a client."""

SENSITIVE = (ADMIN, DATA_PROTECTION)
"""Roles that need a second factor."""


def has_role(user: User, *roles: str) -> bool:
    """Whether `user` holds one of `roles`, in any institution."""
    return any(row.role in roles for row in user.roles)


def is_client(user: User) -> bool:
    """Whether `user` is a client, who has neither an institution nor a role."""
    return user.institution_id is None and not user.roles


def does_casework(user: User) -> bool:
    """Whether `user` works on cases, or is the client of one."""
    return is_client(user) or has_role(user, CASEWORKER)


def coordinates(user: User) -> bool:
    """True for somebody of a coordination office, which is party to every case it coordinates."""
    return user.institution is not None and user.institution.kind == Kind.KS


def administers(user: User, institution: Institution | None) -> bool:
    """Whether `user` manages the people of `institution` (None: the clients): their own office, or everywhere."""
    managed = {row.institution_id for row in user.roles if row.role == ADMIN}
    return None in managed or (institution is not None and institution.id in managed)


def manages(user: User, other: User) -> bool:
    """Whether `user` may change the account of `other`: they administer their institution and those of their roles.

    Otherwise an administrator of one office could take over an account that administers all of them.
    """
    institutions = [other.institution, *(row.institution for row in other.roles)]
    return user.id != other.id and all(administers(user, one) for one in institutions)
