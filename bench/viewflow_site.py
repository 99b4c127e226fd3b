"""The same case of two tasks in Viewflow: a site of its own, run by an environment of its own. Imports nothing of ours.

Started as `gunicorn bench.viewflow_site:application`, or `python -m bench.viewflow_site` to make tables and people.
BENCH_DATABASE is a URL, `sqlite:///FILE` or `postgresql://…`.
"""

import os
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core.wsgi import get_wsgi_application

PEOPLE, PASSWORD = ("referrer", "office"), "bench"


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": parts.path.removeprefix("/"),
                "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL"}}  # fmt: skip
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    return {"ENGINE": "django.db.backends.postgresql", "NAME": parts.path[1:], "USER": parts.username, "HOST": host,
            "PORT": parts.port or "", "CONN_MAX_AGE": None}  # fmt: skip


settings.configure(
    SECRET_KEY="bench", ALLOWED_HOSTS=["*"], ROOT_URLCONF="bench.viewflow_urls", USE_TZ=True, LANGUAGE_CODE="de",
    STATIC_URL="/static/", DATABASES={"default": _database(os.environ["BENCH_DATABASE"])},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
        "django.contrib.staticfiles", "viewflow", "viewflow.workflow", "bench",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware", "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware", "viewflow.middleware.SiteMiddleware",
    ],
    TEMPLATES=[{
        "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }],
)  # fmt: skip
application = get_wsgi_application()


def main() -> None:
    from django.contrib.auth.models import User
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    for name in PEOPLE:
        User.objects.create_superuser(name, password=PASSWORD)


if __name__ == "__main__":
    main()
