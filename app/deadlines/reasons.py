"""«Warum dieser Termin?»: one German sentence for each rule that computes a date."""

from datetime import date, timedelta

from app.deadlines.calendar import office_calendar
from app.deadlines.months import add_months
from app.deadlines.statutory import StatutoryDeadline
from app.deadlines.workdays import (
    add_working_days,
    first_working_day_on_or_after,
    is_working_day,
    last_working_day_before,
    last_working_day_on_or_before,
)

_WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
_MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip
_SATURDAY = 5
_MOST_NAMED = 6
"""The most free days that a sentence names one by one; more than any term of ours can meet."""
_ONE_DAY = timedelta(days=1)


def swiss(day: date) -> str:
    """The day as people write it: 1.6.2027."""
    return f"{day.day}.{day.month}.{day.year}"


def with_weekday(day: date) -> str:
    """The day with its weekday: 1.6.2027 (Dienstag)."""
    return f"{swiss(day)} ({_WEEKDAYS[day.weekday()]})"


def why_not_working_day(day: date, institution: str | None = None) -> str | None:
    """The reason why nobody works on that day in that institution; None when people do."""
    if name := office_calendar().name_of(day, institution):
        return f"Der {swiss(day)} ist ein Feiertag ({name})."
    if day.weekday() >= _SATURDAY:
        return f"Der {swiss(day)} ist ein {_WEEKDAYS[day.weekday()]}."
    return None


def why_add_months(start: date, months: int) -> str:
    """The reason for add_months (R1)."""
    counted = _counted(abs(months), "Monat", "Monate")
    sentence = f"{counted} {_direction(months)} dem {swiss(start)}"
    result = add_months(start, months)
    if result.day != start.day:
        sentence += f"; der {_MONTHS[result.month - 1]} hat keinen {start.day}., darum gilt sein letzter Tag"
    return sentence + "."


def why_add_working_days(start: date, count: int, institution: str | None = None) -> str:
    """The reason for add_working_days (R5)."""
    if count == 0:
        return why_first_working_day_on_or_after(start, institution)
    result = add_working_days(start, count, institution)
    skipped = (start + _ONE_DAY, result) if count > 0 else (result, start - _ONE_DAY)
    counted = _counted(abs(count), "Arbeitstag", "Arbeitstage")
    return f"{counted} {_direction(count)} dem {swiss(start)}{_holidays_between(*skipped, institution)}."


def why_last_working_day_before(day: date, institution: str | None = None) -> str:
    """The reason for last_working_day_before (R4)."""
    result = last_working_day_before(day, institution)
    holidays = _holidays_between(result, day - _ONE_DAY, institution)
    return f"Letzter Arbeitstag vor dem {with_weekday(day)}{holidays}."


def why_last_working_day_on_or_before(day: date, institution: str | None = None) -> str:
    """The reason for last_working_day_on_or_before."""
    if is_working_day(day, institution):
        return f"Der {with_weekday(day)} ist selbst ein Arbeitstag."
    result = last_working_day_on_or_before(day, institution)
    return f"Letzter Arbeitstag bis zum {with_weekday(day)}{_holidays_between(result, day, institution)}."


def why_first_working_day_on_or_after(day: date, institution: str | None = None) -> str:
    """The reason for first_working_day_on_or_after."""
    if is_working_day(day, institution):
        return f"Der {with_weekday(day)} ist selbst ein Arbeitstag."
    result = first_working_day_on_or_after(day, institution)
    return f"Erster Arbeitstag ab dem {with_weekday(day)}{_holidays_between(day, result, institution)}."


def why_statutory_deadline(term: StatutoryDeadline) -> str:
    """The reason for the end of a statutory term (R6)."""
    counted = _counted(term.days, "Tag", "Tage")
    parts = [f"{counted}, gezählt ab dem Tag nach dem Empfang am {swiss(term.received)} (Art. 38 ATSG)"]
    pauses = [f"vom {swiss(p.first)} bis {swiss(p.last)} steht die Frist still" for p in term.standstills]
    parts += pauses if len(pauses) <= _MOST_NAMED else [f"die Frist steht {len(pauses)}-mal still"]
    if term.deadline == term.counted_end:
        return "; ".join(parts) + "."
    name = office_calendar().name_of(term.counted_end)
    weekday = _WEEKDAYS[term.counted_end.weekday()]
    parts.append(
        f"der letzte Tag, der {swiss(term.counted_end)}, ist ein {f'Feiertag ({name})' if name else weekday}, "
        "darum endet sie am nächsten Arbeitstag"
    )
    running_again = max([term.counted_end, *(pause.last for pause in term.standstills)]) + _ONE_DAY
    return "; ".join(parts) + _holidays_between(running_again, term.deadline, None) + "."


def _holidays_between(first: date, last: date, institution: str | None) -> str:
    """A clause naming the holidays on weekdays from `first` to `last`, both included; empty without any."""
    names = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        name = office_calendar().name_of(day, institution)
        if name and day.weekday() < _SATURDAY:
            names.append(f"der {day.day}.{day.month}. ({name})")
    if not names:
        return ""
    if len(names) == 1:
        return f"; {names[0]} ist ein Feiertag"
    if len(names) > _MOST_NAMED:
        return f"; dazwischen liegen {len(names)} Feiertage"
    return f"; {', '.join(names[:-1])} und {names[-1]} sind Feiertage"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _direction(number: int) -> str:
    return "vor" if number < 0 else "nach"
