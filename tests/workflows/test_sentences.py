"""Every sentence the house shows reads as German does, whatever stands in its slots; every label is whole and free."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from app import wording
from app.actions.parameters import words
from app.clock import ZONE
from app.deadlines import moments
from app.flow.expressions import LIBRARY
from app.flow.extensions import BPMN
from app.forms import compile_form
from app.forms.definitions import TextBlock
from app.forms.formulas import Template
from app.forms.richtext import RichText
from tests.workflows.drawing import boxes_of, labels_of

ROOT = Path(__file__).resolve().parents[2]
FORMS, DIAGRAMS = sorted(ROOT.glob("forms/*.form")), sorted(ROOT.glob("workflows/*/diagram.bpmn"))
PICTURES = sorted(ROOT.glob("docs/prozesse/*.svg"))
NOW = datetime(2027, 1, 11, 9, tzinfo=ZONE)
FULL: dict[str, Any] = {"von": "2027-06-01", "zeit": "14:00:00", "zahl": 1, "name": "Peter M."}
BAD = re.compile(
    r"\bbis [.,]|\bvom [.,]|(?<=\w)\.\.(?!\.)|\d\d:\d\d:\d\d|(?<![\d.,])1 (Monate|Tage|Sekunden|Wochen)\b|\(\)"
)


def rendered(text: str, known: dict[str, Any]) -> tuple[str, str]:
    """A text with slots as plain text, and as a text block shows it."""
    template = Template(text, LIBRARY)
    html = RichText(template).render(template.filled(template.values(known, NOW)))
    return template.render(known, NOW), re.sub(r"<[^>]+>", "", str(html)).strip()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Vom {{von}} bis {{bis}}.", "Vom 01.06.2027 bis –."),
        ("Grund: {{grund}}", "Grund: –"),
        ("Gemeldet von {{name}}.", "Gemeldet von Peter M."),
        ("Gemeldet von **{{name}}**.", "Gemeldet von Peter M."),
        ("{{name}}... und weiter", "Peter M.... und weiter"),
        ("Um {{zahl}} Monate, in {{zahl}} Tagen", "Um 1 Monat, in 1 Tag"),
        ("**{{zahl}}** Wochen", "1 Woche"),
        ("Von {{zeit}} Uhr an", "Von 14:00 Uhr an"),
        ("Es ist so. {{bemerkung}}", "Es ist so."),
        ("{{bemerkung}}", ""),
        ("Titel\n\n{{bemerkung}}", "Titel"),
        ('{{if zahl = 2 then "zwei" else ""}} Stück', "Stück"),
    ],
)
def test_whatever_stands_in_a_slot_the_sentence_is_one(text: str, shown: str) -> None:
    plain, html = rendered(text, FULL)
    assert html == shown
    assert plain.replace("*", "").strip() == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("11 Monate, 1.5 Monate, 2021 Monate", "11 Monate, 1.5 Monate, 2021 Monate"),
        ("um 1 Monate verlängert", "um 1 Monat verlängert"),
        ("warten … und so weiter...", "warten … und so weiter..."),
    ],
)
def test_other_numbers_and_dots_stay(text: str, shown: str) -> None:
    assert wording.one_stop(wording.counted(text)) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("14:00:00", "14:00"), ("Zeit: 14:00:00 Uhr", "Zeit: 14:00 Uhr"), ("08:30:15.5", "08:30"),
        ("12:30", "12:30"), ("aa:14:00:00", "aa:14:00:00"), ("14:00:00:00", "14:00:00:00"), ("25:00:00", "25:00:00"),
    ],
)  # fmt: skip
def test_nobody_reads_seconds(text: str, shown: str) -> None:
    assert moments.for_people(text) == shown


def test_words_of_actions_are_mended_too() -> None:
    said = words({"text": "Peter M.. kommt am 2027-06-01T14:00:00+02:00, in 1 Tagen"}, "text")
    assert said == "Peter M. kommt am 01.06.2027 14:00, in 1 Tag"


def _blocks() -> list[tuple[str, str]]:
    found = []
    for file in FORMS:
        form = compile_form(file.read_bytes(), file.name, library=LIBRARY)
        everything = [field for top in form.fields for field in top.walk()]
        found += [(file.stem, one.text.source) for one in everything if isinstance(one, TextBlock)]
        found += [(file.stem, text) for one in everything for text in (one.label.source, one.hint.source)]
    return found


@pytest.mark.parametrize("filling", [None, "", "Peter M.", "2027-06-01", "14:00:00", 1])
def test_every_text_of_every_form_survives_every_filling(filling: object) -> None:
    for form, text in _blocks():
        template = Template(text, LIBRARY)
        known: dict[str, Any] = {}
        for formula in template.formulas:
            for path in formula.paths:
                place = known
                for part in path[:-1]:
                    place = place.setdefault(part, {}) if isinstance(place.get(part, {}), dict) else {}
                place.setdefault(path[-1], filling)
        for shown in rendered(text, known) if not text.startswith("=") else [template.render(known, NOW)]:
            assert not BAD.search(shown), (form, text, shown)


@pytest.mark.parametrize("file", PICTURES, ids=lambda file: file.stem)
def test_no_word_of_a_picture_is_cut(file: Path) -> None:
    svg, diagram = "{http://www.w3.org/2000/svg}", ROOT / "workflows" / file.stem / "diagram.bpmn"
    names = {str(node.get("id")): str(node.get("name") or "") for node in etree.fromstring(diagram.read_bytes()).iter()}
    for group in etree.fromstring(file.read_bytes()).iter(f"{svg}g"):
        name = names.get(str(group.get("data-element-id")).removesuffix("_label"), "")
        pieces = [word for line in group.iter(f"{svg}tspan") for word in "".join(line.itertext()).split()]
        whole = [*name.split(), *(part for word in name.split() for part in re.findall(r"[^-]+-|[^-]+$", word))]
        if name and len(list(group.iter(f"{svg}text"))) == 1:
            assert not set(pieces) - set(whole), (name, pieces)


@pytest.mark.parametrize("file", DIAGRAMS, ids=lambda file: file.parent.name)
def test_no_label_lies_under_a_box(file: Path) -> None:
    root = etree.fromstring(file.read_bytes())
    kinds = {str(node.get("id")): etree.QName(node).localname for node in root.iter() if isinstance(node.tag, str)}
    boxes = {
        one: box
        for one, box in boxes_of(file).items()
        if kinds[one].endswith(("Task", "Event", "Gateway", "task", "callActivity"))
    }
    for one, (left, top, right, bottom) in labels_of(file).items():
        for other, box in boxes.items():
            wide, high = min(right, box[2]) - max(left, box[0]), min(bottom, box[3]) - max(top, box[1])
            assert other == one or wide <= 2 or high <= 2, f"{one} unter {other}"


@pytest.mark.parametrize("file", DIAGRAMS, ids=lambda file: file.parent.name)
def test_each_procedure_says_what_it_is_for(file: Path) -> None:
    said = etree.fromstring(file.read_bytes()).find(f"{{{BPMN}}}process/{{{BPMN}}}documentation")
    assert said is not None and len(str(said.text)) > 40
    page = (ROOT / "docs/prozesse" / f"{file.parent.name}.md").read_text("utf-8")
    assert str(said.text) in page


def test_no_message_puts_its_own_stop_after_a_name() -> None:
    texts = (ROOT / "app/i18n/translations/messages.pot").read_text("utf-8")
    assert re.findall(r"%\((?:name|client|person|user|who|by)\)s\.(?!\w)", texts) == []
