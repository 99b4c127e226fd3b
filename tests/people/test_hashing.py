"""Hashing a password takes a tenth of a second on purpose. On SQLite everybody who saves would wait for it."""

import sqlite3
from contextlib import closing, suppress
from typing import Literal

import pytest
from argon2 import PasswordHasher

from app.demo.people import PASSWORD
from app.people import passwords
from tests.people.accounts import ANNA, act
from tests.people.office import Office
from tests.people.test_leaving import admin, person_id
from tests.people.test_passwords import GOOD


class Watched(PasswordHasher):
    """Hashes, and notes whether somebody else could begin to write at that moment."""

    def __init__(self, file: str) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self._file = file
        self.others_could_write: list[bool] = []

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self._look()
        return super().hash(password, salt=salt)

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
        self._look()
        return super().verify(hash, password)

    def _look(self) -> None:
        with closing(sqlite3.connect(self._file, timeout=0, isolation_level=None)) as other:
            with suppress(sqlite3.OperationalError):
                other.execute("BEGIN IMMEDIATE")
            self.others_could_write.append(other.in_transaction)


@pytest.fixture
def watched(office: Office, monkeypatch: pytest.MonkeyPatch) -> Watched:
    found = Watched(office.house.database.engine.url.database or "")
    monkeypatch.setattr(passwords, "hasher", found)
    passwords.password_of_nobody.cache_clear()
    return found


def test_others_write_while_somebody_signs_in_or_changes_their_password(office: Office, watched: Watched) -> None:
    browser = office.sign_in("sd.sozialarbeit")
    office.sign_in("sd.sozialarbeit", "falsch")
    office.sign_in("niemand", "falsch")
    assert len(watched.others_could_write) >= 3
    browser.get("/konto/passwort").submit({"old": PASSWORD, "new": GOOD, "again": GOOD})
    assert office.sign_in("sd.sozialarbeit", GOOD).path == "/"
    assert len(watched.others_could_write) >= 6
    assert all(watched.others_could_write)


def test_others_write_while_an_administrator_gives_first_passwords(office: Office, watched: Watched) -> None:
    manager, somebody = admin(office), f"/personen/{person_id(office, 'sd.sozialarbeit')}"
    before = len(watched.others_could_write)
    for path in ("passwort", "sperren", "oeffnen"):
        manager.get("/personen/neu")
        assert act(manager, f"{somebody}/{path}").status == 200, path
    assert manager.get("/personen/neu").submit({**ANNA, "institution": "rav_luzern"}).status == 200
    assert len(watched.others_could_write) >= before + 3
    assert all(watched.others_could_write)
