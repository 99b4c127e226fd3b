"""The simulated run: joins that would wait for ever, and circles that nobody stops."""

import pytest

from tests.gate.asking import TASK, between, findings_in, sentences

SPLIT, JOIN = '<parallelGateway id="split"/>', '<parallelGateway id="join" name="Beide da"/>'
CHOICE, MERGE = '<exclusiveGateway id="choice" default="d"/>', '<exclusiveGateway id="merge"/>'
A, B = '<userTask id="a"/>', '<userTask id="b"/>'
DEFAULT = '<sequenceFlow id="d" sourceRef="choice" targetRef="{}"/>'


def test_branches_that_were_split_may_be_joined() -> None:
    body = between(SPLIT, JOIN, A, B, "start -> split", "split -> a", "split -> b", "a -> join", "b -> join",
                   "join -> end")  # fmt: skip
    assert findings_in(body) == []


def test_a_join_of_ways_of_which_only_one_is_taken_is_refused() -> None:
    body = between(CHOICE, JOIN, A, B, "start -> choice", "choice -> a [x = 1]", DEFAULT.format("b"), "a -> join",
                   "b -> join", "join -> end")  # fmt: skip
    assert "join: Die parallele Verzweigung «Beide da» wartet auf alle Wege, aber über" in sentences(body)
    assert findings_in(body.replace("parallelGateway", "exclusiveGateway")) == []
    assert findings_in(body.replace("parallelGateway", "inclusiveGateway")) == []


def test_a_choice_inside_one_branch_that_leaves_it_is_found() -> None:
    body = between(SPLIT, JOIN, A, B, CHOICE, '<endEvent id="out"/>', "start -> split", "split -> choice", "split -> b",
                   "choice -> out [x = 1]", DEFAULT.format("a"), "a -> join", "b -> join", "join -> end")  # fmt: skip
    assert "wartet auf alle Wege, aber über «a»" in sentences(body)
    assert findings_in(body.replace('"out"/>', '"out"><terminateEventDefinition/></endEvent>')) == []


TIMER = "<timerEventDefinition><timeDuration>P3D</timeDuration></timerEventDefinition>"


def test_an_interrupting_timer_may_take_a_branch_away_from_its_join() -> None:
    body = between(SPLIT, JOIN, A, B, f'<boundaryEvent id="late" attachedToRef="a">{TIMER}</boundaryEvent>',
                   '<task id="note"/>', "start -> split", "split -> a", "split -> b", "a -> join", "b -> join",
                   "join -> end", "late -> note", "note -> {}")  # fmt: skip
    assert "wartet auf alle Wege, aber über «a»" in sentences(body.format("end"))
    merged = body.replace("a -> join", f"a -> merge\nmerge -> join\n{MERGE}").format("merge")
    assert findings_in(merged) == []


def test_a_way_back_before_a_join_is_no_standstill() -> None:
    body = between(SPLIT, JOIN, A, B, MERGE, CHOICE, "start -> split", "split -> merge", "merge -> a", "a -> choice",
                   "choice -> merge [x = 1]", DEFAULT.format("join"), "split -> b", "b -> join",
                   "join -> end")  # fmt: skip
    assert findings_in(body) == []


def test_many_parallel_choices_are_looked_at_in_time() -> None:
    lines = [SPLIT, JOIN, "start -> split", "join -> end"]
    for number in range(40):
        lines += [f'<exclusiveGateway id="g{number}" default="d{number}"/>', f'<exclusiveGateway id="m{number}"/>',
                  f'<userTask id="t{number}"/>', f"split -> g{number}", f"g{number} -> t{number} [x = 1]",
                  f'<sequenceFlow id="d{number}" sourceRef="g{number}" targetRef="m{number}"/>',
                  f"t{number} -> m{number}", f"m{number} -> join"]  # fmt: skip
    assert findings_in(between(*lines)) == []
    assert "über «m39» kommt nicht immer etwas an" in sentences(between(*lines).replace("t39 -> m39", "t39 -> end"))


def script(lines: str) -> str:
    return f'<scriptTask id="count" name="Zählen"><script>{lines}</script></scriptTask>'


def circle(lines: str, condition: str) -> str:
    """A script in a circle that goes on while the condition holds."""
    return between(MERGE, script(lines), CHOICE, "start -> merge", "merge -> count", "count -> choice",
                   f"choice -> merge [{condition}]", DEFAULT.format("end"))  # fmt: skip


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (between(MERGE, '<task id="t"/>', "start -> merge", "merge -> t", "t -> merge"), "dreht sich für immer"),
        (between(MERGE, SPLIT, "start -> merge", "merge -> split", "split -> merge", "split -> end"),
         "Auf niemanden wird gewartet, und kein Weg führt hinaus"),
        (circle("anders = 1", "nochmals = true"), "kein Schritt darin ändert, was die Bedingung prüft"),
        (circle("x = 1", "true"), "kein Schritt darin ändert, was die Bedingung prüft"),
        (circle("x = 0", "x &lt; 1"), "mit den Werten der Skripte endet der Kreis nie oder viel zu spät"),
        (circle("x = 1 - x", "x &lt; 5").replace("start -> merge", "start -> one\none -> merge").replace(
            MERGE, f'{MERGE}<scriptTask id="one"><script>x = 1</script></scriptTask>'),
         "mit den Werten der Skripte endet der Kreis nie oder viel zu spät"),
    ],
)  # fmt: skip
def test_a_circle_that_nobody_stops_is_refused(body: str, sentence: str) -> None:
    assert sentence in sentences(body)


@pytest.mark.parametrize(
    "body",
    [
        circle("x = x + 1", "x &lt; 5"),
        circle("x = 3", "x &lt; 3"),
        circle("x = y", "now() &lt; x"),
        between(MERGE, TASK, CHOICE, "start -> merge", "merge -> ask", "ask -> choice", "choice -> merge [ja = true]",
                DEFAULT.format("end")),
    ],
)  # fmt: skip
def test_a_circle_that_ends_or_waits_may_pass(body: str) -> None:
    assert findings_in(body) == []


REPEATED = (
    '<scriptTask id="s"><standardLoopCharacteristics{}><loopCondition>{}</loopCondition></standardLoopCharacteristics>'
    "<script>x = x + 1</script></scriptTask>"
)


def test_a_repeated_step_must_change_what_it_is_repeated_for() -> None:
    flows = ("start -> s", "s -> end")
    assert "kein Schritt darin ändert" in sentences(between(REPEATED.format("", "y = true"), *flows))
    assert findings_in(between(REPEATED.format("", "x &lt; 5"), *flows)) == []
    assert findings_in(between(REPEATED.format(' loopMaximum="3"', "y = true"), *flows)) == []


def test_a_sub_process_that_waits_stops_a_circle() -> None:
    inner = f'<subProcess id="sub"><startEvent id="s"/>{TASK}<sequenceFlow sourceRef="s" targetRef="ask"/></subProcess>'
    body = between(MERGE, CHOICE, inner, "start -> merge", "merge -> sub", "sub -> choice",
                   "choice -> merge [ja = true]", DEFAULT.format("end"))  # fmt: skip
    assert findings_in(body) == []
    assert "kein Schritt darin ändert" in sentences(body.replace("userTask", "task"))
