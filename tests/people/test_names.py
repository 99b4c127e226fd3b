"""Names are found and ordered as people expect, whatever letters and keyboards they have, on both databases."""

import unicodedata

import pytest

from app.audit.queries import Search, count
from app.audit.service import Actor, record
from app.bootstrap import House
from app.people import absences, queries
from app.people.models import Institution
from app.people.service import Newcomer, add_user, make_first_password
from app.texts import folded

FOUND = [
    ("Özlem Yıldız", ["özlem", "ÖZLEM", "Ozlem", "o\u0308zlem", "yildiz", "YILDIZ", "lem y", "ÖZLEM\u00a0YILDIZ"]),
    ("ÜLKER Şahin", ["ülker", "u\u0308lker", "Ülker", "sahin", "ŞAHİN"]),
    ("Zoë d’Arc", ["zoe", "ZOË", "d'arc", "D’ARC"]),
    ("Łukasz Straßer", ["lukasz", "ŁUKASZ", "strasser", "STRASSER"]),
    ("Ελένη Σοφός", ["ελενη", "ΕΛΕΝΗ", "σοφοσ", "ΣΟΦΌΣ"]),
    ("Jürg Meier-Bösch", ["bosch", "meier\u2011bösch", "JÜRG"]),
]


@pytest.mark.parametrize(("name", "typed"), FOUND)
@pytest.mark.parametrize("composed", [True, False])
def test_the_log_of_somebody_is_found_however_their_name_is_typed(
    house: House, name: str, typed: list[str], composed: bool
) -> None:
    stored = unicodedata.normalize("NFC" if composed else "NFD", name)
    with house.database.transaction() as session:
        record(session, "house", Actor(None, stored), "read", "Seite", house.clock.now())
        record(session, "house", Actor(None, "Anna Muster"), "read", "Seite", house.clock.now())
        client = add_user(session, Newcomer("c", stored, "c@example.org"), make_first_password(), house.clock.now())
        record(session, "house", Actor(client.id, "Klient/in"), "read", "Seite", house.clock.now())
        for text in typed:
            assert count(session, Search(person=text)) == 2, text
        for text in ("%", "_", "xyz", "\u0301"):
            assert count(session, Search(person=text)) == 0, text


def test_names_stand_where_a_dictionary_has_them(house: House) -> None:
    names = [
        "Zora",
        "Özlem",
        "Oskar",
        "Otto",
        "ähnlich",
        "Anna",
        "zita",
        "Émile",
        "Ernst",
        "Ülker",
        "Urs",
        "O\u0308mer",
    ]
    with house.database.transaction() as session:
        office = Institution(key="neu", name="Äusseres Amt", kind="rav", email="a@example.org")
        session.add(office)
        session.flush()
        added = [
            add_user(
                session,
                Newcomer(f"n{place}", name, f"n{place}@example.org", office),
                make_first_password(),
                house.clock.now(),
            )
            for place, name in enumerate(names)
        ]
        mine = [user.name for user in queries.users(session) if user.institution_id == office.id]
        assert mine == sorted(names, key=folded)
        assert mine[:2] == ["ähnlich", "Anna"] and mine.index("Özlem") == mine.index("Otto") + 1
        deputies = [user.name for user in absences.possible_deputies(session, added[0])]
        assert deputies == [name for name in mine if name != "Zora"]
        assert queries.institutions(session)[0].name == "Äusseres Amt"
