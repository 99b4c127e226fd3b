"""Fields for files: an answer names files by id, and only those that are there for this very field count."""

import json
from typing import Any

import pytest

from app.forms import Form, FormActionError, FormError, Upload
from app.forms.files import file_size
from tests.forms.builders import NOW, field, form_of, give, load, rows, text

SCAN = Upload("a1", "feld", "Scan.pdf", "application/pdf", 120_000)
OTHER = Upload("b2", "anderes", "Foto.png", "image/png", 1_200_000)
UPLOADS = {"a1": SCAN, "b2": OTHER}
RECORD = {"id": "a1", "name": "Scan.pdf", "type": "application/pdf", "size": 120_000}
KNOWN = {"id": "c3", "name": "Alt.pdf", "type": "application/pdf", "size": 5}


def one(**more: Any) -> Form:
    return form_of(field("filepicker", **more))


def refusal(form: Form, *ids: str, stored: dict[str, object] | None = None) -> str:
    (error,) = form.load({"feld": list(ids), "_shown": "feld"}, stored or {}, NOW, uploads=UPLOADS).errors
    return error.message


def test_the_case_data_hold_what_the_house_knows_about_a_file() -> None:
    submission = one().load({"feld": ["a1"]}, {}, NOW, uploads=UPLOADS)
    assert submission.ok
    assert submission.values == {"feld": [RECORD]}
    (fact,) = submission.facts
    assert (fact.text, fact.files) == ("Scan.pdf (120 kB)", (RECORD,))


def test_an_id_that_was_not_uploaded_for_this_field_is_refused() -> None:
    for forged in ("b2", "zz", "../a1", json.dumps(RECORD)):
        assert "nicht mehr da" in refusal(one(), forged)
    assert not load(one(), {"feld": ["a1"]}).ok


def test_what_the_case_knows_stays_until_it_is_taken_away() -> None:
    stored = {"feld": [KNOWN]}
    both = one(multiple=True).load({"feld": ["c3", "a1"]}, stored, NOW, uploads=UPLOADS)
    assert both.values == {"feld": [KNOWN, RECORD]}
    assert one().load({"_shown": "feld"}, stored, NOW).values == {"feld": []}
    assert one().load({"_shown": ""}, stored, NOW).values == {"feld": [KNOWN]}
    assert "nicht mehr da" in refusal(one(), "c3", stored={"anderes": [KNOWN]})


def test_one_file_or_as_many_as_ten() -> None:
    many = {str(number): Upload(str(number), "feld", "x.pdf", "application/pdf", 1) for number in range(11)}
    assert "nur eine" in one().load({"feld": ["1", "2"]}, {}, NOW, uploads=many).errors[0].message
    assert one(multiple=True).load({"feld": list(many)[:10]}, {}, NOW, uploads=many).ok
    assert "höchstens 10" in one(multiple=True).load({"feld": list(many)}, {}, NOW, uploads=many).errors[0].message
    assert one(multiple=True).load({"feld": ["a1", "a1"]}, {}, NOW, uploads=UPLOADS).values == {"feld": [RECORD]}


def test_a_required_file_is_asked_for() -> None:
    form = one(validate={"required": True})
    assert load(form).errors[0].message == "Bitte wählen Sie eine Datei aus."
    assert form.load({"feld": ["a1"]}, {}, NOW, uploads=UPLOADS).ok


def test_a_scenario_names_no_file_that_is_not_there() -> None:
    assert not give(one(), {"feld": [RECORD]}).ok
    assert give(one(), {"feld": [KNOWN]}, {"feld": [KNOWN]}).values == {"feld": [KNOWN]}


def test_what_is_no_record_of_a_file_in_the_case_data_does_not_count() -> None:
    for nonsense in ("a1", [1], [{**KNOWN, "size": True}], [{**KNOWN, "more": 1}], {"id": "c3"}):
        assert give(one(), {}, {"feld": nonsense}).values == {"feld": []}


def test_a_locked_field_shows_the_files_and_takes_no_others() -> None:
    form = one(readonly=True)
    submission = form.load({"feld": ["a1"]}, {"feld": [KNOWN]}, NOW, uploads=UPLOADS)
    assert submission.values == {"feld": [KNOWN]}
    (view,) = form.view({"feld": [KNOWN]}, now=NOW).items
    assert (view.shape, view.text) == ("output", "Alt.pdf (1 kB)")


def test_rules_and_other_fields_see_how_many_files_there_are() -> None:
    form = form_of(field("filepicker"), text("warum", conditional={"hide": "= count(feld) > 0"}))
    assert form.load({"feld": ["a1"], "_shown": "feld warum"}, {}, NOW, uploads=UPLOADS).shown == ["feld"]


def test_a_file_in_a_list_belongs_to_the_field_and_not_to_the_number_of_the_row() -> None:
    form = form_of(rows(text("titel"), field("filepicker", "beleg")))
    uploads = {"a1": Upload("a1", "zeilen.beleg", "x.pdf", "application/pdf", 1)}
    submission = form.load({"zeilen.3.beleg": ["a1"], "zeilen.3._row": [""]}, {}, NOW, uploads=uploads)
    assert submission.values["zeilen"][0]["beleg"][0]["id"] == "a1"
    assert form.file_field("zeilen.12.beleg") and not form.file_field("zeilen.12.titel")


def test_taking_a_file_away_leaves_the_rest() -> None:
    form = one(multiple=True)
    posted = {"feld": ["a1", "c3"], "x": "1"}
    assert form.act("drop:feld/a1", posted) == {"feld": ["c3"], "x": ["1"], "_focus": ["feld"]}
    for action in ("drop:x/a1", "drop:feld", "drop:"):
        with pytest.raises(FormActionError):
            form.act(action, posted)


def test_the_page_shows_what_is_chosen_and_says_what_may_be() -> None:
    form = one(multiple=True, accept=".pdf, image/*")
    (view,) = form.view({}, {"feld": ["a1", "zz"]}, now=NOW, uploads=UPLOADS).items
    assert [(file.id, file.name, file.size) for file in view.files] == [("a1", "Scan.pdf", "120 kB")]
    assert view.text == "PDF, PNG oder JPEG, je höchstens 10 MB"
    assert view.attributes["accept"] == "application/pdf,.pdf,image/png,.png,image/jpeg,.jpg,.jpeg"


@pytest.mark.parametrize(
    ("accept", "kinds"),
    [("", 3), (".pdf", 1), ("image/png,.PNG", 1), ("application/pdf , .jpeg", 2), ("image/*", 2)],
)
def test_accept_narrows_what_may_be_chosen(accept: str, kinds: int) -> None:
    found = one(accept=accept).file_field("feld")
    assert found and len(found.kinds) == kinds


@pytest.mark.parametrize("accept", ["*/*", ".docx", "image/svg+xml", "= arten", "pdf"])
def test_other_kinds_of_files_are_refused_when_the_form_is_read(accept: str) -> None:
    with pytest.raises(FormError, match="PDF, PNG und JPEG"):
        one(accept=accept)


def test_sizes_are_said_in_words() -> None:
    assert [file_size(size) for size in (1, 999, 120_400, 999_999, 1_000_000, 10_000_000)] == [
        "1 kB", "1 kB", "120 kB", "1 MB", "1 MB", "10 MB",
    ]  # fmt: skip
