"""What people may report at any time, played with the state saved and loaded at every step."""

from datetime import timedelta

import pytest

from app.clock import at_local
from app.flow import engine
from app.flow.errors import TaskGoneError
from app.flow.reports import next_look
from tests.flow.player import END, START, Player, file_with

MESSAGES = '<message id="m1" name="withdrawal"/><message id="m2" name="close_now"/>'


def event(kind: str, name: str, message: str, more: str = "", roles: str = "Klient/in, Fallführung") -> str:
    return (
        f'<{kind} id="{name}" name="{name}" {more}><extensionElements><camunda:properties>'
        f'<camunda:property name="form" value="widerruf"/><camunda:property name="roles" value="{roles}"/>'
        '<camunda:property name="statistic" value="= &quot;widerruf:&quot; + widerruf.umfang"/>'
        f'</camunda:properties></extensionElements><messageEventDefinition messageRef="{message}"/></{kind}>'
    )


def handler(name: str, interrupting: bool, inside: str, message: str = "m1") -> str:
    start = event("startEvent", f"report_{name}", message, f'isInterrupting="{str(interrupting).lower()}"')
    return f'<subProcess id="{name}" triggeredByEvent="true">{start}\n{inside}\n</subProcess>'


def case(*handlers: str) -> Player:
    body = "\n".join([START, '<userTask id="work"/>', END, "start -> work", "work -> end", *handlers])
    return Player(file_with(MESSAGES, body))


FOLLOW_UP = """<userTask id="follow_up"><extensionElements><camunda:properties>
<camunda:property name="label" value="= widerruf.umfang"/></camunda:properties></extensionElements></userTask>
<endEvent id="settled"/>
report_withdrawal -> follow_up
follow_up -> settled"""


def test_a_report_that_interrupts_ends_everything_else() -> None:
    player = case(handler("withdrawal", True, FOLLOW_UP))
    assert (player.open, player.reports) == (["work"], ["report_withdrawal: Klient/in, Fallführung"])
    player.report("report_withdrawal", widerruf={"umfang": "alles"})
    assert (player.open, player.reports) == (["follow_up alles"], [])
    assert player.counted == ["widerruf:alles"]
    assert player.complete("follow_up").done


def test_a_report_that_does_not_interrupt_can_be_made_again_and_again() -> None:
    player = case(handler("withdrawal", False, FOLLOW_UP))
    for scope in ("stelle", "kategorie"):
        player.report("report_withdrawal", widerruf={"umfang": scope})
        assert player.reports == ["report_withdrawal: Klient/in, Fallführung"]
    assert sorted(player.open) == ["follow_up kategorie", "follow_up kategorie", "work"]
    player.complete("work").complete("follow_up")
    assert player.reports == []  # what it was about is over
    assert player.complete("follow_up").done


def test_the_history_tells_what_was_reported() -> None:
    player = case(handler("withdrawal", False, FOLLOW_UP))
    assert player.report("report_withdrawal", widerruf={"umfang": "stelle"}).trace == ["report_withdrawal"]


def test_what_is_no_longer_waited_for_cannot_be_reported() -> None:
    player = case(handler("withdrawal", True, FOLLOW_UP))
    workflow = player._load()
    from app.flow.journal import Journal

    (item,) = engine.open_reports(workflow)
    engine.report(workflow, item.id, item.element, {"widerruf": {"umfang": "alles"}}, Journal())
    with pytest.raises(TaskGoneError):
        engine.report(workflow, item.id, item.element, {}, Journal())


def test_one_handler_can_set_off_another() -> None:
    end = '<endEvent id="close"><messageEventDefinition messageRef="m2"/></endEvent>\nreport_withdrawal -> close'
    closing = '<startEvent id="closing_now"><messageEventDefinition messageRef="m2"/></startEvent>'
    rest = '<userTask id="final_report"/>\n<endEvent id="closed"/>\nclosing_now -> final_report\nfinal_report -> closed'
    closing = f'<subProcess id="closing" triggeredByEvent="true">{closing}\n{rest}\n</subProcess>'
    player = case(handler("withdrawal", False, end), closing)
    player.report("report_withdrawal", widerruf={"umfang": "alles"})
    assert player.open == ["final_report"]
    assert (player.outgoing, player.waiting) == ([], set())  # nothing of this is another case's business
    assert player.complete("final_report").done


