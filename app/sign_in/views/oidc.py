"""Signing in with the account that people have at their own office, by OpenID Connect.

Authorization code with PKCE, state and nonce. The provider only says who somebody is: the person must have an account
here with the same verified e-mail address; nobody gets one by signing in.
"""

import logging
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth, OAuthError
from flask import Blueprint, Flask, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from joserfc.errors import JoseError
from requests import RequestException

from app import drafts
from app.config import Settings
from app.errors import NotFoundError
from app.i18n import gettext as _
from app.people import queries as people
from app.people import service
from app.sign_in.views.login import PROVEN_AT, proceed
from app.web import carry, intake
from app.web.context import begin_writing, db, parts

logger = logging.getLogger(__name__)
bp = Blueprint("oidc", __name__, url_prefix="/anmelden/stelle")

NAME = "office"
PROVIDER_SECONDS = 10
"""Each request to the provider is given up after so many seconds."""
SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Accepted signatures of an identity token: by a key of the provider, never by our shared secret or by none."""
TROUBLE = (AuthlibBaseError, JoseError, RequestException, RuntimeError, ValueError, KeyError)
"""Exceptions of an exchange with the provider: unreachable, refused, forged, or an answer that makes no sense."""


def install(app: Flask, settings: Settings) -> None:
    """Prepares signing in with the provider of the settings, if there is one."""
    app.config["OIDC"] = bool(settings.oidc_issuer)
    OAuth(app).register(
        NAME,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "default_timeout": PROVIDER_SECONDS},
    )


def _provider() -> Any:
    """The client of the provider. Raises NotFoundError where none is set, OAuthError where it has another name."""
    if not current_app.config["OIDC"]:
        raise NotFoundError
    client = current_app.extensions["authlib.integrations.flask_client"].create_client(NAME)
    facts = client.load_server_metadata()
    if facts.get("issuer") != parts().settings.oidc_issuer:
        raise OAuthError(description="the provider has another name")
    facts["id_token_signing_alg_values_supported"] = list(SIGNATURES)
    return client


@bp.get("")
def leave_for_provider() -> ResponseReturnValue:
    """Sends the browser to the provider."""
    target = request.args.get("weiter", "")
    session["next"] = target if carry.is_local(target) else ""
    try:
        back_here = parts().settings.base_url + url_for("oidc.back")
        response: ResponseReturnValue = _provider().authorize_redirect(back_here)
    except TROUBLE as error:
        logger.warning("sign-in provider: %s", type(error).__name__)
        return _again(_("Das Konto Ihrer Stelle antwortet nicht. Bitte versuchen Sie es später noch einmal."))
    return response


@bp.post("")
def keep_input() -> ResponseReturnValue:
    """Keeps the input of an ended session as a draft of whoever typed it; it does not fit through the provider."""
    owner = carry.last_user(request)
    carried = carry.unpack(request.form.get("carried", ""), owner)
    if not owner or carried is None:
        return redirect(url_for("login.show"), 303)
    target, form = carried
    person = people.user_by_id(db(), owner)
    kept = person is not None and intake.may_keep(person, target)
    kept = kept and drafts.keep(db(), owner, target, form, parts().clock.now())
    return render_template("login.html", next=target, kept=kept)


@bp.get("/zurueck")
def back() -> ResponseReturnValue:
    """The provider sends the browser back here, with a code that we exchange for the person's address."""
    issuer, client_id = parts().settings.oidc_issuer, parts().settings.oidc_client_id
    claims = {"iss": {"essential": True, "values": [issuer]}, "aud": {"essential": True, "values": [client_id]}}
    try:
        found = _provider().authorize_access_token(claims_options=claims)["userinfo"]
    except TROUBLE as error:
        logger.warning("answer of the sign-in provider: %s", type(error).__name__)
        return _again(
            _("Die Anmeldung mit dem Konto Ihrer Stelle hat nicht geklappt. Bitte versuchen Sie es noch einmal.")
        )
    begin_writing()
    verified = found.get("email_verified") is True
    user = people.user_by_email(db(), str(found.get("email", ""))) if verified else None
    if user is None:
        return _again(
            _("Mit diesem Konto können Sie sich hier nicht anmelden. Fragen Sie die Verwaltung Ihrer Stelle.")
        )
    service.drop_first_password(user)
    session[PROVEN_AT] = parts().machine_clock.now().timestamp()
    return proceed(user, session.get("next", ""))


def _again(error: str) -> ResponseReturnValue:
    return render_template("login.html", error=error, next=session.get("next", "")), 422
