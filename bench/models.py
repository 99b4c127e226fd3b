"""The diagrams that are measured."""

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DATA = {"klient": {"vorname": "Peter", "name": "M."}, "text": "Ein Absatz, wie ihn ein Formular hat. " * 10}
HALF_WAY = 10
HEAD = f'<definitions xmlns="{BPMN}" targetNamespace="bench"><process id="bench" name="Bench" isExecutable="true">'


def thirty_five_nodes() -> bytes:
    """35 nodes: a start, 6 × (2 tasks, a fork, 2 tasks beside each other — drawn as a join), an end."""
    parts, flows, last = ['<startEvent id="start"/>'], [], "start"
    for number in range(1, 7):
        a, f, b, c, j = (f"{name}{number}" for name in ("a", "fork", "b", "c", "join"))
        parts += [f'<userTask id="{node}" name="{node}"/>' for node in (a, b, c)]
        parts += [f'<parallelGateway id="{node}"/>' for node in (f, j)]
        flows += [(last, a), (a, f), (f, b), (f, c), (b, j), (c, j)]
        last = j
    parts += ['<userTask id="z1"/>', '<userTask id="z2"/>', '<endEvent id="end"/>']
    flows += [(last, "z1"), ("z1", "z2"), ("z2", "end")]
    return _file(parts, flows)


def loop() -> bytes:
    """One task that comes back until it is told to stop."""
    parts = [
        '<startEvent id="start"/>', '<exclusiveGateway id="merge"/>', '<userTask id="a"/>',
        '<exclusiveGateway id="again" default="back"/>', '<endEvent id="end"/>',
        '<sequenceFlow id="back" sourceRef="again" targetRef="merge"/>',
        '<sequenceFlow id="out" sourceRef="again" targetRef="end"><conditionExpression>stop</conditionExpression>'
        "</sequenceFlow>",
    ]  # fmt: skip
    return _file(parts, [("start", "merge"), ("merge", "a"), ("a", "again")])


def timer() -> bytes:
    """A task that waits for a day."""
    parts = [
        '<startEvent id="start"/>', '<intermediateCatchEvent id="wait"><timerEventDefinition>'
        "<timeDuration>P1D</timeDuration></timerEventDefinition></intermediateCatchEvent>",
        '<userTask id="a"/>', '<endEvent id="end"/>',
    ]  # fmt: skip
    return _file(parts, [("start", "wait"), ("wait", "a"), ("a", "end")])


def two_tasks() -> bytes:
    """Two tasks, one after the other."""
    parts = ['<startEvent id="start"/>', '<userTask id="a"/>', '<userTask id="b"/>', '<endEvent id="end"/>']
    return _file(parts, [("start", "a"), ("a", "b"), ("b", "end")])


def _file(parts: list[str], flows: list[tuple[str, str]]) -> bytes:
    lines = [f'<sequenceFlow id="f{i}" sourceRef="{a}" targetRef="{b}"/>' for i, (a, b) in enumerate(flows)]
    return f"{HEAD}{''.join(parts)}{''.join(lines)}</process></definitions>".encode()
