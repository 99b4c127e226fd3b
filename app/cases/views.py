"""Pages of cases: the list, one case, its diagram."""

from typing import cast

from flask import Blueprint, Response, current_app, render_template
from flask.typing import ResponseReturnValue

from app.cases import queries, roles
from app.cases.models import Case
from app.errors import NotFoundError
from app.flow.service import Flow
from app.people import queries as people
from app.web.context import db, parts, signed_in_user

bp = Blueprint("cases", __name__)


def _flow() -> Flow:
    return cast(Flow, current_app.extensions["flow"])


def _case(number: str) -> Case:
    case = queries.case_for(db(), signed_in_user(), number)
    if case is None:
        raise NotFoundError
    return case


@bp.get("/faelle")
def index() -> ResponseReturnValue:
    """All cases I or my institution take part in."""
    return render_template("cases/index.html", cases=queries.cases_of(db(), signed_in_user()))


@bp.get("/faelle/<number>")
def show(number: str) -> ResponseReturnValue:
    """One case: who leads, what is next and when, who takes part, what happened."""
    case = _case(number)
    participants = queries.participants(db(), case.id)
    current = _flow().current_elements(db(), case.instance)
    return render_template(
        "cases/case.html",
        case=case,
        participants=participants,
        role_names=roles.NAMES,
        lead=next((row for row in participants if row.role == roles.CASE_LEAD), None),
        tasks=queries.open_tasks(db(), case),
        reports=queries.reports(db(), case, signed_in_user()),
        invoices=queries.invoices(db(), case),
        history=queries.history(db(), case),
        today=parts().clock.now().date(),
        people={user.id: user for user in people.users(db())},
        institutions={row.key: row for row in people.institutions(db())},
        my_tasks={item.id for item, _ in db().execute(queries.work_items(signed_in_user()))},
        current=current,
        me=signed_in_user(),
    )


@bp.get("/faelle/<number>/diagramm.bpmn")
def diagram(number: str) -> Response:
    """The diagram of the version the case runs on."""
    loaded = _flow().definitions.load(db(), _case(number).instance.definition_digest)
    return Response(next(iter(loaded.bundle.diagrams.values())), mimetype="application/xml")
