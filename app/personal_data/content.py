"""The contents of a «Datenauskunft». The names of these fields are the keys of the JSON file.

They are explained in docs/datenauskunft.md and stay as they are; new ones may come.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

FORMAT = "nahtstelle-datenauskunft-1"


@dataclass(frozen=True)
class Part:
    """One part in a case, from when to when."""

    role: str
    name: str
    institution: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Consent:
    """One consent of the person. ended_at: set where it ended before its time."""

    giver: str
    receiver: str
    category: str
    given_at: datetime
    valid_until: date
    ended_at: datetime | None


@dataclass(frozen=True)
class Answer:
    """One question with its answer; `category` in words."""

    heading: str
    question: str
    answer: str
    category: str


@dataclass(frozen=True)
class Paper:
    """One form that was handed in. withheld: how many of its answers are left out here."""

    title: str
    at: datetime
    by: str
    institution: str
    answers: Sequence[Answer]
    withheld: int


@dataclass(frozen=True)
class Jotting:
    """One note; `category` in words. withheld: 1 where its text is left out here, else 0."""

    at: datetime
    by: str
    institution: str
    kind: str
    category: str
    text: str
    withheld: int


@dataclass(frozen=True)
class Letter:
    """A message about the case, by mail or on paper."""

    at: datetime
    to: str
    subject: str
    text: str
    status: str


@dataclass(frozen=True)
class Happening:
    """A line of the history."""

    at: datetime
    what: str
    by: str


@dataclass(frozen=True)
class Task:
    """Something that is still to be done."""

    title: str
    due: date | None


@dataclass(frozen=True)
class Bill:
    """What one institution owes another; the amount in francs, `2400.00`."""

    payee: str
    debtor: str
    amount: str
    period: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Outcome:
    """One result of a decision table."""

    at: datetime
    decision: str
    outcome: object


@dataclass(frozen=True)
class Hold:
    """A time in which the case must not be erased."""

    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Access:
    """One line of the log."""

    at: datetime
    name: str
    institution: str
    what: str


@dataclass(frozen=True)
class CaseData:
    """One case."""

    number: str
    procedure: str
    opened_at: datetime
    closed_at: datetime | None
    result: str
    erase_on: date | None
    participants: Sequence[Part]
    consents: Sequence[Consent]
    documents: Sequence[Paper]
    notes: Sequence[Jotting]
    messages: Sequence[Letter]
    history: Sequence[Happening]
    open_tasks: Sequence[Task]
    invoices: Sequence[Bill]
    decisions: Sequence[Outcome]
    holds: Sequence[Hold]
    accesses: Sequence[Access]


@dataclass(frozen=True)
class PersonData:
    """Everything about one person that may be handed out. `login`: user name, empty without one."""

    format: str
    created_at: datetime
    name: str
    email: str
    login: str
    remarks: Sequence[str]
    cases: Sequence[CaseData]
