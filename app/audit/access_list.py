"""«Wer hat meine Daten gesehen?»: the access list of one case, the entries of its chain by day and by person."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from app.audit.models import WORDS, Entry


@dataclass(frozen=True)
class Person:
    """The deeds of one person on one day, in words, in the order in which they first did them."""

    name: str
    institution: str
    deeds: list[str]


@dataclass(frozen=True)
class Day:
    """The people who did something on one day."""

    day: date
    people: list[Person]


def by_day(newest_first: Iterable[Entry]) -> list[Day]:
    """The access list: the newest day first, on each day people in the order in which they came."""
    days = groupby(newest_first, key=lambda entry: entry.at.date())
    return [Day(day, _people(list(entries)[::-1])) for day, entries in days]


def in_words(entry: Entry) -> str:
    """The deed of an entry in words, without person and moment."""
    what = f"{entry.subject} ({entry.categories})" if entry.categories else entry.subject
    return f"{what}: {WORDS[entry.action]}"


def counted(entries: Iterable[Entry]) -> list[str]:
    """The deeds of the entries, each once with how often, in the order in which they first happened."""
    return [times(deed, count) for deed, count in Counter(map(in_words, entries)).items()]


def _people(entries: list[Entry]) -> list[Person]:
    people: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        people.setdefault((entry.actor_name, entry.institution), []).append(entry)
    return [Person(*who, counted(theirs)) for who, theirs in people.items()]


def times(deed: str, count: int) -> str:
    """A deed in words, with how often it was done."""
    return deed if count == 1 else f"{deed} ({count}-mal)"
