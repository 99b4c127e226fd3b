"""Writes the pages of all procedures in a folder, and the index that leads to them."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from app.designer.pages.drawing import Drawing, one_line
from app.designer.pages.page import ProcedurePage, Story, TableSummary
from app.designer.pages.phrases import cell, table
from app.flow.expressions import LIBRARY
from app.flow.xml import read_xml
from app.forms import compile_form
from app.scenarios.script import read_scenario

_DMN = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"


def drawings_of(workflows: Path) -> list[Drawing]:
    """The diagrams of all procedures, those that people open first, each group by name."""
    found = [Drawing(file) for file in workflows.glob("*/*.bpmn")]
    return sorted(found, key=lambda drawing: (not drawing.startable, drawing.name))


def pages_of(workflows: Path, forms: Path) -> dict[str, str]:
    """File name → text, for the page of every procedure and the index."""
    drawings = drawings_of(workflows)
    titles = {file.stem: compile_form(file.read_bytes(), file.name, library=LIBRARY).title
              for file in sorted(forms.glob("*.form"))}  # fmt: skip
    tables = {key: found for file in sorted(workflows.glob("*/*.dmn")) for key, found in _tables(file)}
    stories = [story for file in sorted(workflows.glob("*/scenarios/*.yaml")) for story in _stories(file)]
    pages = {"README.md": _index(drawings)}
    for drawing in drawings:
        own = [story for key, story in stories if key in (drawing.key, drawing.file.parent.name)]
        pages[f"{drawing.key}.md"] = ProcedurePage(drawing, titles, tables, own, drawings).text()
    return pages


def digest_of(drawing: Drawing) -> str:
    """The digest of a diagram. A picture carries it, so that one drawn from an older diagram is noticed."""
    return hashlib.sha256(drawing.data).hexdigest()


def _index(drawings: list[Drawing]) -> str:
    rows = [[f"[{cell(drawing.name)}]({drawing.key}.md)", cell(drawing.purpose)] for drawing in drawings]
    return "\n".join([
        "# Die Verfahren",
        "",
        "Ein Bild und eine Seite je Verfahren: wer mitwirkt, welche Aufgaben es gibt und bis wann, was von selbst",
        "geschieht. Die Seiten entstehen mit `make docs` aus den Diagrammen, Formularen, Tabellen und Szenarien, die",
        "auch laufen. Wie Sie ein Verfahren ändern oder ein neues zeichnen, steht unter",
        "[Verfahren zeichnen](../verfahren-zeichnen.md).",
        "",
        *table(("Verfahren", "Wozu"), rows),
    ])  # fmt: skip


def _tables(file: Path) -> Iterator[tuple[str, TableSummary]]:
    for decision in read_xml(file.read_bytes(), str(file)).iter(f"{_DMN}decision"):
        yield (
            str(decision.get("id")),
            TableSummary(
                file=f"workflows/{file.parent.name}/{file.name}",
                name=one_line(decision.get("name")),
                inputs=_labels(decision, "input"),
                outputs=_labels(decision, "output"),
            ),
        )


def _labels(decision: etree._Element, kind: str) -> tuple[str, ...]:
    columns = decision.iterfind(f"{_DMN}decisionTable/{_DMN}{kind}")
    return tuple(one_line(column.get("label") or column.get("name")) for column in columns)


def _stories(file: Path) -> Iterator[tuple[str, Story]]:
    """A scenario with the key of the process it plays; and once more with its folder's key, if that is another."""
    scenario = read_scenario(file)
    top = file.read_text("utf-8").partition("szenario:")[0]
    note = one_line(" ".join(line.removeprefix("#") for line in top.splitlines() if line.startswith("#")))
    story = Story(f"workflows/{file.parents[1].name}/scenarios/{file.name}", one_line(scenario.title), note)
    for key in dict.fromkeys((scenario.process, file.parents[1].name)):
        yield key, story
