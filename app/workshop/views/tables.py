"""Decision tables of a draft: cells, rules and columns are changed, what is wrong stands in them, values are tried."""

import re
from collections.abc import Callable, Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.designer.table_parts import Line, TableError
from app.designer.tables import KINDS, POLICIES, Sheet, empty_file
from app.dmn import DmnError
from app.errors import AppError, NotFoundError
from app.feel import FeelError
from app.i18n import gettext as _
from app.web.context import act, db, parts
from app.web.intake import begins_reading
from app.workshop import queries, service
from app.workshop.files import PathError, full_path
from app.workshop.tabling import Marks, Trial, marks_in, tried
from app.workshop.views.pages import draft_in

bp = Blueprint("workshop_tables", __name__, url_prefix="/werkstatt")
_VALUE = re.compile(r'"([^"\\]{1,60})"')
_TOLD = {"": "", "SUM": "Summe", "MIN": "Kleinste", "MAX": "Grösste", "COUNT": "Anzahl"}


@bp.get("/<folder>/tabellen/<path:name>")
def index(folder: str, name: str) -> str:
    """The tables of a file."""
    return _index(folder, name)


def _index(folder: str, name: str, error: str = "") -> str:
    path, content, rev = _place(folder, name)
    tables, trouble = [], ""
    try:
        tables = [(key, title) for key, (title, _node) in Sheet(content, path).tables.items()]
    except DmnError as wrong:
        trouble = str(wrong)
    return render_template(
        "workshop/tables.html",
        line=queries.line_of(db(), folder),
        name=name,
        rev=rev,
        tables=tables,
        trouble=trouble,
        error=error,
        typed=request.form,
    )


@bp.post("/<folder>/tabellen/<path:name>")
def add(folder: str, name: str) -> ResponseReturnValue:
    """Adds a table; the file is made where there is none yet."""
    key = request.form.get("key", "").strip()
    try:
        path, content, _rev = _place(folder, name)
        sheet = Sheet(content, path)
        sheet.add_table(key, request.form.get("title", ""))
        service.save(act(), draft_in(folder), path, sheet.written(), request.form.get("rev", 0, type=int))
    except (AppError, DmnError) as wrong:
        return _index(folder, name, wrong.message), wrong.status
    return redirect(url_for("workshop_tables.show", folder=folder, key=key, name=name), 303)


@bp.get("/<folder>/tabelle/<key>/<path:name>")
def show(folder: str, key: str, name: str) -> str:
    """One table."""
    return _page(folder, key, name)


@bp.post("/<folder>/tabelle/<key>/<path:name>")
def save(folder: str, key: str, name: str) -> ResponseReturnValue:
    """Writes all cells as they were typed, and then does what the pressed button says."""
    path, content, _rev = _place(folder, name)
    try:
        sheet = Sheet(content, path)
        sheet.change(key, request.form)
        _do(sheet, key, request.form.get("do", ""))
        service.save(act(), draft_in(folder), path, sheet.written(), request.form.get("rev", 0, type=int))
    except (TableError, DmnError, service.StaleFileError, service.TooLargeError) as wrong:
        return _page(folder, key, name, error=wrong.message, typed=request.form), wrong.status
    flash(_("Gespeichert im Entwurf."))
    return redirect(url_for("workshop_tables.show", folder=folder, key=key, name=name, _anchor="table"), 303)


def _do(sheet: Sheet, key: str, pressed: str) -> None:
    what, _colon, place = pressed.partition(":")
    number = int(place) if re.fullmatch(r"-?[0-9]{1,4}", place, re.ASCII) else 0
    label = request.form.get("column", "")
    deeds: Mapping[str, Callable[[], None]] = {
        "": lambda: None,
        "add": lambda: sheet.add_rule(key, number),
        "up": lambda: sheet.move_rule(key, number, -1),
        "down": lambda: sheet.move_rule(key, number, 1),
        "remove": lambda: sheet.remove_rule(key, number),
        "condition": lambda: sheet.add_column(key, is_input=True, label=label),
        "result": lambda: sheet.add_column(key, is_input=False, label=label),
        "drop": lambda: sheet.remove_column(key, number),
        "fill": lambda: sheet.add_rule(key, len(sheet.lines(key)) - 1, _gap(number)),
    }
    if what not in deeds:
        raise TableError
    deeds[what]()


def _gap(number: int) -> dict[int, str]:
    """The cells of a gap as the page listed it."""
    beginning = f"gap-{number}-"
    found = {name.removeprefix(beginning): value for name, value in request.form.items() if name.startswith(beginning)}
    return {int(column): value for column, value in found.items() if re.fullmatch(r"[0-9]{1,3}", column, re.ASCII)}


@bp.post("/<folder>/tabelle-ausprobieren/<key>/<path:name>")
@begins_reading
def attempt(folder: str, key: str, name: str) -> str:
    """Decides by the values typed for the columns; nothing is stored."""
    values = {}
    for field, value in request.form.items():
        if re.fullmatch(r"t-[0-9]{1,3}", field, re.ASCII):
            values[int(field.removeprefix("t-"))] = value[:1_000]
    return _page(folder, key, name, values=values)


def _page(
    folder: str,
    key: str,
    name: str,
    *,
    error: str = "",
    typed: Mapping[str, str] | None = None,
    values: Mapping[int, str] | None = None,
) -> str:
    path, content, rev = _place(folder, name)
    try:
        sheet = Sheet(content, path)
    except DmnError as wrong:
        raise NotFoundError from wrong
    columns, lines, marks = sheet.columns(key), sheet.lines(key), marks_in(content, path, key, sheet)
    trial, said = _trial(marks, values)
    return render_template(
        "workshop/table.html",
        line=queries.line_of(db(), folder),
        name=name,
        key=key,
        rev=rev,
        title=sheet.tables[key][0],
        columns=columns,
        lines=lines,
        policy=sheet.policy(key),
        policies=POLICIES,
        sums=_TOLD,
        kinds=KINDS,
        marks=marks,
        seen=[_seen(lines, at) for at in range(len(columns))],
        trial=trial,
        values=values or {},
        error=error or said,
        typed=typed or {},
    )


def _seen(lines: list[Line], column: int) -> list[str]:
    """The texts that the cells of a column name."""
    return sorted({found for one in lines for cell in one.cells[column : column + 1] for found in _VALUE.findall(cell)})


def _trial(marks: Marks, values: Mapping[int, str] | None) -> tuple[Trial | None, str]:
    """What a trial gives; else a sentence where it gives nothing."""
    if values is None:
        return None, ""
    if marks.table is None:
        return None, _("Solange die Tabelle einen Fehler hat, lässt sie sich nicht ausprobieren.")
    try:
        return tried(marks.table, values, parts().clock.now()), ""
    except (FeelError, DmnError) as wrong:
        return None, str(wrong)


def _place(folder: str, name: str) -> tuple[str, bytes, int]:
    """Path, content and number of the last change of a file; one without tables where there is none yet."""
    path, draft = full_path(folder, name), draft_in(folder)
    if not path.endswith(".dmn"):
        raise PathError
    row = queries.changes(db(), draft).get(path)
    content = queries.files_of(db(), draft).get(path)
    return path, empty_file(folder) if content is None else content, row.rev if row is not None else 0
