"""The web application."""

from datetime import timedelta
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app.audit.views import bp as audit
from app.bootstrap import House, build
from app.cases.accesses import bp as accesses
from app.cases.holidays import bp as holidays
from app.cases.service import may_open_cases
from app.cases.staff import bp as people
from app.cases.staff_accounts import bp as accounts
from app.config import read_settings
from app.consent.views import bp as recalls
from app.demo.views import bp as demo
from app.demo.views import clock_panel
from app.emergency.views import bp as emergency
from app.forms.files import file_size
from app.personal_data.views import bp as personal_data
from app.retention.views import bp as retention
from app.tasks.case_views import bp as cases
from app.tasks.opening import bp as opening
from app.tasks.views import bp as tasks
from app.tasks.views import may_bring_files
from app.web import i18n, intake, login_oidc, request
from app.web.context import current_user
from app.web.health import bp as health
from app.web.login import bp as login
from app.web.login_absences import bp as absences
from app.web.login_account import bp as account
from app.web.login_oidc import bp as oidc
from app.web.navigation import navigation
from app.web.parts import Parts

MAX_REQUEST_BYTES = 1_000_000
STATIC_AGE = timedelta(hours=1)


def create_app(house: House | None = None) -> Flask:
    """The Flask application; without `house` it is built from the environment."""
    house = house or build(read_settings())
    settings = house.settings
    web = Path(__file__).parent / "web"
    app = Flask("nahtstelle", static_folder=str(web / "static"), template_folder=str(web / "templates"))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST_BYTES,
        MAX_FORM_PARTS=1_000,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https:"),
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours),
        SEND_FILE_MAX_AGE_DEFAULT=STATIC_AGE,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        ASSETS=(web / "static" / "vendor" / "viewer.js").is_file(),
    )
    app.extensions["nahtstelle"] = Parts(
        settings=settings, database=house.database, clock=house.clock, machine_clock=house.machine_clock
    )
    app.extensions["flow"] = house.flow
    app.extensions["tasks"] = house.tasks
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=0)  # type: ignore[method-assign]
    request.install(app)
    intake.open_door(app, "tasks.submit", may_bring_files)
    login_oidc.install(app, settings)
    _install_templates(app, demo_mode=settings.demo)
    for blueprint in (
        health,
        login,
        account,
        absences,
        oidc,
        people,
        accounts,
        holidays,
        tasks,
        opening,
        accesses,
        personal_data,
        cases,
        recalls,
        audit,
        emergency,
        retention,
        *([demo] if settings.demo else []),
    ):
        app.register_blueprint(blueprint)
    return app


def _install_templates(app: Flask, demo_mode: bool) -> None:
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.filters.update(day=i18n.day, weekday=i18n.weekday, moment=i18n.moment, francs=i18n.francs)
    app.jinja_env.filters["file_size"] = file_size
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def shared() -> dict[str, object]:
        user = current_user()
        panel: dict[str, object] = dict(clock_panel()) if demo_mode else {}
        referrer = user is not None and may_open_cases(user)
        return {"user": user, "demo": demo_mode, "navigation": navigation(), "may_open_cases": referrer, **panel}
