"""The session in its cookie, which no request in the background may overwrite."""

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin


class Sessions(SecureCookieSessionInterface):
    """Flask's own, but a form that saves itself does not renew the cookie.

    Its answer may arrive after that of a page which was asked for later, and would take away the notice in it.
    """

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Whether this answer carries the session."""
        in_background = request.accept_mimetypes.best == "application/json"
        return session.modified or (not in_background and super().should_set_cookie(app, session))
