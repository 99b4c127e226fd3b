"""The words by which cases are found: kept in the transaction that changes a number, a name or a note.

Words are folded, so that umlauts, capitals and the way a letter is composed make no difference on any database, and
sorted by their bytes, so that what begins with some letters is one stretch of an index.
"""

from collections.abc import Iterable

from sqlalchemy import delete, event, exists, insert, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import get_history

from app import texts
from app.cases.models import Case, SearchWord, WordSource

LONGEST, MOST = 40, 8
"""How many signs of a word count, and how many words of a search."""
_RENAMED = "cases whose words are to be written anew"


def words_in(text: str) -> list[str]:
    """The words of `text`, folded, each once; a number with hyphens is a word, and so are its parts."""
    parts = "".join(sign if sign.isalnum() or sign in "-'" else " " for sign in texts.folded(text)).split()
    found = (piece for part in parts for piece in (part, *part.replace("'", "-").split("-")))
    return list(dict.fromkeys(piece[:LONGEST] for piece in found if piece.strip("-'")))


def sought(text: str) -> tuple[str, ...]:
    """The beginnings of words that somebody looks for, folded, at most MOST."""
    apart = "".join(sign if sign.isalnum() or sign in "-'" else " " for sign in texts.folded(text)).split()
    return tuple(word[:LONGEST] for word in dict.fromkeys(apart) if word.strip("-'"))[:MOST]


def add_note(session: Session, case_id: str, institution_id: str, text: str) -> None:
    """Lets the people of the office that wrote a note find its case by these words."""
    known = select(SearchWord.word).where(
        SearchWord.case_id == case_id,
        SearchWord.source == WordSource.NOTE,
        SearchWord.institution_id == institution_id,
    )
    new = set(words_in(text)) - set(session.scalars(known))
    if new:
        rows = [_row(case_id, word, WordSource.NOTE, institution_id) for word in sorted(new)]
        session.execute(insert(SearchWord), rows)


def are_missing(session: Session) -> bool:
    """Whether there are cases and nobody could find one, as before a database has been brought up to date."""
    return bool(session.scalar(select(exists(select(Case.id)) & ~exists(select(SearchWord.id)))))


def rebuild(session: Session) -> None:
    """Writes the words of all cases anew; those of notes stay."""
    session.execute(delete(SearchWord).where(SearchWord.source != WordSource.NOTE))
    for number, case_id, name in session.execute(select(Case.number, Case.id, Case.client_name)).all():
        session.execute(insert(SearchWord), _rows(case_id, number, name))


def settle(session: Session) -> None:
    """Writes the words of cases that this session has opened or renamed; its commit does so too."""
    session.flush()
    renamed: dict[str, Case] | None = session.info.pop(_RENAMED, None)
    for case in (renamed or {}).values():
        old = delete(SearchWord).where(SearchWord.case_id == case.id, SearchWord.source != WordSource.NOTE)
        session.execute(old.execution_options(synchronize_session=False))
        session.execute(insert(SearchWord), _rows(case.id, case.number, case.client_name))


event.listen(Session, "before_commit", settle)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_RENAMED, None)


@event.listens_for(Session, "after_flush")
def _note_what_was_renamed(session: Session, _context: object) -> None:
    for row in (*session.new, *session.dirty):
        if isinstance(row, Case) and (row in session.new or get_history(row, "client_name").has_changes()):
            session.info.setdefault(_RENAMED, {})[row.id] = row


def _rows(case_id: str, number: str, name: str) -> list[dict[str, object]]:
    found = [(WordSource.NUMBER, words_in(number)), (WordSource.NAME, words_in(name))]
    return [_row(case_id, word, source) for source, words in found for word in words]


def _row(case_id: str, word: str, source: WordSource, institution_id: str | None = None) -> dict[str, object]:
    return {"case_id": case_id, "word": word, "source": source, "institution_id": institution_id}


def begins(word: str) -> tuple[str, str]:
    """The bounds of the stretch of words that begin with `word`: from the first, up to before the second."""
    return word, word + "\U0010ffff"


def all_in(words: Iterable[str], text: str) -> bool:
    """Whether each of `words` is the beginning of a word of `text`."""
    there = words_in(text)
    return all(any(one.startswith(word) for one in there) for word in words)
