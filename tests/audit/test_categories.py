"""The log says which categories of data were read and given."""

from datetime import timedelta

from sqlalchemy import select

from app.audit.models import CHANGED, READ, Entry
from app.bootstrap import House
from app.clock import ManualClock
from tests.audit.tampering import CASE
from tests.browser_posts import Browser
from tests.consent.stage import DAY, Stage
from tests.web.test_work import APPLICATION, opened

MORE = {
    "weitergebende": ["iv_luzern"],
    "empfaenger": [{"stelle": "ks_iiz", "kategorien": ["personalien", "berufliches", "gesundheit_diagnose"]}],
    "gueltig_bis": DAY,
}


def categories(house: House, action: str) -> list[str]:
    statement = select(Entry.categories).where(Entry.chain == CASE, Entry.action == action, Entry.categories != "")
    with house.database.transaction(writes=False) as session:
        return list(session.scalars(statement.order_by(Entry.sequence)))


def test_what_was_given_is_recorded_by_category(browse: type[Browser], house: House) -> None:
    opened(browse).submit(APPLICATION)
    assert categories(house, CHANGED) == ["Berufliches"]


def test_what_was_read_is_recorded_by_category_and_what_is_new_is_read_anew(
    browse: type[Browser], house: House, clock: ManualClock
) -> None:
    stage = Stage(house).open().agree()
    stage.hand_in("iv.beratung", "Bericht", Name="personalien", Beruf="berufliches", Befund="gesundheit_diagnose")
    office = browse("ks.koordination").get(f"/faelle/{CASE}").follow("Bericht")
    assert categories(house, READ) == ["Personalien, Berufliches"]
    clock.move_to(clock.now() + timedelta(minutes=2))
    stage.agree(MORE)
    office.get(office.path)
    assert categories(house, READ) == [
        "Personalien, Berufliches", "Personalien, Berufliches, Gesundheit: Diagnosen"
    ]  # fmt: skip
    listed = office.get(f"/faelle/{CASE}/zugriffe").text
    assert "Angaben «Bericht» (Personalien, Berufliches, Gesundheit: Diagnosen): angesehen" in listed
