"""The report of a case as a tagged PDF that screen readers can read (PDF/UA-1), to hand out on paper."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import typst

from app.audit.report import Day
from app.web.i18n import day, moment, weekday

LAYOUT = Path(__file__).with_name("report.typ")


def print_report(number: str, days: Sequence[Day], now: datetime) -> bytes:
    """The PDF of `days` for the case `number`. Only the fonts that come with the library are used."""
    rows = [
        {
            "day": weekday(one.day),
            "people": [{"name": who.name, "institution": who.institution, "deeds": who.deeds} for who in one.people],
        }
        for one in days
    ]
    period = f"{day(days[-1].day)} bis {day(days[0].day)}" if days else ""
    report = {"number": number, "printed": moment(now), "period": period, "days": rows}
    made: bytes = typst.compile(
        LAYOUT.read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(report)},
        pdf_standards=["ua-1"],
        timestamp=int(now.timestamp()),
    )
    return made
