"""The pages on which administrators change accounts: what they may, what they may not, and who is told."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.orm import Session

from app.audit.models import GENERAL_CHAIN
from app.outbox.models import Message
from app.people import roles
from app.people.models import FactorRemoval, RecoveryCode, SecondFactor, SignIn, User, UserRole
from app.staff import administration, handover
from tests.audit.test_reading import entries
from tests.people.accounts import ANNA, OWN, account, act, held, local_admin, mails
from tests.people.office import Office
from tests.people.test_leaving import admin, person_id
from tests.people.test_second_factor import code, enter, with_code


def test_details_change_and_a_new_address_is_told_to_the_old_one_too(office: Office) -> None:
    manager = account(admin(office), office, "rav.berater")
    before = len(mails(office))
    manager.submit({"name": "Reto Neu", "email": "reto.neu@example.org", "function": "Teamleiter"})
    assert "gespeichert" in manager.text
    told = mails(office)[before:]
    what = "Ihre E-Mail-Adresse wurde geändert"
    assert sorted(told) == [("rav.berater@example.org", what), ("reto.neu@example.org", what)]
    assert "Name und E-Mail und Funktion geändert: Reto Neu" in entries(office.house, GENERAL_CHAIN)[-1]
    account(manager, office, "reto.neu@example.org").submit()
    assert len(mails(office)) == before + 2


def test_a_taken_address_changes_nothing(office: Office) -> None:
    manager = account(admin(office), office, "rav.berater").submit({"name": "X Y", "email": "iv.beratung@example.org"})
    assert manager.status == 409
    assert "schon vergeben" in manager.text
    with office.people() as session:
        assert office.person(session, "rav.berater").name == "Reto Amrein"


def test_roles_are_given_and_taken_per_institution(office: Office) -> None:
    manager = account(admin(office), office, "rav.berater")
    act(manager, f"{manager.path}/rollen", role="admin", institution="rav_luzern")
    act(manager, f"{manager.path}/rollen", role="steering", institution="*")
    assert held(office, "rav.berater") == ["caseworker@rav_luzern", "admin@rav_luzern", "steering@*"]
    act(manager, f"{manager.path}/rollen/entziehen", held="steering@*")
    act(manager, f"{manager.path}/rollen/entziehen", held="caseworker@rav_luzern")
    assert held(office, "rav.berater") == ["admin@rav_luzern"]
    (said,) = {e.split(": ", 1)[1] for e in entries(office.house, GENERAL_CHAIN)[-1:]}
    assert said == "Rolle Fallarbeit entzogen (RAV Luzern): Reto Amrein: Rechte geändert"


def test_an_administrator_of_one_office_stays_within_it(office: Office) -> None:
    manager = local_admin(office)
    with office.people() as session:
        for name, place in (("iv.beratung", None), ("sd.sozialarbeit", "rav")):
            user = office.person(session, name)
            user.institution = office.person(session, "rav.berater").institution if place else user.institution
    assert account(manager, office, "iv.beratung").status == 404
    office.give("therapie.praxis", roles.ADMIN, everywhere=True)
    page = manager.get("/personen/neu")
    assert [o.get("value") for o in page.page.xpath("//select[@name='institution']/option")] == ["", "rav_luzern"]
    for office_key in ("iv_luzern", "-", "nowhere"):
        refused = manager.get("/personen/neu").submit({**ANNA, "institution": office_key})
        assert refused.status in (400, 403), office_key
    colleague = person_id(office, "sd.sozialarbeit")
    with office.people() as session:
        user = office.person(session, "sd.sozialarbeit")
        user.roles = [UserRole(role=roles.CASEWORKER, institution=user.institution)]
    for where in ("*", "iv_luzern"):
        manager.get(f"/personen/{colleague}")
        assert act(manager, f"/personen/{colleague}/rollen", role="steering", institution=where).status == 403
    manager.get(f"/personen/{colleague}")
    assert act(manager, f"/personen/{colleague}/rollen", role="steering", institution="rav_luzern").status == 200


def test_nobody_takes_over_an_account_with_wider_rights_than_their_own(office: Office) -> None:
    """Anyone who could give somebody a new password could sign in as them."""
    manager = local_admin(office)
    with office.people() as session:
        mighty = office.person(session, "sd.sozialarbeit")
        mighty.institution = office.person(session, "rav.berater").institution
        mighty.roles = [UserRole(role=roles.ADMIN)]
        place = f"/personen/{mighty.id}"
    listed = manager.get("/personen")
    assert "Sandra Bühler" in listed.text
    assert place not in listed.page.xpath("//a/@href")
    for path in ("", "/rollen", "/passwort", "/code", "/sperren", "/austritt"):
        listed = manager.get("/personen/neu")
        assert act(manager, f"{place}{path}", role="steering", institution="rav_luzern").status == 404, path


def test_nobody_changes_their_own_account_here(office: Office) -> None:
    manager = admin(office)
    own, before = f"/personen/{person_id(office, 'fg.wira')}", held(office, "fg.wira")
    for path in ("", "/rollen", "/rollen/entziehen", "/passwort", "/code", "/sperren"):
        manager.get("/personen/neu")
        assert act(manager, f"{own}{path}", role="data_protection", institution="*", held="admin@*").status == 404
    assert held(office, "fg.wira") == before != []


def test_the_last_administrator_stays_whoever_asks(office: Office) -> None:
    office.give("rav.berater", roles.ADMIN)  # manages one institution: not enough

    def revoke(session: Session, user: User) -> None:
        administration.revoke(office.house.act(session), user, roles.ADMIN, None)

    def block(session: Session, user: User) -> None:
        administration.block(office.house.act(session), user)

    def leave(session: Session, user: User) -> None:
        handover.hand_over(office.house.act(session, office.person(session, "rav.berater")), user, None)

    for what in (revoke, block, leave):
        with pytest.raises(administration.LastAdministratorError), office.people() as session:
            what(session, office.person(session, "ks.verwaltung"))
        assert held(office, "ks.verwaltung") == ["admin@*"]
    office.give("fg.wira", roles.ADMIN, everywhere=True)
    with office.people() as session:
        revoke(session, office.person(session, "ks.verwaltung"))
    assert held(office, "ks.verwaltung") == []


def test_of_two_administrators_who_block_each_other_one_stays(office: Office) -> None:
    one = admin(office)
    with_code(office, "ks.verwaltung")
    two = enter(office.sign_in("ks.verwaltung"), code(office, "ks.verwaltung"))
    places = [account(one, office, "ks.verwaltung").path, account(two, office, "fg.wira").path]
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(act, (one, two), [f"{place}/sperren" for place in places]))
    assert 500 not in [browser.status for browser in done]
    with office.people() as session:
        left = [row for row in session.query(User).all() if row.active and roles.has_role(row, roles.ADMIN)]
        assert len(left) == 1


def test_a_new_first_password_ends_the_old_one_and_all_sign_ins_and_is_told(office: Office) -> None:
    browser, manager = office.sign_in("rav.berater"), account(admin(office), office, "rav.berater")
    act(manager, f"{manager.path}/passwort")
    (password,) = manager.page.xpath("//dd/code/text()")
    assert browser.get("/").path == "/anmelden"
    assert office.sign_in("rav.berater").status == 422
    assert office.sign_in("rav.berater", str(password)).path == "/konto/passwort"
    assert ("rav.berater@example.org", "Sie erhalten ein neues erstes Passwort") in mails(office)
    with office.people() as session:
        assert not any(str(password) in row.body for row in session.query(Message).all())


def test_a_lost_second_factor_is_removed_once_it_is_said_how_the_person_was_known(office: Office) -> None:
    with_code(office)
    browser = enter(office.sign_in("rav.berater"), code(office))
    manager = account(admin(office), office, "rav.berater")
    kept = len(office.rows(SecondFactor))
    place = manager.path
    assert act(manager, f"{place}/code", identified="ja").status == 422
    assert len(office.rows(SecondFactor)) == kept
    act(manager.get(place), f"{place}/code", identified="Er stand mit <b>seinem</b> Ausweis an meinem Tisch.")
    assert len(office.rows(SecondFactor)) == kept - 1
    owner = person_id(office, "rav.berater")
    assert [row for row in office.rows(RecoveryCode) if row.user_id == owner] == []
    assert [row for row in office.rows(SignIn) if row.user_id == owner] == []
    assert browser.get("/").path == "/anmelden"
    (why,) = office.rows(FactorRemoval)
    assert (why.user_id, why.by_id) == (owner, person_id(office, "fg.wira"))
    assert "Ausweis" in why.identified
    assert not any("Ausweis" in entry for entry in entries(office.house, GENERAL_CHAIN))
    assert ("rav.berater@example.org", "Das Anmelden mit Code ist ausgeschaltet") in mails(office)
    assert office.sign_in("rav.berater").path == "/"


def test_a_blocked_person_is_out_at_once(office: Office) -> None:
    browser, manager = office.sign_in("rav.berater"), account(admin(office), office, "rav.berater")
    act(manager, f"{manager.path}/sperren")
    assert "ist gesperrt" in manager.text
    assert browser.get("/").path == "/anmelden"
    assert office.sign_in("rav.berater").status == 422
    said = "Werner Imgrüth, WAS wira Luzern: Zugang geschlossen: Reto Amrein: Rechte geändert"
    assert said in entries(office.house, GENERAL_CHAIN)


def test_people_are_told_when_they_change_how_they_sign_in(office: Office) -> None:
    browser = office.sign_in("rav.berater").get("/konto/passwort")
    browser.submit({"old": "nahtstelle", "new": OWN, "again": OWN})
    browser.get("/konto/code").submit({"old": OWN}).submit({"code": code(office)})
    browser.get("/konto/code").submit({"old": OWN})
    assert sorted(mails(office)) == [
        ("rav.berater@example.org", what)
        for what in (
            "Das Anmelden mit Code ist ausgeschaltet",
            "Das Anmelden mit Code ist eingeschaltet",
            "Ihr Passwort wurde geändert",
        )
    ]
    with office.people() as session:
        assert not any(OWN in row.body for row in session.query(Message).all())


def test_holidays_are_shown_for_this_year_and_the_next(office: Office) -> None:
    page = admin(office).get("/feiertage")
    assert "Sa 02.10.2027 St. Leodegar Soziale Dienste Stadt Luzern" in page.text
    assert "Sa 01.01.2028 Neujahrstag alle Stellen" in page.text
