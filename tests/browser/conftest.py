"""A Chromium and a stage for each file of tests."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.stage import Stage, prepare
from tests.databases import sqlite_file

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A Chromium without a screen; one at a time."""
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert executable, "Chromium fehlt: Installieren Sie es, oder nennen Sie es in CHROMIUM."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demonstration(common: Path) -> Path:
    """The database of a demonstration in which nobody has done anything yet."""
    return sqlite_file(common, "demonstration", prepare)


@pytest.fixture(scope="module")
def prepared(demonstration: Path) -> Path:
    """What the stage of this file of tests begins with."""
    return demonstration


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[Stage]:
    """The running demonstration on a database of its own."""
    running = Stage(tmp_path_factory.mktemp("stage"), prepared)
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def window(stage: Stage, chromium: Browser) -> Iterator[BrowserContext]:
    """A window for all tests of a file, one after the other: see `somebody_new`."""
    context = stage.visitor(chromium)
    yield context
    context.close()
