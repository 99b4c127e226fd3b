"""What is written when a mandate nears its end, and when it is over: the case number and a link, like every message."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import letters, recipients, roles
from app.cases.models import Case
from app.flow.models import OPEN, Event, WorkItem
from app.people.models import Institution

OFFICES = (roles.CASE_LEAD, roles.COORDINATION_OFFICE)
RENEWAL_FORM = "vollmacht_erneuern"
"""The form with which a client renews a mandate, in whatever procedure."""


def tell_warning(session: Session, case: Case, base_url: str, now: datetime) -> None:
    """Warns client, case lead and coordination office that the mandate ends soon.

    The task of renewing it, where it is open, is one click away; who got it today was told of the end with it.
    """
    day = f"{case.mandate_until:%d.%m.%Y}"
    subject, link = f"Die Vollmacht gilt bis {day} ({case.number})", f"{base_url}/faelle/{case.number}"
    task = _renewal(session, case)
    asked = set(recipients.of_task(session, case, task)) if task is not None else set()
    told = asked if task is not None and task.opened_at.date() == now.date() else set()
    clients = recipients.of_party(session, case, roles.CLIENT)
    offices = [to for role in OFFICES for to in recipients.of_party(session, case, role)]
    for to in dict.fromkeys([*clients, *offices]):
        if to in told and to.address:
            continue
        body = _to_client(day) if to in clients else _to_office(day)
        where = f"{base_url}/aufgaben/{task.id}" if task is not None and to in asked else link
        letters.post_to(session, case, to, subject, body, where, now)
    _tell(session, case, f"Hinweis: Die Vollmacht gilt bis {day}", now)


def tell_expired(session: Session, case: Case, gone: Sequence[Institution], base_url: str, now: datetime) -> None:
    """Tells the coordination office that the mandate has run out and what that means."""
    body = (
        f"Die Vollmacht galt bis {case.mandate_until:%d.%m.%Y} und ist abgelaufen. Die anderen Stellen haben keinen "
        "Zugang mehr, ihre Aufgaben sind bei Ihnen. Klären Sie mit der Person, ob sie die Vollmacht erneuert. Was "
        "schon weitergegeben wurde, steht im Fall auf der Rückrufliste."
    )
    subject = f"Die Vollmacht ist abgelaufen ({case.number})"
    for to in recipients.of_party(session, case, roles.COORDINATION_OFFICE):
        letters.post_to(session, case, to, subject, body, f"{base_url}/faelle/{case.number}", now)
    names = ", ".join(office.name for office in gone)
    _tell(session, case, f"Die Vollmacht ist abgelaufen{f'; kein Zugang mehr: {names}' if names else ''}"[:200], now)


def _to_client(day: str) -> str:
    return (
        f"Ihre Vollmacht gilt bis {day}. Danach dürfen die Stellen keine Angaben mehr austauschen. Möchten Sie, dass "
        "es weitergeht, dann erneuern Sie die Vollmacht; Ihre Fallführung oder die Koordinationsstelle hilft dabei. "
        "Ein Nein hat keine Nachteile."
    )


def _to_office(day: str) -> str:
    return (
        f"Die Vollmacht gilt bis {day}. Danach haben die anderen Stellen keinen Zugang mehr zum Fall. Klären Sie mit "
        "der Person, ob sie die Vollmacht erneuert."
    )


def _renewal(session: Session, case: Case) -> WorkItem | None:
    statement = select(WorkItem).where(
        WorkItem.instance_id == case.instance_id, WorkItem.form == RENEWAL_FORM, WorkItem.status == OPEN
    )
    return session.scalars(statement.order_by(WorkItem.opened_at.desc()).limit(1)).first()


def _tell(session: Session, case: Case, title: str, now: datetime) -> None:
    session.add(Event(instance_id=case.instance_id, at=now, kind="notice", element="mandate", title=title))
