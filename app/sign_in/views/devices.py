"""Browsers that somebody has signed in with before, by a cookie. Wrong passwords elsewhere do not delay them there."""

import secrets

from flask import Request, Response, current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from app.people.models import User

COOKIE = "device"
MAX_AGE_SECONDS = 180 * 24 * 3600


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="known device")


def of_user(request: Request, user: User) -> str | None:
    """The name of this browser; None where `user` has not signed in with it."""
    try:
        owner, device = _signer().loads(request.cookies.get(COOKIE, ""), max_age=MAX_AGE_SECONDS)
    except (BadData, ValueError):
        return None
    return str(device) if owner == user.id else None


def remember(request: Request, response: Response, user: User) -> None:
    """Lets this browser be known as one of `user`'s."""
    device = of_user(request, user) or secrets.token_urlsafe(16)
    response.set_cookie(
        COOKIE,
        str(_signer().dumps([user.id, device])),
        max_age=MAX_AGE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        path="/anmelden",
    )
