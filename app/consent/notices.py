"""The messages about a mandate that ends soon or has ended. Like every message they hold the case number and a link."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.act import Act
from app.cases import letters, recipients, roles
from app.cases.history import tell_history
from app.cases.models import Case
from app.cases.roles import Right
from app.flow.kinds import ItemStatus
from app.flow.models import WorkItem
from app.people.models import Institution

RENEWAL_FORM = "vollmacht_erneuern"
"""The form with which a client renews a mandate, in whatever procedure."""


def tell_warning(act: Act, case: Case) -> None:
    """Warns client, case lead and coordination office that the mandate ends soon.

    The link leads to the task of renewing it where that is open. Somebody whose renewal task opened today was told of
    the end by its announcement and gets no second mail.
    """
    day = f"{case.mandate_until:%d.%m.%Y}"
    subject, link = f"Die Vollmacht gilt bis {day} ({case.number})", act.links.case(case.number)
    task = _renewal(act.session, case)
    asked = set(recipients.of_task(act.session, case, task, act.today)) if task is not None else set()
    told = asked if task is not None and task.opened_at.date() == act.today else set()
    clients = recipients.of_party(act.session, case, roles.CLIENT, act.today)
    warned = roles.with_right(Right.IS_WARNED)
    offices = [to for role in warned for to in recipients.of_party(act.session, case, role, act.today)]
    for to in dict.fromkeys([*clients, *offices]):
        if to in told and to.address:
            continue
        body = _to_client(day) if to in clients else _to_office(day)
        where = task if task is not None and to in asked else link
        letters.post_to(act, case, to, subject, body, where)
    tell_history(act, case, "mandate", f"Hinweis: Die Vollmacht gilt bis {day}")


def tell_expired(act: Act, case: Case, gone: Sequence[Institution]) -> None:
    """Tells the coordination office that the mandate has run out and what that means."""
    body = (
        f"Die Vollmacht galt bis {case.mandate_until:%d.%m.%Y} und ist abgelaufen. Die anderen Stellen haben keinen "
        "Zugang mehr, ihre Aufgaben sind bei Ihnen. Klären Sie mit der Person, ob sie die Vollmacht erneuert. Was "
        "schon weitergegeben wurde, steht im Fall auf der Rückrufliste."
    )
    subject = f"Die Vollmacht ist abgelaufen ({case.number})"
    for to in recipients.of_party(act.session, case, roles.COORDINATION_OFFICE, act.today):
        letters.post_to(act, case, to, subject, body, act.links.case(case.number))
    names = ", ".join(office.name for office in gone)
    tell_history(act, case, "mandate", f"Die Vollmacht ist abgelaufen{f'; kein Zugang mehr: {names}' if names else ''}")


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
        WorkItem.instance_id == case.instance_id, WorkItem.form == RENEWAL_FORM, WorkItem.status == ItemStatus.OPEN
    )
    return session.scalars(statement.order_by(WorkItem.opened_at.desc()).limit(1)).first()
