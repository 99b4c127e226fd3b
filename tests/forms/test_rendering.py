"""The HTML of a form: labels, descriptions, errors and everything a screen reader needs are linked."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest

from app.forms import Form, FormView
from tests.forms.builders import NOW, day, field, form_of, load, rows, text
from tests.forms.gallery import SCOPE, WRONG, environment, example_form


class Page(HTMLParser):
    """All start tags with their attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, *names: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.tags if tag in names]

    def by_id(self, wanted: str) -> dict[str, str]:
        (found,) = [attributes for _, attributes in self.tags if attributes.get("id") == wanted]
        return found


def render(view: FormView) -> str:
    imports = '{% from "macros/form.html" import render_form, error_summary %}'
    return environment().from_string(imports + "{{ error_summary(v) }}{{ render_form(v) }}").render(v=view)


def drawn(form: Form, posted: dict[str, object] | None = None) -> str:
    return render(form.view({}, now=NOW) if posted is None else form.view_again(load(form, posted), {}, NOW))


EXAMPLE = example_form()
PAGES = {
    "first": render(EXAMPLE.view(SCOPE, now=NOW)),
    "again": render(EXAMPLE.view_again(EXAMPLE.load(WRONG, SCOPE, NOW), SCOPE, NOW)),
}


@pytest.fixture(params=sorted(PAGES))
def page(request: pytest.FixtureRequest) -> Page:
    return Page(PAGES[request.param])


def test_every_input_has_exactly_one_label(page: Page) -> None:
    labels = Counter(label["for"] for label in page.all("label"))
    for control in page.all("input", "select", "textarea"):
        if control.get("type") != "hidden":
            assert labels[control["id"]] == 1, control


def test_ids_are_unique_and_every_reference_leads_somewhere(page: Page) -> None:
    ids = Counter(attributes["id"] for _, attributes in page.tags if "id" in attributes)
    assert set(ids.values()) == {1}
    for _, attributes in page.tags:
        for name in ("aria-describedby", "aria-labelledby", "for"):
            assert all(ids[target] for target in attributes.get(name, "").split())
        if attributes.get("href", "").startswith("#"):
            assert ids[attributes["href"][1:]]


def test_choices_stand_in_a_fieldset_with_a_legend(page: Page) -> None:
    assert len(page.all("fieldset")) == len(page.all("legend"))


def test_there_is_no_inline_style_and_no_inline_script(page: Page) -> None:
    assert not page.all("style", "script")
    assert not [attributes for _, attributes in page.tags if "style" in attributes or "onclick" in attributes]


def test_return_presses_no_button_that_changes_rows(page: Page) -> None:
    assert "name" not in page.all("button")[0]


def test_a_mistake_is_linked_from_the_summary_and_from_its_input() -> None:
    html = drawn(form_of(text(validate={"required": True}, description="Wie im Ausweis")), {"name": ""})
    control = Page(html).by_id("feld-name")
    assert control["aria-invalid"] == "true"
    assert control["aria-describedby"] == "feld-name-hinweis feld-name-fehler"
    assert control["aria-required"] == "true"
    assert '<h2 id="fehler-titel">Bitte prüfen Sie eine Angabe</h2>' in html
    assert '<a href="#feld-name">Name: Bitte füllen Sie dieses Feld aus.</a>' in html


def test_what_was_typed_stays_as_it_was_typed() -> None:
    html = drawn(form_of(field("number", "lohn"), day()), {"lohn": "5'200,5o", "tag": "31.02.2027"})
    page = Page(html)
    assert page.by_id("feld-lohn")["value"] == "5'200,5o"
    assert page.by_id("feld-tag")["value"] == "31.02.2027"


def test_only_optional_fields_are_marked() -> None:
    assert "(freiwillig)" in drawn(form_of(text()))
    assert "(freiwillig)" not in drawn(form_of(text(validate={"required": True})))
    assert "(freiwillig)" not in drawn(form_of(text(properties={"rule": "= true"})))


@pytest.mark.parametrize(
    ("component", "attributes"),
    [
        (text(validate={"validationType": "email"}), {"type": "email", "inputmode": "email"}),
        (text(validate={"validationType": "phone"}), {"type": "tel"}),
        (text(properties={"check": "ahv"}), {"inputmode": "numeric"}),
        (text(properties={"autocomplete": "given-name"}), {"autocomplete": "given-name"}),
        (field("number", "name", decimalDigits=0), {"type": "text", "inputmode": "numeric"}),
        (day("name", properties={"max": "= today()"}), {"type": "date", "max": "2026-11-22"}),
        (field("datetime", "name", subtype="time"), {"type": "time"}),
        (field("datetime", "name", subtype="datetime"), {"type": "datetime-local"}),
    ],
)
def test_inputs_help_with_typing(component: dict[str, object], attributes: dict[str, str]) -> None:
    assert attributes.items() <= Page(drawn(form_of(component))).by_id("feld-name").items()


