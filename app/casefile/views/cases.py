"""Pages of cases: the list, one case, its diagram."""

from collections.abc import Iterable
from functools import partial
from io import BytesIO

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.casefile.overview import lines, startable_names
from app.casefile.page import page_of_case
from app.casefile.views import notes
from app.cases import letters, listed, queries
from app.cases.models import Case
from app.cases.roles import Right
from app.cases.standing import Standing, standing_in
from app.consent import categories, reading, sharing
from app.documents import attachments, listing
from app.documents import service as documents
from app.documents.models import Attachment, Document
from app.errors import NotFoundError
from app.flow.bundle import diagram_of
from app.flow.service import Flow
from app.outbox.models import Message
from app.web.context import act, db, parts, service, signed_in_user
from app.web.noting import note_export, note_read
from app.web.paging import page_asked_for

bp = Blueprint("cases", __name__)
LONGEST_SEARCH = 100
FILE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
"""Policy for uploaded files: a browser that shows one all the same runs and loads nothing of it."""
SHOWN_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    "sandbox"
)
"""Policy for files that are shown: they look as the browser's viewer draws them, in a frame of this site, no more."""


def _standing(number: str) -> Standing:
    return standing_in(db(), signed_in_user(), number, parts().clock.now().date())


@bp.get("/faelle")
def index() -> ResponseReturnValue:
    """The cases I or my institution take part in; the address narrows them to a procedure or to those that go on."""
    me, now = signed_in_user(), parts().clock.now()
    page, kinds = page_asked_for(), startable_names(db())
    process = request.args.get("verfahren", "") if request.args.get("verfahren") in dict(kinds) else ""
    state = request.args.get("stand", "") if request.args.get("stand") in listed.STATES else ""
    found, more = listed.cases_of(db(), me, now.date(), page, process, state)
    return render_template(
        "casefile/index.html",
        lines=lines(db(), found, me, now),
        kinds=kinds,
        process=process,
        state=state,
        today=now.date(),
        page=page,
        more=more,
    )


@bp.get("/faelle/<number>")
def show(number: str) -> ResponseReturnValue:
    """One case: case lead, open tasks, participants, papers, history."""
    standing = _standing(number)
    note_read(number, "Fallseite")
    page = page_of_case(act(), service(Flow), standing)
    return render_template("casefile/case.html", **page.__dict__, **notes.block(standing, page.notes))


@bp.get("/faelle/<number>/verlauf")
def history(number: str) -> ResponseReturnValue:
    """The whole history of a case, page by page, for those who follow it."""
    standing, page = _standing(number), page_asked_for()
    standing.require(Right.FOLLOWS)
    case = standing.case
    client = sharing.client_name(reading.reader_of(db(), standing, parts().clock.now()), case)
    found, more = queries.history_page(db(), case, page)
    note_read(number, "Verlauf")
    return render_template(
        "casefile/history.html",
        case=case,
        client=client,
        name_shown=partial(sharing.name_shown, client=client),
        history=found,
        page=page,
        more=more,
    )


@bp.get("/faelle/<number>/unterlagen")
def papers(number: str) -> ResponseReturnValue:
    """The papers of a case that I may read something of, page by page."""
    return _papers(number, page_asked_for(), "")


@bp.post("/faelle/<number>/unterlagen")
def search_papers(number: str) -> ResponseReturnValue:
    """Those of them in which the words are found. They are posted: a word may be a name, and addresses are kept."""
    return _papers(number, 1, request.form.get("worte", "")[:LONGEST_SEARCH])


def _papers(number: str, page: int, sought: str) -> ResponseReturnValue:
    standing = _standing(number)
    case, reader = standing.case, reading.reader_of(db(), standing, parts().clock.now())
    found, more = listing.page_of(db(), standing, page, sought)
    client = sharing.client_name(reader, case)
    note_read(number, "Unterlagen")
    return render_template(
        "casefile/papers.html",
        case=case,
        client=client,
        name_shown=partial(sharing.name_shown, client=client),
        phases=_by_phase(reader.read_all(found)),
        sought=sought,
        page=page,
        more=more,
    )


def _by_phase(readings: Iterable[reading.Reading]) -> list[tuple[str, list[reading.Reading]]]:
    """Papers by their phase (empty: none), the phase of the newest paper first; those of no phase come last."""
    found: dict[str, list[reading.Reading]] = {}
    for one in readings:
        found.setdefault(one.document.phase or "", []).append(one)
    return sorted(found.items(), key=lambda group: not group[0])


