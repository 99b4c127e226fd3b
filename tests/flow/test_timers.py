"""Timers: literal or from case data, clamped, moved, repeated; the state saved and loaded at every step."""

from tests.flow.player import END, START, Player, diagram


def test_a_boundary_timer_waits_for_its_data_and_then_interrupts() -> None:
    player = Player(
        diagram(f"""
    {START}
    <parallelGateway id="split"/>
    <userTask id="invite"/>
    <userTask id="dossier"/>
    <boundaryEvent id="late" name="Zu spät" attachedToRef="dossier">
    <timerEventDefinition>
    <timeDate>if termin = null then null else at six(last working day before(date(termin)))</timeDate>
    </timerEventDefinition>
    </boundaryEvent>
    <exclusiveGateway id="merge"/>
    <parallelGateway id="join"/>
    <userTask id="meet"/>
    {END}
    start -> split
    split -> invite
    split -> dossier
    late -> merge
    dossier -> merge
    merge -> join
    invite -> join
    join -> meet
    meet -> end
    """)
    )
    assert player.next_due is None
    player.complete("invite", termin="2027-02-09")
    assert player.next_due is not None
    assert player.next_due.isoformat() == "2027-02-08T06:00:00+01:00"
    assert player.wait_until("2027-02-08T05:59").open == ["dossier"]
    assert player.wait_until("2027-02-08T06:00").open == ["meet"]


def test_a_timer_moves_when_the_data_it_came_from_change() -> None:
    player = Player(
        diagram(f"""
    {START}
    <parallelGateway id="split"/>
    <userTask id="move"/>
    <intermediateCatchEvent id="wait">
    <timerEventDefinition>
    <timeDate>at six(date(ende))</timeDate>
    </timerEventDefinition>
    </intermediateCatchEvent>
    <userTask id="after"/>
    {END}
    start -> split
    split -> move
    split -> wait
    wait -> after
    after -> end
    move -> end
    """),
        variables={"ende": "2027-03-01"},
    )
    player.complete("move", ende="2027-04-01")
    assert player.wait_until("2027-03-31T23:59").open == []
    assert player.wait_until("2027-04-01T06:00").open == ["after"]


def test_calendar_months_are_clamped_in_local_time() -> None:
    player = Player(
        diagram(f"""
    {START}
    <intermediateCatchEvent id="wait">
    <timerEventDefinition>
    <timeDuration>P3M</timeDuration>
    </timerEventDefinition>
    </intermediateCatchEvent>
    {END}
    start -> wait
    wait -> end
    """),
        start="2026-08-31T09:30",
    )
    assert player.next_due is not None
    assert player.next_due.isoformat() == "2026-11-30T09:30:00+01:00"
    assert player.wait_until("2026-11-30T09:30").done


def test_a_non_interrupting_cycle_reminds_until_the_task_is_done_and_missed_rounds_fire_once() -> None:
    player = Player(
        diagram(f"""
    {START}
    <userTask id="report"/>
    <boundaryEvent id="again" cancelActivity="false" attachedToRef="report">
    <timerEventDefinition><timeCycle>R/P1M</timeCycle></timerEventDefinition>
    </boundaryEvent>
    <serviceTask id="remind" name="Erinnern" camunda:topic="remind"/>
    <endEvent id="reminded"/>
    {END}
    start -> report
    again -> remind
    remind -> reminded
    report -> end
    """),
        start="2027-01-31T08:00",
    )
    assert len(player.wait_until("2027-02-28T08:00").calls) == 1
    assert len(player.wait_until("2027-03-30T23:00").calls) == 1
    assert len(player.wait_until("2027-06-15T08:00").calls) == 2
    assert player.next_due is not None
    assert player.next_due.isoformat().startswith("2027-06-30T08:00")
    assert player.complete("report").done


def test_a_limited_cycle_stops_after_its_rounds() -> None:
    player = Player(
        diagram(f"""
    {START}
    <userTask id="report"/>
    <boundaryEvent id="again" cancelActivity="false" attachedToRef="report">
    <timerEventDefinition><timeCycle>R2/P1D</timeCycle></timerEventDefinition>
    </boundaryEvent>
    <serviceTask id="remind" camunda:topic="remind"/>
    <endEvent id="reminded"/>
    {END}
    start -> report
    again -> remind
    remind -> reminded
    report -> end
    """)
    )
    for day in range(5, 12):
        player.wait_until(f"2027-01-{day:02d}T09:00")
    assert len(player.calls) == 2
    assert player.complete("report").done
