"""A form is changed without a canvas: described, put in, moved, removed; what is left alone stays byte for byte."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.config import ROOT
from app.designer.blocks import KINDS, BlockError, Sheet
from app.errors import NotFoundError
from app.forms import FormError
from app.gate.sheets import form_of
from app.workshop.beginnings import new_form
from tests.browser_posts import Browser
from tests.workshop.test_drafts import PAGE, begun

Browse = Callable[[str], Browser]
FORMS = sorted((ROOT / "forms").glob("*.form"))


def sheet() -> Sheet:
    return Sheet(new_form("probe", "Probe"))


def answered(form: Sheet, place: str) -> dict[str, str]:
    return {one.key: value for one, value in form.questions(place)}


def test_all_that_is_delivered_stays_byte_for_byte_when_nothing_is_changed() -> None:
    for file in FORMS:
        form = Sheet(file.read_bytes())
        for row in form.rows():
            form.change(row.place, {one.key: value for one, value in form.questions(row.place)})
        assert form.written() == file.read_bytes(), file.name


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_field_of_every_kind_can_be_shown_at_once(kind: str) -> None:
    form = sheet()
    form.add("", kind, "Grösse der Räume")
    assert form_of("probe", form.written().decode()).fields
    assert "Grösse der Räume" in form.written().decode()


def test_a_field_is_described_and_only_that_changes() -> None:
    form = sheet()
    before = form.written().decode().splitlines()
    form.change("1", {"label": "Was war?", "category": "berufliches", "required": "", "show": "= a.b = 1"})
    changed = [line for line in form.written().decode().splitlines() if line not in before]
    assert [line.strip().rstrip(",") for line in changed] == [
        '"label": "Was war?"', '"conditional": {', '"hide": "= not(a.b = 1)"', '"category": "berufliches"'
    ]  # fmt: skip
    assert answered(Sheet(form.written()), "1")["show"] == "= a.b = 1"
    form.change("1", {"label": "Was ist geschehen?", "category": "ablauf", "required": "ja", "show": ""})
    assert form.written() == new_form("probe", "Probe")


def test_answers_of_a_choice_are_lines() -> None:
    form = sheet()
    place = form.add("0", "radio", "Ort")
    form.change(place, {"values": "zh = Zürich\n\nlu = Luzern = am See\nBern"})
    values = json.loads(form.written())["components"][1]["values"]
    assert values == [
        {"label": "Zürich", "value": "zh"},
        {"label": "Luzern = am See", "value": "lu"},
        {"label": "Bern", "value": "Bern"},
    ]
    assert answered(form, place)["values"] == "zh = Zürich\nlu = Luzern = am See\nBern"


def test_fields_are_moved_and_removed_in_their_group() -> None:
    form = sheet()
    group = form.add("", "group", "Person")
    first = form.add(f"{group}>", "textfield", "Name")
    second = form.add(first, "number", "Alter")
    assert [row.place for row in form.rows()] == ["0", "1", "2", "2.0", "2.1"]
    assert form.move(second, -1) == "2.0" and form.move("2.0", -1) == "2.0"
    assert [row.label for row in form.rows()][-2:] == ["Alter", "Name"]
    form.remove(group)
    assert [row.place for row in form.rows()] == ["0", "1"]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda form: form.change("7", {}),
        lambda form: form.change("0.3", {}),
        lambda form: form.change("-1", {}),
        lambda form: form.move("٣", 1),
        lambda form: form.remove("1" * 500),
        lambda form: form.add("5", "text", "x"),
        lambda form: form.add("", "iframe", "x"),
        lambda form: form.add("", "text", " "),
        lambda form: form.change("1", {"label": "a\0b"}),
        lambda form: form.change("1", {"description": "x" * 30_000}),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(wrong: Callable[[Sheet], object]) -> None:
    form = sheet()
    with pytest.raises((BlockError, NotFoundError)):
        wrong(form)
    assert form.written() == new_form("probe", "Probe")


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'{"components": 5}', b'{"components": [5]}', b'{"components": [{"components": {}}]}', b"\xff",
     b'{"components": [' + b'{"components": [' * 20 + b"]}" * 20 + b"]}"],
)  # fmt: skip
def test_what_is_no_form_is_left_alone(content: bytes) -> None:
    with pytest.raises(FormError):
        Sheet(content)


def test_attributes_of_other_kinds_than_usual_are_shown_and_kept(tmp_path: Path) -> None:
    odd = {"components": [{"type": "textfield", "label": 5, "key": ["a"], "validate": "x", "properties": None}]}
    form = Sheet(json.dumps(odd).encode())
    form.change("0", answered(form, "0"))
    assert json.loads(form.written()) == odd
    form.change("0", {"required": "ja", "category": "ablauf"})
    assert json.loads(form.written())["components"][0]["validate"] == {"required": True}


@pytest.mark.usefixtures("in_service")
def test_fields_are_changed_beside_the_page_that_caseworkers_will_see(browse: Browse) -> None:
    owner, form = begun(browse), "forms/antrag.form"
    owner.get(f"{PAGE}/ausprobieren/{form}")
    assert "So sehen es Fallführende" in owner.text and "antrag.betrag" in owner.text
    fields = [("rev", "0"), ("kind", "textfield"), ("label", "<b>Zweck</b>"), ("key", ""), ("behind", "0")]
    owner.post(f"{PAGE}/feld-neu/{form}", [("csrf_token", owner.token()), *fields])
    assert owner.page.xpath("//input[@name='q-key']/@value") == ["b_zweck_b"]
    assert owner.page.xpath("//input[@name='b_zweck_b']") and "<b>Zweck</b>" in owner.text
    stale = owner.post(f"{PAGE}/feld/1/{form}", [("csrf_token", owner.token()), ("rev", "0"), ("q-label", "Wozu")])
    assert stale.status == 409 and owner.page.xpath("//input[@name='q-label']/@value") == ["Wozu"]
    hostile = [("rev", "1"), ("q-label", "Wozu"), ("q-show", "= __import__('os')("), ("q-category", "berufliches")]
    owner.post(f"{PAGE}/feld/1/{form}", [("csrf_token", owner.token()), *hostile])
    assert owner.status == 200 and "lässt es sich nicht zeigen" in owner.text and "Wozu" in owner.text
    mended = [("rev", "2"), ("q-show", ""), ("q-description", "Kurz.")]
    owner.post(f"{PAGE}/feld/1/{form}", [("csrf_token", owner.token()), *mended])
    assert owner.page.xpath("//*[@id='formularfelder']//label[contains(., 'Wozu')]") and "Kurz." in owner.text
    owner.post(f"{PAGE}/feld-platz/1/{form}", [("csrf_token", owner.token()), ("rev", "3"), ("move", "remove")])
    assert "(Wozu)" not in owner.text
    assert owner.get(f"{PAGE}/ausprobieren/{form}?feld=99").status == 404
