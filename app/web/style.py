"""The style sheet of all pages: the files under `static/css`, sent as one so that a page waits for one answer."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, url_for

bp = Blueprint("style", __name__)

FOLDER = Path(__file__).with_name("static") / "css"
ORDER = (
    "nahtstelle", "layout", "parts", "forms", "files", "case", "casepage", "diagram", "work", "notes", "workshop",
    "figures", "demo", "print",
)  # fmt: skip
"""Later files may overrule earlier ones."""
FOR_EVER = "public, max-age=31536000, immutable"
"""A sheet that changes gets another address."""


@bp.get("/stil.css")
def sheet() -> Response:
    """The style sheet."""
    return Response(_joined(), mimetype="text/css", headers={"Cache-Control": FOR_EVER})


@cache
def style_url() -> str:
    """The address of the style sheet as it is now."""
    return url_for("style.sheet", v=sha256(_joined()).hexdigest()[:12])


@cache
def _joined() -> bytes:
    return b"\n".join((FOLDER / f"{name}.css").read_bytes() for name in ORDER)
