"""Correcting a paper: a new version with its reason takes its place, the old one is kept, and its readers are told.

What the procedure reckons with stays as it was handed in: a correction changes what people read, no due date and no
decision (docs/adr/0034).
"""

from collections.abc import Mapping
from dataclasses import replace

from app import texts
from app.act import Act
from app.audit import queries as log
from app.audit.models import CHANGED
from app.cases import letters
from app.cases.history import tell_history
from app.cases.recipients import Recipient
from app.cases.standing import Standing, standing_of
from app.consent import categories, reading
from app.db import new_id
from app.documents import service as documents
from app.documents.models import Document
from app.documents.service import Heading
from app.errors import ConflictError, InvalidError, NotFoundError
from app.people import queries as people

LONGEST, LONGEST_REASON = 10_000, 300


class CorrectionError(InvalidError):
    """What is wrong with a correction, in German, at `field` of its form."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


class CorrectedBeforeError(ConflictError):
    """Diese Fassung ist inzwischen berichtigt worden. Bitte berichtigen Sie die neue."""


def paper_to_correct(act: Act, standing: Standing, document_id: str) -> Document:
    """A paper of one's own, or of one's office, in its newest version. Raises NotFoundError, CorrectedBeforeError."""
    document = documents.of_id(act.session, standing.case, document_id)
    reader = reading.reader_of(act.session, standing, act.now)
    if document is None or not reader.is_own(document) or reader.read(document) is None:
        raise NotFoundError
    if document.is_corrected:
        raise CorrectedBeforeError
    return document


def correct(act: Act, standing: Standing, document: Document, said: Mapping[int, str], reason: str) -> Document:
    """Puts a new version in the place of `document`, and tells those who had read it and may read the new one.

    said: number of an answer → its text; answers that are missing, and files, stay. Raises CorrectionError.
    """
    session, case = act.session, standing.case
    session.refresh(document, ["is_corrected"], with_for_update={"of": Document})
    if document.is_corrected:
        raise CorrectedBeforeError
    before = documents.facts_in(document)
    facts = [
        replace(fact, text=_answer(said[number], number)) if number in said and not fact.files else fact
        for number, fact in enumerate(before)
    ]
    changed = [fact for fact, was in zip(facts, before, strict=True) if fact != was]
    if not changed:
        raise CorrectionError("Bitte ändern Sie, was falsch ist. Bis jetzt steht alles wie vorher.", "antwort-0")
    why = texts.one_line(reason)
    if not why:
        raise CorrectionError("Bitte schreiben Sie, warum Sie berichtigen.", "grund")
    if len(why) > LONGEST_REASON:
        raise CorrectionError(f"Der Grund hat höchstens {LONGEST_REASON} Zeichen. Bitte kürzen Sie ihn.", "grund")
    heading = Heading(document.title, document.label, document.readers, document.phase, document.pinned)
    new = documents.keep(act, case, heading, facts, new_id())
    assert new is not None, "a paper has answers"
    new.corrects_id, new.reason, document.is_corrected = document.id, why, True
    session.flush()
    tell_history(act, case, "correction", f"Berichtigt: {document.title}")
    what = categories.in_words(fact.category for fact in changed)
    act.record(case.number, CHANGED, f"Angaben «{document.title}» berichtigt", what)
    _tell_readers(act, standing, document, new)
    return new


def _answer(text: str, number: int) -> str:
    words = texts.lines(text)
    if not words:
        raise CorrectionError("Eine Angabe darf nicht leer werden. Schreiben Sie zum Beispiel «keine».", _field(number))
    if len(words) > LONGEST:
        raise CorrectionError(f"Eine Angabe hat höchstens {LONGEST} Zeichen. Bitte kürzen Sie sie.", _field(number))
    return words


def _field(number: int) -> str:
    return f"antwort-{number}"


def _tell_readers(act: Act, standing: Standing, old: Document, new: Document) -> None:
    """Writes, without the content, to whoever had opened the old version and may read the new one."""
    session, case = act.session, standing.case
    opened = log.readers_of(session, case.number, documents.as_logged(old), old.at) - {act.user.id}
    for user in people.users_by_id(session, opened).values():
        theirs = standing_of(user, case, act.today)
        if not user.active or not theirs.own or reading.reader_of(session, theirs, act.now).read(new) is None:
            continue
        letters.post_to(
            act,
            case,
            Recipient(user.name, user.email),
            f"Eine Unterlage ist berichtigt ({case.number})",
            "Eine Unterlage, die Sie gelesen haben, ist berichtigt. Im Fall steht die neue Fassung mit ihrem Grund.",
            act.links.case(case.number),
        )
