"""Who may open which page: one row per route. A route that is not here cannot be opened, and a test names it."""

from enum import Enum

from app.people import roles
from app.people.models import User


class Access(Enum):
    """Whom a route lets in. Which case or task they may see there is decided by the rows of that case."""

    EVERYONE = "everyone"
    SIGNED_IN = "signed in"
    CASEWORK = "caseworkers and clients"
    OPENERS = "caseworkers of institutions that open cases"
    ADMINS = "who manages people and calendars"
    DATA_PROTECTION = "who watches over data protection"
    GUARDIANS = "who manages people, and who watches over data protection"
    KEEPERS = "who watches over data protection, and caseworkers of the coordination office"
    PROCESS_OWNERS = "who draws procedures"
    STEERING = "who reads the figures"
    DEMO = "everyone, in demonstrations only"


ROUTES: dict[str, Access] = {
    "static": Access.EVERYONE,
    "web.health": Access.EVERYONE,
    "login.show": Access.EVERYONE,
    "login.enter": Access.EVERYONE,
    "login.code": Access.EVERYONE,
    "login.leave": Access.EVERYONE,
    "oidc.leave_for_provider": Access.EVERYONE,
    "oidc.keep_input": Access.EVERYONE,
    "oidc.back": Access.EVERYONE,
    "account.show": Access.SIGNED_IN,
    "account.password": Access.SIGNED_IN,
    "account.change_password": Access.SIGNED_IN,
    "account.sign_in_list": Access.SIGNED_IN,
    "account.end_sign_in": Access.SIGNED_IN,
    "account.second_factor": Access.SIGNED_IN,
    "account.begin_factor": Access.SIGNED_IN,
    "account.confirm_factor": Access.SIGNED_IN,
    "account.remove_factor": Access.SIGNED_IN,
    "absences.show": Access.CASEWORK,
    "absences.add": Access.CASEWORK,
    "absences.remove": Access.CASEWORK,
    "people.index": Access.ADMINS,
    "people.leaving": Access.ADMINS,
    "people.leave": Access.ADMINS,
    "people.receipt": Access.ADMINS,
    "accounts.new": Access.ADMINS,
    "accounts.add": Access.ADMINS,
    "accounts.show": Access.ADMINS,
    "accounts.change": Access.ADMINS,
    "accounts.grant": Access.ADMINS,
    "accounts.revoke": Access.ADMINS,
    "accounts.new_password": Access.ADMINS,
    "accounts.remove_factor": Access.ADMINS,
    "accounts.block": Access.ADMINS,
    "holidays.show": Access.ADMINS,
    "tasks.inbox": Access.CASEWORK,
    "tasks.show": Access.CASEWORK,
    "tasks.submit": Access.CASEWORK,
    "tasks.claim": Access.CASEWORK,
    "tasks.release": Access.CASEWORK,
    "tasks.assign": Access.CASEWORK,
    "cases.index": Access.CASEWORK,
    "cases.show": Access.CASEWORK,
    "cases.diagram": Access.CASEWORK,
    "cases.document": Access.CASEWORK,
    "cases.attachment": Access.CASEWORK,
    "cases.letter": Access.CASEWORK,
    "cases.letter_sent": Access.CASEWORK,
    "accesses.show": Access.CASEWORK,
    "accesses.paper": Access.CASEWORK,
    "recalls.show": Access.CASEWORK,
    "recalls.letter": Access.CASEWORK,
    "recalls.settle": Access.CASEWORK,
    "audit.search": Access.DATA_PROTECTION,
    "audit.export": Access.DATA_PROTECTION,
    "emergency.index": Access.GUARDIANS,
    "emergency.ask": Access.ADMINS,
    "emergency.show": Access.GUARDIANS,
    "emergency.release": Access.ADMINS,
    "emergency.refuse": Access.ADMINS,
    "emergency.end": Access.GUARDIANS,
    "emergency.case": Access.ADMINS,
    "emergency.paper": Access.ADMINS,
    "retention.preview": Access.DATA_PROTECTION,
    "retention.show": Access.KEEPERS,
    "retention.hold": Access.KEEPERS,
    "retention.lift": Access.KEEPERS,
    "personal_data.show": Access.CASEWORK,
    "personal_data.paper": Access.CASEWORK,
    "personal_data.data": Access.CASEWORK,
    "opening.choose": Access.OPENERS,
    "opening.show": Access.OPENERS,
    "opening.submit": Access.OPENERS,
    "demo.choose_person": Access.DEMO,
    "demo.enter": Access.DEMO,
    "demo.messages": Access.DEMO,
    "demo.move_clock": Access.DEMO,
}

_OPENING = ("rav", "iv", "sd", "ks", "provider")
_ROLES = {
    Access.ADMINS: (roles.ADMIN,),
    Access.DATA_PROTECTION: (roles.DATA_PROTECTION,),
    Access.GUARDIANS: (roles.ADMIN, roles.DATA_PROTECTION),
    Access.PROCESS_OWNERS: (roles.PROCESS_OWNER,),
    Access.STEERING: (roles.STEERING,),
}


def home(user: User) -> str:
    """The route of the page on which `user` starts."""
    for route in ("tasks.inbox", "people.index", "audit.search"):
        if lets_in(ROUTES[route], user, demo=False):
            return route
    return "account.show"


def lets_in(access: Access, user: User | None, demo: bool) -> bool:
    """Whether a route with this row is open to `user` (None: not signed in)."""
    if access is Access.EVERYONE:
        return True
    if access is Access.DEMO:
        return demo
    if user is None:
        return False
    if access is Access.CASEWORK:
        return roles.is_client(user) or roles.has_role(user, roles.CASEWORKER)
    office = user.institution
    if access is Access.OPENERS:
        return roles.has_role(user, roles.CASEWORKER) and office is not None and office.kind in _OPENING
    if access is Access.KEEPERS:
        coordinates = roles.has_role(user, roles.CASEWORKER) and office is not None and office.kind == "ks"
        return coordinates or roles.has_role(user, roles.DATA_PROTECTION)
    return access is Access.SIGNED_IN or roles.has_role(user, *_ROLES[access])
