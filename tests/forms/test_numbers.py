"""Number fields: Swiss spelling, bounds, decimals, and numbers that are none."""

import pytest

from app.forms import FormError
from tests.forms.builders import complaint_about, field, form_of, give, value_of

NUMBER = field("number")


@pytest.mark.parametrize(
    ("typed", "value"),
    [("80", 80), ("2'400.50", 2400.5), ("2’400,50", 2400.5), (" 1 000 ", 1000), ("-3", -3), ("−3", -3), (".5", 0.5)],
)
def test_numbers_may_be_written_the_swiss_or_the_german_way(typed: str, value: float) -> None:
    assert value_of(NUMBER, typed) == value


def test_a_whole_number_is_stored_as_one() -> None:
    assert isinstance(value_of(NUMBER, "3.00"), int)


def test_an_empty_number_is_null_and_a_required_one_asks() -> None:
    assert value_of(NUMBER, "  ") is None
    assert complaint_about(field("number", validate={"required": True}), "") == "Bitte geben Sie eine Zahl an."


@pytest.mark.parametrize(
    "typed", ["1e400", "NaN", "inf", "-Infinity", "0x10", "1.2.3", "zwei", "٣", "1" * 41, "9" * 20]
)
def test_what_is_no_decent_number_is_refused(typed: str) -> None:
    assert complaint_about(NUMBER, typed).startswith("Bitte geben Sie")


def test_bounds_are_inclusive() -> None:
    percent = field("number", validate={"min": 0, "max": 100})
    assert value_of(percent, "0") == 0
    assert value_of(percent, "100") == 100
    assert complaint_about(percent, "-0.1") == "Bitte geben Sie mindestens 0 an."
    assert complaint_about(percent, "100.1") == "Bitte geben Sie höchstens 100 an."


def test_bounds_may_be_computed_from_the_case() -> None:
    hours = field("number", validate={"max": "= woche - 2"})
    assert value_of(hours, "40", {"woche": 42}) == 40
    assert complaint_about(hours, "41", {"woche": 42}) == "Bitte geben Sie höchstens 40 an."


def test_an_unknown_computed_bound_does_not_bind() -> None:
    assert value_of(field("number", validate={"max": "= woche"}), "41") == 41


def test_decimals_are_counted() -> None:
    assert value_of(field("number", decimalDigits=2), "1.25") == 1.25
    assert "2 Nachkommastellen" in complaint_about(field("number", decimalDigits=2), "1.255")
    assert complaint_about(field("number", decimalDigits=0), "1.5") == "Bitte geben Sie eine ganze Zahl an, z. B. 3."


def test_a_number_may_be_kept_as_text() -> None:
    assert value_of(field("number", serializeToString=True), "2'400.50") == "2400.5"


@pytest.mark.parametrize("value", [True, float("nan"), float("inf"), [1, 2], {"a": 1}, 10**13])
def test_json_that_is_no_number_is_refused(value: object) -> None:
    assert not give(form_of(NUMBER), {"feld": value}).ok


def test_json_numbers_are_accepted() -> None:
    assert give(form_of(NUMBER), {"feld": 2.5}).values == {"feld": 2.5}


@pytest.mark.parametrize(("step", "right", "wrong", "near"), [
    (5, ["0", "5", "-10", "2'000"], "7", "5 oder 10"), (5, ["15.0"], "-7", "-10 oder -5"),
    (0.05, ["2'400.05", "0.1", "-0.15"], "0.12", "0.1 oder 0.15"), ("0.25", ["1.75"], "1.8", "1.75 oder 2"),
    ("1", ["3"], "3.5", "3 oder 4"), (1000, ["1'000"], "1'500", "1'000 oder 2'000"),
    (0.1, ["0.3"], "0.35", "0.3 oder 0.4"),
])  # fmt: skip
def test_a_number_is_a_multiple_of_its_increment(step: float | str, right: list[str], wrong: str, near: str) -> None:
    number = field("number", increment=step)
    for typed in right:
        assert value_of(number, typed) is not None
    assert f"zum Beispiel {near}." in complaint_about(number, wrong)
    assert give(form_of(number), {"feld": 0}).ok
    assert value_of({**number, "serializeToString": True}, right[0]) is not None


def test_an_increment_counts_from_zero_also_beside_a_minimum() -> None:
    number = field("number", increment=5, validate={"min": 3})
    assert value_of(number, "5") == 5
    assert "Vielfaches von 5" in complaint_about(number, "8")


@pytest.mark.parametrize("step", [0, -5, "0", "-1", "fünf", "= 5", True, [5], 1e-20, 1e13, "NaN", "Infinity"])
def test_an_increment_that_steps_nowhere_is_refused_by_name(step: object) -> None:
    with pytest.raises(FormError, match="«increment» muss eine Zahl grösser als 0 sein"):
        form_of(field("number", increment=step))


@pytest.mark.parametrize("step", ["", None])
def test_an_increment_may_be_left_out(step: object) -> None:
    assert value_of(field("number", increment=step), "7") == 7