def test_a_report_may_stand_at_the_border_of_a_task_or_behind_a_gateway() -> None:
    at_the_border = event("boundaryEvent", "job_found", "m1", 'attachedToRef="work" cancelActivity="true"')
    behind = event("intermediateCatchEvent", "ended_early", "m2", roles="Fallführung")
    until = "<timerEventDefinition><timeDate>2027-06-30</timeDate></timerEventDefinition>"
    player = Player(
        file_with(
            MESSAGES,
            f"""{START}\n<userTask id="work"/>\n{at_the_border}\n<eventBasedGateway id="which"/>\n{behind}
            <intermediateCatchEvent id="until">{until}</intermediateCatchEvent>\n<userTask id="rest"/>\n{END}
            start -> work\njob_found -> which\nwork -> which\nwhich -> ended_early\nwhich -> until
            ended_early -> rest\nuntil -> rest\nrest -> end""",
        )
    )
    assert player.report("job_found", widerruf={"umfang": "a"}).open == []
    assert player.reports == ["ended_early: Fallführung"]
    assert player.report("ended_early", widerruf={"umfang": "b"}).open == ["rest"]
    assert player.variables["widerruf"] == {"umfang": "b"}


def test_a_timer_that_does_not_interrupt_fires_again_when_its_date_moves_to_a_later_day() -> None:
    timer = "<timerEventDefinition><timeDate>= date(gueltig_bis)</timeDate></timerEventDefinition>"
    warn = f'<startEvent id="expiring" isInterrupting="false">{timer}</startEvent>\n<userTask id="renew"/>'
    warn += '\n<endEvent id="renewed"/>\nexpiring -> renew\nrenew -> renewed'
    player = Player(
        file_with("", f"""{START}\n<userTask id="work"/>\n{END}\nstart -> work\nwork -> end
        <subProcess id="expiry" triggeredByEvent="true">{warn}\n</subProcess>"""),
        variables={"gueltig_bis": "2027-03-01"},
    )  # fmt: skip
    assert player.wait_until("2027-03-01T06:00").open == ["work", "renew"]
    assert player.next_due is None
    player.complete("renew", gueltig_bis="2027-05-03")
    assert player.wait_until("2027-05-02T12:00").open == ["work"]
    assert player.wait_until("2027-05-03T06:00").open == ["work", "renew"]
    assert player.complete("renew", gueltig_bis="2027-04-01").open == ["work"]  # an earlier day is no new warning
    assert player.wait_until("2027-07-01T06:00").complete("work").done


def test_what_interrupts_ends_what_was_reported_before_too() -> None:
    death = '<userTask id="close_quietly"/>\n<endEvent id="closed"/>\nreport_death -> close_quietly'
    death += "\nclose_quietly -> closed"
    player = case(handler("withdrawal", False, FOLLOW_UP), handler("death", True, death, "m2"))
    player.report("report_withdrawal", widerruf={"umfang": "stelle"})
    assert sorted(player.open) == ["follow_up stelle", "work"]
    assert player.report("report_death").open == ["close_quietly"]
    assert player.complete("close_quietly").done


def test_a_report_inside_a_round_says_which_round_it_is_about() -> None:
    label = '<camunda:property name="label" value="= massnahme"/></camunda:properties>'
    early = event("intermediateCatchEvent", "ended_early", "m1").replace("</camunda:properties>", label)
    rounds = '<multiInstanceLoopCharacteristics camunda:collection="= [&quot;Kurs&quot;, &quot;Coaching&quot;]"'
    player = Player(
        file_with(
            MESSAGES,
            f"""{START}\n<subProcess id="measure">{rounds} camunda:elementVariable="massnahme"/>
            <startEvent id="s"/>\n{early}\n<endEvent id="e"/>\ns -> ended_early\nended_early -> e\n</subProcess>\n{END}
            start -> measure\nmeasure -> end""",
        )
    )
    assert [report.partition(":")[0] for report in player.reports] == ["ended_early Kurs", "ended_early Coaching"]


