"""What is said about known vulnerabilities of the locked packages, or that nobody could be asked."""

from datetime import date

from scripts.audit import locked_on, report

LOCKED, TODAY = date(2026, 9, 1), date(2026, 9, 11)
SOUND = {"name": "flask", "version": "3.1.3", "vulns": []}
SKIPPED = {"name": "nowhere", "skip_reason": "not found"}


def test_a_known_vulnerability_is_named_and_refused() -> None:
    fault = {"id": "PYSEC-1", "fix_versions": ["2.0.1", "1.9.9"]}
    said, code = report([SOUND, {"name": "x", "version": "2.0.0", "vulns": [fault]}, SKIPPED], LOCKED, TODAY)
    assert (said[0], code) == ("requirements.lock: x 2.0.0: PYSEC-1. Behoben in: 2.0.1, 1.9.9", 1)


def test_sound_packages_are_counted() -> None:
    assert report([SOUND, SKIPPED], LOCKED, TODAY) == (["Geprüfte Pakete: 1. Keines hat eine bekannte Lücke."], 0)


def test_where_nobody_can_be_asked_the_age_of_the_lock_is_told() -> None:
    said, code = report([SKIPPED], LOCKED, TODAY)
    assert ("Die Pakete sind vom 01.09.2026 (10 Tage alt)." in said, len(said), code) == (True, 2, 0)
    assert "make lock" in report([], LOCKED, date(2026, 12, 24))[0][-1]


def test_the_lock_has_a_day() -> None:
    assert locked_on() > date(2026, 1, 1)
