"""Opening a case: choose a procedure, fill in its start form."""

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import drafts
from app.cases.service import AlreadyOpenedError, known_at_opening, openable, opened_with
from app.cases.standing import standing_in
from app.db import new_id
from app.drafts import Unsent
from app.errors import NotFoundError
from app.flow.definitions import Loaded
from app.flow.service import Flow
from app.forms import Form, Submission, typed
from app.i18n import gettext as _
from app.people.models import User
from app.tasks import queries
from app.tasks.continuing import Earlier, earlier_case
from app.tasks.service import Tasks
from app.web import intake
from app.web.context import act, db, keep_work, parts, service, signed_in_user
from app.web.keeping import kept_answer
from app.web.noting import note_read

bp = Blueprint("opening", __name__)
_ID = re.compile("[0-9a-f]{32}")
EARLIER = "aus"
"""The number of a case in the address of a start form: the new case goes on from it."""


def _tasks() -> Tasks:
    return service(Tasks)


def may_open(user: User, arguments: Mapping[str, Any]) -> bool:
    """Whether `user` may open a case of the procedure that the address names."""
    return arguments["process"] in {row.key for row in openable(db(), user)}


@bp.get("/faelle/neu")
def choose() -> ResponseReturnValue:
    """The procedures one can start; with only one there is nothing to choose."""
    processes = openable(db(), signed_in_user())
    if len(processes) == 1:
        return redirect(url_for("opening.show", process=processes[0].key, aus=request.args.get(EARLIER)))
    return render_template("casefile/choose.html", processes=processes, earlier=request.args.get(EARLIER))


@bp.get("/faelle/neu/<process>")
def show(process: str) -> ResponseReturnValue:
    """The start form of a procedure."""
    loaded, form = _start_form(process)
    own = drafts.unsent(db(), signed_in_user().id, request.path)
    return _page(loaded, form, own, raw=own.form)


@bp.post("/faelle/neu/<process>")
@intake.takes_answers(may_open)
def submit(process: str) -> ResponseReturnValue:
    """Opens the case and goes straight to its first task, where that is mine."""
    loaded, form = _start_form(process)
    posted, now = dict(request.form.lists()), parts().clock.now()
    own, action = Unsent(drafts.window_of(posted)), request.form.get("_action", "")
    if action:
        _save(form, posted)
        if action.startswith("discard:"):
            drafts.drop(db(), request.path, signed_in_user().id, [action.removeprefix("discard:")])
            return redirect(request.full_path, 303)
        return kept_answer() if action == "keep" else _page(loaded, form, own, raw=form.act(action, posted))
    opening = _opening()
    if opening is not None and (known := opened_with(db(), signed_in_user(), opening)):
        return redirect(url_for("cases.show", number=known.number), 303)  # the same form was sent twice
    checked = _tasks().refuse_second_case(db(), form.load(posted, _known(), now), process)
    if not checked.ok:
        keep_work()
        _save(form, posted)
        return _page(loaded, form, own, raw=posted, checked=checked), 422
    try:
        with db().begin_nested():
            case = _tasks().open(act(), process, checked, opening, _earlier())
    except AlreadyOpenedError:  # by the same form, a moment ago
        known = opened_with(db(), signed_in_user(), opening or "")
        if known is None:
            raise
        return redirect(url_for("cases.show", number=known.number), 303)
    drafts.drop(db(), request.path, signed_in_user().id, drafts.windows(posted))
    flash(_("Der Fall %(number)s ist eröffnet.") % {"number": case.number})
    following = queries.next_task(db(), signed_in_user(), case, now.date())
    target = url_for("tasks.show", item_id=following.id) if following else url_for("cases.show", number=case.number)
    return redirect(target, 303)


def _known() -> dict[str, Any]:
    earlier = _earlier()
    known = known_at_opening(db(), signed_in_user())
    return known if earlier is None else known | {"klient": dict(earlier.client)}


def _earlier() -> Earlier | None:
    """The case that the address names to go on from, as far as I may read it."""
    number = request.args.get(EARLIER, "")
    if not number:
        return None
    standing = standing_in(db(), signed_in_user(), number, parts().clock.now().date())
    note_read(number, "Angaben für einen neuen Fall")
    return earlier_case(act(), service(Flow), standing)


def _start_form(process: str) -> tuple[Loaded, Form]:
    if process not in {row.key for row in openable(db(), signed_in_user())}:
        raise NotFoundError
    loaded = _tasks().flow.definitions.latest(db(), process)
    if loaded.bundle.start_form is None:
        raise NotFoundError
    return loaded, _tasks().form(loaded, loaded.bundle.start_form)


def _save(form: Form, posted: dict[str, list[str]]) -> None:
    now, known = parts().clock.now(), _known()
    said = typed(form.view(known, now=now), form.view(known, posted, now=now))
    drafts.keep(db(), signed_in_user().id, request.path, posted, now, said)


def _page(
    loaded: Loaded,
    form: Form,
    own: Unsent,
    raw: dict[str, list[str]] | None = None,
    checked: Submission | None = None,
) -> str:
    now = parts().clock.now()
    view = form.view_again(checked, _known(), now) if checked else form.view(_known(), raw, now=now)
    opening = _opening() or new_id()
    return render_template(
        "casefile/open.html",
        name=loaded.bundle.name,
        action=url_for("opening.submit", process=loaded.bundle.key, aus=request.args.get(EARLIER)),
        view=view,
        unsent=own,
        failed=checked is not None,
        opening=opening,
    )


def _opening() -> str | None:
    """The id that the page of the start form wrote into it; None for anything that is no such id."""
    found = request.form.get("_opening", "")
    return found if _ID.fullmatch(found) else None
