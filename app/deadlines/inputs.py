"""Checks the input of deadline functions: days, whole numbers and keys of institutions."""

import re
from datetime import date, datetime
from decimal import Decimal

from app.deadlines import moments

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""The holiday library knows no day after 2100."""
LARGEST_COUNT = 100_000
"""The largest number of days or months that is accepted: some 270 years of days."""

_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_SWISS_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_ISO_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\S+", re.ASCII)


class DeadlineError(ValueError):
    """Aus diesen Angaben lässt sich kein Termin berechnen."""


def as_day(value: object) -> date:
    """The calendar day meant by a date, a datetime or a text (2027-08-31, 31.8.2027 or an ISO moment).

    An aware moment counts as its day in Zurich, a naive one as it is written.
    Raises DeadlineError with a German sentence.
    """
    if isinstance(value, str):
        value = _day_in_text(value.strip())
    if isinstance(value, datetime):
        try:
            value = (moments.local(value) if value.tzinfo else value).date()
        except OverflowError:
            raise DeadlineError(f"Das Jahr {value.year} liegt ausserhalb des Kalenders.") from None
    if not isinstance(value, date):
        raise DeadlineError("Es fehlt ein Datum." if value is None else "Hier wird ein Datum erwartet.")
    return within_calendar(value)


def within_calendar(day: date) -> date:
    """The day itself. Raises DeadlineError when its year is outside 1900–2100."""
    require_year(day.year)
    return day


def require_year(year: int) -> None:
    """Raises DeadlineError for a year outside 1900–2100."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DeadlineError(f"Der Kalender kennt nur die Jahre {FIRST_YEAR} bis {LAST_YEAR}.")


def as_count(value: object, what: str) -> int:
    """A whole number given as int or Decimal. Raises DeadlineError, in which `what` names it («Anzahl Monate»)."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise DeadlineError(f"{what}: Hier wird eine ganze Zahl erwartet.")
    number = Decimal(value)
    # The size is checked before the conversion: int(Decimal("1E+999999")) would take forever.
    if not number.is_finite() or abs(number) > LARGEST_COUNT:
        raise DeadlineError(f"{what}: Diese Zahl ist zu gross.")
    if number != int(number):
        raise DeadlineError(f"{what}: Hier wird eine ganze Zahl erwartet.")
    return int(number)


def as_institution(value: object) -> str | None:
    """The key of an institution, or None when there is none (null or empty text)."""
    if value is None or isinstance(value, str):
        return value or None
    raise DeadlineError("Die Institution wird mit ihrem Kurznamen angegeben, zum Beispiel «sd_luzern».")


def _day_in_text(text: str) -> date | datetime:
    try:
        if parts := _ISO_DAY.fullmatch(text):
            return date(int(parts[1]), int(parts[2]), int(parts[3]))
        if parts := _SWISS_DAY.fullmatch(text):
            return date(int(parts[3]), int(parts[2]), int(parts[1]))
        if _ISO_MOMENT.fullmatch(text):
            found = moments.read(text)
            if found is None:
                raise ValueError
            return found
    except ValueError:
        raise DeadlineError(f"Das Datum «{text}» gibt es nicht.") from None
    if not text:
        raise DeadlineError("Es fehlt ein Datum.")
    raise DeadlineError(f"«{text[:40]}» ist kein Datum. Schreiben Sie es so: 2027-02-28.")
