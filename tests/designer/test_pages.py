"""The pages about procedures say what the diagrams say, and those in docs/prozesse are of today."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.actions.registry import ACTIONS
from app.config import ROOT
from app.designer.pages import pages_of, phrases
from app.designer.pages.folder import digest_of, drawings_of
from tests.conftest import PROCEDURES
from tests.flow.player import diagram

PAGES = ROOT / "docs/prozesse"
STALE = "Bitte `make docs` ausführen und das Ergebnis mit einchecken."


def test_the_pages_of_the_house_are_of_today() -> None:
    for name, text in pages_of(ROOT / "workflows", ROOT / "forms").items():
        assert (PAGES / name).read_text("utf-8") == text, STALE


def test_the_pictures_of_the_house_are_drawn_from_the_diagrams_of_today() -> None:
    for drawing in drawings_of(ROOT / "workflows"):
        assert digest_of(drawing) in (PAGES / f"{drawing.key}.svg").read_text("utf-8"), STALE


def test_nothing_else_lies_beside_them() -> None:
    pictures = {f"{drawing.key}.svg" for drawing in drawings_of(ROOT / "workflows")}
    assert {file.name for file in PAGES.iterdir()} == pictures | set(pages_of(ROOT / "workflows", ROOT / "forms"))


@pytest.fixture(scope="module")
def page() -> str:
    """The page about the small procedure of the tests."""
    return pages_of(PROCEDURES / "workflows", PROCEDURES / "forms")["antrag.md"]


@pytest.mark.parametrize("line", [
    "# Antrag",
    "![Diagramm des Verfahrens Antrag](antrag.svg)",
    "- Koordinationsstelle",
    "| Entscheiden | Koordinationsstelle | 3 Arbeitstage nach dem Antrag. | [entscheid](../../forms/entscheid.form) |",
    "| Bestätigen | Klient/in | – | – |",
    "| Erinnerung fällig | Entscheiden | An den Entscheid erinnern |",
    "| An den Entscheid erinnern | erinnert alle, die «Entscheiden» noch vor sich haben |",
    "| [Ein bewilligter Antrag](../../workflows/antrag/scenarios/bewilligt.yaml) | – |",
])  # fmt: skip
def test_a_page_tells_who_does_what_until_when_and_what_happens_by_itself(page: str, line: str) -> None:
    assert line in page.splitlines()


def test_lanes_without_people_are_not_told_among_those_who_take_part(page: str) -> None:
    assert "- System" not in page


def test_a_page_is_the_same_every_time(page: str) -> None:
    assert pages_of(PROCEDURES / "workflows", PROCEDURES / "forms")["antrag.md"] == page


def test_text_of_a_diagram_never_becomes_markup() -> None:
    assert phrases.cell("a|b <c> *d* e_f") == "a\\|b &lt;c> \\*d\\* e\\_f"


def test_every_action_has_words_and_a_row_in_the_handbook() -> None:
    assert set(phrases.ACTIONS) == set(ACTIONS)
    handbook = (ROOT / "docs/verfahren-zeichnen.md").read_text(encoding="utf-8")
    assert [name for name in ACTIONS if f"\n| `{name}` |" not in handbook] == []


def report(name: str, interrupting: bool) -> str:
    """An event sub-process that somebody can trigger."""
    return f"""<subProcess id="{name}" name="Nach {name}" triggeredByEvent="true">
        <startEvent id="{name}_told" name="{name} melden" isInterrupting="{str(interrupting).lower()}">
        <extensionElements><camunda:properties><camunda:property name="form" value="meldung"/>
        <camunda:property name="roles" value="Klient/in, Fallführung"/></camunda:properties></extensionElements>
        <messageEventDefinition messageRef="m"/></startEvent><userTask id="{name}_react" name="Auf {name} antworten"/>
        {name}_told -> {name}_react
        </subProcess>"""


def test_what_people_may_report_is_told_with_its_consequences(tmp_path: Path) -> None:
    file = tmp_path / "workflows/small/diagram.bpmn"
    file.parent.mkdir(parents=True)
    file.write_bytes(
        diagram(f"""{report("Umzug", False)}
        {report("Widerruf", True)}""")
    )
    page = pages_of(tmp_path / "workflows", tmp_path / "forms")["process.md"]
    form = "[meldung](../../forms/meldung.form)"
    for line in (
        f"| Umzug melden | Klient/in, Fallführung | Alles Übrige läuft weiter; dann: «Auf Umzug antworten» | {form} |",
        "| Widerruf melden | Klient/in, Fallführung | Alles Übrige in diesem Verfahren endet; "
        f"dann: «Auf Widerruf antworten» | {form} |",
        "### In «Nach Umzug»",
    ):
        assert line in page.splitlines()


@pytest.mark.parametrize(("candidates", "lane", "who"), [
    ("coordination_office", "Jederzeit", "Koordinationsstelle"),
    ("= fall.anmeldende_stelle", "Jederzeit", "Anmeldende Stelle"),
    ('= if ja then "case_lead" else "coordination_office"', "Jederzeit", "Fallführung oder Koordinationsstelle"),
    ("= partner", "Fachpersonen", "Fachpersonen"),
    ("= partner", "Jederzeit", "je nach Fall"),
    ("", "Klient/in", "Klient/in"),
])  # fmt: skip
def test_who_does_a_task_is_told_by_role_lane_or_variable(candidates: str, lane: str, who: str) -> None:
    assert phrases.holder(candidates, lane) == who


@pytest.mark.browser
def test_pictures_are_drawn_once_and_again_only_after_a_change(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "forms", tmp_path / "forms")
    shutil.copytree(ROOT / "workflows/kostengutsprache", tmp_path / "workflows/kostengutsprache")
    drawing = tmp_path / "workflows/kostengutsprache/diagram.bpmn"
    picture = tmp_path / "docs/prozesse/kostengutsprache.svg"

    def make_docs() -> str:
        command = [sys.executable, "scripts/docs.py", "--root", str(tmp_path)]
        return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout

    assert make_docs() == f"{picture} neu gezeichnet\n"
    drawn = picture.read_text()
    assert "Kostenträger" in drawn and 'id="tip-1"' in drawn
    (tmp_path / "docs/prozesse/frueher.md").touch()
    assert make_docs() == "" and picture.read_text() == drawn
    assert sorted(file.name for file in picture.parent.iterdir()) == [
        "README.md", "kostengutsprache.md", "kostengutsprache.svg",
    ]  # fmt: skip
    drawing.write_text(drawing.read_text().replace("Kostenträger", "Geldgeber"))
    assert make_docs() == f"{picture} neu gezeichnet\n" and "Geldgeber" in picture.read_text()
