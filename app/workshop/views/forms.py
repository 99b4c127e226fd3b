"""A form of a draft as caseworkers will see it, to be filled in with example data. Nothing is stored or sent."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.designer.check import KNOWN
from app.errors import NotFoundError
from app.feel import FeelError
from app.forms import FormError, Submission
from app.forms.form import Form
from app.gate.sheets import form_of
from app.i18n import gettext as _
from app.web.context import db, parts
from app.web.intake import begins_reading
from app.workshop import queries
from app.workshop.files import PathError, full_path
from app.workshop.views.pages import draft_in

bp = Blueprint("workshop_forms", __name__, url_prefix="/werkstatt")


@bp.get("/<folder>/ausprobieren/<path:name>")
def show(folder: str, name: str) -> str:
    """The empty form."""
    return _page(folder, name, {})


@bp.post("/<folder>/ausprobieren/<path:name>")
@begins_reading
def fill_in(folder: str, name: str) -> ResponseReturnValue:
    """What would be said of these answers; or the form with a row more, or with the questions that depend on others."""
    posted = {key: values for key, values in request.form.lists() if key != "csrf_token"}
    action = request.form.get("_action", "")
    return _page(folder, name, posted, action=action, judged=not action)


def _page(folder: str, name: str, posted: dict[str, list[str]], action: str = "", *, judged: bool = False) -> str:
    form, trouble = _form(folder, name)
    checked: Submission | None = None
    view, now = None, parts().clock.now()
    if form is not None and judged:
        checked = form.load(posted, KNOWN.given, now)
        view = form.view_again(checked, KNOWN.given, now)
    elif form is not None:
        view = form.view(KNOWN.given, form.act(action, posted) if action else None, now=now)
    return render_template(
        "workshop/form.html",
        line=queries.line_of(db(), folder),
        name=name,
        title=form.title if form is not None else name,
        view=view,
        trouble=trouble,
        accepted=checked is not None and checked.ok,
        failed=checked is not None and not checked.ok,
    )


def _form(folder: str, name: str) -> tuple[Form | None, str]:
    """The form; None with a sentence where it cannot be shown."""
    path = full_path(folder, name)
    if not path.endswith(".form"):
        raise PathError
    content = queries.files_of(db(), draft_in(folder)).get(path)
    if content is None:
        raise NotFoundError
    try:
        return form_of(path.removeprefix("forms/").removesuffix(".form"), content.decode()), ""
    except FormError as wrong:
        return None, wrong.plain
    except (FeelError, UnicodeError) as wrong:
        return None, _("Das Formular kann nicht gelesen werden: %(why)s") % {"why": wrong}
