"""A form of a draft: its fields as a list, beside it the page as caseworkers will see it, to be filled in.

What is filled in is judged as it would be in a case, and stored nowhere.
"""

from collections.abc import Callable, Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.consent.categories import USUAL, WORDS
from app.designer.blocks import KINDS, BlockError, Sheet
from app.designer.check import KNOWN
from app.designer.questions import Question
from app.errors import NotFoundError
from app.feel import FeelError
from app.forms import FormError, Submission
from app.forms.form import Form
from app.gate.sheets import form_of
from app.i18n import gettext as _
from app.web.context import act, db, parts
from app.web.intake import begins_reading
from app.workshop import queries, service
from app.workshop.files import PathError, full_path
from app.workshop.views.pages import draft_in

bp = Blueprint("workshop_forms", __name__, url_prefix="/werkstatt")
MOVES = {"up": -1, "down": 1}


@bp.get("/<folder>/ausprobieren/<path:name>")
def show(folder: str, name: str) -> str:
    """The fields, and the empty form; with `feld` in the address the questions about one of them."""
    return _page(folder, name)


@bp.post("/<folder>/ausprobieren/<path:name>")
@begins_reading
def fill_in(folder: str, name: str) -> ResponseReturnValue:
    """What would be said of these answers; or the form with a row more, or with the questions that depend on others."""
    posted = {key: values for key, values in request.form.lists() if key != "csrf_token"}
    return _page(folder, name, posted)


@bp.post("/<folder>/feld/<place>/<path:name>")
def save(folder: str, place: str, name: str) -> ResponseReturnValue:
    """Writes what was said about a field."""
    given = {key.removeprefix("q-"): value for key, value in request.form.items() if key.startswith("q-")}
    return _changed(folder, name, place, lambda sheet: sheet.change(place, given))


@bp.post("/<folder>/feld-neu/<path:name>")
def add(folder: str, name: str) -> ResponseReturnValue:
    """Puts in a new field."""
    behind, kind, label, key = (request.form.get(part, "") for part in ("behind", "kind", "label", "key"))
    return _changed(folder, name, "", lambda sheet: sheet.add(behind, kind, label, key))


@bp.post("/<folder>/feld-platz/<place>/<path:name>")
def move(folder: str, place: str, name: str) -> ResponseReturnValue:
    """Moves a field up or down, or removes it."""
    by = MOVES.get(request.form.get("move", ""))
    return _changed(folder, name, "", lambda sheet: sheet.move(place, by) if by else sheet.remove(place))


def _changed(folder: str, name: str, place: str, change: Callable[[Sheet], object]) -> ResponseReturnValue:
    """Changes the form; the page with a sentence where that is refused."""
    path, content = _place(folder, name)
    try:
        sheet = Sheet(content)
        new = change(sheet)
        service.save(act(), draft_in(folder), path, sheet.written(), request.form.get("rev", 0, type=int))
    except (BlockError, service.StaleFileError, service.TooLargeError) as wrong:
        return _page(folder, name, place=place, error=wrong.message, typed=request.form), wrong.status
    except FormError as wrong:
        return _page(folder, name, error=wrong.plain), 422
    flash(_("Gespeichert im Entwurf."))
    opened = new if isinstance(new, str) and "kind" in request.form else place or None
    return redirect(url_for("workshop_forms.show", folder=folder, name=name, feld=opened), 303)


def _page(
    folder: str,
    name: str,
    posted: Mapping[str, list[str]] | None = None,
    *,
    place: str = "",
    error: str = "",
    typed: Mapping[str, str] | None = None,
) -> str:
    path, content = _place(folder, name)
    row = queries.changes(db(), draft_in(folder)).get(path)
    form, trouble = _form(path, content)
    checked, now = None, parts().clock.now()
    action = (posted or {}).get("_action", [""])[0]
    view = None
    if form is not None and posted and not action:
        checked = form.load(posted, KNOWN.given, now)
        view = form.view_again(checked, KNOWN.given, now)
    elif form is not None:
        view = form.view(KNOWN.given, form.act(action, posted) if posted and action else None, now=now)
    return render_template(
        "workshop/form.html",
        line=queries.line_of(db(), folder),
        name=name,
        rev=row.rev if row is not None else 0,
        title=form.title if form is not None else name,
        view=view,
        trouble=trouble,
        error=error,
        typed=typed or {},
        **_fields(content, place or request.args.get("feld", "")),
        **_told(checked),
    )


def _fields(content: bytes, place: str) -> Mapping[str, object]:
    """The list of fields, and the questions about the one at `place`. Raises NotFoundError where there is none."""
    rows, questions = [], list[tuple[Question, str]]()
    try:
        sheet = Sheet(content)
        rows = sheet.rows()
        questions = sheet.questions(place) if place else []
    except FormError:
        place = ""
    return {
        "rows": rows,
        "place": place,
        "questions": questions,
        "kinds": KINDS,
        "words": WORDS,
        "lists": {
            "categories": [("", _("keine (gilt als «%(usual)s»)") % {"usual": WORDS[USUAL]}), *WORDS.items()],
            "moments": [("date", _("Datum")), ("time", _("Uhrzeit")), ("datetime", _("Datum und Uhrzeit"))],
            "shapes": [
                ("", _("keine")),
                ("email", _("E-Mail")),
                ("phone", _("Telefon")),
                ("url", _("Internetadresse")),
            ],
            "checks": [("", _("keine")), ("ahv", _("AHV-Nummer"))],
        },
    }


def _told(checked: Submission | None) -> Mapping[str, bool]:
    return {"accepted": checked is not None and checked.ok, "failed": checked is not None and not checked.ok}


def _place(folder: str, name: str) -> tuple[str, bytes]:
    path = full_path(folder, name)
    if not path.endswith(".form"):
        raise PathError
    content = queries.files_of(db(), draft_in(folder)).get(path)
    if content is None:
        raise NotFoundError
    return path, content


def _form(path: str, content: bytes) -> tuple[Form | None, str]:
    """The form; None with a sentence where it cannot be shown."""
    try:
        return form_of(path.removeprefix("forms/").removesuffix(".form"), content.decode()), ""
    except FormError as wrong:
        return None, wrong.plain
    except (FeelError, UnicodeError) as wrong:
        return None, _("Das Formular kann nicht gelesen werden: %(why)s") % {"why": wrong}
