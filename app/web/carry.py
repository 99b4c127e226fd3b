"""Input that arrives after the session has ended travels through the sign-in page and becomes a draft afterwards."""

import json
import zlib
from typing import Any
from urllib.parse import urlsplit

from flask import Request, current_app
from itsdangerous import BadData, URLSafeTimedSerializer

MAX_BYTES = 200_000
MAX_AGE_SECONDS = 3600


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="carried input")


def pack(request: Request) -> str | None:
    """The posted form as signed text, or None where there is nothing worth keeping, or it came from another site."""
    origin = request.headers.get("Origin")
    if origin is None or urlsplit(origin).netloc != request.host:
        return None
    form = {name: values for name, values in request.form.lists() if name != "csrf_token"}
    data = json.dumps({"path": request.path, "form": form}).encode()
    return _signer().dumps(zlib.compress(data).hex()) if len(data) <= MAX_BYTES else None


def unpack(text: str) -> tuple[str, dict[str, list[str]]] | None:
    """Path and form of carried input; None where the text is not ours or too old."""
    try:
        packed = bytes.fromhex(_signer().loads(text, max_age=MAX_AGE_SECONDS))
        content: dict[str, Any] = json.loads(zlib.decompress(packed))
    except (BadData, ValueError, zlib.error):
        return None
    return str(content["path"]), dict(content["form"])


def way_back(request: Request) -> str:
    """The page to show again after signing in."""
    return request.path


def is_local(target: str) -> bool:
    """Whether a target to go to after signing in stays on this site."""
    parts = urlsplit(target)
    return target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
