"""The two answers of the command line: everything in them can become JSON."""

import json
from decimal import Decimal

import pytest

from app.deadlines.command import DeadlineError, arbeitstraining_command, statutory_command

NAMES = [
    "start", "months", "institution", "end", "days", "agreement_due", "verlauf", "second_half_from", "invite_by",
    "auswertung_earliest", "auswertung_latest", "check_stichtag", "check_open", "check_due", "max6_end", "cap_warn",
    "cap12_end", "final_report_due", "calendar", "notes", "reasons",
]  # fmt: skip


def test_the_timeline_has_exactly_these_names() -> None:
    answer = arbeitstraining_command("2027-06-01", 3, "sd_luzern")
    assert list(json.loads(json.dumps(answer))) == NAMES
    assert answer["calendar"] == "Kanton Luzern und St. Leodegar (Soziale Dienste Stadt Luzern)"


def test_numbers_may_be_decimal_and_come_back_whole() -> None:
    assert arbeitstraining_command("2027-06-01", Decimal(3))["months"] == 3


def test_a_statutory_term_comes_with_its_reason() -> None:
    assert json.loads(json.dumps(statutory_command("2027-07-01", 30))) == {
        "received": "2027-07-01",
        "days": 30,
        "starts": "2027-07-02",
        "deadline": "2027-09-01",
        "reason": (
            "30 Tage, gezählt ab dem Tag nach dem Empfang am 1.7.2027 (Art. 38 ATSG); "
            "vom 15.7.2027 bis 15.8.2027 steht die Frist still."
        ),
    }


def test_an_impossible_date_is_refused_in_german() -> None:
    with pytest.raises(DeadlineError, match="«2027-02-31» gibt es nicht"):
        arbeitstraining_command("2027-02-31", 3)
    with pytest.raises(DeadlineError, match="mindestens 1 Tag"):
        statutory_command("2027-02-01", 0)
