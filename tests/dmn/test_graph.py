"""Several decisions, inputs, business knowledge and decision services."""

import pytest

from app.dmn import DecisionInfo, DmnError, read_dmn
from app.feel import STANDARD
from tests.dmn.models import decide, decision, definitions, input_data, literal, model, table

BASE = decision(literal("Lohn * 0.8"), "Taggeld", "#input:Lohn", "number") + input_data("Lohn", "number")


def test_a_decision_sees_the_decisions_it_requires() -> None:
    assert decide(BASE + decision(literal("Taggeld + 1"), requires="#decision:Taggeld"), {"Lohn": 100}) == 81


def test_a_decision_does_not_see_what_it_does_not_require() -> None:
    found = model(BASE + decision(literal("Lohn"), requires="#decision:Taggeld")).decide("Entscheid", {"Lohn": 100})
    assert found.value is None
    assert found.reasons == ["Der Name «Lohn» ist nicht bekannt"]


def test_values_nobody_declared_are_seen_as_engines_do_it() -> None:
    assert decide(decision(literal("Alter + 1")), {"Alter": 1}) == 2


def test_decisions_tell_their_inputs_and_outputs() -> None:
    body = BASE + decision(table(["Taggeld", "Kanton"], ["a", "b"], []), requires="#decision:Taggeld")
    assert model(body).decisions == (
        DecisionInfo("Taggeld", "Taggeld", ("Lohn",), ("Taggeld",)),
        DecisionInfo("Entscheid", "Entscheid", ("Lohn", "Kanton"), ("a", "b")),
    )


def test_names_with_spaces_work_across_the_graph() -> None:
    body = (
        '<inputData id="i" name="Alter der Person"><variable name="Alter der Person" typeRef="number"/></inputData>'
        '<decision id="d" name="Ist erwachsen"><variable name="Ist erwachsen"/>'
        '<informationRequirement><requiredInput href="#i"/></informationRequirement>'
        "<literalExpression><text>Alter der Person &gt;= 18</text></literalExpression></decision>"
        '<decision id="e" name="Entscheid"><informationRequirement><requiredDecision href="#d"/>'
        "</informationRequirement><literalExpression><text>if Ist erwachsen then 1 else 2</text></literalExpression>"
        "</decision>"
    )
    assert decide(body, {"Alter der Person": 20}) == 1


def test_a_decision_is_found_by_id_or_name() -> None:
    body = '<decision id="id1" name="Mein  Entscheid">' + literal("1") + "</decision>"
    assert decide(body, wanted="id1") == decide(body, wanted="Mein Entscheid") == 1
    with pytest.raises(DmnError, match="gibt es in dieser Datei nicht"):
        decide(body, wanted="anders")


KNOWLEDGE = (
    '<businessKnowledgeModel id="zins" name="Zins"><variable name="Zins"/><encapsulatedLogic>'
    '<formalParameter name="Betrag" typeRef="number"/><formalParameter name="Satz in Prozent" typeRef="number"/>'
    + literal("Betrag * Satz in Prozent / 100")
    + "</encapsulatedLogic></businessKnowledgeModel>"
)


def test_business_knowledge_is_a_function() -> None:
    assert decide(KNOWLEDGE + decision(literal("Zins(200, 5)"), requires="#knowledge:zins")) == 10
    named = decision(literal("Zins(Satz in Prozent: 5, Betrag: 200)"), requires="#knowledge:zins")
    assert decide(KNOWLEDGE + named) == 10


def test_business_knowledge_refuses_the_wrong_kind() -> None:
    found = model(KNOWLEDGE + decision(literal('Zins("200", 5)'), requires="#knowledge:zins")).decide("Entscheid", {})
    assert found.value is None
    assert found.reasons[0] == "«Betrag» hat nicht die verlangte Art (Text)"


def test_an_invocation_binds_arguments_by_name() -> None:
    bindings = "".join(
        f'<binding><parameter name="{name}"/>{literal(text)}</binding>'
        for name, text in (("Satz in Prozent", "2"), ("Betrag", "100"))
    )
    body = decision(f"<invocation>{literal('Zins')}{bindings}</invocation>", requires="#knowledge:zins")
    assert decide(KNOWLEDGE + body) == 2


