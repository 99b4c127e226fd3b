"""R7: exactly the holidays of the list, and a holiday file that people can change without code."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from app.deadlines.calendar import HOLIDAYS_FILE, HolidayCalendar, office_calendar
from app.deadlines.inputs import DeadlineError

CANTON = {
    "Neujahrstag", "Karfreitag", "Auffahrt", "Fronleichnam", "Nationalfeiertag", "Mariä Himmelfahrt", "Allerheiligen",
    "Mariä Empfängnis", "Weihnachten", "Stephanstag",
}  # fmt: skip
OFFICE = {"Berchtoldstag", "Ostermontag", "Pfingstmontag"}


@pytest.mark.parametrize("year", range(2024, 2041))
def test_each_year_has_exactly_the_canton_and_the_office_days(year: int) -> None:
    assert sorted(office_calendar().in_year(year).values()) == sorted(CANTON | OFFICE)


def test_the_holidays_of_2027_fall_on_these_days() -> None:
    assert [f"{day:%d.%m.}" for day in office_calendar().in_year(2027)] == [
        "01.01.", "02.01.", "26.03.", "29.03.", "06.05.", "17.05.", "27.05.", "01.08.", "15.08.", "01.11.", "08.12.",
        "25.12.", "26.12.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("year", "easter"), [(2024, date(2024, 3, 31)), (2025, date(2025, 4, 20)), (2038, date(2038, 4, 25))]
)
def test_moving_holidays_follow_easter(year: int, easter: date) -> None:
    calendar = office_calendar()
    assert calendar.easter_sunday(year) == easter
    assert calendar.name_of(easter + timedelta(days=39)) == "Auffahrt"
    assert calendar.name_of(easter + timedelta(days=50)) == "Pfingstmontag"
    assert calendar.name_of(easter + timedelta(days=60)) == "Fronleichnam"


def test_only_the_city_of_lucerne_keeps_st_leodegar() -> None:
    assert office_calendar().name_of(date(2026, 10, 2), "sd_luzern") == "St. Leodegar"
    assert office_calendar().name_of(date(2026, 10, 2), "sd_kriens") is None


def test_the_description_says_when_an_institution_has_no_days_of_its_own() -> None:
    assert office_calendar().describe() == "Kanton Luzern"
    assert "St. Leodegar" in office_calendar().describe("sd_luzern")
    assert "keine eigenen Feiertage" in office_calendar().describe("sd_kriens")


def test_a_new_day_in_the_file_needs_no_code(tmp_path: Path) -> None:
    path = changed_file(tmp_path, "[institutions.sd_luzern]", NEW_DAYS + "[institutions.sd_luzern]")
    calendar = HolidayCalendar.load(path)
    assert calendar.name_of(date(2027, 2, 4), "sd_horw") == "Schmutziger Donnerstag"
    assert calendar.name_of(date(2027, 2, 4)) is None
    assert calendar.name_of(date(2027, 12, 24)) == "Heiligabend"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('fixed = "01-02"', 'fixed = "02-30"', "«02-30» bei «Berchtoldstag» ist kein Tag"),
        ('fixed = "01-02"', 'fixed = "02-29"', "«02-29»"),
        ('fixed = "01-02"', 'fixed = "01-02"\neaster = 3', "genau eine Regel"),
        ('fixed = "01-02"', "", "genau eine Regel"),
        ("easter = 50", "easter = 500", "-80 bis 250"),
        ("easter = 50", "easter = true", "ganze Zahl"),
        ('name = "Ostermontag"', 'name = ""', "braucht einen Namen"),
        ('"Auffahrt"', '"Auffart"', "Unbekannte Feiertage des Kantons: Auffart"),
        ('"LU"', '"XX"', "Den Kanton «XX» gibt es nicht"),
        ("[canton]", "[kanton]", "fehlt die Angabe 'canton'"),
        ("[canton]", "[canton", "nicht lesbar"),
    ],
)
def test_a_mistake_in_the_file_is_named_in_german(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    with pytest.raises(DeadlineError) as refused:
        HolidayCalendar.load(changed_file(tmp_path, old, new))
    assert sentence in str(refused.value)


def test_a_year_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(DeadlineError, match="1900 bis 2100"):
        office_calendar().in_year(2101)


NEW_DAYS = """[[office_days]]
name = "Heiligabend"
fixed = "12-24"

[institutions.sd_horw]
name = "Sozialdienst Horw"
days = [{ name = "Schmutziger Donnerstag", easter = -52 }]

"""


def changed_file(folder: Path, old: str, new: str) -> Path:
    text = HOLIDAYS_FILE.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path = folder / "holidays.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path
