"""The page «Übersicht»."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from app.cases.lists import settle
from app.i18n import gettext as _
from app.overview import queries
from app.overview.queries import Group
from app.people.roles import coordinates
from app.web.context import db, parts, signed_in_user
from app.web.sheet import as_csv

bp = Blueprint("overview", __name__, url_prefix="/uebersicht")


@bp.get("")
def show() -> ResponseReturnValue:
    """Shows open tasks by whom they wait for, those that are late, and what each person of one's office has taken."""
    user, today = signed_in_user(), parts().clock.now().date()
    found = _groups()
    return render_template(
        "overview/overview.html",
        groups=found,
        late=queries.late(db(), user, today),
        late_number=sum(group.late for group in found),
        number=sum(group.number for group in found),
        loads=queries.loads(db(), user, today),
        coordinates=coordinates(user),
        office=user.institution,
        today=today,
        most=queries.MOST_LATE,
    )


@bp.get("/tabelle.csv")
def table() -> ResponseReturnValue:
    """Sends the open tasks by whom they wait for, as a table for a spreadsheet; without numbers of cases."""
    heading = (_("Stelle"), _("Schritt"), _("Offen"), _("Überfällig"), _("Älteste Frist"))
    rows = [
        (
            _holder(group),
            group.step,
            str(group.number),
            str(group.late),
            f"{group.oldest:%d.%m.%Y}" if group.oldest else "",
        )
        for group in _groups()
    ]
    disposition = {"Content-Disposition": 'attachment; filename="uebersicht.csv"'}
    return Response(as_csv([heading, *rows]), mimetype="text/csv", headers=disposition)


def _groups() -> list[Group]:
    settle(db())
    return queries.groups(db(), signed_in_user(), parts().clock.now().date())


def _holder(group: Group) -> str:
    return group.office or _("Klientinnen und Klienten")
