"""What somebody narrows a list of tasks to, and the conditions that follow."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Date, String, bindparam, func, literal, or_, select, union

from app.cases.finding import begins
from app.cases.models import Case, ListedCase, ListedTask, SearchWord, WordSource
from app.cases.queries import OFFICE
from app.flow.models import Definition, Instance, WorkItem
from app.people.models import Institution

LAST = date.max
"""Stands for the due date of a task that has none: it comes last."""
NOBODY = "niemand"
"""As the holder of a task: it is with the office, and nobody has taken it."""
DUE = ("late", "today", "week", "later", "never")
"""Overdue, due today, until Sunday, later, without due date."""


ANYWHERE, IN_CASE = "word", "case_word"
"""Parts of a shape, with a number: a word of the case or of the title, and a word of the case."""


@dataclass(frozen=True)
class Wanted:
    """What a list of tasks is narrowed to; an empty part narrows nothing.

    process: key of a procedure. title: of the task. holder: id of a person, or NOBODY. office: key of an institution
    that takes part in the case. due: a word of DUE. words: beginnings of words, as `app.cases.finding.sought` makes
    them; each has to be found in the case or in the title of the task.
    """

    process: str = ""
    title: str = ""
    holder: str = ""
    office: str = ""
    due: str = ""
    words: tuple[str, ...] = ()

    @property
    def shape(self) -> tuple[str, ...]:
        """Which parts narrow the list: lists of one shape are read by one statement."""
        named = [part.name for part in fields(self) if part.name != "words" and getattr(self, part.name)]
        if self.holder == NOBODY:
            named[named.index("holder")] = NOBODY
        return (*named, *(f"{ANYWHERE}{number}" for number in range(len(self.words))))

    def shape_with(self, titles: Mapping[str, list[str]]) -> tuple[str, ...]:
        """The same, with other parts for words that begin no title: cases are looked up for those by an index."""
        alone = [number for number, word in enumerate(self.words) if not titles[word]]
        other = {f"{ANYWHERE}{number}": f"{IN_CASE}{number}" for number in alone}
        return tuple(other.get(part, part) for part in self.shape)

    def values(self, today: date, titles: Mapping[str, list[str]] | None = None, mark: str = "") -> dict[str, Any]:
        """The values of the conditions. titles: word → titles of tasks with a word that begins so. mark: theirs."""
        first, last = between(self.due, today)
        found: dict[str, Any] = {"wanted_process": self.process, "wanted_title": self.title}
        found |= {"wanted_holder": self.holder, "wanted_office": self.office}
        found |= {"wanted_first": first, "wanted_last": last}
        for number, word in enumerate(self.words):
            found[f"from{number}"], found[f"to{number}"] = begins(word)
            found[f"titles{number}"] = (titles or {}).get(word) or [""]
        named = {name for part in self.shape for name in _VALUES.get(part, _of_word(part))}
        return {name + mark: value for name, value in found.items() if name in named}


_VALUES = {
    "process": ("wanted_process",),
    "title": ("wanted_title",),
    "holder": ("wanted_holder",),
    NOBODY: (),
    "office": ("wanted_office",),
    "due": ("wanted_first", "wanted_last"),
}


def _of_word(part: str) -> tuple[str, ...]:
    number = part.removeprefix("word")
    return f"from{number}", f"to{number}", f"titles{number}"


def between(due: str, today: date) -> tuple[date, date]:
    """The first and the last day of a word of DUE."""
    sunday = today + timedelta(days=6 - today.weekday())
    spans = {
        "late": (date.min, today - timedelta(days=1)),
        "today": (today, today),
        "week": (today + timedelta(days=1), sunday),
        "later": (sunday + timedelta(days=1), LAST - timedelta(days=1)),
        "never": (LAST, LAST),
    }
    return spans.get(due, (date.min, LAST))


def conditions(
    shape: tuple[str, ...], name_is_known: ColumnElement[bool], *, listed: bool, mark: str = ""
) -> list[ColumnElement[bool]]:
    """Conditions on WorkItem joined with Case, and with ListedTask where `listed`, for lists of this shape.

    mark: stands at the end of the names of their values, so that one statement can read several lists.
    """
    due = ListedTask.due if listed else func.coalesce(WorkItem.due, literal(LAST))
    title = ListedTask.title if listed else WorkItem.title
    of_instance = select(Definition.key).join(Instance, Instance.definition_digest == Definition.digest)
    process = ListedTask.process if listed else of_instance.where(Instance.id == WorkItem.instance_id).scalar_subquery()
    case_id = ListedTask.case_id if listed else Case.id
    holder = select(Institution.id).where(Institution.key == bindparam("wanted_office" + mark)).scalar_subquery()
    of_office = select(ListedCase.case_id).where(ListedCase.holder == holder)
    known = {
        "process": process == bindparam("wanted_process" + mark, type_=String),
        "title": title == bindparam("wanted_title" + mark, type_=String),
        "holder": WorkItem.assignee_id == bindparam("wanted_holder" + mark, type_=String),
        NOBODY: WorkItem.assignee_id.is_(None),
        "office": case_id.in_(of_office),
        "due": due.between(bindparam("wanted_first" + mark, type_=Date), bindparam("wanted_last" + mark, type_=Date)),
    }
    words = [part for part in shape if part not in known]
    return [known[part] for part in shape if part in known] + [
        case_id.in_(found_by(part.removeprefix(IN_CASE), name_is_known))
        if part.startswith(IN_CASE)
        else or_(
            case_id.in_(found_by(part.removeprefix(ANYWHERE), name_is_known)),
            title.in_(bindparam(f"titles{part.removeprefix(ANYWHERE)}", expanding=True)),
        )
        for part in words
    ]


def found_by(number: str, name_is_known: ColumnElement[bool]) -> CompoundSelect[str]:
    """The ids of cases of which the word with this number begins a word that who asks may know."""
    within = SearchWord.word >= bindparam(f"from{number}"), SearchWord.word < bindparam(f"to{number}")
    cases = select(SearchWord.case_id).where(*within)
    by_name = select(SearchWord.case_id).join(Case, Case.id == SearchWord.case_id).where(*within).correlate(None)
    return union(
        cases.where(SearchWord.source == WordSource.NUMBER),
        cases.where(SearchWord.source == WordSource.NOTE, SearchWord.institution_id == OFFICE),
        by_name.where(SearchWord.source == WordSource.NAME, name_is_known),
    )
