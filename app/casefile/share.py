"""What one reader may see of the values that the page of a case draws."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from app.consent.reading import Reader
from app.consent.sharing import Share, share_in
from app.documents.models import Document
from app.flow import sources
from app.flow.outlook import Drawn, Outlook


@dataclass(frozen=True)
class Shown:
    """The readable part of what an outlook draws."""

    outlook: Outlook
    share: Share

    def value_of(self, drawn: Drawn) -> Any:
        """The value without what is not for the reader; None where nothing of it is."""
        if drawn.label and not all(self.share.sees(one) for one in drawn.label.split("+")):
            return None
        return sources.visible(drawn.value, self.share.sees)

    def paper_of(self, drawn: Drawn) -> Document | None:
        """The newest paper in which the value stands."""
        ids = {label.partition(":")[0] for label in _labels(drawn)}
        papers = [paper for id, paper in self.share.papers.items() if id in ids]
        return max(papers, key=lambda paper: paper.at, default=None)

    @cached_property
    def values(self) -> Mapping[str, Sequence[Any]]:
        """Property of the diagram → its readable values, in the order of the outlook."""
        return {
            name: [found for one in drawn if (found := self.value_of(one)) is not None]
            for name, drawn in self.outlook.drawn.items()
        }

    def records(self, name: str) -> list[Mapping[str, Any]]:
        """The values of a property that are groups, lists of them taken apart."""
        rows = [row for value in self.values.get(name, ()) for row in (value if isinstance(value, list) else [value])]
        return [row for row in rows if isinstance(row, Mapping)]


def shown_to(session: Session, reader: Reader, outlook: Outlook) -> Shown:
    """`outlook` as `reader` may see it. Reads the papers that the values stand in, by one statement."""
    drawn = [one for values in outlook.drawn.values() for one in values] + [one.of for one in outlook.meetings]
    ids = {label.partition(":")[0] for one in drawn for label in _labels(one)}
    return Shown(outlook, share_in(session, reader, ids))


def _labels(drawn: Drawn) -> set[str]:
    return {*sources.labels_in(drawn.value), *(part for part in drawn.label.split("+") if part)}
