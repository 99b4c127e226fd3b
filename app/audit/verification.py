"""Verifying the chains: whether every entry is as it was written, and none is missing or was slipped in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import GENERAL_CHAIN, Chain, Entry, case_of
from app.audit.service import FIRST, digest

AT_ONCE = 1000


@dataclass
class Verdict:
    """How much was walked, and a sentence for every entry that is not in order."""

    entries: int = 0
    chains: int = 0
    faults: list[str] = field(default_factory=list)


def verify(session: Session) -> Verdict:
    """Walks all chains. Each of the two statements sees one moment, so an entry added meanwhile is no fault."""
    verdict = Verdict()
    every = select(Chain, Entry).outerjoin(Entry, Entry.chain == Chain.chain).order_by(Chain.chain, Entry.sequence)
    rows = session.execute(every.execution_options(yield_per=AT_ONCE))
    for head, pairs in groupby(rows, key=lambda pair: pair[0]):
        verdict.chains += 1
        _walk(verdict, head, (entry for _, entry in pairs if entry is not None))
    headless = select(Entry).where(Entry.chain.not_in(select(Chain.chain))).order_by(Entry.chain, Entry.sequence)
    verdict.faults += [f"{_name(entry)}: wurde hinzugefügt" for entry in session.scalars(headless)]
    return verdict


def _walk(verdict: Verdict, head: Chain, entries: Iterable[Entry]) -> None:
    sequence, last = 0, FIRST
    for entry in entries:
        verdict.entries += 1
        missing = list(range(sequence + 1, entry.sequence))
        verdict.faults += _missing(head.chain, missing)
        verdict.faults += _faults(entry, head, None if missing else last)
        sequence, last = entry.sequence, entry.hash
    verdict.faults += _missing(head.chain, range(sequence + 1, head.count + 1))
    if sequence == head.count and last != head.hash:
        verdict.faults.append(f"{_label(head.chain)}: Das Ende der Kette wurde verändert")


def _faults(entry: Entry, head: Chain, last: str | None) -> Iterator[str]:
    """The faults of one entry, in words. last: the hash of the entry before, None where that one is missing."""
    if entry.sequence > head.count:
        yield f"{_name(entry)}: wurde hinzugefügt"
    elif entry.hash != digest(entry):
        yield f"{_name(entry)}: wurde verändert"
    elif last is not None and entry.previous != last:
        yield f"{_name(entry)}: schliesst nicht an den Eintrag davor an"


def _missing(chain: str, sequences: Iterable[int]) -> Iterator[str]:
    return (f"{_label(chain)}, Eintrag {sequence}: fehlt" for sequence in sequences)


def _name(entry: Entry) -> str:
    return f"{_label(entry.chain)}, Eintrag {entry.sequence}"


def _label(chain: str) -> str:
    return case_of(chain) or ("Haus" if chain == GENERAL_CHAIN else f"Anmeldungen {chain}")
