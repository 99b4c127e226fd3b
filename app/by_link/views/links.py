"""The links of a case, for the offices that send its letters: who has which task by link, and what came of it."""

from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.by_link import service as doorkeeper
from app.cases import roles, task_links
from app.cases.models import Case, TaskLink
from app.cases.roles import Right
from app.cases.standing import standing_in, stands_in_for_client
from app.errors import BadRequestError, NotFoundError
from app.flow.kinds import ItemStatus
from app.flow.models import WorkItem
from app.i18n import gettext as _
from app.tasks import on_paper
from app.tasks import queries as tasks
from app.tasks.filling import filled
from app.tasks.service import Tasks
from app.web.context import act, db, parts, service, signed_in_user
from app.web.noting import note_export, note_read

bp = Blueprint("links", __name__)


@bp.get("/faelle/<number>/links")
def show(number: str) -> ResponseReturnValue:
    """Which tasks went out by link, to whom, whether they were opened, and how many codes were wrong."""
    case = _case(number)
    note_read(number, "Links ohne Konto")
    rows = [(link, item, _to(link), _state(link, item)) for link, item in task_links.of_case(db(), case)]
    return render_template("by_link/links.html", case=case, rows=rows, open=ItemStatus.OPEN)


@bp.post("/faelle/<number>/links")
def change(number: str) -> ResponseReturnValue:
    """Takes a link back, or opens it again and sends it once more."""
    case = _case(number)
    found = doorkeeper.find(act(), case, request.form.get("link", "")[:32])
    action = request.form.get("_action")
    if found is None:
        raise BadRequestError
    link, item = found
    if item.status != ItemStatus.OPEN or action not in ("take_back", "send"):
        raise BadRequestError
    if action == "take_back":
        doorkeeper.take_back(act(), case, link, item)
        flash(_("Der Link ist zurückgezogen: Er öffnet ab sofort nichts mehr."))
    else:
        doorkeeper.send_anew(act(), case, link, item)
        flash(_("Der Link ist wieder offen und geht noch einmal an die gleiche Adresse."))
    return redirect(url_for("links.show", number=number), 303)


@bp.get("/aufgaben/<item_id>/papier")
def paper(item_id: str) -> ResponseReturnValue:
    """The form of what a client without a login does on paper, for the office that prints and enters it."""
    now = parts().clock.now()
    item, standing = tasks.open_task_for(db(), signed_in_user(), item_id, now.date())
    view, of_others = filled(service(Tasks), act(), item, standing, None, None, ())
    if view is None or not stands_in_for_client(item, standing):
        raise NotFoundError
    note_export(standing.case.number, f"{tasks.in_words(item)} auf Papier", of_others)
    made = on_paper.as_pdf(item, standing.case, view, now)
    return send_file(BytesIO(made), "application/pdf", as_attachment=True, download_name="Formular.pdf")


def _case(number: str) -> Case:
    standing = standing_in(db(), signed_in_user(), number, parts().clock.now().date())
    standing.require(Right.SENDS_LETTERS)
    return standing.case


def _to(link: TaskLink) -> str:
    """Whom a link went to, without the name of the client: not everybody here may know it."""
    office = link.part.institution
    return office.name if office is not None else roles.NAMES[roles.CLIENT]


def _state(link: TaskLink, item: WorkItem) -> str:
    if item.status == ItemStatus.DONE:
        return _("erledigt")
    if item.status == ItemStatus.CANCELLED:
        return _("nicht mehr nötig")
    if link.part.until is not None:
        return _("Einwilligung beendet")
    if link.revoked_at is not None:
        return _("zurückgezogen")
    if link.locked_at is not None:
        return _("gesperrt")
    if link.until < parts().clock.now():
        return _("abgelaufen")
    return _("geöffnet") if link.opened_at is not None else _("verschickt")
