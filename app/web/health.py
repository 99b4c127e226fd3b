"""The address that a supervisor polls."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from app import heartbeat
from app.web.context import db, parts

bp = Blueprint("web", __name__)


@bp.get("/health")
def health() -> ResponseReturnValue:
    """200 while the database answers; beside that, whether a worker lives: restarting the web would not help it."""
    still = heartbeat.silent_since(db(), parts().machine_clock.now())
    return jsonify(status="ok", worker="ok" if still is None else "silent")
