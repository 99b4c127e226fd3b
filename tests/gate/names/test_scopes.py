"""Names live in scopes: of a process, a called one, a round. Where something cannot be known, nothing is claimed."""

from itertools import pairwise

import pytest

from app.gate import check_bundle
from tests.gate.asking import between, bundle_of
from tests.gate.asking import diagram as bare
from tests.gate.names.asking import KNOWN, diagram, findings_in, form, properties, script, step, text

MANY = "<multiInstanceLoopCharacteristics camunda:collection='= {}' camunda:elementVariable='{}'/>"
ASK = form(text("meinung"))


def told(*lines: str, **more: object) -> str:
    """All sentences about a procedure."""
    return "\n".join(finding.message for finding in findings_in(*lines, **more))  # type: ignore[arg-type]


def one_after_another(*elements: str) -> tuple[str, ...]:
    """Elements with the ids `a`, `b`, … in a row."""
    names = ["start", *"abcdef"[: len(elements)], "end"]
    return (*elements, *(f"{one} -> {two}" for one, two in pairwise(names)))


@pytest.mark.parametrize(
    ("first", "right", "wrong", "meant"),
    [
        ("x = {eins: 1}", "x.eins", "x.eisn", "eins"),
        ("x.tief.unten = 1", "x.tief.unten", "x.tief.untne", "unten"),
        ("x = [{eins: 1}]", "x[1].eins", "x[1].eisn", "eins"),
        ("x = for z in ziele return {t: z.titel, nr: 1}", "x[nr = 1].t", "x[nnr = 1].t", "nr"),
        ("x = append(ziele, {titel: klient.name, am: today()})", "x[1].am + x[1].titel", "x[-1].titl", "titel"),
        ("x = if pensum = 1 then {ja: 1} else {nein: 1}", "[x.ja, x.nein]", "x.nei", "nein"),
        ('x = arbeitstraining dates("2027-01-04", 6)', "date(x.check_open)", "date(x.chek_open)", "check_open"),
        ('x = arbeitstraining dates("2027-01-04", 6)', "x.reasons.check_due", "x.resons.check_due", "reasons"),
        ("x = sort(ziele, function(a, b) a.titel < b.titel)", "x.titel", "x.tittel", "titel"),
        ('x = context put(klient, "alter", 3)', "[x.alter, x.name]", "x.altre", "alter"),
        ('x = context merge([klient, {neu: 1}])', "[x.neu, x.name]", "x.neuu", "neu"),
        ('x = get value({eins: {zwei: 1}}, "eins")', "x.zwei", "x.zwie", "zwei"),
        ("x = min(ziele)", "x.titel", "x.tiitel", "titel"),
        ("x = concatenate(ziele, [{bis: 1}])", "x[1].bis", "x[1].biss", "bis"),
        ("x = reverse(ziele)[1]", "x.titel", "x.titell", "titel"),
        ("x = klient", "x.name", "x.nama", "name"),
    ],
)  # fmt: skip
def test_what_a_script_computes_has_the_fields_of_what_it_was_made_of(
    first: str, right: str, wrong: str, meant: str
) -> None:
    def lines(text: str) -> tuple[str, ...]:
        return one_after_another(script(first.replace("<", "&lt;"), name="a"), script(f"y = {text}", name="b"))

    assert told(*lines(right)) == ""
    assert f"Meinten Sie «{meant}»?" in told(*lines(wrong))


def test_a_round_has_names_of_its_own_and_its_results_outside() -> None:
    asked = (
        f"<userTask id='a' camunda:formKey='f' camunda:dueDate='= date(ziel.{{}})'>{properties(results='antworten')}"
        f"{MANY.format('ziele', 'ziel')}</userTask>"
    )

    def found(inside: str, outside: str) -> str:
        lines = one_after_another(asked.format(inside), script(f"y = {outside}", name="b"))
        return told(*lines, forms={"f": ASK})

    assert found("titel", "antworten[1].meinung") == "" and found("titel", "antworten.ziel.titel") == ""
    assert "Meinten Sie «titel»?" in found("titell", "antworten")
    assert "Meinten Sie «meinung»?" in found("titel", "antworten[1].meinug")
    assert "Meinten Sie «antworten»?" in found("titel", "antwoten")
    for local in ("meinung", "ziel", "loopCounter"):
        assert f"«{local}»; diesen Namen gibt es hier nicht" in found("titel", local)


def test_an_embedded_sub_process_shares_the_scope_around_it() -> None:
    sub = (
        f"<subProcess id='a'><startEvent id='s'/>{script('innen = klient.name', name='t')}"
        "<sequenceFlow id='ff' sourceRef='s' targetRef='t'/></subProcess>"
    )
    assert told(*one_after_another(sub, script("y = innen", name="b"))) == ""


def test_a_called_procedure_sees_only_what_it_is_given() -> None:
    inner = diagram("\n".join(("<startEvent id='s'/>", script("x = klient", name="t"), "s -> t")), "two")
    assert "«klient»; diesen Namen gibt es hier nicht" in told(
        *step('<callActivity id="a" calledElement="two"/>'), called=(inner,)
    )


