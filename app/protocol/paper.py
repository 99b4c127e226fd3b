"""The access list of a case as a tagged PDF that screen readers can read (PDF/UA-1), to hand out on paper."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from app.audit.access_list import Day
from app.i18n import day, moment, weekday
from app.typesetting import typeset

LAYOUT = Path(__file__).with_name("access_list.typ")


def print_access_list(number: str, days: Sequence[Day], now: datetime) -> bytes:
    """The PDF of `days` for the case `number`."""
    rows = [
        {
            "day": weekday(one.day),
            "people": [{"name": who.name, "institution": who.institution, "deeds": who.deeds} for who in one.people],
        }
        for one in days
    ]
    period = f"{day(days[-1].day)} bis {day(days[0].day)}" if days else ""
    accesses = {"number": number, "printed": moment(now), "period": period, "days": rows}
    return typeset(LAYOUT, "accesses", accesses, now)
