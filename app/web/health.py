"""The address that a supervisor polls."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from app.web.context import db

bp = Blueprint("web", __name__)


@bp.get("/health")
def health() -> ResponseReturnValue:
    """200 while the database answers."""
    db().execute(text("SELECT 1"))
    return jsonify(status="ok")
