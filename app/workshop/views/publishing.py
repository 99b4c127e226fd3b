"""«Veröffentlichen»: what a draft changes, its scenarios, and putting it into service."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.errors import AppError
from app.gate import RefusedError
from app.i18n import gettext as _
from app.web.context import act, begin_writing, db, parts, signed_in_user
from app.web.context import service as part
from app.web.intake import begins_reading
from app.workshop import proposals, queries, trials
from app.workshop.files import short_path
from app.workshop.models import REASON_LENGTH
from app.workshop.views.pages import draft_in

bp = Blueprint("workshop_publishing", __name__, url_prefix="/werkstatt")


@bp.get("/<folder>/veroeffentlichen")
def show(folder: str) -> str:
    """What would change, and what stands against it."""
    return _page(folder)


def _page(folder: str, error: str = "", reason: str = "") -> str:
    draft = draft_in(folder)
    files = queries.files_of(db(), draft)
    scenarios = trials.scenarios_of(files, folder)
    played = trials.trials_of(db(), draft, trials.content_name(files))
    return render_template(
        "workshop/publish.html",
        line=queries.line_of(db(), folder),
        draft=draft,
        files=proposals.changes_of(db(), draft),
        findings=queries.findings(draft),
        overtaken=proposals.overtaken(db(), draft),
        affected=sorted(proposals.affected(db(), draft).values()),
        scenarios=scenarios,
        played=played,
        four_eyes=parts().settings.four_eyes,
        asked=draft.asked_by if draft.asked_rev == draft.rev else None,
        user=signed_in_user(),
        short=short_path,
        error=error,
        reason=reason,
        longest=REASON_LENGTH,
    )


@bp.post("/<folder>/szenarien")
@begins_reading
def play(folder: str) -> ResponseReturnValue:
    """Plays scenarios for some seconds, on databases of their own, and keeps how they came out."""
    draft = draft_in(folder)
    files = queries.files_of(db(), draft)
    content = trials.content_name(files)
    left = [
        path for path in proposals.unplayed(db(), draft, files) if path not in trials.trials_of(db(), draft, content)
    ]
    told = trials.play_some(part(trials.Rehearsal), files, left or proposals.unplayed(db(), draft, files))
    begin_writing()
    trials.keep(act(), draft_in(folder), content, told)
    return redirect(url_for("workshop_publishing.show", folder=folder, _anchor="scenarios"), 303)


@bp.post("/<folder>/veroeffentlichen")
@begins_reading
def publish(folder: str) -> ResponseReturnValue:
    """Checks everything once more, before anything is locked, and puts it into service."""
    draft = draft_in(folder)
    reason = request.form.get("reason", "")
    try:
        if draft.rev != request.form.get("rev", type=int):
            raise proposals.ChangedMeanwhileError
        ready = proposals.prepared(db(), draft)
        begin_writing()
        four_eyes = parts().settings.four_eyes
        done = proposals.put_into_service(act(), draft_in(folder), ready, reason, four_eyes=four_eyes)
    except RefusedError as refused:
        first = refused.message.splitlines()[0]
        return _page(folder, _("Die Prüfung hat noch Befunde. Der erste: %(first)s") % {"first": first}, reason), 422
    except AppError as wrong:
        return _page(folder, wrong.message, reason), wrong.status
    if done is None:
        flash(_("Vorgeschlagen. In Betrieb kommt es, wenn eine zweite Person veröffentlicht."))
        return redirect(url_for("workshop_publishing.show", folder=folder), 303)
    flash(_("In Betrieb: %(what)s. Laufende Fälle behalten ihre Version.") % {"what": proposals.names_of(done.items())})
    return redirect(url_for("workshop.show", folder=folder), 303)