def test_a_report_is_offered_only_while_there_is_something_to_report() -> None:
    inside = '<scriptTask id="note"><script>gemeldet = widerruf.umfang</script></scriptTask><endEvent id="noted"/>\n'
    first = handler("first", False, f"{inside}report_first -> note\nnote -> noted").replace(
        '<camunda:property name="form"', '<camunda:property name="when" value="= gemeldet = null"/>'
        '<camunda:property name="form"',
    )  # fmt: skip
    undo = '<scriptTask id="undo"><script>gemeldet = null</script></scriptTask><endEvent id="undone"/>\n'
    second = handler("back", False, f"{undo}report_back -> undo\nundo -> undone", "m2").replace(
        '<camunda:property name="form"', '<camunda:property name="when" value="= gemeldet != null"/>'
        '<camunda:property name="form"',
    )  # fmt: skip
    player = case(first, second)
    for _ in range(2):
        assert player.reports == ["report_first: Klient/in, Fallführung"]
        player.report("report_first", widerruf={"umfang": "x"})
        assert player.reports == ["report_back: Klient/in, Fallführung"]
        player.report("report_back", widerruf={"umfang": "x"})


def timed(condition: str) -> Player:
    """A case that offers a report while `condition` holds."""
    offered = handler("job", False, "<endEvent id='told'/>\nreport_job -> told").replace(
        "<camunda:properties>", f'<camunda:properties><camunda:property name="when" value="{condition}"/>', 1
    )
    return case(offered)


@pytest.mark.parametrize(
    ("condition", "moments"),
    [
        # START of the player's clock is a Monday morning: offered, and no longer offered, without any step between.
        ("= today() &lt;= date(&quot;{day5}&quot;)", {"now": True, "day5": True, "day6": False}),
        ("= today() &gt;= date(&quot;{day5}&quot;)", {"now": False, "day4": False, "day5": True}),
        ("= today() = date(&quot;{day5}&quot;)", {"now": False, "day5": True, "day6": False}),
        ("= now() &lt; date and time(&quot;{day5}T12:00:00@Europe/Zurich&quot;)", {"now": True, "day6": False}),
        ("= today() &gt;= date(&quot;{day40}&quot;)", {"now": False, "day39": False, "day40": True}),
    ],
)
def test_a_report_with_its_time_is_offered_in_it_and_the_case_is_looked_at_when_that_changes(
    condition: str, moments: dict[str, bool]
) -> None:
    first = case().clock.now().date()
    days = {f"day{number}": (first + timedelta(days=number)).isoformat() for number in range(50)}
    player = timed(condition.format(**days))
    for when, offered in moments.items():
        if when != "now":
            # The worker comes whenever the case is to be looked at, and never later than the change.
            while (look := next_look(player._load())) and look.date().isoformat() <= days[when]:
                player.wait_until(look.strftime("%Y-%m-%dT%H:%M"))
            player.wait_until(f"{days[when]}T06:00" if when != "day6" else f"{days[when]}T13:00")
        assert bool(player.reports) == offered, when


def test_until_when_a_report_is_possible_is_known_beforehand() -> None:
    first = case().clock.now().date()
    player = timed(f"= today() &lt;= date(&quot;{first + timedelta(days=5)}&quot;)")
    (item,) = engine.open_reports(player._load())
    assert item.possible_until == at_local(first + timedelta(days=6))
    untimed = case(handler("job", False, "<endEvent id='told'/>\nreport_job -> told"))
    assert engine.open_reports(untimed._load())[0].possible_until is None and next_look(untimed._load()) is None
