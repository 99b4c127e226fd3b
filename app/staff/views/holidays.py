"""«Feiertage»: which days are free this year and next, for whom; they are changed in `app/deadlines/holidays.toml`."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.deadlines.calendar import office_calendar
from app.web.context import parts

bp = Blueprint("holidays", __name__)


@bp.get("/feiertage")
def show() -> ResponseReturnValue:
    """The free days by date: of everybody, and of single institutions."""
    calendar, year = office_calendar(), parts().clock.now().year
    years = []
    for one in (year, year + 1):
        common = calendar.in_year(one)
        days = [(day, name, "") for day, name in common.items()]
        for key, own in calendar.institutions.items():
            days += [(day, name, own.name) for day, name in calendar.in_year(one, key).items() if day not in common]
        years.append((one, sorted(days)))
    return render_template("staff/holidays.html", years=years, canton=calendar.canton_name)
