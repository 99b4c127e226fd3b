"""The plan as a picture, whatever the case data hold."""

from datetime import date
from typing import Any

import pytest

from app.casefile.plan import plan_of

TODAY = date(2027, 7, 6)
MEASURE = {"titel": "Kurs", "von": "2027-06-01", "bis": "2027-08-31", "im_tage": 36, "im_grenze": 366}


def test_a_measure_is_a_bar_on_whole_months() -> None:
    plan = plan_of([], [MEASURE], TODAY)
    (bar,) = plan.bars
    assert (bar.span.x, bar.span.width, bar.im_days, bar.im_limit) == (0, 100, 36, 366)
    assert [tick.day.month for tick in plan.ticks] == [6, 7, 8]
    assert plan.today is not None and plan.today.day == TODAY


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "gestern", 7, None, {}, []])
@pytest.mark.parametrize("field", ["von", "bis", "stichtag", "halbzeit", "auswertung_von", "im_bis", "schlussbericht"])
def test_a_day_that_can_be_none_is_not_drawn(field: str, day: Any) -> None:
    plan = plan_of([{"teilziele": [{"ziel": "A", "bis": day}]}], [MEASURE, {**MEASURE, field: day}], TODAY)
    assert len(plan.bars) == (1 if field in ("von", "bis") else 2)
    assert plan.goals[0].until is None


@pytest.mark.parametrize("number", ["viele", None, [], {}])
def test_a_number_that_is_none_is_not_shown(number: Any) -> None:
    (bar,) = plan_of([], [{**MEASURE, "im_tage": number, "im_grenze": number}], TODAY).bars
    assert bar.im_days is None and bar.im_limit is None
