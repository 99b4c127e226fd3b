"""All routes with the people they are open to, the main navigation, and the page on which people begin.

A route without a row cannot be opened, and a test names it.
"""

from collections.abc import Sequence

from app.cases.service import may_open_cases
from app.i18n import gettext as _
from app.inbox.views import number_of_tasks
from app.people import roles
from app.people.models import User
from app.web.access import Access, Area, Doors

ROUTES: dict[str, Access] = {
    "static": Access.EVERYONE,
    "web.health": Access.EVERYONE,
    "style.sheet": Access.EVERYONE,
    "help.show": Access.EVERYONE,
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
    "digests.show": Access.SIGNED_IN,
    "digests.choose": Access.SIGNED_IN,
    "digests.seen": Access.SIGNED_IN,
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
    "accounts.reopen": Access.ADMINS,
    "holidays.show": Access.ADMINS,
    "inbox.show": Access.CASEWORK,
    "inbox.beside": Access.CASEWORK,
    "inbox.search": Access.CASEWORK,
    "inbox.choose": Access.CASEWORK,
    "inbox.undo": Access.CASEWORK,
    "inbox.keep_filter": Access.CASEWORK,
    "inbox.drop_filter": Access.CASEWORK,
    "tasks.show": Access.CASEWORK,
    "tasks.submit": Access.CASEWORK,
    "tasks.take_back": Access.CASEWORK,
    "by_link.show": Access.EVERYONE,
    "by_link.enter": Access.EVERYONE,
    "guest_task.show": Access.EVERYONE,
    "guest_task.submit": Access.EVERYONE,
    "guest_task.paper": Access.EVERYONE,
    "links.show": Access.CASEWORK,
    "links.change": Access.CASEWORK,
    "links.paper": Access.CASEWORK,
    "cases.index": Access.CASEWORK,
    "cases.show": Access.CASEWORK,
    "cases.diagram": Access.CASEWORK,
    "cases.history": Access.CASEWORK,
    "cases.papers": Access.CASEWORK,
    "cases.search_papers": Access.CASEWORK,
    "cases.document": Access.CASEWORK,
    "cases.attachment": Access.CASEWORK,
    "cases.preview": Access.CASEWORK,
    "cases.letter": Access.CASEWORK,
    "cases.letter_sent": Access.CASEWORK,
    "notes.index": Access.CASEWORK,
    "notes.new": Access.CASEWORK,
    "notes.write": Access.CASEWORK,
    "corrections.show": Access.CASEWORK,
    "corrections.save": Access.CASEWORK,
    "corrections.note": Access.CASEWORK,
    "corrections.save_note": Access.CASEWORK,
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
    "overview.show": Access.OVERVIEW,
    "overview.table": Access.OVERVIEW,
    "cockpit.show": Access.OPERATORS,
    "cockpit.metrics": Access.EVERYONE,
    "cockpit.change": Access.OPERATORS,
    "cockpit.retry_failed": Access.OPERATORS,
    "cockpit.again": Access.OPERATORS,
    "cockpit.message": Access.OPERATORS,
    "figures.show": Access.FIGURES,
    "figures.one": Access.FIGURES,
    "figures.table": Access.FIGURES,
    "opening.choose": Access.OPENERS,
    "opening.show": Access.OPENERS,
    "opening.submit": Access.OPENERS,
    "moving.show": Access.PROCESS_OWNERS,
    "moving.change": Access.PROCESS_OWNERS,
    "workshop.index": Access.PROCESS_OWNERS,
    "workshop.new": Access.PROCESS_OWNERS,
    "workshop.begin": Access.PROCESS_OWNERS,
    "workshop.show": Access.PROCESS_OWNERS,
    "workshop.open_draft": Access.PROCESS_OWNERS,
    "workshop.add_form": Access.PROCESS_OWNERS,
    "workshop.check": Access.PROCESS_OWNERS,
    "workshop.discard": Access.PROCESS_OWNERS,
    "workshop.withdraw": Access.PROCESS_OWNERS,
    "workshop.resume": Access.PROCESS_OWNERS,
    "workshop_publishing.show": Access.PROCESS_OWNERS,
    "workshop_publishing.play": Access.PROCESS_OWNERS,
    "workshop_publishing.publish": Access.PROCESS_OWNERS,
    "workshop_editor.draw": Access.PROCESS_OWNERS,
    "workshop_editor.source": Access.PROCESS_OWNERS,
    "workshop_editor.save": Access.PROCESS_OWNERS,
    "workshop_editor.findings": Access.PROCESS_OWNERS,
    "workshop_editor.names": Access.PROCESS_OWNERS,
    "workshop_editor.expression": Access.PROCESS_OWNERS,
    "workshop_editor.day": Access.PROCESS_OWNERS,
    "workshop_elements.index": Access.PROCESS_OWNERS,
    "workshop_elements.show": Access.PROCESS_OWNERS,
    "workshop_elements.save": Access.PROCESS_OWNERS,
    "workshop_elements.insert": Access.PROCESS_OWNERS,
    "workshop_elements.connect": Access.PROCESS_OWNERS,
    "workshop_elements.remove": Access.PROCESS_OWNERS,
    "workshop_forms.show": Access.PROCESS_OWNERS,
    "workshop_forms.fill_in": Access.PROCESS_OWNERS,
    "workshop_forms.save": Access.PROCESS_OWNERS,
    "workshop_forms.add": Access.PROCESS_OWNERS,
    "workshop_forms.move": Access.PROCESS_OWNERS,
    "workshop_tables.index": Access.PROCESS_OWNERS,
    "workshop_tables.show": Access.PROCESS_OWNERS,
    "workshop_tables.save": Access.PROCESS_OWNERS,
    "workshop_tables.attempt": Access.PROCESS_OWNERS,
    "workshop_tables.add": Access.PROCESS_OWNERS,
    "workshop_files.download": Access.PROCESS_OWNERS,
    "workshop_files.upload": Access.PROCESS_OWNERS,
    "workshop_files.edit": Access.PROCESS_OWNERS,
    "workshop_files.save": Access.PROCESS_OWNERS,
    "workshop_files.remove": Access.PROCESS_OWNERS,
    "workshop_files.take_up": Access.PROCESS_OWNERS,
    "demo.choose_person": Access.DEMO,
    "demo.enter": Access.DEMO,
    "demo.messages": Access.DEMO,
    "demo.move_clock": Access.DEMO,
}


