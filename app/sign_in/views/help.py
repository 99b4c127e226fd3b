"""«Hilfe»: how to get on, whom to ask, and what happens with the data. Open to everybody, signed in or not."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.people import queries as people
from app.people.kinds import Kind
from app.web.context import db

bp = Blueprint("help", __name__)


@bp.get("/hilfe")
def show() -> ResponseReturnValue:
    """Help, the coordination offices with their addresses, and privacy, on one page."""
    return render_template("sign_in/help.html", offices=people.institutions_of_kind(db(), Kind.KS))
