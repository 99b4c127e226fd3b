"""Decision tables are changed by cells; what is wrong stands in them, and a trial says which rule hits and why."""

from collections.abc import Callable

import pytest

from app.config import ROOT
from app.designer.table_parts import TableError
from app.designer.tables import Sheet, empty_file
from app.dmn import DmnError, read_dmn
from app.errors import NotFoundError
from app.workshop.tabling import marks_in, tried
from tests.browser_posts import Browser
from tests.conftest import START
from tests.workshop.test_drafts import PAGE, begun

Browse = Callable[[str], Browser]
FILES = sorted((ROOT / "workflows").glob("*/*.dmn"))
NAME = "decisions.dmn"


def sheet() -> Sheet:
    """A table with two rules: below 18, and from 18 on."""
    found = Sheet(empty_file("probe"), NAME)
    found.add_table("alter", "Alter")
    found.add_rule("alter", -1)
    found.add_rule("alter", 0)
    cells = {"c-0-0": "< 18", "c-0-1": '"jung"', "c-1-0": ">= 18", "c-1-1": '"alt"'}
    found.change("alter", {"h-0-text": "klient.alter", "h-0-kind": "number", **cells})
    return Sheet(found.written(), NAME)


def answers(found: Sheet, key: str) -> dict[str, str]:
    """Everything as a page sends it back."""
    given = {"name": found.tables[key][0]}
    given["policy"], given["aggregation"] = found.policy(key)
    for row, line in enumerate(found.lines(key)):
        given[f"r-{row}"] = line.remark
        given |= {f"c-{row}-{at}": cell for at, cell in enumerate(line.cells)}
    for at, column in enumerate(found.columns(key)):
        given |= {f"h-{at}-{part}": getattr(column, part) for part in ("label", "text", "kind", "allowed")}
    return given


def told(found: Sheet) -> dict[tuple[int, int], list[str]]:
    again = Sheet(found.written(), NAME)
    return marks_in(found.written(), NAME, "alter", again).cells


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_what_is_delivered_stays_byte_for_byte_when_nothing_is_changed(file: object) -> None:
    content = file.read_bytes()  # type: ignore[attr-defined]
    found = Sheet(content, NAME)
    for key in found.tables:
        found.change(key, answers(found, key))
    assert found.tables and found.written() == content


def test_a_changed_cell_changes_one_line_of_the_file() -> None:
    content = FILES[0].read_bytes()
    found = Sheet(content, NAME)
    found.change(next(iter(found.tables)), {"c-0-0": "true"})
    before, after = content.decode().splitlines(), found.written().decode().splitlines()
    assert len(before) == len(after) and sum(one != other for one, other in zip(before, after, strict=True)) <= 1


def test_a_new_table_decides_and_has_no_findings() -> None:
    found = sheet()
    assert told(found) == {}
    assert read_dmn(found.written()).decide("alter", {"klient": {"alter": 30}}).value == "alt"


def test_rules_and_columns_come_and_go() -> None:
    found = sheet()
    found.move_rule("alter", 1, -1)
    assert [line.cells[0] for line in found.lines("alter")] == [">= 18", "< 18"]
    found.add_column("alter", is_input=True, label="Bei der IV")
    assert [line.cells for line in found.lines("alter")] == [(">= 18", "-", '"alt"'), ("< 18", "-", '"jung"')]
    found.remove_column("alter", 0)
    found.remove_rule("alter", 0)
    assert [line.cells for line in Sheet(found.written(), NAME).lines("alter")] == [("-", '"jung"')]


@pytest.mark.parametrize(
    ("cell", "text", "part"),
    [
        ("c-0-0", '"5"', "von der Art «Text»"),
        ("c-0-0", "< 18 18", ""),
        ("c-0-1", "7", "Ergebnis"),
        ("c-0-0", "< 20", "treffen beide zu"),
        ("c-0-0", "__import__('os').system('id')", ""),
    ],
)
def test_what_is_wrong_stands_in_the_cell(cell: str, text: str, part: str) -> None:
    found = sheet()
    found.change("alter", {cell: text})
    marks = told(found)
    rule, column = (int(number) for number in cell[2:].split("-"))
    sentences = marks.get((rule, column)) or marks[(rule, -1)]
    assert any(part in one for one in sentences), marks


