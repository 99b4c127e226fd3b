"""The pages of «Kennzahlen»."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from app.errors import NotFoundError
from app.figures import queries
from app.figures.queries import Count
from app.figures.report import EVERYBODY, QUARTERS, Asked, Grid, Number, Section, sections
from app.figures.suppression import FEWEST
from app.flow.figure_words import Said, named
from app.flow.service import Flow
from app.i18n import gettext as _
from app.people.queries import institutions_by_key
from app.people.roles import coordinates
from app.web.context import db, parts, service, signed_in_user
from app.web.sheet import as_csv

bp = Blueprint("figures", __name__, url_prefix="/kennzahlen")


@bp.get("")
def show() -> ResponseReturnValue:
    """Shows the figures of a year, of one institution or of all, beside the year before."""
    year, first = _year()
    counts = queries.counts(db(), year - 1, year)
    offices = _offices(counts)
    asked = Asked(year, office if (office := request.args.get("stelle", EVERYBODY)) in offices else EVERYBODY)
    this_year = parts().clock.now().year
    return render_template(
        "figures/year.html",
        asked=asked,
        years=range(this_year, first - 1, -1),
        offices=sorted(offices.items(), key=lambda one: one[1]),
        office=offices.get(asked.office, ""),
        sections=_sections(asked, counts),
        sees_all=coordinates(signed_in_user()),
        fewest=FEWEST,
        unfinished=year == this_year,
    )


@bp.get("/<process>/<path:figure>")
def one(process: str, figure: str) -> ResponseReturnValue:
    """Shows one figure by quarter and by the institution that opened the cases."""
    year, _first = _year()
    sees_all = coordinates(signed_in_user())
    definition = queries.newest(db()).get(process)
    counts = queries.counts_of(db(), process, figure, year - 1, year)
    grid, before = Grid(counts, year, sees_all), Grid(counts, year - 1, sees_all)
    rows, rows_before = grid.by_office(process, figure), before.by_office(process, figure)
    if definition is None or not (rows or rows_before):
        raise NotFoundError
    said, offices = _said(definition.digest), _offices(counts)
    keys = sorted({*rows, *rows_before} - {EVERYBODY}, key=lambda key: offices.get(key or "", ""))
    nothing = (0,) * (QUARTERS + 1)
    return render_template(
        "figures/figure.html",
        asked=Asked(year, EVERYBODY),
        procedure=definition.name,
        label=named(figure, said.words),
        counted_at=said.counted_at(figure),
        offices=[(_office(key, offices), rows.get(key, nothing), rows_before.get(key, nothing)[-1]) for key in keys],
        total=rows.get(EVERYBODY, nothing),
        before=rows_before.get(EVERYBODY, nothing),
        largest=max(number or 0 for row in (rows, rows_before) for number in row.get(EVERYBODY, nothing)[:QUARTERS]),
        sees_all=sees_all,
        fewest=FEWEST,
    )


@bp.get("/tabelle.csv")
def table() -> ResponseReturnValue:
    """Sends the figures of a year as a table for a spreadsheet."""
    year, _first = _year()
    counts = queries.counts(db(), year - 1, year)
    office = request.args.get("stelle", EVERYBODY)
    asked = Asked(year, office if office in _offices(counts) else EVERYBODY)
    heading = (_("Verfahren"), _("Kennzahl"), "1", "2", "3", "4", str(asked.year), str(asked.year - 1))
    rows = [
        (section.procedure, line.label, *(_cell(number) for number in (*line.quarters, line.year, line.before)))
        for section in _sections(asked, counts)
        for line in section.lines
    ]
    disposition = {"Content-Disposition": f'attachment; filename="kennzahlen-{asked.year}.csv"'}
    return Response(as_csv([heading, *rows]), mimetype="text/csv", headers=disposition)


def _cell(number: Number) -> str:
    return _("verdeckt") if number is None else str(number)


def _office(key: str | None, names: dict[str, str]) -> str:
    return _("ohne Stelle") if key is None else names.get(key, key)


def _year() -> tuple[int, int]:
    """The year in the address, this one where it names none that can be, and the year in which counting began."""
    today: date = parts().clock.now().date()
    first = queries.first_year(db(), today)
    return min(max(request.args.get("jahr", today.year, type=int), first), today.year), first


def _offices(counts: Sequence[Count]) -> dict[str, str]:
    """Key → name of the institutions whose cases were counted."""
    keys = {one.institution for one in counts if one.institution is not None}
    known = institutions_by_key(db(), keys)
    return {key: known[key].name if key in known else key for key in keys}


def _sections(asked: Asked, counts: Sequence[Count]) -> list[Section]:
    sees_all = coordinates(signed_in_user())
    grid, before = (Grid(counts, year, sees_all) for year in (asked.year, asked.year - 1))
    newest = queries.newest(db())
    names = {key: row.name for key, row in newest.items()}
    counted = grid.processes() | before.processes()
    said = {key: _said(row.digest) for key, row in newest.items() if key in counted}
    return sections(asked, grid, before, queries.waits(db(), asked.year, asked.office), names, said)


def _said(digest: str) -> Said:
    return service(Flow).definitions.load(db(), digest).figure_words
