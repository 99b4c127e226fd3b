"""Files which are no DMN, or which mean harm, are refused with a sentence."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dmn import DmnError, read_dmn
from app.feel import FeelError
from tests.dmn.models import decision, definitions, literal, table
from tests.searching import examples

_BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"><decision name="&c;"/></definitions>"""
_OUTSIDE = (
    b"""<!DOCTYPE x SYSTEM "file:///etc/passwd"><definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>"""
)


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"", "kein gültiges XML"),
        (b"text", "kein gültiges XML"),
        (b"<definitions>", "kein gültiges XML"),
        (b"<definitions/>", "keine DMN-Datei"),
        (b'<html xmlns="http://www.w3.org/1999/xhtml"/>', "keine DMN-Datei"),
        (definitions(decision(literal("1")))[:200], "kein gültiges XML"),
        (definitions("ä").replace("ä".encode(), b"\xff"), "kein gültiges XML"),
        (_BOMB, "DOCTYPE"),
        (_OUTSIDE, "DOCTYPE"),
        (b" " * (5 * 1024 * 1024 + 1), "zu gross"),
        (definitions("<decision/>" * 60_000), "zu viele Elemente"),
        (definitions("<a>" * 400 + "</a>" * 400), "kein gültiges XML"),
    ],
)
def test_bad_files_are_refused_with_a_sentence(data: bytes, part: str) -> None:
    began = time.process_time()
    with pytest.raises(DmnError, match=part):
        read_dmn(data, "regeln.dmn")
    assert time.process_time() - began < 2


def test_text_instead_of_bytes_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError):
        read_dmn("<definitions/>")  # type: ignore[arg-type]


def test_a_table_of_many_rules_is_read_decided_and_checked_in_time() -> None:
    rules = [[f"[{number}..{number + 1})", f'"{number}"'] for number in range(2000)]
    began = time.process_time()
    model = read_dmn(definitions(decision(table(["x:number"], ["y"], rules))))
    assert model.decide("Entscheid", {"x": 1999}).value == "1999"
    model.lint()
    assert time.process_time() - began < 5


def test_knowledge_requiring_knowledge_without_end_is_refused() -> None:
    parts = [
        f'<businessKnowledgeModel id="k{number}" name="k{number}"><encapsulatedLogic>{literal("1")}</encapsulatedLogic>'
        f'<knowledgeRequirement><requiredKnowledge href="#k{number + 1}"/></knowledgeRequirement>'
        "</businessKnowledgeModel>"
        for number in range(1500)
    ]
    model = read_dmn(definitions("".join(parts) + decision(literal("k0()"), requires="#knowledge:k0")))
    with pytest.raises(DmnError, match="zu tief"):
        model.decide("Entscheid", {})


def test_a_service_calling_itself_is_refused() -> None:
    service = '<decisionService id="s" name="s"><outputDecision href="#Entscheid"/></decisionService>'
    model = read_dmn(definitions(service + decision(literal("s()"), requires="#knowledge:s")))
    with pytest.raises(FeelError, match="zu tief"):
        model.decide("Entscheid", {})


def test_deeply_nested_types_are_refused_or_read() -> None:
    nested = '<itemComponent name="a">' * 240 + "</itemComponent>" * 240
    try:
        read_dmn(definitions(f'<itemDefinition name="t">{nested}</itemDefinition>'))
    except DmnError as error:
        assert "zu tief" in str(error)


def test_a_reference_to_the_wrong_kind_of_part_is_a_finding() -> None:
    body = decision(literal("1"), "a") + decision(literal("2"), "b", "#input:a #knowledge:a")
    model = read_dmn(definitions(body))
    assert len(model.lint()) == 2
    assert model.decide("b", {}).value == 2


_ROW = definitions(decision(table(["x", "y:date"], ["z"], [["> 5", "-", '"a"'], ["CELL", "-", "CELL"]])))


@examples(100)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="<&"), max_size=30))
def test_random_cells_raise_nothing_but_declared_errors(cell: str) -> None:
    try:
        model = read_dmn(_ROW.replace(b"CELL", cell.encode()))
        model.lint()
        model.decide("Entscheid", {"x": 3, "y": "2026-01-01"})
    except (DmnError, FeelError) as error:
        assert str(error)


@examples(100)
@given(st.integers(0, len(_ROW) - 1), st.binary(min_size=1, max_size=8))
def test_damaged_files_raise_nothing_but_declared_errors(position: int, damage: bytes) -> None:
    data = _ROW[:position] + damage + _ROW[position + len(damage) :]
    try:
        model = read_dmn(data)
        model.lint()
        for info in model.decisions:
            model.decide(info.id, {"x": 3})
    except (DmnError, FeelError) as error:
        assert str(error)
