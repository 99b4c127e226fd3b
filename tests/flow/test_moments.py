"""Moments with a zone as due dates, kept variables, timers; what a day and 24 hours are where the clocks change."""

from datetime import datetime

import pytest

from app.clock import ZONE
from tests.flow.player import END, START, Player, diagram

WAYS = [
    ("now()", "2027-01-11T09:00:00+01:00"),
    ('now() + duration("P3D")', "2027-01-14T09:00:00+01:00"),
    ("at six(today())", "2027-01-11T06:00:00+01:00"),
    ('date and time("2027-07-11T08:00:00@Europe/Zurich")', "2027-07-11T08:00:00+02:00"),
    ('date and time("2026-12-31T23:15:00Z")', "2027-01-01T00:15:00+01:00"),
    ('date and time("2027-07-11T23:30:00+00:00")', "2027-07-12T01:30:00+02:00"),
    ('@"2027-01-11T20:00:00@America/New_York"', "2027-01-12T02:00:00+01:00"),
    ('"2026-12-31T23:15:00Z"', "2027-01-01T00:15:00+01:00"),
    ('date and time("2027-02-09T14:00:00")', "2027-02-09T14:00:00+01:00"),
]


@pytest.mark.parametrize(("moment", "expected"), WAYS)
def test_a_moment_is_a_due_date_by_its_local_day(moment: str, expected: str) -> None:
    written = moment.replace('"', "&quot;")
    direct = Player(
        diagram(f'{START}\n<userTask id="u" camunda:dueDate="= {written}"/>\n{END}\nstart -> u\nu -> end'),
        start="2027-01-11T09:00",
    )
    kept = Player(
        diagram(
            f'{START}\n<scriptTask id="s"><script>fall.ab = {moment}</script></scriptTask>\n'
            f'<userTask id="u" camunda:dueDate="= fall.ab"/>\n{END}\nstart -> s\ns -> u\nu -> end'
        ),
        start="2027-01-11T09:00",
    )
    assert direct.due == kept.due == {"u": datetime.fromisoformat(expected).date()}


@pytest.mark.parametrize(("moment", "expected"), [way for way in WAYS if "now()" not in way[0] or "+" in way[0]])
@pytest.mark.parametrize("timer", ["ab", "date and time(ab)", "{moment}"])
def test_a_moment_is_a_timer_computed_or_kept(moment: str, expected: str, timer: str) -> None:
    player = Player(
        diagram(
            f'{START}\n<scriptTask id="s"><script>ab = {moment}</script></scriptTask>\n'
            "<intermediateCatchEvent id='wait'><timerEventDefinition><timeDate>= "
            f"{timer.format(moment=moment)}</timeDate></timerEventDefinition></intermediateCatchEvent>\n"
            f'<userTask id="after"/>\n{END}\nstart -> s\ns -> wait\nwait -> after\nafter -> end'
        ),
        start="2026-12-01T09:00",
    )
    wanted = datetime.fromisoformat(expected)
    if "now()" in moment:
        assert player.next_due == datetime(2026, 12, 4, 9, tzinfo=ZONE)
    elif "today()" in moment:
        assert player.open == ["after"]
    else:
        assert player.next_due == wanted
        assert player.wait_until((player.next_due.astimezone(ZONE)).strftime("%Y-%m-%dT%H:%M")).open == ["after"]


@pytest.mark.parametrize("start", ["string(at six(tag))", "string(date and time(utc))", "utc"])
def test_a_repetition_may_start_at_a_computed_moment(start: str) -> None:
    player = Player(
        diagram(
            f'{START}\n<userTask id="u"/>\n<boundaryEvent id="again" attachedToRef="u" cancelActivity="false">'
            f'<timerEventDefinition><timeCycle>= "R2/" + {start} + "/P1M"</timeCycle></timerEventDefinition>'
            f'</boundaryEvent>\n<userTask id="remind"/>\n{END}\n<endEvent id="e2"/>\n'
            "start -> u\nu -> end\nagain -> remind\nremind -> e2"
        ),
        start="2027-01-04T08:00",
        variables={"tag": "2027-02-01", "utc": "2027-02-01T05:00:00Z"},
    )
    assert player.next_due == datetime(2027, 2, 1, 6, tzinfo=ZONE)


KEPT = ("= dauer", "= tag", "= kept", "= keptday")
NIGHTS = [("2027-03-27T12:00", 13, 12), ("2027-10-30T12:00", 11, 12)]


@pytest.mark.parametrize(("start", "elapsed", "calendar"), NIGHTS)
@pytest.mark.parametrize(("written", "is_day"), [
    ("PT24H", False), ('= duration("PT24H")', False), ('= duration("PT12H") * 2', False), ("= dauer", False),
    ('= duration("PT12H") + duration("PT12H")', False), ('= duration("PT48H") / 2', False),
    ("= duration(dauer)", False),
    ('= duration("PT1440M")', False), ("= kept", False), ('= abs(duration("-PT24H"))', False),
    ("P1D", True), ('= duration("P1D")', True), ('= @"P1D"', True), ('= duration("P2D") - duration("P1D")', True),
    ("= tag", True), ("= keptday", True), ('= duration("P2D") * 0.5', True),
])  # fmt: skip
def test_hours_pass_and_days_are_days_of_the_calendar(
    written: str, is_day: bool, start: str, elapsed: int, calendar: int
) -> None:
    script = 'kept = duration("PT24H")\nkeptday = duration("P1D")'
    for kind, value in (("timeDuration", written), ("timeDate", f"= now() + {written.removeprefix('= ')}")):
        if kind == "timeDate" and (not written.startswith("=") or written in KEPT):
            continue
        player = Player(
            diagram(
                f'{START}\n<scriptTask id="s"><script>{script}</script></scriptTask>\n'
                f'<intermediateCatchEvent id="wait">'
                f"<timerEventDefinition><{kind}>{value}</{kind}></timerEventDefinition></intermediateCatchEvent>\n"
                f"{END}\nstart -> s\ns -> wait\nwait -> end"
            ),
            start=start,
            variables={"dauer": "PT24H", "tag": "P1D"},
        )
        assert player.next_due is not None
        assert player.next_due.astimezone(ZONE).hour == (calendar if is_day else elapsed), (kind, value)


def test_the_time_between_two_moments_leads_from_one_to_the_other() -> None:
    player = Player(
        diagram(
            f'{START}\n<scriptTask id="s"><script>ende = now() + duration("PT25H")\n'
            "dauer = date and time(ende) - now()\nwieder = now() + duration(dauer)</script></scriptTask>\n"
            '<userTask id="u"/>\n'
            f"{END}\nstart -> s\ns -> u\nu -> end"
        ),
        start="2027-03-27T12:00",
    )
    found = player.variables
    assert found["ende"] == found["wieder"] == "2027-03-28T14:00:00@Europe/Zurich"
    assert found["dauer"] == "PT25H"
