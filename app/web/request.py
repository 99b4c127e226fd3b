"""The frame of every request: its transaction, the person who asks, whether they may, and the answer to an error.

docs/life.md draws the ways a request can end.
"""

import logging
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, flash, g, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from app import drafts
from app.errors import AppError, BadRequestError, ConflictError, ForbiddenError, NotFoundError
from app.i18n import gettext as _
from app.people import second_factor, sign_ins
from app.web import body, carry, intake, noting
from app.web.access import Access, Doors, doors
from app.web.context import begin_writing, current_sign_in, current_user, idle_time, parts

logger = logging.getLogger(__name__)
csrf = CSRFProtect()

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
SAFE = ("GET", "HEAD", "OPTIONS")


class StaleFormError(AppError):
    """Sie haben sich inzwischen neu angemeldet. Bitte laden Sie die Seite neu und füllen Sie sie noch einmal aus."""

    status = 400


class UnlistedRouteError(AppError):
    """Diese Seite ist nicht freigegeben."""

    status = 403


def install(app: Flask, doors: Doors) -> None:
    """Puts the frame of this module around all routes of `app`, which `doors` lists."""
    app.extensions["doors"] = doors
    csrf.init_app(app)
    app.before_request(_begin)
    app.after_request(_finish)
    app.teardown_request(_abandon)
    app.register_error_handler(AppError, _show_error)
    app.register_error_handler(StaleDataError, lambda _: _show_error(ConflictError()))
    app.register_error_handler(CSRFError, _keep_input)
    app.register_error_handler(HTTPException, _show_http_error)
    app.register_error_handler(Exception, _show_surprise)


def _begin() -> ResponseReturnValue | None:
    # What is posted may take long to arrive, and a writing transaction keeps everybody else from writing on SQLite.
    posts = request.method not in SAFE
    arrived = False
    try:
        if posts and not intake.brings_files():
            body.receive()
        arrived = True
    finally:  # a page that refuses what arrived wants to know who asks, too
        _open_transaction(writes=posts and arrived and not intake.reads_first())
    if request.endpoint is None or "\0" in request.path:
        raise NotFoundError
    access = doors().routes.get(request.endpoint)
    if access is None:
        raise UnlistedRouteError
    if not doors().lets_in(access, current_user(), parts().settings.demo):
        return _refuse(access)
    if posts:
        if intake.brings_files():
            intake.admit()
            _close_transaction()
            try:
                body.receive()
            finally:
                _open_transaction(writes=False)
        _refuse_malformed()
        csrf.protect()
    first = () if access is Access.EVERYONE else _what_comes_first()
    if first and request.endpoint not in first:
        return redirect(url_for(first[0]), 303)
    return None


def _open_transaction(writes: bool) -> None:
    """Opens the transaction of this request, and looks up who asks."""
    g.transaction = parts().database.transaction(writes=writes)
    g.session = g.transaction.__enter__()
    g.sign_in = sign_ins.find(g.session, session.get("key", ""), parts().machine_clock.now(), idle_time())
    g.user = g.sign_in.user if g.sign_in else None


def _close_transaction() -> None:
    """Ends a transaction that only reads."""
    g.pop("transaction").__exit__(None, None, None)


def _refuse_malformed() -> None:
    """Refuses texts that no browser sends. Views marked `judges_answers` say themselves what is wrong with a value."""
    if request.mimetype == "application/x-www-form-urlencoded":
        try:  # read here: werkzeug would keep bytes that are no UTF-8 as they stand
            unquote_to_bytes(request.get_data(cache=True)).decode()
        except UnicodeDecodeError as error:
            raise BadRequestError from error
    form = request.form.to_dict(flat=False)
    texts = [*form, *(() if intake.is_judged_by_view() else (value for values in form.values() for value in values))]
    if any(text is None or "\0" in text or "\ufffd" in text for text in texts):
        raise BadRequestError


def _what_comes_first() -> tuple[str, ...]:
    """The routes the asker has to visit first, to choose a password or set up a code; none in a demonstration."""
    user = current_user()
    if user is None or parts().settings.demo:
        return ()
    if user.first_password_until is not None:
        return doors().password
    lacks_code = second_factor.is_required(user) and not second_factor.is_set_up(g.session, user)
    return doors().second_factor if lacks_code else ()


