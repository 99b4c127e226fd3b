"""Input that arrives after the session has ended: it is carried through signing in and becomes a draft afterwards."""

import json
import zlib
from typing import Any
from urllib.parse import urlsplit

from flask import Request, Response, current_app
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException

from app.web import intake

MAX_BYTES = 200_000
MAX_AGE_SECONDS = 3600
MAX_PATH = 200
COOKIE = "last_user"


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="carried input")


def from_here(request: Request) -> bool:
    """Whether the form was posted from a page of this site."""
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc == request.host


def pack(request: Request) -> str | None:
    """The posted answers as signed text; None where they came from another site, or are not answers of a case's form.

    Other forms ask for passwords and reasons, and the text travels through the browser: signed, but readable.
    """
    if not from_here(request) or not intake.is_judged_by_view():
        return None
    form = {name: values for name, values in request.form.lists() if name != "csrf_token"}
    data = json.dumps({"path": request.path, "form": form, "user": last_user(request)}).encode()
    return _signer().dumps(zlib.compress(data).hex()) if len(data) <= MAX_BYTES else None


def unpack(text: str, user_id: str) -> tuple[str, dict[str, list[str]]] | None:
    """Path and form of carried input; None where the text is not ours, too old, or somebody else's."""
    try:
        packed = bytes.fromhex(_signer().loads(text, max_age=MAX_AGE_SECONDS))
        content: dict[str, Any] = json.loads(zlib.decompress(packed))
    except (BadData, ValueError, zlib.error):
        return None
    if content["user"] != user_id:
        return None
    return str(content["path"]), dict(content["form"])


def way_back(request: Request) -> str:
    """The page to show again after signing in."""
    return request.path if has_page(request.path) else ""


def has_page(path: str) -> bool:
    """Whether a path can be opened, not only posted to."""
    try:
        current_app.url_map.bind("localhost").match(path, method="GET")
    except HTTPException:
        return False
    return len(path) <= MAX_PATH


def remember(response: Response, user_id: str) -> None:
    """Keeps in a cookie who signed in here, beyond the session, so that carried input reaches nobody else."""
    value = str(_signer().dumps(user_id))
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(COOKIE, value, max_age=MAX_AGE_SECONDS * 24, httponly=True, samesite="Lax", secure=secure)


def last_user(request: Request) -> str:
    """The id of the person who signed in last in this browser; empty where nobody did."""
    try:
        return str(_signer().loads(request.cookies.get(COOKIE, "")))
    except BadData:
        return ""


def is_local(target: str) -> bool:
    """Whether a target to go to after signing in stays on this site."""
    parts = urlsplit(target)
    outside = target.startswith(("//", "/\\")) or parts.netloc or parts.scheme
    return target.isprintable() and target.startswith("/") and not outside