def test_a_gap_is_shown_as_the_rule_that_is_missing() -> None:
    found = sheet()
    found.change("alter", {"c-1-0": "> 18"})
    marks = marks_in(found.written(), NAME, "alter", Sheet(found.written(), NAME))
    assert [gap for gap, _said in marks.gaps] == [("18",)]
    found.add_rule("alter", 1, {0: "18"})
    assert marks_in(found.written(), NAME, "alter", Sheet(found.written(), NAME)).gaps == []


def test_a_trial_says_which_rule_hits_and_why() -> None:
    found = sheet()
    table = marks_in(found.written(), NAME, "alter", found).table
    assert table is not None
    hit = tried(table, {0: "18"}, START)
    assert (hit.hits, hit.cells, hit.results) == ((2,), ((False,), (True,)), [("ergebnis", "alt")])
    nothing = tried(table, {0: "viel"}, START)
    assert nothing.hits == () and "passt nicht: «Bedingung»" in nothing.why


@pytest.mark.parametrize(
    "wrong",
    [
        lambda found: found.add_table("alter", "Noch eine"),
        lambda found: found.add_table("Ä", "x"),
        lambda found: found.remove_column("alter", 1),
        lambda found: found.remove_column("alter", 9),
        lambda found: found.remove_rule("alter", 9),
        lambda found: found.add_column("alter", is_input=True, label=" "),
        lambda found: found.change("alter", {"policy": "MANCHMAL"}),
        lambda found: found.change("alter", {"c-0-0": "a\0b"}),
        lambda found: found.change("alter", {"c-0-0": "x" * 5_000}),
        lambda found: found.change("fehlt", {}),
    ],
)
def test_what_cannot_be_is_refused(wrong: Callable[[Sheet], object]) -> None:
    with pytest.raises((TableError, NotFoundError)):
        wrong(sheet())


@pytest.mark.parametrize("content", [b"", b"<a/>", b"<!DOCTYPE x><definitions/>", b"\xff\xfe"])
def test_what_is_no_file_of_tables_is_refused(content: bytes) -> None:
    with pytest.raises(DmnError):
        Sheet(content, NAME)


@pytest.mark.usefixtures("in_service")
def test_a_table_is_made_filled_mended_and_tried_on_the_page(browse: Browse) -> None:
    owner = begun(browse)
    owner.get(PAGE).follow("Tabellen ansehen")
    owner.submit({"title": "Höhe <b>", "key": "hoehe"})
    page = owner.path
    assert "Höhe <b>" in owner.text
    owner.submit({"h-0-text": "antrag.betrag", "h-0-kind": "number"}, button=("do", "add:-1"))
    owner.submit({"c-0-0": "< 100", "c-0-1": '"klein"'})
    assert "hat eine Lücke" in owner.text and "100" in owner.text
    owner.submit(button=("do", "fill:0"))
    assert len(owner.page.xpath("//table[@class='decision']//textarea[starts-with(@name, 'r-')]")) == 2
    owner.submit({"c-1-0": '"viel"'})
    assert "von der Art «Text»" in owner.text and owner.page.xpath("//textarea[@name='c-1-0'][@aria-invalid]")
    owner.submit({"c-1-0": ">= 100", "c-1-1": '"gross"'})
    assert not owner.page.xpath("//*[@aria-invalid]") and "Lücke" not in owner.text
    token = owner.token()
    attempt = page.replace("/tabelle/", "/tabelle-ausprobieren/")
    owner.post(attempt, [("csrf_token", token), ("t-0", "250")])
    assert "Regel 2 trifft zu." in owner.text and "gross" in owner.text
    stale = owner.post(page, [("csrf_token", token), ("rev", "1"), ("c-0-0", "< 50")])
    assert stale.status == 409 and "< 50" in owner.text
    refused = owner.post(page, [("csrf_token", token), ("rev", "6"), ("do", "explode")])
    assert refused.status in (409, 422)
    assert owner.get(page.replace("hoehe", "fehlt")).status == 404
