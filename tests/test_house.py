"""The rules of the house, as far as a machine can see them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask.testing import FlaskClient

from app.bootstrap import House
from app.doors import ROUTES
from app.schema import metadata
from app.web.access import Access
from tests.browser_posts import Browser

ROOT = Path(__file__).parent.parent
SOURCES = [file for file in sorted((ROOT / "app").rglob("*.py")) if "versions" not in file.parts]


def lines_with(pattern: str, *allowed: str) -> list[str]:
    rule = re.compile(pattern)
    return [
        f"{file.relative_to(ROOT)}:{number}"
        for file in SOURCES
        if str(file.relative_to(ROOT / "app")) not in allowed
        for number, line in enumerate(file.read_text().splitlines(), start=1)
        if rule.search(line)
    ]


def test_only_transactions_commit() -> None:
    assert lines_with(r"\.commit\(", "db/session.py") == []


def test_only_the_clock_knows_the_time() -> None:
    assert lines_with(r"datetime\.now|utcnow|date\.today|time\.time\(", "clock.py") == []


def test_what_the_clock_does_is_listed_in_one_place() -> None:
    assert lines_with(r"\bTick\(", "jobs.py") == []


def test_nothing_runs_text_as_code() -> None:
    assert lines_with(r"(^|[^.\w])(eval|exec)\(") == []


def test_only_the_demonstration_starts_other_programs() -> None:
    starts = r"^\s*(import|from) subprocess\b|\bos\.(system|popen|exec\w+|spawn\w+|posix_spawn\w*)\(|\bPopen\("
    assert lines_with(starts, "cli/serve.py") == []


def test_no_file_is_longer_than_300_lines() -> None:
    every = SOURCES + sorted((ROOT / "tests").rglob("*.py"))
    assert [str(file) for file in every if len(file.read_text().splitlines()) > 300] == []


def test_user_facing_text_is_in_swiss_spelling() -> None:
    files = [file for folder in ("app", "workflows", "forms") for file in (ROOT / folder).rglob("*")]
    kinds = {".py", ".html", ".bpmn", ".dmn", ".form", ".yaml", ".js"}
    texts = [file for file in files if file.suffix in kinds and "vendor" not in file.parts]
    assert [str(file) for file in texts if "ß" in file.read_text("utf-8")] == []


def test_no_line_of_a_template_is_longer_than_160_characters() -> None:
    files = sorted((ROOT / "app").glob("*/templates/**/*.html"))
    lines = [(file, number, line) for file in files for number, line in enumerate(file.read_text().splitlines(), 1)]
    assert [f"{file}:{number}" for file, number, line in lines if len(line) > 160] == []


def test_pages_have_no_inline_styles_or_scripts() -> None:
    templates = (ROOT / "app").glob("*/templates/**/*.html")
    rule = re.compile(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)")
    assert [str(file) for file in templates if rule.search(file.read_text())] == []


def test_pages_load_nothing_from_elsewhere() -> None:
    templates = (ROOT / "app").glob("*/templates/**/*.html")
    rule = re.compile(r"<(script|link|img|iframe|object|embed|source)\b[^>]*\s(src|href|data)=[\"']?\s*(\w+:)?//")
    assert [str(file) for file in templates if rule.search(file.read_text())] == []


def test_every_route_has_a_row_in_the_access_table_and_every_row_a_route(app: Flask) -> None:
    routes = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert routes - set(ROUTES) == set()
    assert set(ROUTES) - routes == set()


def test_a_route_without_a_row_cannot_be_opened(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/vergessen", "forgotten", lambda: "secret")
    answer = client.get("/vergessen")
    assert answer.status_code == 403
    assert "secret" not in answer.get_data(as_text=True)


def test_pages_for_signed_in_people_send_strangers_to_the_sign_in_page(app: Flask, client: FlaskClient) -> None:
    for rule in app.url_map.iter_rules():
        if ROUTES[rule.endpoint] in (Access.EVERYONE, Access.DEMO):
            continue
        path = re.sub(r"<int:\w+>", "1", rule.rule)
        path = re.sub(r"<[\w:]+>", "x", path)
        if rule.methods and "GET" in rule.methods:
            answer = client.get(path)
            assert answer.status_code == 302, path
            assert answer.headers["Location"].startswith("/anmelden"), path
        else:
            assert client.post(path).status_code == 401, path


def test_every_answer_carries_the_security_headers(client: FlaskClient) -> None:
    for path in ("/anmelden", "/gibt-es-nicht", "/health"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_never_leads_to_another_site(browse: type[Browser], target: str) -> None:
    browser = browse().get("/anmelden")
    fields = [("csrf_token", browser.token()), ("name", "rav.berater"), ("password", "nahtstelle"), ("next", target)]
    assert browser.post("/anmelden", fields).path == "/"
    assert browser.status == 200


def test_the_catalogue_of_texts_is_complete(tmp_path: Path) -> None:
    fresh = tmp_path / "messages.pot"
    command = ["extract", "-F", "babel.cfg", "-o", str(fresh), "--omit-header", "--no-location", "--sort-output", "."]
    subprocess.run([sys.executable, "-m", "babel.messages.frontend", "--quiet", *command], cwd=ROOT, check=True)
    assert (ROOT / "app/i18n/translations/messages.pot").read_text() == fresh.read_text(), "run: make messages"


def test_the_migrations_make_the_tables_of_the_code(house: House) -> None:
    with house.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata()) == []
