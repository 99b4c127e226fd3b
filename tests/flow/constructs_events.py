"""Events: timers, messages, signals, errors, escalations, links, event sub-processes."""

from tests.flow.construct import Construct
from tests.flow.constructs_basic import E, S, user

NAMES = (
    '<message id="m" name="Antwort"/><signal id="s" name="Feueralarm"/>'
    '<error id="e" name="Fehler" errorCode="E1"/><escalation id="esc" name="Eskalation" escalationCode="K1"/>'
)
TIMER = "<timerEventDefinition><timeDuration>P2D</timeDuration></timerEventDefinition>"
CYCLE = "<timerEventDefinition><timeCycle>R/P2D</timeCycle></timerEventDefinition>"
MESSAGE = '<messageEventDefinition messageRef="m"/>'
SIGNAL = '<signalEventDefinition signalRef="s"/>'
ERROR = '<errorEventDefinition errorRef="e"/>'
ESCALATION = '<escalationEventDefinition escalationRef="esc"/>'
SOON, LATE = "2027-01-06T08:00", "2027-01-20T08:00"


def boundary(name: str, on: str, definition: str, interrupting: bool = True) -> str:
    kind = str(interrupting).lower()
    head = f'<boundaryEvent id="{name}" name="{name}" attachedToRef="{on}" cancelActivity="{kind}">'
    return f"{head}{definition}</boundaryEvent>"


def sub(inner: str, name: str = "sub", more: str = "") -> str:
    return f'<subProcess id="{name}" name="{name}" {more}>\n{inner}\n</subProcess>'


def handler(definition: str, interrupting: bool) -> str:
    """An event sub-process with one task, `handle`."""
    start = f'<startEvent id="hs" isInterrupting="{str(interrupting).lower()}">{definition}</startEvent>'
    return sub(
        f"""{start}\n{user("handle")}\n<endEvent id="he"/>\nhs -> handle\nhandle -> he""",
        "handler",
        'triggeredByEvent="true"',
    )


def event_subprocess(name: str, definition: str, act: str, interrupting: bool) -> Construct:
    after: list[str] = ["handle"] if interrupting else ["a", "handle"]
    plays: tuple[tuple[str, list[str] | str], ...] = (("start", ["a"]), (act, after))
    plays += (("do handle", "done"),) if interrupting else (("do handle", ["a"]), ("do a", "done"))
    how = "unterbrechend" if interrupting else "nicht unterbrechend"
    return Construct(
        f"Ereignis-Teilprozess, {how}: {name}",
        "subProcess triggeredByEvent",
        f"""{S}\n{user("a")}\n{E}\n{handler(definition, interrupting)}\nstart -> a\na -> end""",
        plays,
        NAMES,
    )


