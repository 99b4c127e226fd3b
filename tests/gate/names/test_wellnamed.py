"""Random procedures that read only what they write get no error, and no warning about what each way has written."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.gate import Level, check
from app.gate.finding import Finding
from tests.flow.passing import bundle_of
from tests.gate.names.asking import END, KNOWN, START, START_FORM, diagram, form, script, text
from tests.searching import examples

PICTURE = "hat keine Zeichnung"
KEYS = ["plan.bis", "plan.wer", "bericht", "sum", "count", "person.adresse.ort"]
"""Keys of forms: nested, named like a function."""
GIVEN = ["klient.name", "fall.nummer", "ziele[1].titel", "stellen[1].key", "count(ziele)"]
EXPRESSIONS = ["{}", "if {0} = null then 1 else {0}", "[{}]", "{{feld: {}}}", "count([{}])", "string({})"]

_STEP = st.tuples(
    st.sampled_from(["form", "script", "due", "timer", "choice", "rounds", "fork", "call", "handler", "border"]),
    st.integers(0, 5), st.integers(0, 20), st.integers(0, 5),
)  # fmt: skip


class Drawing:
    """Draws a procedure step by step; `known` are the names that every way has written so far."""

    def __init__(self) -> None:
        self.known, self.lines, self.forms, self.called = list(GIVEN), list[str](), {"start": START_FORM}, list[bytes]()
        self.way = ["start"]

    def name(self, number: int) -> str:
        return self.known[number % len(self.known)]

    def value(self, number: int, pattern: int) -> str:
        return EXPRESSIONS[pattern].format(self.name(number))

    def add(self, what: str, key: int, number: int, pattern: int) -> None:
        step = f"s{len(self.way)}"
        getattr(self, f"_{what}")(step, KEYS[key], number, pattern)
        self.way.append(step)

    def _form(self, step: str, key: str, *_: int) -> None:
        self.forms[f"f{step}"] = form(text(key), text(f"{step}.rest", conditional={"hide": f"= {key} = null"}))
        self.lines.append(f'<userTask id="{step}" camunda:formKey="f{step}"/>')
        self.known.append(key)

    def _script(self, step: str, key: str, number: int, pattern: int) -> None:
        self.lines.append(script(f"{step} = {self.value(number, pattern)}", f"größe{step} = {step}", name=step))
        self.known.append(f"größe{step}")
        self.known.append(step)

    def _due(self, step: str, key: str, number: int, pattern: int) -> None:
        due = f"if {self.name(number)} = null then null else today()"
        self.lines.append(f'<userTask id="{step}" camunda:dueDate="= {due}"/>')

    def _timer(self, step: str, key: str, number: int, pattern: int) -> None:
        when = f"<timeDate>= if {self.name(number)} = null then now() else null</timeDate>"
        event = f"<timerEventDefinition>{when}</timerEventDefinition>"
        self.lines.append(f'<intermediateCatchEvent id="{step}">{event}</intermediateCatchEvent>')

    def _choice(self, step: str, key: str, number: int, pattern: int) -> None:
        """Two ways that write the same name, and meet."""
        a, b, split = f"{step}a", f"{step}b", f"{step}s"
        self.lines += [
            f'<exclusiveGateway id="{split}" default="{step}d"/>', f'<exclusiveGateway id="{step}"/>',
            script(f"{step}x = 1", name=a), script(f"{step}x = {self.name(number)}", name=b),
            f"{split} -> {a} [= {self.name(number)} = null]",
            f'<sequenceFlow id="{step}d" sourceRef="{split}" targetRef="{b}"/>', f"{a} -> {step}", f"{b} -> {step}",
        ]  # fmt: skip
        self.way.append(split)
        self.way.append("")
        self.known.append(f"{step}x")

    def _fork(self, step: str, key: str, number: int, pattern: int) -> None:
        """Two ways at once; what either writes is there when they meet."""
        a, b, split = f"{step}a", f"{step}b", f"{step}s"
        self.lines += [
            f'<parallelGateway id="{split}"/>', f'<parallelGateway id="{step}"/>',
            script(f"{step}x = {self.value(number, pattern)}", name=a), f'<task id="{b}"/>',
            f"{split} -> {a}", f"{split} -> {b}", f"{a} -> {step}", f"{b} -> {step}",
        ]  # fmt: skip
        self.way.append(split)
        self.way.append("")
        self.known.append(f"{step}x")

    def _rounds(self, step: str, key: str, number: int, pattern: int) -> None:
        loop = (
            f"<multiInstanceLoopCharacteristics camunda:collection='= [{self.name(number)}]' "
            f"camunda:elementVariable='{step}e'/>"
        )
        more = f"<camunda:properties><camunda:property name='results' value='{step}r'/></camunda:properties>"
        due = f"if {step}e = null or loopCounter > 9 then null else today()"
        self.lines.append(
            f'<userTask id="{step}" camunda:dueDate="= {due.replace(">", "&gt;")}">'
            f"<extensionElements>{more}</extensionElements>{loop}</userTask>"
        )
        self.known += [f"{step}r", f"{step}r[1].{step}e"]

    def _call(self, step: str, key: str, number: int, pattern: int) -> None:
        """A called procedure sees what it is given, and gives back what it wrote."""
        inner = ("<startEvent id='s'/>", script("ergebnis = {wert: gegeben}", name="b"), "s -> b")
        self.called.append(diagram("\n".join(inner), f"p{step}"))
        self.lines.append(
            f'<callActivity id="{step}" calledElement="p{step}"><extensionElements>'
            f'<camunda:in sourceExpression="= {self.name(number)}" target="gegeben"/>'
            f'<camunda:out source="ergebnis" target="{step}c"/></extensionElements></callActivity>'
        )
        self.known.append(f"{step}c.wert")

    def _handler(self, step: str, key: str, number: int, pattern: int) -> None:
        """What may come at any time reads what may not be there yet, and asks for it."""
        event = "<timerEventDefinition><timeDuration>P1Y</timeDuration></timerEventDefinition>"
        self.lines.append(
            f'<subProcess id="{step}h" triggeredByEvent="true"><startEvent id="{step}hs" isInterrupting="false">{event}'
            f"</startEvent>{script(f'{step}h = {self.value(number, 1)}', name=f'{step}ht')}"
            f'<sequenceFlow id="{step}hf" sourceRef="{step}hs" targetRef="{step}ht"/></subProcess>'
        )
        self._script(step, key, number, pattern)

    def _border(self, step: str, key: str, number: int, pattern: int) -> None:
        event = f"<timerEventDefinition><timeDate>= if {self.name(number)} = null then null else now()</timeDate>"
        self.lines += [
            f'<userTask id="{step}"/>',
            f'<boundaryEvent id="{step}e" attachedToRef="{step}" cancelActivity="false">{event}</timerEventDefinition>'
            "</boundaryEvent>",
            script(f"{step}x = {self.value(number, pattern)}", name=f"{step}t"), f"{step}e -> {step}t",
        ]  # fmt: skip

    def findings(self) -> tuple[list[Finding], list[str]]:
        """The errors, and the warnings but for the picture."""
        ways = [f"{one} -> {two}" for one, two in pairwise([*self.way, "end"]) if one and two]
        source = diagram("\n".join((START, END, *self.lines, *ways)))
        bundle = bundle_of(source, *self.called, forms=self.forms)
        object.__setattr__(bundle, "start_form", "start")
        verdict = check(bundle, KNOWN)
        remarks = [one for one in verdict.remarks if one.level is Level.WARNING and PICTURE not in one.message]
        return [*verdict.findings], [one.message for one in remarks]


@given(st.lists(_STEP, min_size=1, max_size=9))
@examples(60)
def test_a_well_named_procedure_gets_neither_error_nor_warning(steps: list[tuple[str, int, int, int]]) -> None:
    drawing = Drawing()
    for step in steps:
        drawing.add(*step)
    errors, warnings = drawing.findings()
    assert errors == [] and warnings == []


@given(st.lists(_STEP, min_size=1, max_size=6), st.integers(0, 20))
@examples(40)
def test_one_slip_in_it_is_the_only_error(steps: list[tuple[str, int, int, int]], number: int) -> None:
    drawing = Drawing()
    for step in steps:
        drawing.add(*step)
    root, _, rest = drawing.name(number).partition(".")
    wrong = f"{root}zzz.{rest}" if rest and "(" not in root and "[" not in root else "gibtesnichtzzz"
    drawing.add("script", 0, 0, 0)
    drawing.lines[-1] = drawing.lines[-1].replace(f" = {GIVEN[0]}&#10;", f" = {wrong}&#10;")
    errors, _ = drawing.findings()
    assert len(errors) == 1 and f"«{wrong.partition('.')[0]}»; diesen Namen gibt es hier nicht" in errors[0].message