def test_what_a_message_brings_is_known_to_whoever_waits_for_it() -> None:
    send = (
        '<intermediateThrowEvent id="a"><extensionElements><camunda:inputOutput><camunda:inputParameter '
        'name="post.art">= klient.name</camunda:inputParameter></camunda:inputOutput></extensionElements>'
        '<messageEventDefinition messageRef="m"/></intermediateThrowEvent>'
    )
    wait = '<intermediateCatchEvent id="b"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>'

    def found(text: str) -> str:
        lines = one_after_another(send, wait, script(f"y = {text}", name="c"))
        return told(*lines, definitions='<message id="m" name="m"/>')

    assert found("post.art") == ""
    assert "Meinten Sie «art»?" in found("post.atr") and "Meinten Sie «post»?" in found("posst")


def test_what_another_case_may_send_is_open() -> None:
    wait = (
        f'<intermediateCatchEvent id="a">{properties(correlation="= fall.nummer")}'
        '<messageEventDefinition messageRef="m"/></intermediateCatchEvent>'
    )
    lines = one_after_another(wait, script("y = irgendetwas.davon", name="b"))
    assert told(*lines, definitions='<message id="m" name="m"/>') == ""
    signal = '<intermediateCatchEvent id="a"><signalEventDefinition signalRef="m"/></intermediateCatchEvent>'
    lines = one_after_another(signal, script("y = irgendetwas.davon", name="b"))
    assert told(*lines, definitions='<signal id="m" name="m"/>') == ""


def test_a_report_brings_the_answers_of_its_form() -> None:
    handler = (
        f'<subProcess id="h" triggeredByEvent="true"><startEvent id="s">{properties(form="f", roles="Fallführung")}'
        f'<messageEventDefinition messageRef="m"/></startEvent>{script("x = {}", name="t")}'
        '<sequenceFlow id="ff" sourceRef="s" targetRef="t"/></subProcess>'
    )

    def found(text: str) -> str:
        lines = (handler.replace("{}", text), *step('<userTask id="a"/>'))
        return told(*lines, definitions='<message id="m" name="m"/>', forms={"f": ASK})

    assert found("meinung") == "" and "Meinten Sie «meinung»?" in found("meinug")


def test_results_of_actions_and_decisions_have_their_fields() -> None:
    action = "<serviceTask id='a' camunda:topic='freeze' camunda:resultVariable='fest.plan'/>"

    def found(text: str) -> str:
        return told(*one_after_another(action, script(f"y = {text}", name="b")))

    assert found("fest.plan.text") == "" and "Meinten Sie «text»?" in found("fest.plan.txt")
    assert "Meinten Sie «plan»?" in found("fest.plann")


@pytest.mark.parametrize("text", ["unbekannt", "unbekannt.feld", "unbekannt[1].feld", "[x, x.y]"])
def test_a_procedure_that_others_start_with_unknown_values_is_open(text: str) -> None:
    lines = between(script("x = x", f"y = {text}", name="a"), "start -> a", "a -> end")
    assert check_bundle(bundle_of(bare(lines)), KNOWN) == []


def test_a_form_that_several_procedures_share_may_name_what_only_one_of_them_knows() -> None:
    shared = form(text("a", properties={"prefill": "= if vorschlag = null then null else vorschlag.name"}))
    lines = one_after_another("<userTask id='a' camunda:formKey='f'/>", "<userTask id='b' camunda:formKey='g'/>")
    assert told(*lines, forms={"f": shared, "g": form(text("vorschlag.name"))}) == ""


def test_a_renamed_field_breaks_every_reader_by_name() -> None:
    lines = one_after_another(
        "<userTask id='a' camunda:formKey='f'/>", "<userTask id='b' camunda:dueDate='= date(plan.bis)'/>",
        script("y = plan.bis", name="c"),
    )  # fmt: skip
    assert told(*lines, forms={"f": form(text("plan.bis"))}) == ""
    sentences = told(*lines, forms={"f": form(text("plan.ende"))}).splitlines()
    assert len(sentences) == 2 and all("«bis»; diesen Namen gibt es hier bei «plan» nicht" in one for one in sentences)


def test_a_step_that_does_not_know_a_record_vouches_for_none_of_its_fields() -> None:
    shared = form(text("b", properties={"prefill": "= if vorschlag = null then plan.tiitel else vorschlag.name"}))
    loop = '<multiInstanceLoopCharacteristics camunda:collection="= ziele" camunda:elementVariable="plan"/>'
    known = form(text("vorschlag.name"))
    lines = (
        f'<subProcess id="x">{loop}<startEvent id="x1"/><userTask id="u1" camunda:formKey="f"/><endEvent id="x2"/>'
        '<sequenceFlow id="y1" sourceRef="x1" targetRef="u1"/>'
        '<sequenceFlow id="y2" sourceRef="u1" targetRef="x2"/></subProcess>',
        '<userTask id="u2" camunda:formKey="f"/>', '<userTask id="u3" camunda:formKey="g"/>',
        "start -> x", "x -> u2", "u2 -> u3", "u3 -> end",
    )  # fmt: skip
    found = told(*lines, forms={"f": shared, "g": known})
    assert "«tiitel»; diesen Namen gibt es hier bei «plan» nicht. Meinten Sie «titel»?" in found