def _opens_cases(user: User) -> bool:
    return roles.has_role(user, roles.CASEWORKER) and may_open_cases(user)


def _coordinates(user: User) -> bool:
    """Whether `user` does casework in a coordination office."""
    return roles.coordinates(user) and roles.has_role(user, roles.CASEWORKER)


def _oversees(user: User) -> bool:
    """Whether `user` leads an office in which they do casework, or does casework in a coordination office."""
    leads = any(row.role == roles.FIGURE_READER and row.institution_id == user.institution_id for row in user.roles)
    return _coordinates(user) or (leads and user.institution is not None and roles.has_role(user, roles.CASEWORKER))


def _keeps_cases(user: User) -> bool:
    """Whether `user` holds the role data protection, or does casework in a coordination office."""
    return roles.has_role(user, roles.DATA_PROTECTION) or _coordinates(user)


RULES = {
    Access.CASEWORK: roles.does_casework,
    Access.OPENERS: _opens_cases,
    Access.ADMINS: lambda user: roles.has_role(user, roles.ADMIN),
    Access.DATA_PROTECTION: lambda user: roles.has_role(user, roles.DATA_PROTECTION),
    Access.GUARDIANS: lambda user: roles.has_role(user, roles.ADMIN, roles.DATA_PROTECTION),
    Access.PROCESS_OWNERS: lambda user: roles.has_role(user, roles.PROCESS_OWNER),
    Access.KEEPERS: _keeps_cases,
    Access.OVERVIEW: _oversees,
    Access.OPERATORS: lambda user: roles.administers(user, None),
    Access.FIGURES: lambda user: roles.has_role(user, roles.FIGURE_READER) or _coordinates(user),
}
"""Kind of access → what it asks of somebody who has signed in."""


WORKSHOP = ("moving", *(f"workshop{room}" for room in ("", "_files", "_publishing", "_editor", "_elements", "_forms")))
"""The blueprints whose pages belong to the area of the workshop."""


def areas() -> Sequence[Area]:
    """The main navigation."""
    return (
        Area(_("Meine Aufgaben"), "inbox.show", ("inbox", "tasks"), number_of_tasks),
        Area(_("Fälle"), "cases.index", ("cases", "notes", "opening", "accesses", "recalls", "links", "personal_data")),
        Area(_("Übersicht"), "overview.show", ("overview",)),
        Area(_("Kennzahlen"), "figures.show", ("figures",)),
        Area(_("Personen"), "people.index", ("people", "accounts")),
        Area(_("Betrieb"), "cockpit.show", ("cockpit",)),
        Area(_("Feiertage"), "holidays.show", ("holidays",)),
        Area(_("Notzugriff"), "emergency.index", ("emergency",)),
        Area(_("Protokoll"), "audit.search", ("audit",)),
        Area(_("Aufbewahrung"), "retention.preview", ("retention",)),
        Area(_("Werkstatt"), "workshop.index", WORKSHOP),
    )


DOORS = Doors(
    routes=ROUTES,
    rules=RULES,
    areas=areas,
    homes=("inbox.show", "people.index", "audit.search", "workshop.index", "figures.show", "account.show"),
    sign_in="login.show",
    password=("account.password", "account.change_password"),
    second_factor=("account.second_factor", "account.begin_factor", "account.confirm_factor"),
)
