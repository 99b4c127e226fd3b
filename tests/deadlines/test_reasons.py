"""The German sentences behind «Warum dieser Termin?»."""

from datetime import date

import pytest

from app.deadlines.reasons import (
    why_add_months,
    why_add_working_days,
    why_first_working_day_on_or_after,
    why_last_working_day_before,
    why_last_working_day_on_or_before,
    why_not_working_day,
)


@pytest.mark.parametrize(
    ("start", "months", "sentence"),
    [
        (date(2027, 6, 1), 1, "1 Monat nach dem 1.6.2027."),
        (date(2027, 6, 1), -2, "2 Monate vor dem 1.6.2027."),
        (
            date(2026, 11, 30),
            3,
            "3 Monate nach dem 30.11.2026; der Februar hat keinen 30., darum gilt sein letzter Tag.",
        ),
    ],
)
def test_a_term_in_months_names_its_start_and_a_clamped_month(start: date, months: int, sentence: str) -> None:
    assert why_add_months(start, months) == sentence


@pytest.mark.parametrize(
    ("start", "count", "place", "sentence"),
    [
        (date(2027, 4, 16), 1, None, "1 Arbeitstag nach dem 16.4.2027."),
        (
            date(2025, 9, 26),
            5,
            "sd_luzern",
            "5 Arbeitstage nach dem 26.9.2025; der 2.10. (St. Leodegar) ist ein Feiertag.",
        ),
        (date(2025, 9, 26), 5, "iv", "5 Arbeitstage nach dem 26.9.2025."),
        (
            date(2024, 12, 23),
            5,
            None,
            "5 Arbeitstage nach dem 23.12.2024; der 25.12. (Weihnachten), der 26.12. (Stephanstag), "
            "der 1.1. (Neujahrstag) und der 2.1. (Berchtoldstag) sind Feiertage.",
        ),
        (
            date(2027, 12, 10),
            -3,
            None,
            "3 Arbeitstage vor dem 10.12.2027; der 8.12. (Mariä Empfängnis) ist ein Feiertag.",
        ),
        (date(2027, 4, 17), 0, None, "Erster Arbeitstag ab dem 17.4.2027 (Samstag)."),
    ],
)
def test_a_term_in_working_days_names_the_holidays_it_skips(
    start: date, count: int, place: str | None, sentence: str
) -> None:
    assert why_add_working_days(start, count, place) == sentence


def test_a_term_of_years_counts_its_holidays_instead_of_naming_them() -> None:
    assert why_add_working_days(date(2027, 1, 1), 500) == (
        "500 Arbeitstage nach dem 1.1.2027; dazwischen liegen 18 Feiertage."
    )


def test_a_moved_day_says_from_where_it_was_moved() -> None:
    assert why_last_working_day_before(date(2026, 11, 30)) == "Letzter Arbeitstag vor dem 30.11.2026 (Montag)."
    assert why_last_working_day_on_or_before(date(2027, 1, 3)) == (
        "Letzter Arbeitstag bis zum 3.1.2027 (Sonntag); der 1.1. (Neujahrstag) ist ein Feiertag."
    )
    assert why_first_working_day_on_or_after(date(2027, 3, 26)) == (
        "Erster Arbeitstag ab dem 26.3.2027 (Freitag); "
        "der 26.3. (Karfreitag) und der 29.3. (Ostermontag) sind Feiertage."
    )


def test_a_day_that_was_not_moved_says_so() -> None:
    assert (
        why_first_working_day_on_or_after(date(2026, 10, 16)) == "Der 16.10.2026 (Freitag) ist selbst ein Arbeitstag."
    )


def test_a_free_day_says_why_nobody_works() -> None:
    assert why_not_working_day(date(2026, 10, 2), "sd_luzern") == "Der 2.10.2026 ist ein Feiertag (St. Leodegar)."
    assert why_not_working_day(date(2026, 10, 3)) == "Der 3.10.2026 ist ein Samstag."
    assert why_not_working_day(date(2026, 10, 2)) is None
