"""A second calendar, written from the rules alone: no code, no library and no file of the application."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

ONE_DAY = timedelta(days=1)
FIXED = {
    (1, 1): "Neujahrstag", (1, 2): "Berchtoldstag", (8, 1): "Nationalfeiertag", (8, 15): "Mariä Himmelfahrt",
    (11, 1): "Allerheiligen", (12, 8): "Mariä Empfängnis", (12, 25): "Weihnachten", (12, 26): "Stephanstag",
}  # fmt: skip
AFTER_EASTER = {
    -2: "Karfreitag", 1: "Ostermontag", 39: "Auffahrt", 50: "Pfingstmontag", 60: "Fronleichnam",
}  # fmt: skip
OWN = {"sd_luzern": {(10, 2): "St. Leodegar"}}


def easter(year: int) -> date:
    """Gauss's rule in the form for 1900 to 2099."""
    moon = (19 * (year % 19) + 24) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) + 6 * moon + 5) % 7
    offset = moon + sunday
    if offset == 35 or (offset == 34 and moon == 28 and year % 19 > 10):
        offset -= 7
    return date(year, 3, 22) + timedelta(days=offset)


class Calendar:
    """The working days and free days of one place from 2023 to 2043, as sorted lists."""

    def __init__(self, place: str | None) -> None:
        fixed = FIXED | OWN.get(place or "", {})
        self.free = {date(year, *day): name for year in range(2023, 2044) for day, name in fixed.items()}
        for year in range(2023, 2044):
            self.free |= {easter(year) + timedelta(days=n): name for n, name in AFTER_EASTER.items()}
        every = (date(2023, 1, 1) + timedelta(days=n) for n in range(21 * 365))
        self.working = [day for day in every if day.weekday() < 5 and day not in self.free]

    def add(self, day: date, count: int) -> date:
        place = bisect_right(self.working, day) - 1 if count > 0 else bisect_left(self.working, day)
        return self.working[place + count]

    def on_or_before(self, day: date) -> date:
        return self.working[bisect_right(self.working, day) - 1]

    def before(self, day: date) -> date:
        return self.on_or_before(day - ONE_DAY)

    def on_or_after(self, day: date) -> date:
        return self.working[bisect_left(self.working, day)]

    def free_weekdays(self, first: date, last: date) -> list[str]:
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return [f"{d.day}.{d.month}. ({self.free[d]})" for d in days if d in self.free and d.weekday() < 5]


def months_later(start: date, months: int) -> date:
    year, month = start.year, start.month + months
    while month > 12:
        year, month = year + 1, month - 12
    day = start.day
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            day -= 1


def timeline(start: date, months: int, calendar: Calendar) -> dict[str, object]:
    """The dates of an Arbeitstraining, one line for each line of the rules."""
    end = months_later(start, months) - ONE_DAY
    days = (end - start).days + 1
    half = start + timedelta(days=-(-days // 2))
    earliest = calendar.on_or_after(half)
    periods = [months_later(start, k) - ONE_DAY for k in range(1, months + 1)]
    stichtag = min(months_later(start, 3), end + ONE_DAY)
    return {
        "start": start,
        "months": months,
        "end": end,
        "days": days,
        "agreement_due": calendar.add(start, 5),
        "verlauf": [{"period_end": period, "due": calendar.add(period, 5)} for period in periods],
        "second_half_from": half,
        "invite_by": calendar.on_or_before(earliest - timedelta(days=14)),
        "auswertung_earliest": earliest,
        "auswertung_latest": calendar.add(end + ONE_DAY, -10),
        "check_stichtag": stichtag,
        "check_open": calendar.on_or_before(stichtag - timedelta(days=14)),
        "check_due": calendar.before(stichtag),
        "max6_end": months_later(start, 6) - ONE_DAY,
        "cap_warn": calendar.on_or_before(months_later(start, 12) - timedelta(days=60)),
        "cap12_end": months_later(start, 12) - ONE_DAY,
        "final_report_due": calendar.add(end, 10),
    }


def stands_still(day: date) -> bool:
    """Whether terms stand still: a week around Easter, in summer, at the turn of the year (Art. 38 ATSG)."""
    in_summer = (7, 15) <= (day.month, day.day) <= (8, 15)
    at_new_year = (day.month, day.day) >= (12, 18) or (day.month, day.day) <= (1, 2)
    return in_summer or at_new_year or abs((day - easter(day.year)).days) <= 7


def statutory_end(received: date, days: int, calendar: Calendar) -> date:
    day = received
    while days:
        day += ONE_DAY
        days -= not stands_still(day)
    while stands_still(day) or day != calendar.on_or_after(day):
        day += ONE_DAY
    return day


_RULES: list[tuple[str, Callable[[Calendar, int, date], date]]] = [
    (r"(\d+) Arbeitstage? nach dem DAY", lambda calendar, n, day: calendar.add(day, n)),
    (r"(\d+) Arbeitstage? vor dem DAY", lambda calendar, n, day: calendar.add(day, -n)),
    (r"()Letzter Arbeitstag vor dem DAY", lambda calendar, _, day: calendar.before(day)),
    (r"()Letzter Arbeitstag bis zum DAY", lambda calendar, _, day: calendar.on_or_before(day)),
    (r"()Erster Arbeitstag ab dem DAY", lambda calendar, _, day: calendar.on_or_after(day)),
    (r"()Der DAY \(\w+\) ist selbst ein Arbeitstag", lambda calendar, _, day: calendar.on_or_after(day)),
    (r"()Der Tag vor dem DAY", lambda _calendar, _, day: day - ONE_DAY),
    (r"()Tag nach dem (?:zuerst vereinbarten )?Ende am DAY", lambda _calendar, _, day: day + ONE_DAY),
    (r"(\d+) Tage nach dem Start am DAY", lambda _calendar, n, day: day + timedelta(days=n)),
    (r"(\d+) Monate? nach dem DAY", lambda _calendar, n, day: months_later(day, n)),
]
RULES = [(re.compile(rule.replace("DAY", r"(\d+)\.(\d+)\.(\d{4})")), meaning) for rule, meaning in _RULES]
HOLIDAY = re.compile(r"der (\d+\.\d+\. \([^)]+\))")


@lru_cache(maxsize=50_000)
def day_told_by(sentence: str, calendar: Calendar) -> tuple[date, list[str]]:
    """The day that somebody works out who has read the sentence, and the free weekdays passed on the way."""
    for rule, meaning in RULES:
        if found := rule.search(sentence):
            number, *parts = found.groups()
            counted_from = date(*(int(part) for part in reversed(parts)))
            told = meaning(calendar, int(number or 0), counted_from)
            # «vor dem» and «nach dem» leave out the day they count from, «bis zum» and «ab dem» do not.
            start = counted_from
            if re.search("(vor|nach) dem", found[0]):
                start += ONE_DAY if told > counted_from else -ONE_DAY
            return told, calendar.free_weekdays(min(start, told), max(start, told))
    raise AssertionError(f"no day in «{sentence}»")
