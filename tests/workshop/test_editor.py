"""What the editor of diagrams asks the server: offers, findings, names, days, saving. Nothing typed is executed."""

import json
from collections.abc import Callable

import pytest

from app.bootstrap import House
from app.workshop.editing import day_of, findings_while_drawing, names_while_drawing, problem_while_typing
from app.workshop.files import read_folder
from tests.browser_posts import Browser
from tests.conftest import PROCEDURES, START
from tests.workshop.conftest import OWNER, SECOND
from tests.workshop.test_drafts import PAGE, begun, drawn

Browse = Callable[[str], Browser]
PATH = "workflows/antrag/diagram.bpmn"
FILES = read_folder(PROCEDURES / "workflows", PROCEDURES / "forms")
HOSTILE = (
    "= today(", "__import__('os').system('id')", "${''.class}", "= 9**9**9**9", '= "' + "a" * 100_000, "\0", "<script>",
    "= for i in 1..1000000000 return i", "P99999999999Y", "2027-02-31", "",
)  # fmt: skip


def asked(owner: Browser, what: str, **fields: str) -> dict[str, object]:
    token = owner.get(f"{PAGE}/zeichnen/diagram.bpmn").token()
    data = {"csrf_token": token, **fields}
    answer = owner.client.post(what, data=data, headers={"Origin": "http://localhost"})
    assert answer.status_code in (200, 409), answer.get_data(as_text=True)
    return {"status": answer.status_code, **answer.get_json()}


def test_a_due_date_is_told_as_a_day() -> None:
    assert day_of("= add working days(today(), 5)", START).endswith("ist der Termin am Mo 18.01.2027.")
    assert day_of('= today() + duration("P3D")', START).endswith("am Do 14.01.2027.")
    assert day_of("2027-03-01", START).endswith("am Mo 01.03.2027.")
    assert day_of("= add working days(gespraech.datum, 2)", START) == (
        "Der Tag hängt von Angaben des Falls ab («gespraech»)."
    )


@pytest.mark.parametrize("expression", HOSTILE)
def test_whatever_is_typed_as_a_date_gets_a_sentence(expression: str) -> None:
    assert len(day_of(expression, START)) > 10


def test_findings_while_drawing_name_the_element() -> None:
    text = FILES[PATH].decode()
    assert findings_while_drawing(FILES, PATH, text) == []
    (found, *_) = findings_while_drawing(FILES, PATH, text.replace('formKey="antrag"', 'formKey="gibt_es_nicht"'))
    assert found.element == "apply" and found.file == PATH and "gibt_es_nicht" in found.message


def test_names_are_offered_with_their_questions_even_while_the_drawing_is_broken() -> None:
    text = FILES[PATH].decode()
    for drawn_now in (text, text.replace('targetRef="which"', 'targetRef="nowhere"')):
        names = {one.name: one.label for one in names_while_drawing(FILES, PATH, drawn_now, "f6")}
        assert names["antrag.betrag"] == "Betrag"
    whole = {one.name for one in names_while_drawing(FILES, PATH, text, "gibt_es_noch_nicht")}
    assert "antrag.betrag" in whole
    broken = {**FILES, PATH: b"<kaputt"}
    assert {one.name for one in names_while_drawing(broken, PATH, "<kaputt", "f6", FILES[PATH])} >= whole
    assert names_while_drawing(broken, PATH, "<kaputt", "f6") == []


@pytest.mark.usefixtures("in_service")
def test_the_page_offers_lists_and_relaxes_the_policy_for_attributes_only(browse: Browse) -> None:
    owner = begun(browse).get(f"{PAGE}/zeichnen/diagram.bpmn")
    assert owner.response is not None
    (offer,) = owner.page.xpath("//@data-offer")
    assert {"antrag", "entscheid"} <= {key for key, _ in json.loads(offer)["forms"]}
    assert "Koordinationsstelle" in offer and "close_case" in offer
    policy = owner.response.headers["Content-Security-Policy"]
    assert "style-src-attr 'unsafe-inline'" in policy and "script-src 'self';" in policy
    assert "unsafe" not in owner.get(PAGE).response.headers["Content-Security-Policy"]  # type: ignore[union-attr]
    assert owner.client.get(f"{PAGE}/quelle/diagram.bpmn").data == FILES[PATH]
    assert owner.get(f"{PAGE}/zeichnen/..%2f..%2fconfig.bpmn").status in (404, 422)


@pytest.mark.usefixtures("in_service")
def test_a_drawing_is_saved_and_a_stale_one_gets_what_others_saved(browse: Browse, house: House) -> None:
    first, second = begun(browse), browse(SECOND)
    save = f"{PAGE}/sichern/diagram.bpmn"
    assert asked(first, save, rev="0", text="<a/>")["rev"] == 1
    refused = asked(second, save, rev="0", text="<b/>")
    assert refused["status"] == 409 and refused["text"] == "<a/>" and refused["rev"] == 1
    assert drawn(first)[0] == "<a/>"
    assert asked(second, save, rev="1", text="<b/>")["rev"] == 2
    assert asked(first, f"{PAGE}/befunde/diagram.bpmn", text="<c/>")["findings"] and drawn(first)[0] == "<b/>"
    assert asked(first, "/werkstatt/tag", text="= today()")["told"]


@pytest.mark.usefixtures("in_service")
def test_five_megabytes_are_refused_with_a_sentence(browse: Browse) -> None:
    owner = begun(browse)
    data = {"csrf_token": owner.token(), "rev": "0", "text": "x" * 5_000_000}
    answer = owner.client.post(f"{PAGE}/sichern/diagram.bpmn", data=data, headers={"Origin": "http://localhost"})
    assert answer.status_code == 413 and "zu gross" in answer.get_data(as_text=True)
    assert browse(OWNER).client.get(f"{PAGE}/quelle/diagram.bpmn").data == FILES[PATH]


def test_a_wrong_name_is_told_while_it_is_written() -> None:
    text = FILES[PATH].decode()

    def said(expression: str) -> str:
        return problem_while_typing(FILES, PATH, text, "decide", expression)

    assert said("= antrag.betrag > 5") == "" == said("") == said("P3D")
    assert "«betrg»" in said("= antrag.betrg > 5") and "Meinten Sie «betrag»?" in said("= antrag.betrg > 5")
    assert "«todai»" in said("= todai()") and said("= antrag.") != ""
    assert problem_while_typing(FILES, PATH, text, "gibt_es_nicht", "= antrag.betrg") == ""
    assert problem_while_typing(FILES, PATH, "<kaputt", "decide", "= todai()") != ""


@pytest.mark.parametrize("expression", HOSTILE)
def test_whatever_is_written_as_an_expression_is_answered(expression: str) -> None:
    assert isinstance(problem_while_typing(FILES, PATH, FILES[PATH].decode(), "decide", expression), str)
