"""The receipt for what somebody handed in by a link."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.task_links import Guest
from app.documents.models import Document
from app.documents.service import facts_in
from app.i18n import moment
from app.typesetting import typeset

LAYOUT = Path(__file__).with_name("receipt.typ")


def as_pdf(session: Session, guest: Guest, now: datetime) -> bytes:
    """What `guest` handed in, in the words it had, with the moment; a task without a form has no answers."""
    own = select(Document).where(Document.case_id == guest.case.id, Document.by_id == guest.user.id)
    papers = session.scalars(own.where(Document.at == guest.item.closed_at)).all()
    facts = [{"label": fact.label, "text": fact.text} for paper in papers for fact in facts_in(paper)]
    closed = guest.item.closed_at
    content = {
        "title": guest.item.title,
        "number": guest.case.number,
        "at": moment(closed) if closed is not None else "",
        "facts": facts,
    }
    return typeset(LAYOUT, "data", content, now)
