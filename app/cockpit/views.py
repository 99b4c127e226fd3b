"""The page «Betrieb»."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.cases import rescue
from app.cases.models import Case
from app.cockpit import pulse, queries, service
from app.errors import BadRequestError, InvalidError
from app.flow.kinds import LIVE, InstanceStatus
from app.flow.service import Flow
from app.i18n import gettext as _
from app.outbox import service as outbox
from app.sweeping import hurry
from app.web import context
from app.web.context import act, db, parts
from app.web.paging import page_asked_for

bp = Blueprint("cockpit", __name__, url_prefix="/betrieb")


@bp.get("")
def show() -> ResponseReturnValue:
    """What runs and what hangs: numbers of cases, elements and reasons, never what a case is about."""
    page, now = page_asked_for(), parts().clock.now()
    troubled, more = queries.troubled(db(), page)
    return render_template(
        "cockpit/cockpit.html",
        state=queries.state(db(), now),
        troubled=troubled,
        page=page,
        more=more,
        words=rescue.STATES,
        status=InstanceStatus,
        live=LIVE,
        failed=service.FAILED,
        at_once=service.AT_ONCE,
        chores=_chores(),
        me=context.signed_in_user(),
    )


@bp.get("/metrics")
def metrics() -> ResponseReturnValue:
    """The figures for Prometheus: numbers of rows and seconds, nothing of cases."""
    found = pulse.read(db(), parts().clock.now(), parts().machine_clock.now())
    return found.as_metrics(), {"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}


@bp.post("/faelle")
def change() -> ResponseReturnValue:
    """Does to one case what the button says that was pressed."""
    asked = request.form.get("_action", "")
    if asked not in _DEEDS:
        raise BadRequestError
    do, said = _DEEDS[asked]
    case = rescue.find(db(), request.form.get("number", "")[:20])
    do(case)
    flash(said() % {"number": case.number})
    return redirect(url_for("cockpit.show"), 303)


@bp.post("/faelle/alle")
def retry_failed() -> ResponseReturnValue:
    """Lets many cases go on that failed; the page then says how many are left."""
    done, left_out = service.retry_failed(act(), _flow())
    flash(_("%(number)s Fälle laufen weiter; der Worker versucht es mit dem nächsten Takt.") % {"number": done})
    if left_out:
        flash(_("%(number)s Fälle liessen sich jetzt nicht fortsetzen. Bitte versuchen Sie es noch einmal.")
              % {"number": left_out})  # fmt: skip
    return redirect(url_for("cockpit.show"), 303)


@bp.post("/wartendes")
def again() -> ResponseReturnValue:
    """Lets something be tried at once that the worker has put off or given up."""
    key = request.form.get("key", "")[:64]
    if hurry(act(), key) or outbox.send_again(act(), key):
        flash(_("Der Worker versucht es mit dem nächsten Takt."))
    else:
        flash(_("Darauf wartet nichts mehr: Es ist inzwischen erledigt."))
    return redirect(url_for("cockpit.show"), 303)


@bp.post("/nachrichten")
def message() -> ResponseReturnValue:
    """Sends a message that was given up to another address, or drops it."""
    key, drops = request.form.get("key", "")[:64], request.form.get("_action") == "drop"
    try:
        done = outbox.drop(act(), key) if drops else outbox.send_to(act(), key, request.form.get("address", "")[:300])
    except InvalidError as refused:
        flash(refused.message)
        return redirect(url_for("cockpit.show"), 303)
    if not done:
        flash(_("Darauf wartet nichts mehr: Es ist inzwischen erledigt."))
    else:
        flash(_("Die Nachricht ist verworfen.") if drops else _("Der Worker versucht es mit dem nächsten Takt."))
    return redirect(url_for("cockpit.show"), 303)


def _chores() -> dict[str, str]:
    return {
        "expired mandates": _("Vollmacht beenden"),
        "warnings": _("Vor dem Ende der Vollmacht warnen"),
        "reminders": _("Erinnern"),
        "digests": _("Überblick zusammenstellen"),
        "files left behind": _("Nicht abgeschickte Datei entfernen"),
        "erasure": _("Fall löschen"),
    }


def _flow() -> Flow:
    return context.service(Flow)


def _reason() -> str:
    return request.form.get("reason", "")


_DEEDS: dict[str, tuple[Callable[[Case], None], Callable[[], str]]] = {
    "retry": (lambda case: rescue.retry(act(), _flow(), case), lambda: _("Der Fall %(number)s läuft weiter.")),
    "suspend": (
        lambda case: rescue.suspend(act(), _flow(), case, _reason()),
        lambda: _("Der Fall %(number)s ruht. Niemand kann etwas einreichen, keine Frist läuft ab."),
    ),
    "ask": (
        lambda case: service.ask_to_cancel(act(), case, _reason()),
        lambda: _("Der Abbruch von %(number)s ist verlangt. Eine zweite Person der Verwaltung muss ihn bestätigen."),
    ),
    "confirm": (
        lambda case: service.confirm_cancelling(act(), _flow(), case),
        lambda: _("Der Fall %(number)s ist abgebrochen."),
    ),
    "keep": (lambda case: service.keep(act(), case), lambda: _("Der Fall %(number)s wird nicht abgebrochen.")),
}
"""What can be done to a case, and what is said when it is done."""
