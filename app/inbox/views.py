"""The pages of «Meine Aufgaben»."""

from datetime import date, timedelta
from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.cases import listed
from app.cases.finding import sought
from app.cases.listed import Whose
from app.cases.wanted import Wanted
from app.consent import sharing
from app.errors import AppError, BadRequestError, NotFoundError
from app.i18n import gettext as _
from app.i18n import ngettext, weekday
from app.inbox import queries
from app.inbox import service as inbox
from app.inbox.beside import DONE, WAITING, lines
from app.inbox.service import Deed
from app.people import absences
from app.people.models import User
from app.tasks import queries as tasks
from app.tasks.service import Tasks
from app.web.context import act, db, parts, service, signed_in_user
from app.web.paging import page_asked_for

bp = Blueprint("inbox", __name__)


def number_of_tasks(user: User) -> int:
    """How many tasks `user` may do today, counted up to `listed.COUNTED` + 1: for the navigation."""
    return listed.counted(db(), user, parts().clock.now().date(), [(Whose.ALL, listed.EVERYTHING)])[0]


@bp.get("/")
def show() -> ResponseReturnValue:
    """«Meine Aufgaben»: what somebody may do, by due date; the address names a view and what it is narrowed to."""
    return _page()


def _page(message: str = "") -> str:
    user, page, now = signed_in_user(), page_asked_for(), parts().clock.now()
    kept = queries.kept_filter(db(), user, request.args.get("filter", "")) if request.args.get("filter") else None
    whose, narrowed = _asked_for() if kept is None else queries.read_query(kept.query)
    entries, more = tasks.inbox(db(), user, now, page, whose, narrowed)
    opened = request.args.get("filtern") == "ja" or bool(queries.parts_set(narrowed))
    return render_template(
        "inbox/inbox.html",
        groups=[(group, list(rows)) for group, rows in groupby(entries, key=lambda entry: entry.group)],
        number=None if more or page > 1 else len(entries),
        begun=tasks.begun(db(), user),
        troubles=tasks.troubles(db(), user, now.date()),
        whose=whose.value,
        narrowed=narrowed,
        choices=queries.choices(db(), user) if opened else None,
        filters=queries.kept_filters(db(), user, now),
        kept=kept,
        query=queries.query_of(whose, narrowed),
        last=queries.last_change(db(), user, now),
        message=message,
        me=user,
        today=now.date(),
        page=page,
        more=more,
    )


def _asked_for() -> tuple[Whose, Wanted]:
    known = {one.value: one for one in Whose}
    return known.get(request.args.get("sicht", ""), Whose.ALL), queries.wanted(request.args)


@bp.get("/liste/<whose>")
def beside(whose: str) -> ResponseReturnValue:
    """What others are to do in the cases I lead (`andere`), or what I have done (`erledigt`)."""
    if whose not in (DONE, WAITING):
        raise NotFoundError
    user, page, now = signed_in_user(), page_asked_for(), parts().clock.now()
    found, more = lines(db(), user, now, whose, page)
    return render_template(
        "inbox/beside.html", lines=found, more=more, whose=whose, me=user, today=now.date(), page=page
    )


@bp.post("/suche")
def search() -> ResponseReturnValue:
    """Tasks and cases in which all words are found. They are posted: a word may be a name, and addresses are kept."""
    user, now = signed_in_user(), parts().clock.now()
    text = request.form.get("worte", "")[:200]
    words = sought(text)
    found, more = tasks.inbox(db(), user, now, 1, Whose.ALL, Wanted(words=words)) if words else ([], False)
    later, _rest = tasks.inbox(db(), user, now, 1, Whose.POSTPONED, Wanted(words=words)) if words else ([], False)
    cases = listed.cases_with(db(), user, now.date(), words, tasks.to_find(db(), user, now, words)) if words else []
    return render_template(
        "inbox/search.html",
        text=text,
        words=words,
        entries=[*found, *later],
        more=more,
        cases=cases,
        clients=sharing.client_names(db(), cases, user, now),
        begun=tasks.begun(db(), user),
        me=user,
        today=now.date(),
    )


@bp.post("/aufgaben/auswahl")
def choose() -> ResponseReturnValue:
    """What is to be done to the chosen tasks: shown first, and done where that was confirmed."""
    deeds = {deed.value: deed for deed in Deed}
    deed = deeds.get(request.form.get("_action", ""))
    if deed is None:
        raise BadRequestError
    try:
        picked = inbox.chosen(act(), request.form.getlist("item"), deed)
    except inbox.ChoiceError as error:
        return _page(error.message), 422
    if "_confirmed" not in request.form:
        return _preview(picked, deed)
    try:
        until = _day(request.form.get("until", ""))
        done = inbox.do(act(), service(Tasks), picked, deed, request.form.get("colleague", ""), until)
    except AppError as error:
        if error.status != 422:
            raise
        return _preview(picked, deed, error.message), 422
    flash(_said(deed, done, until))
    return redirect(url_for("inbox.show"), 303)


def _preview(picked: list[inbox.Chosen], deed: Deed, message: str = "") -> str:
    me, today = signed_in_user(), parts().clock.now().date()
    colleagues = absences.possible_deputies(db(), me)
    return render_template(
        "inbox/chosen.html",
        picked=picked,
        deed=deed.value,
        colleagues=colleagues,
        away=absences.away_among(db(), colleagues, today),
        tomorrow=today + timedelta(days=1),
        given=request.form,
        message=message,
        has_errors=bool(message),
        today=today,
    )


def _said(deed: Deed, done: int, until: date | None) -> str:
    tasks_done = ngettext("%(num)s Aufgabe", "%(num)s Aufgaben", done) % {"num": done}
    words = {
        Deed.TAKE: _("übernommen"),
        Deed.GIVE: _("weitergegeben"),
        Deed.LATER: _("bis %(day)s zurückgestellt") % {"day": weekday(until)},
        Deed.NOW: _("wieder auf der Liste"),
    }
    return f"{tasks_done} {words[deed]}."


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


@bp.post("/aufgaben/rueckgaengig")
def undo() -> ResponseReturnValue:
    """Takes back what was last done to several tasks."""
    undone = inbox.undo(act())
    flash(ngettext("Rückgängig: %(num)s Aufgabe.", "Rückgängig: %(num)s Aufgaben.", undone) % {"num": undone})
    return redirect(url_for("inbox.show"), 303)


@bp.post("/aufgaben/filter")
def keep_filter() -> ResponseReturnValue:
    """Keeps what the list is narrowed to, under a name."""
    whose, narrowed = queries.read_query(request.form.get("query", ""))
    try:
        row = inbox.keep_filter(act(), request.form.get("name", ""), whose, narrowed)
    except inbox.FilterError as error:
        return _page(error.message), 422
    flash(_("Filter «%(name)s» gespeichert. Alle Ihrer Stelle sehen ihn.") % {"name": row.name})
    return redirect(url_for("inbox.show", filter=row.id), 303)


@bp.post("/aufgaben/filter/<filter_id>/loeschen")
def drop_filter(filter_id: str) -> ResponseReturnValue:
    """Forgets a kept filter of one's own institution."""
    inbox.drop_filter(act(), filter_id)
    flash(_("Filter gelöscht."))
    return redirect(url_for("inbox.show"), 303)