def test_business_knowledge_may_use_other_knowledge_and_itself() -> None:
    body = (
        '<businessKnowledgeModel id="fak" name="fak"><variable name="fak"/><encapsulatedLogic>'
        '<formalParameter name="n"/>'
        + literal("if n = 0 then 1 else n * fak(n - 1)")
        + '</encapsulatedLogic><knowledgeRequirement><requiredKnowledge href="#zins"/></knowledgeRequirement>'
        "</businessKnowledgeModel>"
    )
    assert decide(KNOWLEDGE + body + decision(literal("fak(6)"), requires="#knowledge:fak")) == 720


def test_a_decision_service_is_a_function_of_its_inputs() -> None:
    service = (
        '<decisionService id="s" name="Rechner"><variable name="Rechner"/><outputDecision href="#Taggeld"/>'
        '<inputData href="#Lohn"/></decisionService>'
    )
    body = BASE + service + decision(literal("Rechner(50) + Rechner(100)"), requires="#knowledge:s")
    assert decide(body, {"Lohn": 1}) == 120


def test_a_decision_service_takes_decisions_as_inputs_too() -> None:
    service = (
        '<decisionService id="s" name="Rechner"><outputDecision href="#Summe"/><inputDecision href="#Taggeld"/>'
        "</decisionService>"
    )
    total = decision(literal("Taggeld + 1"), "Summe", "#decision:Taggeld")
    body = BASE + service + total + decision(literal("Rechner(5)"), requires="#knowledge:s")
    assert decide(body, {"Lohn": 100}) == 6


def test_a_decision_service_is_asked_from_outside() -> None:
    """Its input decisions are then inputs; where the decision itself is asked, it makes them."""
    service = (
        '<decisionService id="s" name="Rechner"><outputDecision href="#Summe"/><inputDecision href="#Taggeld"/>'
        '<inputData href="#Lohn"/></decisionService>'
    )
    body = BASE + service + decision(literal("Taggeld + 1"), "Summe", "#decision:Taggeld")
    assert decide(body, {"Lohn": 100, "Taggeld": 5}, "s") == decide(body, {"Taggeld": 5}, "Rechner") == 6
    assert decide(body, {"Lohn": 100, "Taggeld": 5}, "Summe") == 81
    assert model(body).made_here("Summe", ["Lohn", "Taggeld", "anderes"]) == ["Taggeld"]
    assert model(body).made_here("Rechner", ["Lohn", "Taggeld"]) == []


def test_a_decision_without_logic_takes_its_value_from_outside() -> None:
    body = decision("", "Urteil") + decision(literal('Urteil + "!"'), requires="#decision:Urteil")
    assert decide(body, {"Urteil": "gut"}) == "gut!"
    assert model(body).decisions[1].inputs == ("Urteil",)


def test_a_circle_of_decisions_is_refused() -> None:
    body = decision(literal("b"), "a", "#decision:b") + decision(literal("a"), "b", "#decision:a")
    with pytest.raises(DmnError, match="setzt sich selbst voraus"):
        model(body)


def test_a_long_chain_of_decisions_is_made() -> None:
    body = decision(literal("1"), "d0")
    for number in range(1, 400):
        body += decision(literal(f"d{number - 1} + 1"), f"d{number}", f"#decision:d{number - 1}")
    assert decide(body, wanted="d399") == 400


def test_a_reference_into_nowhere_is_a_finding() -> None:
    findings = model(decision(literal("1"), requires="#input:fehlt")).lint()
    assert [finding.message.split(" (")[0] for finding in findings] == [
        "«Entscheid» verweist auf «#fehlt», das es in dieser Datei nicht gibt."
    ]


def test_doubled_ids_are_refused() -> None:
    with pytest.raises(DmnError, match="kommt zweimal vor"):
        model(decision(literal("1")) + decision(literal("2")))


def test_a_model_may_use_added_functions() -> None:
    library = STANDARD.extend({"next working day": (lambda day: f"{day}!", ("day",))})
    found = read_dmn(definitions(decision(literal('next working day("Mo")'))), library=library)
    assert found.decide("Entscheid", {}).value == "Mo!"
