"""Writing notes down, and telling a participant of one."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app import texts
from app.act import Act
from app.audit.models import CHANGED
from app.cases import finding, letters, recipients, roles
from app.cases.models import Participant
from app.cases.recipients import Recipient
from app.cases.standing import Standing
from app.consent import categories, reading
from app.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from app.notes import queries
from app.notes.models import KINDS, Note, NoteKind
from app.people import absences
from app.people.models import Institution, User

LONGEST = 10_000
"""How many characters a note may have."""
CATEGORIES = {categories.OFFICE: "Nur unsere Stelle", **categories.NAMES}
"""Who may read a note → how the form says it. The first one is proposed: it passes nothing on."""


class NoteError(InvalidError):
    """Diese Notiz können wir so nicht speichern."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


class CorrectedBeforeError(ConflictError):
    """Diese Notiz ist inzwischen berichtigt worden. Bitte berichtigen Sie die neue Fassung."""


@dataclass(frozen=True)
class Addressee:
    """Somebody who can be told of a note, or asked to do something.

    key: what the form calls them. row: their part in the case; None for a colleague of the author. user: the person;
    None for an institution.
    """

    key: str
    name: str
    row: Participant | None
    user: User | None

    @property
    def office(self) -> Institution | None:
        return self.row.institution if self.row is not None else self.user.institution if self.user else None


def may_write(standing: Standing) -> bool:
    """Whether they may write notes: people of an institution that takes part."""
    return bool(standing.own) and standing.user.institution_id is not None


def addressees(session: Session, standing: Standing, client: str) -> list[Addressee]:
    """The colleagues of the author, then the other participants, each institution once.

    client: what the author may call the client.
    """
    me, found = standing.user, dict[str, Addressee]()
    for colleague in absences.possible_deputies(session, me):
        found[colleague.id] = Addressee(colleague.id, colleague.name, None, colleague)
    for row in standing.everybody if standing.has(roles.Right.FOLLOWS) else ():
        if row.institution is not None and row.institution_id != me.institution_id:
            found.setdefault(row.institution.id, Addressee(row.institution.id, row.institution.name, row, None))
        elif row.role == roles.CLIENT:
            found.setdefault(row.id, Addressee(row.id, client, row, row.user))
    return list(found.values())


def write(act: Act, standing: Standing, text: str, kind: NoteKind, category: str, to: Addressee | None = None) -> Note:
    """Keeps a note. `to` must be able to read it, as the client has agreed.

    Raises NoteError, which says what to change; ForbiddenError for somebody who may write none.
    """
    if not may_write(standing):
        raise ForbiddenError
    words = _checked(text)
    if category not in CATEGORIES:
        raise NoteError("Bitte wählen Sie, wer die Notiz lesen darf.", "category")
    note = Note(
        case_id=standing.case.id, at=act.now, by_id=act.user.id, kind=kind, text=words, category=category,
        readers=f" {to.row.role} " if to is not None and to.row is not None else "",
        to_name=_in_words(to) if to is not None else "",
    )  # fmt: skip
    note.institution_id, note.institution = act.user.institution_id or "", act.user.institution  # type: ignore[assignment]
    if to is not None and not _could_read(act, standing, note, to):
        raise NoteError(
            f"«{to.name}» darf das nicht lesen. Wählen Sie eine andere Person oder Stelle, oder lassen Sie die Notiz "
            "von mehr Beteiligten lesen: Es zählt, was die Klientin oder der Klient erlaubt hat.",
            "to",
        )
    act.session.add(note)
    act.session.flush()
    finding.add_note(act.session, note.case_id, note.institution_id, words)
    act.record(standing.case.number, CHANGED, f"Notiz ({KINDS[kind]})", categories.in_words([category]))
    return note


def note_to_correct(act: Act, standing: Standing, note_id: str) -> Note:
    """A note of one's own office in its newest version. Raises NotFoundError, CorrectedBeforeError."""
    note = queries.of_id(act.session, standing.case, note_id)
    reader = reading.reader_of(act.session, standing, act.now)
    if note is None or not may_write(standing) or not reader.is_own(note) or not reader.sees(note, note.category):
        raise NotFoundError
    if note.is_corrected:
        raise CorrectedBeforeError
    return note


def correct(act: Act, standing: Standing, note: Note, text: str) -> Note:
    """Puts a new version in the place of `note`: who may read it, and what came of it, stay. Raises NoteError."""
    act.session.refresh(note, ["is_corrected"], with_for_update={"of": Note})
    if note.is_corrected:
        raise CorrectedBeforeError
    words = _checked(text)
    if words == note.text:
        raise NoteError("Bitte ändern Sie, was falsch ist. Bis jetzt steht alles wie vorher.", "text")
    new = Note(
        case_id=note.case_id, at=act.now, by_id=act.user.id, kind=note.kind, text=words, category=note.category,
        readers=note.readers, to_name=note.to_name, item_id=note.item_id, corrects_id=note.id,
        institution_id=note.institution_id,
    )  # fmt: skip
    note.is_corrected, note.item_id = True, None
    act.session.add(new)
    act.session.flush()
    finding.add_note(act.session, new.case_id, new.institution_id, words)
    what = categories.in_words([new.category])
    act.record(standing.case.number, CHANGED, f"Notiz ({KINDS[new.kind]}) berichtigt", what)
    return new


def earlier_versions(session: Session, note: Note) -> list[Note]:
    """The versions that a note has taken the place of, the newest first."""
    found, before = list[Note](), note.corrects_id
    while before is not None:
        found.append(session.get_one(Note, before))
        before = found[-1].corrects_id
    return found


def mention(act: Act, standing: Standing, to: Addressee) -> None:
    """Tells somebody that there is a note for them: the message says nothing of it."""
    case = standing.case
    for one in _reached(act, standing, to):
        subject = f"Notiz für Sie ({case.number})"
        letters.post_to(act, case, one, subject, "Im Fall steht eine Notiz für Sie.", act.links.case(case.number))


def _checked(text: str) -> str:
    words = texts.lines(text)
    if not words:
        raise NoteError("Bitte schreiben Sie, was Sie festhalten wollen.", "text")
    if len(words) > LONGEST:
        raise NoteError(f"Eine Notiz hat höchstens {LONGEST} Zeichen. Bitte kürzen Sie sie.", "text")
    return words


def _in_words(to: Addressee) -> str:
    client = to.row is not None and to.row.role == roles.CLIENT
    return roles.NAMES[roles.CLIENT] if client else to.name


def _could_read(act: Act, standing: Standing, note: Note, to: Addressee) -> bool:
    if to.row is None:
        return True  # a colleague
    return reading.party_of(act.session, standing, to.row, act.now).sees(note, note.category)


def _reached(act: Act, standing: Standing, to: Addressee) -> Sequence[Recipient]:
    if to.row is None:
        return [Recipient(to.user.name, to.user.email)] if to.user is not None else []
    party = roles.CLIENT if to.row.institution is None else to.row.institution.key
    return recipients.of_party(act.session, standing.case, party, act.today)