@bp.get("/faelle/<number>/unterlagen/<document_id>")
def document(number: str, document_id: str) -> ResponseReturnValue:
    """One paper, as far as the client's consent lets me read it."""
    standing, now = _standing(number), parts().clock.now()
    case, reader = standing.case, reading.reader_of(db(), standing, now)
    found = _reading(reader, case, document_id)
    shown = categories.in_words(fact.category for fact in found.facts)
    note_read(case.number, documents.as_logged(found.document), shown)
    client = sharing.client_name(reader, case)
    by = sharing.name_shown(found.document.by, client)
    beside = listing.beside(db(), case, found.document)
    before, after = (next((one.document for one in reader.read_all(rows)), None) for rows in beside)
    return render_template(
        "casefile/document.html",
        case=case,
        client=client,
        reading=found,
        by=by,
        before=before,
        after=after,
        older=documents.versions_before(db(), found.document),
        newer=documents.version_after(db(), found.document) if found.document.is_corrected else None,
        own=reader.is_own(found.document),
    )


@bp.get("/faelle/<number>/unterlagen/<document_id>/dateien/<file_id>")
def attachment(number: str, document_id: str, file_id: str) -> ResponseReturnValue:
    """A file to save, for readers of the answer it belongs to."""
    document, file, category = _file(number, document_id, file_id)
    note_export(number, f"Datei zu «{document.title}»", categories.in_words([category]))
    return _sent(file, FILE_POLICY, as_attachment=True)


@bp.get("/faelle/<number>/unterlagen/<document_id>/dateien/<file_id>/ansicht")
def preview(number: str, document_id: str, file_id: str) -> ResponseReturnValue:
    """The same file to look at, in a frame of the page of its paper: cut off from this site, and nothing in it runs."""
    document, file, category = _file(number, document_id, file_id)
    note_read(number, f"Datei zu «{document.title}»", categories.in_words([category]))
    return _sent(file, SHOWN_POLICY)


def _file(number: str, document_id: str, file_id: str) -> tuple[Document, Attachment, str]:
    """A file, the paper it belongs to, and the category of its answer. Raises NotFoundError where I may not read it."""
    standing, now = _standing(number), parts().clock.now()
    case = standing.case
    found = _reading(reading.reader_of(db(), standing, now), case, document_id)
    for fact in found.facts:
        if any(file["id"] == file_id for file in fact.files):
            return found.document, attachments.content_of(db(), case, file_id), fact.category
    raise NotFoundError


def _sent(file: Attachment, policy: str, *, as_attachment: bool = False) -> Response:
    answer = send_file(
        BytesIO(file.content), file.kind, as_attachment=as_attachment, download_name=file.name, etag=False
    )
    answer.headers["Content-Security-Policy"], answer.headers["Cache-Control"] = policy, "no-store"
    return answer


def _reading(reader: reading.Reader, case: Case, document_id: str) -> reading.Reading:
    document = documents.of_id(db(), case, document_id)
    found = reader.read(document) if document is not None else None
    if found is None:
        raise NotFoundError
    return found


@bp.get("/faelle/<number>/briefe/<letter_id>")
def letter(number: str, letter_id: str) -> ResponseReturnValue:
    """A letter to print, for somebody without an e-mail address."""
    standing = _standing(number)
    found = _letter(standing, letter_id)
    note_read(number, f"Brief «{found.subject}»")
    return render_template("casefile/letter.html", case=standing.case, letter=found)


@bp.post("/faelle/<number>/briefe/<letter_id>")
def letter_sent(number: str, letter_id: str) -> ResponseReturnValue:
    """Notes that the letter was sent."""
    letters.mark_sent(act(), number, _letter(_standing(number), letter_id))
    return redirect(url_for("cases.show", number=number), 303)


def _letter(standing: Standing, letter_id: str) -> Message:
    for found in letters.to_print(db(), standing):
        if found.id == letter_id:
            return found
    raise NotFoundError


@bp.get("/faelle/<number>/diagramm.bpmn")
def diagram(number: str) -> Response:
    """The diagram of the version the case runs on, or of a process that it calls (`verfahren`)."""
    standing = _standing(number)
    case = standing.case
    if not standing.has(Right.FOLLOWS):
        raise NotFoundError
    bundle = service(Flow).definitions.load(db(), case.instance.definition_digest).bundle
    drawn = diagram_of(bundle, request.args.get("verfahren", bundle.key))
    if drawn is None:
        raise NotFoundError
    note_read(case.number, "Bild des Verfahrens")
    return Response(drawn, mimetype="application/xml")
