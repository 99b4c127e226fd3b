"""The web application."""

from datetime import timedelta
from functools import cache
from pathlib import Path

from flask import Flask, url_for
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader
from werkzeug.middleware.proxy_fix import ProxyFix

from app import i18n
from app.bootstrap import House, build
from app.by_link.views import door, links
from app.by_link.views import task as guest_task
from app.casefile.views import cases, correcting, notes, opening, recalls
from app.cases.service import may_open_cases
from app.clock import Clock, ShiftedClock
from app.cockpit import views as cockpit
from app.config import read_settings
from app.demo import views as demo
from app.digests import views as digests
from app.digests.queries import bell
from app.doors import DOORS
from app.emergency import views as emergency
from app.figures import views as figures
from app.flow.service import Flow
from app.forms.files import file_size
from app.heartbeat import standing_still
from app.inbox import views as inbox
from app.moving import views as moving
from app.overview import views as overview
from app.personal_data import views as personal_data
from app.protocol.views import accesses, audit
from app.retention import views as retention
from app.sign_in.views import absences, account, help, login, oidc
from app.staff.views import accounts, holidays, people
from app.stage import play_on
from app.tasks import views as tasks
from app.tasks.service import Tasks
from app.web import health, request, style
from app.web.compiled import compiled_templates
from app.web.context import current_user, db, has_failed, once_per_request
from app.web.navigation import navigation
from app.web.parts import Parts
from app.web.session import Sessions
from app.workshop.trials import Rehearsal
from app.workshop.views import editor as workshop_editor
from app.workshop.views import elements as workshop_elements
from app.workshop.views import files as workshop_files
from app.workshop.views import forms as workshop_forms
from app.workshop.views import pages as workshop
from app.workshop.views import publishing as workshop_publishing
from app.workshop.views import tables as workshop_tables

ROOMS = Path(__file__).parent
PAGES = (
    health, style, help, login, account, absences, oidc, people, accounts, holidays, inbox, tasks, opening, accesses,
    door, guest_task, links, digests,
    personal_data, cases, correcting, notes, recalls, audit, emergency, retention, figures, cockpit, overview, moving,
    workshop, workshop_files, workshop_publishing, workshop_editor, workshop_elements, workshop_forms, workshop_tables,
)  # fmt: skip
"""The modules with pages, each with a blueprint called `bp`. A new module needs an entry here."""
MAX_REQUEST_BYTES = 1_000_000
STATIC_AGE = timedelta(hours=1)


def create_app(house: House | None = None) -> Flask:
    """The Flask application; without `house` it is built from the environment."""
    house = house or build(read_settings())
    settings = house.settings
    static = ROOMS / "web" / "static"
    app = Flask("nahtstelle", static_folder=str(static), template_folder=None)
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
        ASSETS=(static / "vendor" / "viewer.js").is_file(),
    )
    app.extensions["parts"] = Parts(
        settings=settings,
        database=house.database,
        clock=_clock_of_requests(house.clock),
        machine_clock=house.machine_clock,
        services={Flow: house.flow, Tasks: house.tasks, Rehearsal: Rehearsal(play_on)},
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=0)  # type: ignore[method-assign]
    app.session_interface = Sessions()
    request.install(app, DOORS)
    oidc.install(app, settings)
    _install_templates(app, house)
    for page in (*PAGES, *([demo] if settings.demo else [])):
        app.register_blueprint(page.bp)
    return app


def _clock_of_requests(clock: Clock) -> Clock:
    """A demonstration keeps its shift in the database: a request, which asks for the time often, reads it once."""
    return ShiftedClock(once_per_request(clock.shift, "shift")) if isinstance(clock, ShiftedClock) else clock


@cache
def _static_url(path: str) -> str:
    """The address of a file of ours. Each page names a dozen of them."""
    return url_for("static", filename=path)


def _install_templates(app: Flask, house: House) -> None:
    """Templates lie in their rooms: `tasks/task.html` is `app/tasks/templates/task.html`. All use those of `web`."""
    rooms = {folder.parent.name: FileSystemLoader(folder) for folder in ROOMS.glob("*/templates")}
    app.jinja_loader = ChoiceLoader([rooms.pop("web"), PrefixLoader(rooms)])
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.filters.update(
        day=i18n.day, weekday=i18n.weekday, near_day=i18n.near_day, moment=i18n.moment, francs=i18n.francs
    )
    app.jinja_env.filters["file_size"] = file_size
    app.jinja_env.globals.update(static_url=_static_url, style_url=style.style_url)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.bytecode_cache = compiled_templates(app.jinja_env)

    @app.context_processor
    def shared() -> dict[str, object]:
        if has_failed():
            return {"user": None, "demo": False, "navigation": [], "may_open_cases": False}
        user = current_user()
        if user is not None and user.guest_of is not None:
            return {"user": None, "demo": False, "navigation": [], "may_open_cases": False, "visitor": user}
        panel: dict[str, object] = dict(demo.clock_panel()) if house.settings.demo else {}
        referrer = user is not None and may_open_cases(user)
        if user is not None:
            panel["unread"], beat = bell(db(), user)
            panel["worker_silent"] = standing_still(beat, house.machine_clock.now())
        return {
            "user": user,
            "demo": house.settings.demo,
            "navigation": navigation(),
            "may_open_cases": referrer,
            **panel,
        }
