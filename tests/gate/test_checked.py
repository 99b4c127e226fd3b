"""Only what passed the gate is stored or played, and what is stored is what was checked."""

import re
import shutil
from collections.abc import Iterator
from copy import copy, deepcopy
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from app.config import ROOT
from app.db import Database
from app.designer.check import procedures_in
from app.flow.models import Definition
from app.gate import CheckedBundle, RefusedError, check, check_bundle, deploy, load
from app.schema import upgrade
from tests.conftest import PROCEDURES, START
from tests.deploying import procedures_of
from tests.flow.passing import bundle_of, passed
from tests.gate.asking import KNOWN, TASK, between, diagram

SMALL = diagram(between(TASK, "start -> ask", "ask -> end"))
BROKEN = SMALL.replace(b'targetRef="end"', b'targetRef="weg"')


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Empty tables."""
    empty = Database(f"sqlite:///{tmp_path / 'gate.db'}")
    upgrade(empty)
    yield empty
    empty.dispose()


def stored(database: Database) -> list[tuple[str, int]]:
    with database.transaction(writes=False) as session:
        rows = session.execute(select(Definition.key, Definition.version).order_by(Definition.key, Definition.version))
        return [(key, version) for key, version in rows]


def test_a_bundle_that_was_not_checked_is_neither_stored_nor_played(database: Database) -> None:
    # That these lines need their comments is the other half of the test: mypy refuses them too.
    with pytest.raises(TypeError, match="Only a CheckedBundle"), database.transaction() as session:
        deploy(session, [bundle_of(SMALL)], START)  # type: ignore[list-item]
    with pytest.raises(TypeError, match="Only a CheckedBundle"):
        load(bundle_of(SMALL))  # type: ignore[arg-type]
    assert stored(database) == []


def test_nobody_but_the_gate_makes_a_checked_bundle() -> None:
    bundle = bundle_of(BROKEN)
    for seal in (None, object()):
        with pytest.raises(TypeError, match="in no other way"):
            CheckedBundle(bundle, bundle.digest(), seal)
    with pytest.raises((TypeError, ValueError), match="seal"):
        replace(passed(SMALL), bundle=bundle)  # type: ignore[call-arg]


def test_what_is_changed_after_the_check_is_no_longer_checked() -> None:
    checked = passed(SMALL)
    assert load(checked).digest == checked.digest == load(copy(checked)).digest
    changed = deepcopy(checked)
    changed.bundle.diagrams["0.bpmn"] = BROKEN.decode()
    with pytest.raises(TypeError, match="no longer what was checked"):
        load(changed)


def test_a_check_that_finds_something_gives_nothing_to_store() -> None:
    verdict = check(bundle_of(BROKEN), KNOWN)
    assert list(verdict.findings) == check_bundle(bundle_of(BROKEN), KNOWN)
    with pytest.raises(RefusedError) as refused:
        verdict.passed()
    assert str(refused.value) == "\n".join(map(str, verdict.findings))


def test_no_other_place_writes_versions_of_procedures() -> None:
    files = [file for file in (ROOT / "app").rglob("*.py") if re.search(r"(?<!class )\bDefinition\(", file.read_text())]
    assert files == [ROOT / "app/gate/deploying.py"]


@pytest.mark.parametrize("root", [ROOT, PROCEDURES], ids=["house", "procedures"])
def test_the_same_folder_read_checked_and_stored_twice_gives_no_new_version(root: Path, database: Database) -> None:
    with database.transaction() as session:
        first = deploy(session, procedures_of(root), START)
    assert set(first.values()) == {1} and len(first) == len(list(root.glob("workflows/*/*.bpmn")))
    with database.transaction() as session:
        assert deploy(session, procedures_in(root / "workflows"), START) == {}
        assert {row.digest for row in session.scalars(select(Definition))} == {
            checked.bundle.digest() for checked in procedures_of(root)
        }


def test_where_a_folder_lies_and_how_it_is_named_makes_no_new_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = {checked.bundle.key: checked.digest for checked in procedures_of(ROOT)}
    for name in ("workflows", "forms"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path / "workflows")
    files = sorted(Path().glob("*/*.bpmn"))
    for paths in ([Path()], [tmp_path / "workflows" / file.parent for file in files[:2]], files[2:]):
        found = [checked for path in paths for checked in procedures_in(path)]
        assert found and {checked.bundle.key: checked.digest for checked in found}.items() <= expected.items()


def test_other_line_ends_in_forms_and_tables_make_no_new_version(tmp_path: Path) -> None:
    for name in ("workflows", "forms"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for file in (*tmp_path.glob("forms/*.form"), *tmp_path.glob("workflows/*/*.dmn")):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert [checked.digest for checked in procedures_in(tmp_path / "workflows")] == [
        checked.digest for checked in procedures_of(ROOT)
    ]


def test_a_changed_form_is_a_new_version(tmp_path: Path, database: Database) -> None:
    shutil.copytree(PROCEDURES, tmp_path / "own")
    with database.transaction() as session:
        deploy(session, procedures_of(PROCEDURES), START)
        form = tmp_path / "own/forms/entscheid.form"
        form.write_text(form.read_text() + "\n")
        assert deploy(session, procedures_in(tmp_path / "own/workflows"), START) == {"antrag": 2}
    assert stored(database) == [("antrag", 1), ("antrag", 2)]
