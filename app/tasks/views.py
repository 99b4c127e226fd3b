"""The page of one task."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import drafts
from app.cases import task_links
from app.cases.models import Case
from app.cases.standing import ConsentEndedError, MandateExpiredError, Standing, stands_in_for_client
from app.consent import sharing
from app.consent.reading import reader_of
from app.documents import attachments
from app.drafts import Unsent
from app.errors import AppError
from app.flow.errors import TaskGoneError
from app.flow.models import WorkItem
from app.forms import FieldError, Form, Submission
from app.i18n import gettext as _
from app.people import absences
from app.people.models import User
from app.tasks import queries, taking_back, unsent
from app.tasks.filling import filled
from app.tasks.service import HandedIn, Post, Tasks
from app.tasks.uploads import Arrival, Incoming, Tray, examine
from app.web import intake
from app.web.context import act, after_refusal, begin_writing, db, keep_work, parts, service, signed_in_user
from app.web.keeping import kept_answer
from app.web.noting import note_read, note_refusal

bp = Blueprint("tasks", __name__)


def _tasks() -> Tasks:
    return service(Tasks)


def _now() -> datetime:
    return parts().clock.now()


def may_answer(user: User, arguments: Mapping[str, Any]) -> bool:
    """Whether what `user` posts to the task that the address names is to be kept, also where it comes too late."""
    try:
        queries.open_task_for(db(), user, arguments["item_id"], _now().date())
    except queries.TOO_LATE:
        return True
    except AppError:
        return False
    return True


def may_bring_files() -> bool:
    """Whether the person who asks may do this task and its form takes files. If not, the view itself tells them why."""
    try:
        item, _standing = queries.open_task_for(
            db(), signed_in_user(), (request.view_args or {})["item_id"], _now().date()
        )
    except AppError:
        return False
    form = _tasks().form_of(db(), item)
    return form is not None and form.takes_files


@bp.get("/aufgaben/<item_id>")
def show(item_id: str) -> ResponseReturnValue:
    """One task with its form, filled with what is known, or with what was typed and not handed in."""
    item, standing = queries.open_task_for(db(), signed_in_user(), item_id, _now().date())
    own = drafts.unsent(db(), signed_in_user().id, request.path)
    return _page(item, standing, own, raw=own.form)


@bp.post("/aufgaben/<item_id>")
@intake.takes_answers(may_answer)
@intake.takes_files(may_bring_files)
def submit(item_id: str) -> ResponseReturnValue:
    """Hands in a task. Other buttons of the form save what was typed, and then do what they say."""
    action = request.form.get("_action", "")
    if action == "discard":  # on the page of a task that is over
        drafts.drop(db(), request.path, signed_in_user().id)
        return redirect(url_for("inbox.show"), 303)
    if action == "keep":
        return _keep_while_typing(item_id)
    try:
        arrivals = _arrivals(item_id)
        item, standing = queries.locked_task_for(db(), signed_in_user(), item_id, _now().date())
    except TaskGoneError:
        done = queries.was_handed_in(db(), signed_in_user(), item_id, intake.fingerprint(), _now().date())
        if done is None:
            raise
        return _go_on(done, queries.next_task(db(), signed_in_user(), done, _now().date()))
    tray = Tray(act(), item, standing.case)
    posted, refused = tray.put(dict(request.form.lists()), arrivals)
    if action:
        return _other_button(action, item, standing, posted, arrivals, refused)
    return _hand_in(item, standing, posted, refused)


def _hand_in(
    item: WorkItem, standing: Standing, posted: dict[str, list[str]], refused: list[FieldError]
) -> ResponseReturnValue:
    attempt = unsent.Refused(standing.user.id, request.path, posted, _now(), item.instance_id)
    after_refusal(partial(attempt.keep, _tasks().flow))
    try:
        post = Post(intake.fingerprint(), request.form.get("_confirmed", ""))
        handed_in = _tasks().submit(act(), item, standing, posted, refused, post)
    except AppError as error:
        after_refusal(partial(replace(attempt, error=error).keep, _tasks().flow))
        raise
    checked = handed_in.checked
    if checked is not None and not checked.ok:
        keep_work()  # what was typed and the uploaded files stay, although the form is shown again
        _save(item, standing, posted)
        return _page(item, standing, Unsent(drafts.window_of(posted)), raw=posted, checked=checked), 422
    if handed_in.consequence is not None:
        _save(item, standing, posted)
        return _asked(item, standing, posted, handed_in)
    drafts.drop(db(), request.path, standing.user.id, drafts.windows(posted))
    way_back = url_for("tasks.take_back", item_id=item.id) if handed_in.until is not None else "message"
    flash(_("Erledigt: %(title)s.") % {"title": item.title}, way_back)
    return _go_on(standing.case, handed_in.following)


@bp.post("/aufgaben/<item_id>/zuruecknehmen")
def take_back(item_id: str) -> ResponseReturnValue:
    """Takes back what I have just handed in: the task is open again, and my answers stand in its form."""
    item, standing, posted = taking_back.take_back(act(), item_id)
    page = url_for("tasks.show", item_id=item.id)
    drafts.keep(db(), standing.user.id, page, posted, _now(), unsent.said(_tasks(), act(), item, standing, posted))
    flash(_("Zurückgenommen: %(title)s. Ihre Angaben stehen wieder im Formular.") % {"title": item.title})
    return redirect(page, 303)


def _asked(item: WorkItem, standing: Standing, posted: dict[str, list[str]], handed_in: HandedIn) -> str:
    """Asks before what nobody can take back: says what will happen, shows the answers, and has a second button."""
    note_read(standing.case.number, queries.in_words(item), [])
    return render_template(
        "tasks/confirm.html",
        item=item,
        client=sharing.client_name(sharing.share_of(db(), standing, _now()).reader, standing.case),
        case=standing.case,
        consequence=handed_in.consequence,
        facts=handed_in.checked.facts if handed_in.checked is not None else [],
        posted={name: texts for name, texts in posted.items() if name not in OF_THE_PAGE},
        unsent=Unsent(drafts.window_of(posted)),
    )


OF_THE_PAGE = frozenset({"csrf_token", "_action", "_confirmed", drafts.WINDOW, drafts.BEFORE})
"""Inputs that each page of a task has anew."""


def _keep_while_typing(item_id: str) -> ResponseReturnValue:
    """Saves what stands in the form of an open task; answers with the moment, for the script that asked for it."""
    item, standing = queries.open_task_for(db(), signed_in_user(), item_id, _now().date())
    _save(item, standing, dict(request.form.lists()))
    return kept_answer()


def _save(item: WorkItem, standing: Standing, posted: dict[str, list[str]]) -> None:
    said = unsent.said(_tasks(), act(), item, standing, posted)
    drafts.keep(db(), standing.user.id, request.path, posted, _now(), said)


@bp.errorhandler(TaskGoneError)
@bp.errorhandler(queries.NotYourTaskError)
@bp.errorhandler(ConsentEndedError)
@bp.errorhandler(MandateExpiredError)
def _too_late(error: AppError) -> ResponseReturnValue:
    """Says what became of a task that somebody can no longer do, and shows everything they had typed."""
    note_refusal(error)
    user, path, posted = signed_in_user(), request.path, dict(request.form.lists())
    left = unsent.left(_tasks(), act(), (request.view_args or {})["item_id"], path, posted)
    if posted and left.case is not None:
        refusal = unsent.Refused(user.id, path, posted, _now(), left.case.instance_id, error)
        after_refusal(partial(refusal.keep, _tasks().flow))
    return render_template("tasks/left.html", left=left, message=error.message), error.status


def _go_on(case: Case, following: WorkItem | None) -> ResponseReturnValue:
    """To the next task of the same person, or to the case."""
    target = url_for("tasks.show", item_id=following.id) if following else url_for("cases.show", number=case.number)
    return redirect(target, 303)


def _other_button(
    action: str,
    item: WorkItem,
    standing: Standing,
    posted: dict[str, list[str]],
    arrivals: list[Arrival],
    refused: list[FieldError],
) -> ResponseReturnValue:
    """Saves what was typed, and does what a button other than the one that hands in asks for."""
    _save(item, standing, posted)
    if refused and action in _MOVES:
        keep_work()
        return _page(item, standing, Unsent(drafts.window_of(posted)), raw=posted, refused=refused), 422
    if action in _MOVES:
        return _MOVES[action](item, standing)
    if action.startswith("discard:"):
        drafts.drop(db(), request.path, standing.user.id, [action.removeprefix("discard:")])
        return redirect(request.path, 303)
    form = _tasks().form_of(db(), item)
    raw = form.act(action, posted) if form else posted
    if action.startswith("drop:"):
        attachments.unstage(act(), item, action.rpartition("/")[2])
    if arrivals and action == "refresh":
        raw["_focus"] = [arrivals[-1].name]
    return _page(item, standing, Unsent(drafts.window_of(posted)), raw=raw, refused=refused)


def _draft(_item: WorkItem, _standing: Standing) -> ResponseReturnValue:
    flash(_("Entwurf gespeichert. Nur Sie sehen ihn."))
    return redirect(request.path, 303)


def _claim(item: WorkItem, _standing: Standing) -> ResponseReturnValue:
    _tasks().claim(act(), item)
    flash(_("Sie haben die Aufgabe übernommen."))
    return redirect(request.path, 303)


def _release(item: WorkItem, _standing: Standing) -> ResponseReturnValue:
    _tasks().release(act(), item)
    flash(_("Die Aufgabe liegt wieder bei Ihrer Stelle: %(title)s.") % {"title": item.title})
    return redirect(url_for("inbox.show"), 303)


def _assign(item: WorkItem, standing: Standing) -> ResponseReturnValue:
    _tasks().assign(act(), item, standing.case, request.form.get("_colleague", ""))
    flash(_("Weitergegeben: %(title)s.") % {"title": item.title})
    return redirect(url_for("inbox.show"), 303)


_MOVES = {"draft": _draft, "claim": _claim, "release": _release, "assign": _assign}
"""What a button does with the task itself: keep a draft, take it over, give it back to the office, pass it on."""


def _arrivals(item_id: str) -> list[Arrival]:
    """The files of this request, checked before it begins to write: scanning them may take seconds."""
    if not intake.brings_files():
        return []
    item, _standing = queries.open_task_for(db(), signed_in_user(), item_id, _now().date())
    arrivals = arrivals_for(_tasks().form_of(db(), item))
    begin_writing()
    return arrivals


def arrivals_for(form: Form | None) -> list[Arrival]:
    """The files of this request that came for fields of `form`, checked."""
    files = [
        Incoming(name or "", file.filename, file.stream.read)
        for name, several in request.files.lists()
        for file in several
        if file.filename
    ]
    return examine(form, files, _tasks().scanner) if form else []


def _page(
    item: WorkItem,
    standing: Standing,
    own: Unsent,
    raw: dict[str, list[str]] | None = None,
    checked: Submission | None = None,
    refused: Sequence[FieldError] = (),
) -> str:
    case, reader = standing.case, reader_of(db(), standing, _now())
    view, of_others = filled(_tasks(), act(), item, standing, raw, checked, refused)
    on_behalf = stands_in_for_client(item, standing)
    note_read(case.number, queries.in_words(item), of_others)
    colleagues = absences.possible_deputies(db(), signed_in_user())
    kept = queries.is_kept_by_other(db(), item, signed_in_user(), _now().date())
    holder = db().get(User, item.assignee_id) if kept else None
    return render_template(
        "tasks/task.html",
        item=item,
        case=case,
        client=sharing.client_name(reader, case),
        view=view,
        unsent=own,
        today=_now().date(),
        failed=checked is not None or bool(refused),
        urgency=queries.urgency(item.due, _now().date()),
        me=signed_in_user(),
        colleagues=colleagues,
        kept=kept,
        holder=holder if holder and holder.institution_id else None,  # the client's name is not for everybody
        away=absences.away_among(db(), colleagues, _now().date()),
        absent=db().get(User, item.stands_in_for_id) if item.stands_in_for_id else None,
        by_links=task_links.of_item(db(), item) if on_behalf else (),
        on_behalf=on_behalf,
        note=queries.note_for(db(), item, reader),
    )