def _refuse(access: Access) -> ResponseReturnValue:
    if access is Access.DEMO:
        raise NotFoundError
    user = current_user()
    if user is not None:
        if request.endpoint == doors().homes[0]:  # «/»: everybody begins there, also people without tasks
            return redirect(url_for(doors().home(user)))
        raise ForbiddenError
    if request.method in SAFE:
        return redirect(url_for(doors().sign_in, weiter=request.full_path.rstrip("?")))
    carried = carry.pack(request)
    return render_template("login.html", carried=carried, expired=True, next=carry.way_back(request)), 401


def _finish(response: Response) -> Response:
    try:
        _end_transaction(keep=response.status_code < 400 or g.get("keep", False))
        noting.write_notes()
        if response.status_code < 500:  # after an unexpected error nothing of the request can be relied on
            _notice_presence()
    except Exception as error:  # a failing commit gets the same page, without details
        return _dressed(make_response(_show_surprise(error)))
    return _dressed(response)


def _dressed(response: Response) -> Response:
    """The answer with the headers that every answer has."""
    body.turn_away_the_rest()
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    if parts().settings.base_url.startswith("https:"):
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def _notice_presence() -> None:
    """Puts off the end of this sign-in, in a transaction of its own, as that of the page may only read."""
    here, now = current_sign_in(), parts().machine_clock.now()
    if here is not None and not sign_ins.is_noticed(here, now):
        with parts().database.transaction() as own:
            sign_ins.notice(own, here, now)


def _abandon(_error: BaseException | None) -> None:
    _end_transaction(keep=False)


def _end_transaction(keep: bool) -> None:
    """Commits the request (`keep`), or rolls it back and then runs its `after_refusal`."""
    transaction = g.pop("transaction", None)
    if transaction is None:
        return
    if keep:
        transaction.__exit__(None, None, None)
        return
    refused = _RefusedError()
    transaction.__exit__(_RefusedError, refused, None)
    afterwards = g.pop("after_refusal", None)
    if afterwards is not None:
        with parts().database.transaction() as own:
            afterwards(own)


class _RefusedError(Exception):
    """The request was refused: makes its transaction roll back."""


def _keep_input(_error: CSRFError) -> ResponseReturnValue:
    """Keeps the input of a form from an older session as a draft, and shows its page again with it."""
    user = current_user()
    if user is None or not carry.from_here(request) or not intake.may_keep(user, request.path):
        return _show_error(StaleFormError() if carry.from_here(request) else BadRequestError())
    begin_writing()
    if not drafts.keep(g.session, user.id, request.path, dict(request.form.lists()), parts().clock.now()):
        return _show_error(StaleFormError())
    flash(
        _("Sie haben sich inzwischen neu angemeldet. Bitte prüfen Sie Ihre Eingaben und senden Sie sie noch einmal ab.")
    )
    return redirect(request.path, 303)


def _show_error(error: AppError) -> ResponseReturnValue:
    noting.note_refusal(error)
    if error.status >= 500:
        logger.error("request failed: %s %s: %s", request.method, request.endpoint, type(error).__name__)
    return render_template("error.html", message=error.message, status=error.status), error.status


def _show_http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    known = {404: NotFoundError(), 403: ForbiddenError(), 409: ConflictError()}
    message = known.get(status, BadRequestError()).message
    if status == 413:
        admitted = "session" in g and intake.is_admitted()
        message = intake.TOO_MUCH if admitted else "Diese Eingabe ist zu gross. Bitte kürzen Sie sie."
    return render_template("error.html", message=message, status=status), status


def _show_surprise(error: Exception) -> ResponseReturnValue:
    # Nothing of the request can be relied on any more, not even the database: the page names nobody and asks nothing.
    g.user = g.sign_in = None
    g.failed = True
    # The exception's own text may carry case data; its type and place are enough to find the fault.
    frames = error.__traceback__
    while frames is not None and frames.tb_next is not None:
        frames = frames.tb_next
    place = f"{frames.tb_frame.f_code.co_filename}:{frames.tb_lineno}" if frames else "?"
    logger.error("unexpected %s at %s during %s %s", type(error).__name__, place, request.method, request.endpoint)
    return render_template("error.html", message=AppError().message, status=500), 500
