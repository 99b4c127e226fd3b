"""A new case that goes on from another one of the same person: nothing is typed twice.

The client's data, the mandate as far as it still holds, and the papers go along. Who reads them in the new case is
decided there, by its own mandate: what goes along is never more than the client granted in the earlier case.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.act import Act
from app.audit.models import CHANGED
from app.cases.models import Case
from app.cases.standing import Standing
from app.consent import service as consent
from app.consent import sharing
from app.consent.models import Grant
from app.db import new_id
from app.documents.models import Attachment, Document
from app.flow import sources
from app.flow.models import WorkItem
from app.flow.service import Flow

SHOWN = "contact"
"""The property of a procedure that says what is known about the client."""


@dataclass(frozen=True)
class Earlier:
    """The case that a new one goes on from, as far as whoever opens the new one may read it.

    client: the client's data; categories: field of them → the category it was said in. mandate: what the client granted
    and still holds, as the answers of the mandate's form; None where nothing does.
    """

    case: Case
    client: Mapping[str, Any]
    categories: Mapping[str, str]
    mandate: Mapping[str, Any] | None

    def variables(self, document_id: str) -> dict[str, Any]:
        """What the new case begins with besides the answers of its start form; the data stand in that paper."""
        labels: dict[sources.LabelPath, str] = {
            ("klient", name): f"{document_id}:{category}" for name, category in self.categories.items()
        }
        known: dict[str, Any] = sources.labelled({"klient": dict(self.client)}, labels)
        return known | ({} if self.mandate is None else {"vollmacht": dict(self.mandate)})


def earlier_case(act: Act, flow: Flow, standing: Standing) -> Earlier:
    """The case of `standing`, as far as its user may read it."""
    share = sharing.share_of(act.session, standing, act.now)
    drawn = flow.outlook(act, standing.case.instance).drawn.get(SHOWN, ())
    record: Mapping[str, Any] = next((one.value for one in drawn if isinstance(one.value, Mapping)), {})
    client = sources.visible(record, share.sees)
    labels = {name: label.split("+")[0].partition(":")[2] for name, label in record.get(sources.LABELS, {}).items()}
    granted = _mandate(consent.active(act.session, standing.case, act.now))
    return Earlier(standing.case, client, {name: labels[name] for name in client if labels.get(name)}, granted)


def take_along(act: Act, earlier: Earlier, case: Case) -> None:
    """Copies the papers of the earlier case, with their files, into `case` if the client's consent to them holds.

    Files belong to a task: where the new case has none yet, the papers go without them.
    """
    act.record(earlier.case.number, CHANGED, f"Weitergeführt als {case.number}")
    if earlier.mandate is None:
        return
    task = select(WorkItem.id).where(WorkItem.instance_id == case.instance_id).order_by(WorkItem.opened_at).limit(1)
    item_id = act.session.scalar(task)
    for paper in act.session.scalars(select(Document).where(Document.case_id == earlier.case.id)).all():
        copy = _copy(paper, Document, case_id=case.id)
        files = select(Attachment).where(Attachment.document_id == paper.id).options(undefer(Attachment.content))
        renamed: dict[str, str] = {}
        act.session.add(copy)
        for file in act.session.scalars(files).all() if item_id is not None else ():
            row = _copy(file, Attachment, case_id=case.id, document_id=copy.id, item_id=item_id)
            renamed[file.id] = row.id
            act.session.add(row)
        copy.facts = _with_files(paper.facts, renamed)


def _copy(row: Any, table: type[Any], **changed: Any) -> Any:
    values = {column.key: getattr(row, column.key) for column in table.__mapper__.column_attrs}
    return table(**values | {"id": new_id()} | changed)


def _with_files(facts: str, renamed: Mapping[str, str]) -> str:
    """The answers of a paper with the ids of copied files; files that were not copied are left out."""
    rows = json.loads(facts)
    for row in rows:
        if len(row) > 4:
            row[4] = [{**file, "id": renamed[file["id"]]} for file in row[4] if file["id"] in renamed]
    return json.dumps(rows, ensure_ascii=False)


def _mandate(grants: Sequence[Grant]) -> dict[str, Any] | None:
    """The answers of the mandate's form that these grants stand for.

    The form lets every giver pass on the same to a receiver: where a giver was taken out for a category, nobody does.
    """
    givers = sorted({grant.giver for grant in grants})
    by_receiver: dict[str, dict[str, set[str]]] = {}
    for grant in grants:
        by_receiver.setdefault(grant.receiver, {}).setdefault(grant.category, set()).add(grant.giver)
    received = [
        {"stelle": receiver, "kategorien": kept}
        for receiver, categories in by_receiver.items()
        if (kept := [category for category, by in categories.items() if len(by) == len(givers)])
    ]
    if not received:
        return None
    until = min(grant.until for grant in grants)
    return {
        "einwilligung": "ja", "weitergebende": givers, "empfaenger": received, "umfang": "wiederkehrend",
        "gueltig_bis": until.isoformat(),
    }  # fmt: skip