def test_known_moments_are_shown_as_a_browser_wants_them() -> None:
    form = form_of(field("datetime", "termin", subtype="datetime"), field("datetime", "zeit", subtype="time"))
    stored = {"termin": "2027-02-09T13:00:00Z", "zeit": "14:30:00"}
    page = Page(render(form.view(stored, now=NOW)))
    assert page.by_id("feld-termin")["value"] == "2027-02-09T14:00"
    assert page.by_id("feld-zeit")["value"] == "14:30"


def test_markup_in_answers_labels_and_case_data_is_only_text() -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    form = form_of(
        text(label="{{ gruss }}", description=evil),
        {"type": "text", "text": "Hallo {{ gruss }} **fett** <script>x</script> [y](javascript:x)"},
        {"type": "text", "text": '[z](https://example.ch "{{ gruss }}")'},
        {"type": "expression", "key": "e", "expression": "= gruss", "properties": {"label": "E"}},
        field("select", "s", valuesKey="liste"),
        {"type": "table", "label": "T", "dataSource": "= tabelle", "columns": [{"key": "a", "label": evil}]},
    )
    stored = {"gruss": evil, "liste": [evil], "tabelle": [{"a": evil}]}
    html = render(form.view(stored, {"name": [evil]}, now=NOW))
    assert not Page(html).all("script", "img")
    assert not [tag for tag in Page(html).all("a") if not tag["href"].startswith("https")]
    assert "<strong>fett</strong>" in html


def test_author_headings_are_shifted_below_the_page_title() -> None:
    form = form_of({"type": "text", "text": "## Abschnitt\n\n| a | b |\n|---|--:|\n| 1 | 2 |"})
    html = drawn(form)
    assert "<h3>Abschnitt</h3>" in html
    assert "style=" not in html


def test_tables_show_dates_numbers_and_answers_as_people_write_them() -> None:
    table = {"type": "table", "label": "T", "dataSource": "= z", "columns": [{"key": "a.b", "label": "A"}]}
    cells = [{"a": {"b": value}} for value in ("2027-02-24", 2400.5, True, None, "2027-02-30", ["x", 1], {"k": "v"})]
    (view,) = form_of(table).view({"z": cells}, now=NOW).items
    assert [row[0] for row in view.cells] == ["24.02.2027", "2'400.5", "Ja", "–", "2027-02-30", "x, 1", "k: v"]


def test_locked_answers_are_shown_by_their_label() -> None:
    locked = field("select", "s", values=[{"label": "IV-Stelle", "value": "iv"}], readonly=True)
    (view,) = form_of(locked).view({"s": "iv"}, now=NOW).items
    assert (view.shape, view.text) == ("output", "IV-Stelle")


def test_a_form_whose_fields_depend_on_others_refreshes_itself_and_others_do_not() -> None:
    dependent = drawn(form_of(text("a"), text("b", conditional={"hide": "= a = null"})))
    assert 'hx-trigger="change"' in dependent
    assert 'value="refresh"' in dependent
    in_rows = drawn(form_of(rows(text("c"), text("d", label="{{ this.c }}"))))
    assert 'hx-trigger="change"' in in_rows
    plain = drawn(form_of(text("a")))
    assert 'hx-trigger="change"' not in plain
    assert 'value="refresh"' not in plain


def test_the_page_says_which_fields_it_shows() -> None:
    form = form_of(text("a"), text("b", readonly=True), rows(text("c")))
    assert '<input type="hidden" name="_shown" value="a zeilen.0.c zeilen">' in drawn(form)


def test_fields_of_one_row_stand_side_by_side() -> None:
    form = form_of(
        text("a", layout={"row": "R", "columns": 8}), text("b", layout={"row": "R", "columns": 8}), text("c")
    )
    assert [item.starts_row for item in form.view({}, now=NOW).items] == [True, False, True]
    assert len(re.findall(r'class="field col-8', drawn(form))) == 2


def test_an_empty_group_is_not_drawn() -> None:
    group = {"type": "group", "label": "G", "components": [text("a", conditional={"hide": "= true"})]}
    assert not form_of(group).view({}, now=NOW).items


def test_swiss_spelling_has_no_sharp_s() -> None:
    for html in PAGES.values():
        assert "ß" not in html
