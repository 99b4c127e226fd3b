"""The one task that a link opens, with its form, its draft and its receipt."""

from dataclasses import replace
from functools import partial
from io import BytesIO

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app import drafts
from app.by_link import receipt, service
from app.by_link.views.guests import CodeWantedError, guest_of, over
from app.cases.task_links import Guest, LinkOverError
from app.consent import sharing
from app.consent.reading import reader_of
from app.documents import attachments
from app.drafts import Unsent
from app.errors import AppError, NotFoundError
from app.forms import FieldError, Submission
from app.tasks import queries, unsent
from app.tasks.filling import filled
from app.tasks.service import Post, Tasks
from app.tasks.uploads import Arrival, Tray
from app.tasks.views import OF_THE_PAGE, arrivals_for
from app.web import intake
from app.web.context import act, after_refusal, begin_writing, db, keep_work, parts
from app.web.context import service as shared
from app.web.keeping import kept_answer
from app.web.noting import note_export, note_read

bp = Blueprint("guest_task", __name__, url_prefix="/ohne-konto/aufgabe")
bp.register_error_handler(LinkOverError, over)
bp.register_error_handler(CodeWantedError, over)

Posted = dict[str, list[str]]


def _tasks() -> Tasks:
    return shared(Tasks)


def _link_id() -> str:
    return str((request.view_args or {})["link_id"])


def may_bring_files() -> bool:
    """Whether the link of this request is open in this browser, and the form of its task takes files."""
    try:
        guest = guest_of(_link_id())
    except AppError:
        return False
    form = _tasks().form_of(db(), guest.item)
    return not guest.is_done and form is not None and form.takes_files


@bp.get("/<link_id>")
def show(link_id: str) -> ResponseReturnValue:
    """The form, filled with what is known and what was typed before; once it is handed in, the receipt."""
    guest = guest_of(link_id)
    if guest.is_done:
        return render_template("by_link/done.html", guest=guest)
    own = drafts.unsent(db(), guest.user.id, _place(guest))
    return _page(guest, own, raw=own.form)


@bp.get("/<link_id>/quittung")
def paper(link_id: str) -> ResponseReturnValue:
    """The receipt as PDF: what they handed in themselves, and when."""
    guest = guest_of(link_id)
    if not guest.is_done:
        raise NotFoundError
    note_export(guest.case.number, f"Quittung zu {queries.in_words(guest.item)}")
    made = receipt.as_pdf(db(), guest, parts().clock.now())
    return send_file(BytesIO(made), "application/pdf", as_attachment=True, download_name="Quittung.pdf")


@bp.post("/<link_id>")
@intake.takes_answers(lambda _user, _arguments: False)
@intake.takes_files(may_bring_files)
def submit(link_id: str) -> ResponseReturnValue:
    """Hands in the task; other buttons save what was typed and do what they say."""
    action = request.form.get("_action", "")
    if action == "keep":
        guest = _open(guest_of(link_id))
        _save(guest, dict(request.form.lists()))
        return kept_answer(_place(guest))
    arrivals = _arrivals(link_id)
    guest = guest_of(link_id, lock=True)
    if guest.is_done:  # pressed twice, or in two windows: the receipt says what counts
        return redirect(url_for("guest_task.show", link_id=link_id), 303)
    posted, refused = Tray(act(), guest.item, guest.case).put(dict(request.form.lists()), arrivals)
    if action:
        return _other_button(guest, action, posted, arrivals, refused)
    return _hand_in(guest, posted, refused)


def _hand_in(guest: Guest, posted: Posted, refused: list[FieldError]) -> ResponseReturnValue:
    item, place = guest.item, _place(guest)
    attempt = unsent.Refused(guest.user.id, place, posted, parts().clock.now(), item.instance_id)
    after_refusal(partial(attempt.keep, _tasks().flow))
    post = Post(intake.fingerprint(), request.form.get("_confirmed", ""), stands=True)
    try:
        handed_in = _tasks().submit(act(), item, guest.standing, posted, refused, post)
    except AppError as error:
        after_refusal(partial(replace(attempt, error=error).keep, _tasks().flow))
        raise
    checked = handed_in.checked
    if checked is not None and not checked.ok:
        keep_work()  # what was typed and the uploaded files stay, although the form is shown again
        _save(guest, posted)
        return _page(guest, Unsent(drafts.window_of(posted)), raw=posted, checked=checked), 422
    if handed_in.consequence is not None:
        _save(guest, posted)
        return render_template(
            "by_link/confirm.html",
            guest=guest,
            consequence=handed_in.consequence,
            facts=checked.facts if checked is not None else [],
            posted={name: texts for name, texts in posted.items() if name not in OF_THE_PAGE},
            unsent=Unsent(drafts.window_of(posted)),
        )
    drafts.drop(db(), place, guest.user.id)
    service.send_receipt(act(), guest)
    return redirect(url_for("guest_task.show", link_id=guest.link.id), 303)


def _other_button(
    guest: Guest, action: str, posted: Posted, arrivals: list[Arrival], refused: list[FieldError]
) -> ResponseReturnValue:
    _save(guest, posted)
    if action == "draft" and not refused:
        return redirect(url_for("guest_task.show", link_id=guest.link.id), 303)
    if action.startswith("discard:"):
        drafts.drop(db(), _place(guest), guest.user.id, [action.removeprefix("discard:")])
        return redirect(url_for("guest_task.show", link_id=guest.link.id), 303)
    form = _tasks().form_of(db(), guest.item)
    raw = form.act(action, posted) if form else posted
    if action.startswith("drop:"):
        attachments.unstage(act(), guest.item, action.rpartition("/")[2])
    if arrivals and action == "refresh":
        raw["_focus"] = [arrivals[-1].name]
    return _page(guest, Unsent(drafts.window_of(posted)), raw=raw, refused=refused)


def _arrivals(link_id: str) -> list[Arrival]:
    """The files of this request, checked before it begins to write."""
    if not intake.brings_files():
        return []
    form = _tasks().form_of(db(), _open(guest_of(link_id)).item)
    arrivals = arrivals_for(form)
    begin_writing()
    return arrivals


def _open(guest: Guest) -> Guest:
    """`guest`, whose task is still to be done. Raises LinkOverError."""
    if guest.is_done:
        raise LinkOverError
    return guest


def _place(guest: Guest) -> str:
    """The page under which what they type is kept: it names the task, as for everybody else, and never the link."""
    return f"/aufgaben/{guest.item.id}"


def _save(guest: Guest, posted: Posted) -> None:
    said = unsent.said(_tasks(), act(), guest.item, guest.standing, posted)
    drafts.keep(db(), guest.user.id, _place(guest), posted, parts().clock.now(), said)


def _page(
    guest: Guest,
    own: Unsent,
    raw: Posted | None = None,
    checked: Submission | None = None,
    refused: list[FieldError] | None = None,
) -> str:
    item, now = guest.item, parts().clock.now()
    view, of_others = filled(_tasks(), act(), item, guest.standing, raw, checked, refused or ())
    note_read(guest.case.number, queries.in_words(item), of_others)
    return render_template(
        "by_link/task.html",
        guest=guest,
        item=item,
        client=sharing.client_name(reader_of(db(), guest.standing, now), guest.case),
        view=view,
        unsent=own,
        failed=checked is not None or bool(refused),
        urgency=queries.urgency(item.due, now.date()),
    )
