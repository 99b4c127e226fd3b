"""«Notzugriff»: asking for it, deciding on it, and reading the one case it opens."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.act import Act
from app.cases import queries as cases
from app.cases import roles as case_roles
from app.consent import categories
from app.emergency import models, queries, service
from app.emergency.models import AccessStatus, EmergencyAccess
from app.errors import InvalidError, NotFoundError
from app.i18n import gettext as _
from app.people import queries as people
from app.people import roles
from app.people.sentences import NoSentenceError
from app.web.context import act, db, parts, signed_in_user
from app.web.noting import note_each_read

bp = Blueprint("emergency", __name__, url_prefix="/notzugriff")

LONGEST = 2000
"""Longer texts are cut to this. It is more than a reason may have, so what is too long is refused in words first."""


@bp.get("")
def index() -> ResponseReturnValue:
    """The requests of the last year, and for administrators the form for a new one."""
    return _overview()


@bp.post("")
def ask() -> ResponseReturnValue:
    """Asks to see one case."""
    try:
        access = service.ask(act(), request.form.get("number", ""), request.form.get("reason", "")[:LONGEST])
    except NoSentenceError as wrong:
        return _overview(wrong.message, "reason"), 422
    except InvalidError as wrong:
        return _overview(wrong.message, "number"), 422
    flash(_("Der Notzugriff ist verlangt. Jemand anderes von der Verwaltung muss ihn freigeben."))
    return redirect(url_for("emergency.show", access_id=access.id), 303)


@bp.get("/<access_id>")
def show(access_id: str) -> ResponseReturnValue:
    """One request: asker, reason, decision."""
    return _page(access_id)


@bp.post("/<access_id>/freigeben")
def release(access_id: str) -> ResponseReturnValue:
    """Releases the access: a second person opens the case to the asker."""
    return _done(service.release, access_id, _("Der Notzugriff ist freigegeben."))


@bp.post("/<access_id>/ablehnen")
def refuse(access_id: str) -> ResponseReturnValue:
    """Refuses the request, with a reason of the second person."""
    try:
        service.refuse(act(), access_id, request.form.get("reason", "")[:LONGEST])
    except NoSentenceError as wrong:
        return _page(access_id, wrong.message), 422
    flash(_("Der Notzugriff ist abgelehnt."))
    return redirect(url_for("emergency.show", access_id=access_id), 303)


@bp.post("/<access_id>/beenden")
def end(access_id: str) -> ResponseReturnValue:
    """Ends the access before its time, for the asker or data protection."""
    return _done(service.end, access_id, _("Der Notzugriff ist beendet."))


@bp.get("/<access_id>/fall")
def case(access_id: str) -> ResponseReturnValue:
    """The case, to read only: participants with their contact, open tasks, and the papers."""
    now = parts().machine_clock.now()
    access, found = queries.opened_case(db(), signed_in_user(), access_id, now)
    note_each_read(found.number, "Notzugriff, Fallseite")
    tasks = cases.open_tasks(db(), found)
    return render_template(
        "emergency/case.html",
        access=access,
        minutes=access.minutes_left(now),
        case=found,
        participants=cases.participants(db(), found.id),
        tasks=tasks,
        papers=queries.papers(db(), found),
        role_names=case_roles.NAMES,
        today=parts().clock.now().date(),
        people=people.users_by_id(db(), {one for item in tasks for one in (item.assignee_id, item.stands_in_for_id)}),
        institutions=people.institutions_by_key(db(), {item.party for item in tasks}),
    )


@bp.get("/<access_id>/fall/<paper_id>")
def paper(access_id: str, paper_id: str) -> ResponseReturnValue:
    """One paper of the case, without confidential answers."""
    now = parts().machine_clock.now()
    access, found = queries.opened_case(db(), signed_in_user(), access_id, now)
    for row in queries.papers(db(), found):
        if row.document.id == paper_id:
            shown = categories.in_words(fact.category for fact in row.facts)
            note_each_read(found.number, f"Notzugriff, Angaben «{row.document.title}»", shown)
            return render_template(
                "emergency/paper.html", access=access, minutes=access.minutes_left(now), case=found, paper=row
            )
    raise NotFoundError


def _done(what: Callable[[Act, str], EmergencyAccess], access_id: str, words: str) -> ResponseReturnValue:
    what(act(), access_id)
    flash(words)
    return redirect(url_for("emergency.show", access_id=access_id), 303)


def _overview(error: str = "", field: str = "") -> str:
    user, now = signed_in_user(), parts().machine_clock.now()
    return render_template(
        "emergency/index.html",
        rows=[(row, row.status(now)) for row in queries.accesses(db(), user, now)],
        may_ask=roles.has_role(user, roles.ADMIN),
        given=request.form,
        error=error,
        field=field,
        now=now,
        lasts=int(models.LASTS.total_seconds()) // 60,
    )


def _page(access_id: str, error: str = "") -> str:
    user, now = signed_in_user(), parts().machine_clock.now()
    access = queries.access_for(db(), user, access_id)
    status = access.status(now)
    return render_template(
        "emergency/access.html",
        access=access,
        status=status,
        minutes=access.minutes_left(now),
        may_decide=status == AccessStatus.ASKED and service.may_decide(access, user),
        may_end=status == AccessStatus.RUNNING and service.may_end(access, user),
        may_read=status == AccessStatus.RUNNING and queries.is_asker(access, user),
        given=request.form,
        error=error,
        lasts=int(models.LASTS.total_seconds()) // 60,
    )
