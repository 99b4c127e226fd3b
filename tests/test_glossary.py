"""The glossary is complete and true: what has a German name is there, and its English words stand in the code."""

import re
from pathlib import Path

from lxml import etree

from app.cases.roles import NAMES
from app.flow import kinds as flow
from app.flow.extensions import BPMN
from app.outbox import models as outbox
from app.people.kinds import Kind
from app.schema import metadata

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([^|`]+) \| `([^`]+)` \| ([^|]+) \|$", PAGE, re.MULTILINE)
GERMAN = {term for row in ROWS for term in (row[0], *row[0].split(", "))}
ENGLISH = {row[1] for row in ROWS}
PAIRS = {row[:2] for row in ROWS}

DIAGRAMS = sorted((ROOT / "workflows").glob("*/*.bpmn"))
STATUSES = (
    *flow.InstanceStatus, *flow.ItemStatus, *flow.CaseMessageStatus, *outbox.MessageStatus,
)  # fmt: skip
ROOMS = [
    entry.stem
    for entry in sorted((ROOT / "app").iterdir())
    if not entry.name.startswith((".", "_")) and (entry.suffix == ".py" or (entry / "__init__.py").is_file())
]


def elements(tag: str) -> list[etree._Element]:
    return [node for file in DIAGRAMS for node in etree.parse(file).iter(f"{{{BPMN}}}{tag}")]


def test_each_role_is_joined_to_its_german_name() -> None:
    assert {(name, role) for role, name in NAMES.items()} - PAIRS == set()


def test_each_lane_of_a_diagram_is_there() -> None:
    assert {str(node.get("name")) for node in elements("lane")} - GERMAN == set()


def test_each_procedure_is_joined_to_its_key() -> None:
    assert {(str(node.get("name")), str(node.get("id"))) for node in elements("process")} - PAIRS == set()


def test_each_table_is_there() -> None:
    assert set(metadata().tables) - ENGLISH == set()


def test_each_status_is_there() -> None:
    assert set(STATUSES) - ENGLISH == set()


def test_each_kind_of_institution_is_there() -> None:
    assert set(Kind) - ENGLISH == set()


def test_each_room_of_the_house_is_there() -> None:
    assert set(ROOMS) - ENGLISH == set()


def test_the_english_words_stand_in_the_code() -> None:
    files = [*(ROOT / "app").rglob("*.py"), *DIAGRAMS]
    code = "\n".join(file.read_text(encoding="utf-8") for file in files)
    # Words of names count too: `mandate` stands in `sign_mandate`, `working_day` in `working_days`.
    spoken = {word for name in set(re.findall(r"\w+", code)) for word in _parts(name)}
    assert sorted(ENGLISH - spoken - set(ROOMS)) == []


def _parts(name: str) -> set[str]:
    """All runs of words in a name like `next_working_days`, also without a plural s."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().split("_")
    runs = ("_".join(words[start:end]) for start in range(len(words)) for end in range(start + 1, len(words) + 1))
    return {form for run in runs for form in (run, run.removesuffix("s"))}


def test_no_german_term_stands_twice() -> None:
    terms = [row[0] for row in ROWS]
    assert sorted({term for term in terms if terms.count(term) > 1}) == []


def test_no_row_is_misshapen() -> None:
    lines = [line for line in PAGE.splitlines() if line.startswith("|") and "---" not in line]
    assert len(lines) - PAGE.count("| German term |") == len(ROWS)