EVENTS = (
    Construct(
        "Zeitereignis im Fluss", "intermediateCatchEvent timeDate, timeDuration",
        f"""{S}\n<intermediateCatchEvent id="t" name="t">{TIMER}</intermediateCatchEvent>\n{user("a")}\n{E}
        start -> t\nt -> a\na -> end""",
        (("start", []), ("wait 2027-01-05T08:00", []), (f"wait {SOON}", ["a"]), ("do a", "done")),
        trace=("t", "a", "end"),
    ),
    Construct(
        "Unterbrechende Frist an einer Aufgabe", "boundaryEvent timer",
        f"""{S}\n{user("a")}\n{boundary("t", "a", TIMER)}\n{user("b")}\n{E}\nstart -> a\na -> end\nt -> b\nb -> end""",
        (("start", ["a"]), (f"wait {SOON}", ["b"]), ("do b", "done")),
    ),
    Construct(
        "Erinnerung an einer Aufgabe, wiederholt", "boundaryEvent timeCycle, nicht unterbrechend",
        f"""{S}
        {user("a")}
        {boundary("t", "a", CYCLE, False)}
        {user("b")}\n{E}\nstart -> a\na -> end\nt -> b\nb -> end""",
        (("start", ["a"]), (f"wait {SOON}", ["a", "b"]), ("wait 2027-01-08T08:00", ["a", "b", "b"]),
         ("do a", ["b", "b"]),
         (f"wait {LATE}", ["b", "b"]), ("do b", ["b"]), ("do b", "done")),
    ),
    Construct(
        "Was zuerst kommt: Zeit", "eventBasedGateway",
        f"""{S}\n<eventBasedGateway id="g"/>
        <intermediateCatchEvent id="late"><timerEventDefinition><timeDuration>P5D</timeDuration></timerEventDefinition>
        </intermediateCatchEvent>\n<intermediateCatchEvent id="soon">{TIMER}</intermediateCatchEvent>
        <intermediateCatchEvent id="msg">{MESSAGE}</intermediateCatchEvent>\n{user("a")}\n{user("b")}\n{user("c")}\n{E}
        start -> g\ng -> late\ng -> soon\ng -> msg\nlate -> a\nsoon -> b\nmsg -> c\na -> end\nb -> end\nc -> end""",
        (("start", []), (f"wait {SOON}", ["b"]), (f"wait {LATE}", ["b"]), ("do b", "done")), NAMES,
    ),
    Construct(
        "Was zuerst kommt: Nachricht", "eventBasedGateway",
        f"""{S}\n<eventBasedGateway id="g"/>\n<intermediateCatchEvent id="soon">{TIMER}</intermediateCatchEvent>
        <intermediateCatchEvent id="msg">{MESSAGE}</intermediateCatchEvent>\n{user("b")}\n{user("c")}\n{E}
        start -> g\ng -> soon\ng -> msg\nsoon -> b\nmsg -> c\nb -> end\nc -> end""",
        (("start", []), ('message Antwort {"wert":7}', ["c"]), (f"wait {SOON}", ["c"]), ("do c", "done")), NAMES,
    ),
    Construct(
        "Auf eine Nachricht warten", "receiveTask, intermediateCatchEvent message",
        f"""{S}
        <receiveTask id="r" name="r" messageRef="m"/>
        <exclusiveGateway id="g" default="d1"/>
        {user("a")}
        {E}
        start -> r\nr -> g\ng -> a [wert = 7]\n<sequenceFlow id="d1" sourceRef="g" targetRef="end"/>\na -> end""",
        (("start", []), ('message Antwort {"wert":7}', ["a"]), ("do a", "done")), NAMES,
    ),
    Construct(
        "Nachricht im selben Fall", "intermediateThrowEvent message, sendTask",
        f"""{S}\n<parallelGateway id="f"/>\n<receiveTask id="r" messageRef="m"/>\n{user("a")}
        <sendTask id="send" messageRef="m"/>\n{user("b")}\n{E}\nstart -> f\nf -> r\nf -> a\na -> send\nsend -> end
        r -> b\nb -> end""",
        (("start", ["a"]), ("do a", ["b"]), ("do b", "done")), NAMES,
    ),
    Construct(
        "Unterbrechende Nachricht an einer Aufgabe", "boundaryEvent message",
        f"""{S}
        {user("a")}
        {boundary("t", "a", MESSAGE)}
        {user("b")}
        {E}
        start -> a
        a -> end
        t -> b
        b -> end""",
        (("start", ["a"]), ("message Antwort", ["b"]), ("do b", "done")), NAMES,
    ),
    Construct(
        "Signal im selben Fall, auch am Ende", "signal throw, catch, endEvent",
        f"""{S}
        <parallelGateway id="f"/>
        <intermediateCatchEvent id="c">{SIGNAL}</intermediateCatchEvent>
        {user("a")}
        <endEvent id="alarm">{SIGNAL}</endEvent>
        {user("b")}
        {E}
        start -> f
        f -> c
        f -> a
        a -> alarm
        c -> b
        b -> end""",
        (("start", ["a"]), ("do a", ["b"]), ("do b", "done")), NAMES,
    ),
    Construct(
        "Eskalation aus einem Teilprozess, nicht unterbrechend", "escalation, boundaryEvent",
        f"""{S}\n{sub(f'''<startEvent id="s2"/>
        <intermediateThrowEvent id="up">{ESCALATION}</intermediateThrowEvent>
        {user("a")}
        <endEvent id="e2"/>
        s2 -> up
        up -> a
        a -> e2''')}\n{boundary("esc1", "sub", ESCALATION, False)}\n{user("b")}\n{E}
        start -> sub\nsub -> end\nesc1 -> b\nb -> end""",
        (("start", ["a", "b"]), ("do b", ["a"]), ("do a", "done")), NAMES,
    ),
    Construct(
        "Fehler aus einem Teilprozess", "error endEvent, boundaryEvent",
        f"""{S}\n{sub(f'''<startEvent id="s2"/>
        <parallelGateway id="f2"/>
        {user("a")}
        {user("x")}
        <endEvent id="e2">{ERROR}</endEvent>
        <endEvent id="e3"/>
        s2 -> f2
        f2 -> a
        f2 -> x
        x -> e3
        a -> e2''')}\n{boundary("err", "sub", ERROR)}\n{user("b")}\n{user("c")}\n{E}
        start -> sub\nsub -> c\nc -> end\nerr -> b\nb -> end""",
        (("start", ["a", "x"]), ("do a", ["b"]), ("do b", "done")), NAMES,
    ),
    Construct(
        "Fehler aus einem aufgerufenen Verfahren", "error, callActivity",
        f"""{S}\n<callActivity id="call" calledElement="called"/>\n{boundary("err", "call", "<errorEventDefinition/>")}
        {user("b")}\n{E}\nstart -> call\ncall -> end\nerr -> b\nb -> end""",
        (("start", ["a"]), ("do a", ["b"]), ("do b", "done")),
        called=f"""<startEvent id="cs"/>
        {user("a")}
        <endEvent id="ce"><errorEventDefinition/></endEvent>
        cs -> a
        a -> ce""",
    ),
    Construct(
        "Alles beenden", "terminateEventDefinition",
        f"""{S}\n<parallelGateway id="f"/>\n{user("a")}\n{sub(f'''<startEvent id="s2"/>
        {user("x")}
        <endEvent id="e2"/>
        s2 -> x
        x -> e2''')}\n<endEvent id="stop"><terminateEventDefinition/></endEvent>\n{E}
        start -> f\nf -> a\nf -> sub\nsub -> end\na -> stop""",
        (("start", ["a", "x"]), ("do a", "done")),
    ),
    Construct(
        "Transaktion abbrechen", "transaction, cancelEventDefinition",
        f"""{S}\n<transaction id="sub"><startEvent id="s2"/>\n{user("a")}\n
        <endEvent id="e2"><cancelEventDefinition/></endEvent>\ns2 -> a\na -> e2\n</transaction>
        {boundary("off", "sub", "<cancelEventDefinition/>")}\n{user("b")}\n{user("c")}\n{E}
        start -> sub\nsub -> c\nc -> end\noff -> b\nb -> end""",
        (("start", ["a"]), ("do a", ["b"]), ("do b", "done")),
        note="Ohne Kompensation: Erledigtes wird nicht rückgängig gemacht.",
    ),
    Construct(
        "Sprung mit Link-Ereignissen", "linkEventDefinition",
        f"""{S}
        {user("a")}
        <intermediateThrowEvent id="go"><linkEventDefinition name="Weiter"/></intermediateThrowEvent>
        <intermediateCatchEvent id="come"><linkEventDefinition name="Weiter"/></intermediateCatchEvent>
        {user("b")}
        {E}
        start -> a\na -> go\ncome -> b\nb -> end""",
        (("start", ["a"]), ("do a", ["b"]), ("do b", "done")),
    ),
    event_subprocess("Nachricht", MESSAGE, "message Antwort", True),
    event_subprocess("Nachricht", MESSAGE, "message Antwort", False),
    event_subprocess("Zeit", TIMER, f"wait {SOON}", True),
    event_subprocess("Zeit", TIMER, f"wait {SOON}", False),
    event_subprocess("Signal", SIGNAL, "signal Feueralarm", True),
    event_subprocess("Signal", SIGNAL, "signal Feueralarm", False),
    Construct(
        "Ereignis-Teilprozess: Fehler", "subProcess triggeredByEvent, error",
        f"""{S}\n{user("a")}\n<endEvent id="bad">{ERROR}</endEvent>\n{handler(ERROR, True)}\nstart -> a\na -> bad""",
        (("start", ["a"]), ("do a", ["handle"]), ("do handle", "done")), NAMES,
    ),
    Construct(
        "Ereignis-Teilprozess: Fehler im selben Teilprozess", "subProcess triggeredByEvent, error",
        f"""{S}\n{sub(f'''<startEvent id="s2"/>
        {user("a")}
        <endEvent id="e2">{ERROR}</endEvent>
        {handler(ERROR, True)}
        s2 -> a
        a -> e2''')}\n{user("b")}\n{E}\nstart -> sub\nsub -> b\nb -> end""",
        (("start", ["a"]), ("do a", ["handle"]), ("do handle", ["b"]), ("do b", "done")), NAMES,
    ),
    Construct(
        "Ereignis-Teilprozess: Eskalation", "subProcess triggeredByEvent, escalation",
        f"""{S}\n<intermediateThrowEvent id="up">{ESCALATION}</intermediateThrowEvent>\n{user("a")}\n{E}
        {handler(ESCALATION, False)}\nstart -> up\nup -> a\na -> end""",
        (("start", ["a", "handle"]), ("do handle", ["a"]), ("do a", "done")), NAMES,
        note="Eine Eskalation, die niemand auffängt, hat keine Wirkung.",
    ),
    Construct(
        "Fehler, den niemand auffängt, zuoberst im Verfahren", "error endEvent",
        f"""{S}\n<parallelGateway id="f"/>\n{user("a")}\n{user("x")}\n<endEvent id="bad">{ERROR}</endEvent>\n{E}
        start -> f\nf -> a\nf -> x\nx -> end\na -> bad""",
        (("start", ["a", "x"]), ("do a", "done")), NAMES,
        note="Der Fall ist damit zu Ende, und sein Verlauf sagt es. In einem Teilprozess lehnt ihn die Prüfung ab.",
    ),
    Construct(
        "Ereignis-Teilprozess in einem Teilprozess", "subProcess triggeredByEvent in subProcess",
        f"""{S}\n{sub(f'''<startEvent id="s2"/>
        {user("a")}
        <endEvent id="e2"/>
        {handler(MESSAGE, True)}
        s2 -> a
        a -> e2''')}\n{user("b")}\n{E}\nstart -> sub\nsub -> b\nb -> end""",
        (("start", ["a"]), ("message Antwort", ["handle"]), ("do handle", ["b"]), ("do b", "done")), NAMES,
    ),
)  # fmt: skip
