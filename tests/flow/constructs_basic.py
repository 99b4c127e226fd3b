"""Tasks, gateways, loops and sub-processes."""

from tests.flow.construct import Construct

S, E = '<startEvent id="start"/>', '<endEvent id="end" name="Ende"/>'


def user(name: str, more: str = "", inner: str = "") -> str:
    return f'<userTask id="{name}" name="{name}" {more}>{inner}</userTask>'


BASIC = (
    Construct(
        "Aufgabe für Menschen", "userTask, manualTask, task",
        f"""{S}\n{user("a")}\n<manualTask id="b" name="b"/>\n<task id="c" name="c"/>\n{E}
        start -> a\na -> b\nb -> c\nc -> end""",
        (("start", ["a"]), ("do a", ["b"]), ("do b", ["c"]), ("do c", "done")),
        trace=("a", "b", "c", "end"),
    ),
    Construct(
        "Skript", "scriptTask",
        f"""{S}\n<scriptTask id="s" name="s" scriptFormat="feel"><script>summe = betrag * 2
        kontakt.name = "Ada"</script></scriptTask>\n{user("a")}\n{E}\nstart -> s\ns -> a\na -> end""",
        (("start", ["a"]), ("do a", "done")), variables={"betrag": 4},
    ),
    Construct(
        "Aktion", "serviceTask mit camunda:topic",
        f"""{S}
        <serviceTask id="s" name="s" camunda:type="external" camunda:topic="mail"/>
        {E}
        start -> s
        s -> end""",
        (("start", "done"),), trace=("s", "end"),
    ),
    Construct(
        "Entscheidung", "businessRuleTask mit camunda:decisionRef",
        f"""{S}\n<businessRuleTask id="r" camunda:decisionRef="d" camunda:resultVariable="x"/>\n
        <exclusiveGateway id="g" default="d1"/>\n{user("a")}\n{E}\nstart -> r\nr -> g\ng -> a [x = "decided d"]
        <sequenceFlow id="d1" sourceRef="g" targetRef="end"/>\na -> end""",
        (("start", ["a"]), ("do a", "done")),
    ),
    Construct(
        "Ausschliessendes Gateway mit Standardfluss", "exclusiveGateway, default",
        f"""{S}\n{user("ask")}\n<exclusiveGateway id="g" default="d1"/>\n{user("yes")}\n{user("no")}\n{E}
        start -> ask\nask -> g\ng -> yes [${{ja = true}}]
        <sequenceFlow id="d1" sourceRef="g" targetRef="no"/>\nyes -> end\nno -> end""",
        (("start", ["ask"]), ('do ask {"ja":false}', ["no"]), ("do no", "done")), trace=("ask", "no", "end"),
    ),
    Construct(
        "Paralleles Gateway", "parallelGateway",
        f"""{S}\n<parallelGateway id="f"/>\n{user("a")}\n{user("b")}\n<parallelGateway id="j"/>\n{user("c")}\n{E}
        start -> f\nf -> a\nf -> b\na -> j\nb -> j\nj -> c\nc -> end""",
        (("start", ["a", "b"]), ("do b", ["a"]), ("do a", ["c"]), ("do c", "done")),
    ),
    Construct(
        "Einschliessendes Gateway", "inclusiveGateway",
        f"""{S}\n<inclusiveGateway id="f" default="d1"/>\n{user("a")}\n{user("b")}\n{user("c")}\n
        <inclusiveGateway id="j"/>\n{user("d")}\n{E}\nstart -> f\nf -> a [x > 1]\nf -> b [x > 2]
        <sequenceFlow id="d1" sourceRef="f" targetRef="c"/>\na -> j\nb -> j\nc -> j\nj -> d\nd -> end""",
        (("start", ["a", "b"]), ("do a", ["b"]), ("do b", ["d"]), ("do d", "done")), variables={"x": 3},
    ),
    Construct(
        "Bedingte Flüsse direkt an einer Aufgabe", "conditionExpression an Aktivitäten, default",
        f"""{S}\n<userTask id="a" default="d1"/>\n{user("b")}\n{user("c")}\n{user("d")}\n{E}\nstart -> a
        a -> b [x = 1]\na -> c [x &lt; 5]\n<sequenceFlow id="d1" sourceRef="a" targetRef="d"/>
        b -> end\nc -> end\nd -> end""",
        (("start", ["a"]), ('do a {"x":1}', ["b", "c"]), ("do b", ["c"]), ("do c", "done")),
    ),
    Construct(
        "Mehrere Flüsse aus einer Aufgabe", "mehrere sequenceFlow",
        f"""{S}\n{user("a")}\n{user("b")}\n{user("c")}\n{E}\nstart -> a\na -> b\na -> c\nb -> end\nc -> end""",
        (("start", ["a"]), ("do a", ["b", "c"]), ("do b", ["c"]), ("do c", "done")),
    ),
    Construct(
        "Pfad ohne Ende-Ereignis", "fehlendes endEvent",
        f"""{S}\n{user("a")}\nstart -> a""", (("start", ["a"]), ("do a", "done")),
    ),
    Construct(
        "Wiederholung bis zu einer Bedingung", "standardLoopCharacteristics",
        f"""{S}\n{user("a", inner='<standardLoopCharacteristics loopMaximum="5"><loopCondition>nochmals</loopCondition>'
                       '</standardLoopCharacteristics>')}\n{E}\nstart -> a\na -> end""",
        (("start", ["a"]), ('do a {"nochmals":true}', ["a"]), ('do a {"nochmals":false}', "done")),
    ),
    Construct(
        "Schleife über ein Gateway", "exclusiveGateway rückwärts",
        f"""{S}\n<exclusiveGateway id="m"/>\n{user("a")}\n<exclusiveGateway id="g" default="d1"/>\n{E}
        start -> m\nm -> a\na -> g\ng -> end [ok]\n<sequenceFlow id="d1" sourceRef="g" targetRef="m"/>""",
        (("start", ["a"]), ('do a {"ok":false}', ["a"]), ('do a {"ok":true}', "done")),
    ),
    Construct(
        "Mehrfach-Aufgabe, parallel, mit Abbruchbedingung", "multiInstanceLoopCharacteristics",
        f"""{S}\n{user("a", inner='<multiInstanceLoopCharacteristics camunda:collection="= wer" '
                       'camunda:elementVariable="p"><completionCondition>nrOfCompletedInstances &gt;= 2'
                       '</completionCondition></multiInstanceLoopCharacteristics>')}\n{user("b")}\n{E}
        start -> a\na -> b\nb -> end""",
        (("start", ["a", "a", "a"]), ("do a", ["a", "a"]), ("do a", ["b"]), ("do b", "done")),
        variables={"wer": ["x", "y", "z"]},
    ),
    Construct(
        "Mehrfach-Aufgabe, nacheinander, eine Anzahl Mal", "isSequential, loopCardinality",
        f"""{S}
        {user("a", inner='<multiInstanceLoopCharacteristics isSequential="true">'
                       '<loopCardinality>n</loopCardinality>'
                       '</multiInstanceLoopCharacteristics>')}\n{E}\nstart -> a\na -> end""",
        (("start", ["a"]), ("do a", ["a"]), ("do a", "done")), variables={"n": 2},
    ),
    Construct(
        "Eingebetteter Teilprozess", "subProcess",
        f"""{S}
        <subProcess id="sub" name="sub"><startEvent id="s2"/>
        {user("a")}
        <endEvent id="e2"/>
        s2 -> a
        a -> e2
        </subProcess>\n{user("b")}\n{E}\nstart -> sub\nsub -> b\nb -> end""",
        (("start", ["a"]), ("do a", ["b"]), ("do b", "done")),
    ),
    Construct(
        "Aufgerufenes Verfahren mit Ein- und Ausgaben", "callActivity, camunda:in, camunda:out",
        f"""{S}
        <callActivity id="call" calledElement="called"><extensionElements><camunda:in source="x + 1" target="y"/>
        <camunda:out sourceExpression="${{y * 10}}" target="z"/></extensionElements></callActivity>
        <exclusiveGateway id="g" default="d1"/>\n{user("b")}\n{E}\nstart -> call\ncall -> g\ng -> b [z = 30]
        <sequenceFlow id="d1" sourceRef="g" targetRef="end"/>\nb -> end""",
        (("start", ["a"]), ("do a", ["b"]), ("do b", "done")), variables={"x": 2},
        called=f"""<startEvent id="cs"/>\n{user("a")}\n<endEvent id="ce"/>\ncs -> a\na -> ce""",
    ),
)  # fmt: skip
