"""«Warum dieser Termin?»: expressions leave a sentence for each day they compute, in order, and not too many."""

from datetime import date, timedelta

import pytest

from app.deadlines.explain import LONGEST_REASON, MOST_DAYS, collected_reasons
from app.flow.expressions import json_value, value_of
from tests.conftest import START


def reasons_of(expression: str, **variables: object) -> tuple[object, list[tuple[date, str]]]:
    """The value of an expression and the reasons it left, in order."""
    with collected_reasons() as reasons:
        value = value_of(expression, variables, lambda: START)
    return value, list(reasons.items())


@pytest.mark.parametrize(
    ("expression", "day", "reason"),
    [
        (
            'add working days("2027-12-06", 3)',
            date(2027, 12, 10),
            "3 Arbeitstage nach dem 6.12.2027; der 8.12. (Mariä Empfängnis) ist ein Feiertag.",
        ),
        (
            'add working days("2026-09-30", 2, "sd_luzern")',
            date(2026, 10, 5),
            "2 Arbeitstage nach dem 30.9.2026; der 2.10. (St. Leodegar) ist ein Feiertag.",
        ),
        (
            'add months("2027-11-30", 3)',
            date(2028, 2, 29),
            "3 Monate nach dem 30.11.2027; der Februar hat keinen 30., darum gilt sein letzter Tag.",
        ),
        (
            'last working day before("2027-12-09")',
            date(2027, 12, 7),
            "Letzter Arbeitstag vor dem 9.12.2027 (Donnerstag); der 8.12. (Mariä Empfängnis) ist ein Feiertag.",
        ),
        (
            'last working day on or before("2027-12-08")',
            date(2027, 12, 7),
            "Letzter Arbeitstag bis zum 8.12.2027 (Mittwoch); der 8.12. (Mariä Empfängnis) ist ein Feiertag.",
        ),
        (
            'first working day on or after("2027-12-08")',
            date(2027, 12, 9),
            "Erster Arbeitstag ab dem 8.12.2027 (Mittwoch); der 8.12. (Mariä Empfängnis) ist ein Feiertag.",
        ),
        (
            'statutory deadline("2027-10-02", 30)',
            date(2027, 11, 2),
            "30 Tage, gezählt ab dem Tag nach dem Empfang am 2.10.2027 (Art. 38 ATSG); der letzte Tag, der 1.11.2027, "
            "ist ein Feiertag (Allerheiligen), darum endet sie am nächsten Arbeitstag.",
        ),
        (
            'arbeitstraining dates("2027-09-09", 3).check_due',
            date(2027, 12, 7),
            "Übertrittsprüfung fällig: Der Stichtag bleibt fest. Letzter Arbeitstag vor dem 9.12.2027 (Donnerstag); "
            "der 8.12. (Mariä Empfängnis) ist ein Feiertag.",
        ),
    ],
)
def test_each_rule_says_why_and_names_the_holidays_it_skips(expression: str, day: date, reason: str) -> None:
    value, reasons = reasons_of(expression)
    assert value == day
    assert dict(reasons)[day] == reason


def test_a_day_computed_from_another_says_the_reason_of_both() -> None:
    value, reasons = reasons_of("add working days(add months(beginn, 3), 10)", beginn="2027-08-30")
    first = "3 Monate nach dem 30.8.2027."
    last = "10 Arbeitstage nach dem 30.11.2027; der 8.12. (Mariä Empfängnis) ist ein Feiertag."
    assert reasons == [(date(2027, 11, 30), first), (date(2027, 12, 15), f"{last} Der 30.11.2027: {first}")]
    assert value == date(2027, 12, 15)


def test_a_day_that_stays_where_it_is_is_not_named_twice() -> None:
    _, reasons = reasons_of('add working days(first working day on or after("2026-10-16"), 1)')
    assert reasons[-1][1] == "1 Arbeitstag nach dem 16.10.2026. Der 16.10.2026 (Freitag) ist selbst ein Arbeitstag."


def test_a_stored_timeline_keeps_the_reasons_of_its_dates() -> None:
    at = json_value('arbeitstraining dates("2027-06-01", 3)', {}, lambda: START)
    assert value_of("at.check_due", {"at": at}, lambda: START) == "2027-08-31"
    assert value_of("at.reasons.check_due", {"at": at}, lambda: START) == (
        "Der Stichtag bleibt fest. Letzter Arbeitstag vor dem 1.9.2027 (Mittwoch)."
    )
    assert value_of("at.reasons.verlauf[1]", {"at": at}, lambda: START) == "5 Arbeitstage nach dem 30.6.2027."


def test_only_the_branch_taken_leaves_a_reason() -> None:
    _, reasons = reasons_of('add working days("2027-04-16", if dringend then 2 else 5)', dringend=True)
    assert reasons == [(date(2027, 4, 20), "2 Arbeitstage nach dem 16.4.2027.")]


def test_of_very_many_days_the_last_ones_keep_their_reason() -> None:
    value, reasons = reasons_of('(for n in 1..1000 return add months("2000-01-15", n))[-1]')
    assert len(reasons) == MOST_DAYS
    assert reasons[-1] == (value, "1000 Monate nach dem 15.1.2000.")


def test_a_long_chain_of_days_keeps_its_reasons_short() -> None:
    chain = '"2027-01-04"'
    for _ in range(30):
        chain = f"add working days({chain}, 1)"
    _, reasons = reasons_of(chain)
    assert reasons[-1][1].startswith("1 Arbeitstag nach dem ")
    assert max(len(reason) for _, reason in reasons) <= LONGEST_REASON


def test_the_last_reason_of_a_day_wins_and_moves_to_the_end() -> None:
    _, reasons = reasons_of(
        '[add months("2027-01-20", 1), add months("2027-01-20", 2), add working days("2027-02-12", 0), '
        'add months("2026-12-20", 2)]'
    )
    assert [day - date(2027, 1, 20) for day, _ in reasons] == [timedelta(59), timedelta(23), timedelta(31)]
    assert reasons[-1][1] == "2 Monate nach dem 20.12.2026."


def test_a_block_inside_a_block_keeps_its_reasons_to_itself_and_nothing_is_collected_outside() -> None:
    with collected_reasons() as outer:
        _, inner = reasons_of('add months("2027-08-30", 3)')
    reasons_outside = dict(outer)
    value_of('add months("2027-08-30", 3)', {}, lambda: START)
    assert len(inner) == 1
    assert outer == reasons_outside == {}
