"""Pages of cases: the list, one case, its diagram."""

from functools import partial
from io import BytesIO

from flask import Blueprint, Response, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from app.audit import service as audit
from app.casefile.views import recalls
from app.cases import letters, queries, roles
from app.cases.models import Case
from app.consent import categories, reading, recall, sharing
from app.documents import attachments
from app.errors import NotFoundError
from app.flow.models import DONE
from app.flow.service import Flow
from app.outbox.models import Message
from app.people import queries as people
from app.web.context import db, parts, service, signed_in_user
from app.web.noting import note_export, note_read

bp = Blueprint("cases", __name__)
FILE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
"""For files that people uploaded: even a browser that showed one would run and load nothing."""


def _flow() -> Flow:
    return service(Flow)


def _case(number: str) -> Case:
    return queries.case_for(db(), signed_in_user(), number, parts().clock.now().date())


@bp.get("/faelle")
def index() -> ResponseReturnValue:
    """All cases I or my institution take part in."""
    me, now = signed_in_user(), parts().clock.now()
    found = queries.cases_of(db(), me, now.date())
    return render_template("casefile/index.html", cases=found, clients=sharing.client_names(db(), found, me, now))


@bp.get("/faelle/<number>")
def show(number: str) -> ResponseReturnValue:
    """One case: who leads, what is next and when, who takes part, what happened."""
    case, me, now = _case(number), signed_in_user(), parts().clock.now()
    everything = reading.sees_everything(db(), case, me)
    participants = queries.participants(db(), case.id)
    mine = {item.id for item, _ in db().execute(queries.work_items(me, now.date()))}
    tasks = [item for item in queries.open_tasks(db(), case) if everything or item.id in mine]
    client = sharing.client_name(db(), case, me, now)
    note_read(case.number, "Fallseite")
    return render_template(
        "casefile/case.html",
        case=case,
        client=client,
        name_shown=partial(sharing.name_shown, client=client),
        lead=next((row for row in participants if row.role == roles.CASE_LEAD), None),
        participants=participants if everything else [],
        history=queries.history(db(), case) if everything else [],
        current=_flow().current_elements(db(), case.instance) if everything else None,
        invoices=queries.invoices(db(), case) if everything else [],
        role_names=roles.NAMES,
        tasks=tasks,
        my_tasks=mine,
        reports=queries.reports(db(), case, me, now.date()),
        letters=letters.to_print(db(), case, me),
        readings=reading.readable(db(), case, me, now),
        is_expired=queries.mandate_is_over(case, now.date()) and case.instance.status != DONE,
        recall_open=queries.holds_one_of(db(), case, me, recalls.READERS) and recall.is_open(db(), case),
        may_see_accesses=queries.holds_one_of(db(), case, me, roles.ENTITLED),
        today=now.date(),
        people={user.id: user for user in people.users(db())},
        institutions={row.key: row for row in people.institutions(db())},
        me=me,
    )


@bp.get("/faelle/<number>/unterlagen/<document_id>")
def document(number: str, document_id: str) -> ResponseReturnValue:
    """What somebody handed in, as far as the client's consent lets me read it."""
    case = _case(number)
    found = _reading(case, document_id)
    shown = categories.in_words(fact.category for fact in found.facts)
    note_read(case.number, f"Angaben «{found.document.title}»", shown)
    client = sharing.client_name(db(), case, signed_in_user(), parts().clock.now())
    by = sharing.name_shown(found.document.by, client)
    return render_template("casefile/document.html", case=case, client=client, reading=found, by=by)


@bp.get("/faelle/<number>/unterlagen/<document_id>/dateien/<file_id>")
def attachment(number: str, document_id: str, file_id: str) -> ResponseReturnValue:
    """A file, for whoever may read the answer it belongs to. It is saved, never shown within this site."""
    case = _case(number)
    found = _reading(case, document_id)
    for fact in found.facts:
        if any(file["id"] == file_id for file in fact.files):
            file = attachments.content_of(db(), case, file_id)
            note_export(case.number, f"Datei zu «{found.document.title}»", categories.in_words([fact.category]))
            answer = send_file(
                BytesIO(file.content), file.kind, as_attachment=True, download_name=file.name, etag=False
            )
            answer.headers["Content-Security-Policy"], answer.headers["Cache-Control"] = FILE_POLICY, "no-store"
            return answer
    raise NotFoundError


def _reading(case: Case, document_id: str) -> reading.Reading:
    for found in reading.readable(db(), case, signed_in_user(), parts().clock.now()):
        if found.document.id == document_id:
            return found
    raise NotFoundError


@bp.get("/faelle/<number>/briefe/<letter_id>")
def letter(number: str, letter_id: str) -> ResponseReturnValue:
    """A letter to print, for somebody without an e-mail address."""
    case, found = _case(number), _letter(number, letter_id)
    note_read(case.number, f"Brief «{found.subject}»")
    return render_template("casefile/letter.html", case=case, letter=found)


@bp.post("/faelle/<number>/briefe/<letter_id>")
def letter_sent(number: str, letter_id: str) -> ResponseReturnValue:
    """Notes that the letter was sent."""
    found, now = _letter(number, letter_id), parts().clock.now()
    letters.mark_sent(found, now)
    by, what = audit.actor(signed_in_user()), f"Brief «{found.subject}»"
    audit.record_disclosure(db(), number, by, what, found.to_name, found.to_address, now)
    return redirect(url_for("cases.show", number=number), 303)


def _letter(number: str, letter_id: str) -> Message:
    for found in letters.to_print(db(), _case(number), signed_in_user()):
        if found.id == letter_id:
            return found
    raise NotFoundError


@bp.get("/faelle/<number>/diagramm.bpmn")
def diagram(number: str) -> Response:
    """The diagram of the version the case runs on."""
    case = _case(number)
    if not reading.sees_everything(db(), case, signed_in_user()):
        raise NotFoundError
    loaded = _flow().definitions.load(db(), case.instance.definition_digest)
    note_read(case.number, "Bild des Verfahrens")
    return Response(next(iter(loaded.bundle.diagrams.values())), mimetype="application/xml")
