"""Reading form files: titles, limits, and what is refused by name."""

from typing import Any

import pytest

from app.forms import FormError, compile_form
from tests.forms.builders import NOW, Component, day, field, form_file, form_of, rows, text


def refusal(*components: Any) -> str:
    with pytest.raises(FormError) as caught:
        form_of(*components)
    return caught.value.message


def test_the_first_heading_is_the_title_and_is_not_repeated() -> None:
    form = form_of({"type": "text", "text": "# Vollmacht\n\nBitte lesen."}, text())
    assert (form.key, form.title) == ("probe", "Vollmacht")
    view = form.view({}, now=NOW)
    assert view.items[0].html == "<p>Bitte lesen.</p>\n"


def test_without_a_heading_the_file_gives_the_title() -> None:
    assert form_of(text()).title == "probe"
    assert form_of({"type": "text", "text": "Hallo"}, text()).title == "probe"
    assert form_of({"type": "text", "text": "# {{ name }}"}).title == "probe"


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{", b"\xff", b'{"components": {}}', b'{"type": "bpmn"}', b'{"components": [1]}', b"[" * 9000]
)
def test_what_is_no_form_file_is_refused_with_its_name(data: bytes) -> None:
    with pytest.raises(FormError) as caught:
        compile_form(data, "kaputt.form")
    assert caught.value.message.startswith("kaputt.form: ")


@pytest.mark.parametrize("kind", ["html", "iframe", "image", "documentPreview", "hologram", ""])
def test_components_we_do_not_honour_are_refused_by_name(kind: str) -> None:
    assert refusal(field(kind)).startswith("probe.form, «Feld»: ")


def test_buttons_are_passed_over() -> None:
    assert len(form_of(text(), {"type": "button", "label": "Los"}).fields) == 1


@pytest.mark.parametrize(
    "component",
    [
        text("typename"),
        text("klient.typename"),
        text("this"),
        text("i"),
        text("csrf_token"),
        text("_shown"),
        text("grösse"),
        text("a..b"),
        text("a b"),
        text("0"),
        text("a.0"),
        text("", label="Leer"),
        text("a" * 200),
    ],
)
def test_keys_are_plain_paths(component: Component) -> None:
    assert "Schlüssel" in refusal(component)


@pytest.mark.parametrize(("one", "other"), [("a", "a"), ("a", "a.b"), ("a.b.c", "a.b")])
def test_two_fields_may_not_write_to_one_place(one: str, other: str) -> None:
    assert "kommt dem Feld" in refusal(text(one), text(other))
    assert "kommt dem Feld" in refusal(rows(text(one), text(other)))


def test_the_same_key_may_stand_in_the_form_and_in_a_list() -> None:
    assert form_of(text("titel"), rows(text("titel")))


@pytest.mark.parametrize(
    ("component", "hint"),
    [
        (text(validate={"requierd": True}), "requierd"),
        (text(properties={"ruleMesage": "x"}), "ruleMesage"),
        (text(conditional={"show": "= a"}), "show"),
        (text(validate={"required": "yes"}), "wahr"),
        (text(label=3), "Text"),
        (text(label=" "), "Beschriftung"),
        (rows(text(), label=""), "Beschriftung"),
        (text(conditional={"hide": "a = 1"}), "beginnen"),
        (text(conditional={"hide": "= a ="}), "nicht lesbar"),
        (text(properties={"rule": "= (("}), "nicht lesbar"),
        (text(label="{{ a"), "Klammer"),
        ({"type": "text", "text": "[hier]({{ a }})"}, "Verweises"),
        (text(label="{{#if a}}b{{/if}}"), "nicht unterstützt"),
        (text(validate={"pattern": "(?=a)"}), "Vorausschau"),
        (text(validate={"pattern": "(a)\\1"}), "Rückbezüge"),
        (text(validate={"pattern": "a" * 501}), "500"),
        (text(validate={"minLength": 5, "maxLength": 4}), "maxLength"),
        (text(validate={"minLength": -1}), "ganze Zahl"),
        (text(validate={"validationType": "iban"}), "iban"),
        (text(properties={"check": "iban"}), "iban"),
        (field("number", validate={"min": "viel"}), "Zahl oder ein Ausdruck"),
        (field("number", validate={"max": 1e300}), "Zahl oder ein Ausdruck"),
        (field("radio"), "Antworten"),
        (field("radio", values=[{"label": "ohne Wert"}]), "Beschriftung"),
        (field("radio", values=["a", "a"]), "denselben Wert"),
        (field("radio", values="a"), "Liste"),
        (field("datetime", subtype="week"), "Untertyp"),
        (day(timeSerializingFormat="mars"), "Untertyp"),
        (field("expression"), "berechnet"),
        (field("table"), "Datenquelle"),
        (rows(text(), isRepeating=False), "Gruppe"),
        (rows(text(), properties={"maxRows": "51"}), "maxRows"),
    ],
)
def test_mistakes_in_a_component_are_named(component: Component, hint: str) -> None:
    assert hint in refusal(component)


def test_a_form_has_limits() -> None:
    assert "200 Bausteine" in refusal(*(text(f"k{number}") for number in range(201)))
    nested = text()
    for _ in range(6):
        nested = {"type": "group", "label": "G", "components": [nested]}
    assert "6 Ebenen" in refusal(nested)
    with pytest.raises(FormError, match="256 kB"):
        compile_form(form_file(text(label="x" * 300_000)))
    with pytest.raises(FormError, match="NaN"):
        compile_form(b'{"components": [], "x": NaN}')


def test_an_error_knows_its_file_its_element_and_its_bare_sentence() -> None:
    with pytest.raises(FormError) as caught:
        form_of(field("html"))
    assert (caught.value.source, caught.value.element) == ("probe.form", "Feld")
    assert caught.value.plain.startswith("HTML ist")
