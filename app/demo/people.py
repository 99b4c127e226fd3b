"""The institutions and people of the demonstration, the scenarios and the tests."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.errors import ConflictError
from app.people import queries
from app.people.models import Institution, User, UserRole
from app.people.passwords import hash_password
from app.people.roles import ADMIN, CASEWORKER, DATA_PROTECTION, FIGURE_READER, PROCESS_OWNER
from app.staff.administration import is_made_up

PASSWORD = "nahtstelle"

INSTITUTIONS = (
    ("ks_iiz", "Koordinationsstelle IIZ", "ks"),
    ("rav_luzern", "RAV Luzern", "rav"),
    ("iv_luzern", "WAS IV Luzern", "iv"),
    ("sd_luzern", "Soziale Dienste Stadt Luzern", "sd"),
    ("provider_brueckenwerk", "Brückenwerk Arbeitsintegration", "provider"),
    ("praxis_seetal", "Praxis Seetal, Psychotherapie", "therapist"),
    ("was_iv", "Leitung WAS IV", "fg"),
    ("was_wira", "WAS wira Luzern", "fg"),
    ("zisg", "Zweckverband ZiSG", "fg"),
    ("disg", "Dienststelle Soziales und Gesellschaft", "fg_beratend"),
    ("vlg", "Verband Luzerner Gemeinden", "fg_beratend"),
    ("biz_luzern", "BIZ Luzern", "biz"),
    ("suva_luzern", "Suva Luzern", "unfallversicherung"),
)

PEOPLE = (
    ("rav.berater", "Reto Amrein", "rav_luzern", "Personalberater"),
    ("sd.sozialarbeit", "Sandra Bühler", "sd_luzern", "Sozialarbeiterin"),
    ("iv.beratung", "Irene Vogel", "iv_luzern", "Berufsberaterin"),
    ("rav.vertretung", "Eva Kunz", "rav_luzern", "Personalberaterin"),
    ("iv.vertretung", "Martin Frei", "iv_luzern", "Berufsberater"),
    ("ks.koordination", "Karin Steiner", "ks_iiz", "Koordinatorin"),
    ("provider.coach", "Pascal Odermatt", "provider_brueckenwerk", "Job-Coach"),
    ("therapie.praxis", "Tanja Roos", "praxis_seetal", "Psychotherapeutin"),
    ("fg.iv", "Ivo Arnet", "was_iv", "Vorsitz der Führungsgruppe"),
    ("fg.iv.stv", "Nina Suter", "was_iv", "Stellvertretung in der Führungsgruppe"),
    ("fg.wira", "Werner Imgrüth", "was_wira", "Mitglied der Führungsgruppe"),
    ("fg.zisg", "Zita Kaufmann", "zisg", "Mitglied der Führungsgruppe"),
    ("fg.disg", "Dario Felder", "disg", "Beratend in der Führungsgruppe"),
    ("fg.vlg", "Vreni Lustenberger", "vlg", "Beratend in der Führungsgruppe"),
    ("biz.beratung", "Beat Zihlmann", "biz_luzern", "Laufbahnberater"),
    ("peter.m", "Peter M.", None, "Klient"),
    ("ks.verwaltung", "Vera Lang", "ks_iiz", "Verwaltung der Zugänge"),
    ("ks.datenschutz", "Dora Zemp", "ks_iiz", "Beauftragte für Datenschutz"),
    ("ks.verfahren", "Paul Egli", "ks_iiz", "Verantwortlicher für Verfahren"),
)

ROLES = {"ks.verwaltung": ADMIN, "ks.datenschutz": DATA_PROTECTION, "ks.verfahren": PROCESS_OWNER}
"""Roles of the three people who do no casework."""
LEADERS = ("fg.iv", "fg.iv.stv", "fg.wira", "fg.zisg", "fg.disg", "fg.vlg")
"""Those who read the figures, beside their casework."""


class RealPeopleError(ConflictError):
    """In dieser Datenbank sind Personen erfasst, die nicht zur Vorführung gehören. Die Vorführung öffnet jedes Konto
    ohne Passwort; sie startet nur auf einer eigenen Datenbank."""


def refuse_real_people(session: Session) -> None:
    """A demonstration must not open the accounts of real people: they have real addresses. Raises RealPeopleError."""
    if any(not is_made_up(user.email) for user in queries.users(session)):
        raise RealPeopleError


def seed_people(session: Session, them: Sequence[tuple[str, str, str | None, str]] = PEOPLE) -> None:
    """Adds the demonstration's institutions, and those of `them` that are not there yet."""
    for key, name, kind in INSTITUTIONS:
        if queries.institution_by_key(session, key) is None:
            session.add(Institution(key=key, name=name, kind=kind, email=f"{key}@example.org"))
    session.flush()
    hashed = ""
    for username, name, institution_key, function in them:
        if not queries.is_taken(session, username):
            hashed = hashed or hash_password(PASSWORD)
            institution = queries.institution_by_key(session, institution_key) if institution_key else None
            session.add(
                User(
                    username=username,
                    name=name,
                    email=f"{username}@example.org",
                    password_hash=hashed,
                    institution_id=institution.id if institution else None,
                    function=function,
                    roles=_roles(username, institution),
                )
            )
    session.flush()


def _roles(username: str, institution: Institution | None) -> list[UserRole]:
    """The role of one person: casework in their institution, unless ROLES gives them another one for all."""
    if username in ROLES:
        return [UserRole(role=ROLES[username])]
    own = [CASEWORKER, *([FIGURE_READER] if username in LEADERS else [])]
    return [UserRole(role=role, institution_id=institution.id) for role in own] if institution else []
