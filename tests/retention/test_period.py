"""How long a case is kept: what the diagram may say, and what a case makes of it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from app.bootstrap import House
from app.cases.service import open_case
from app.clock import ManualClock
from app.flow.errors import FlowError
from app.flow.models import Event
from app.flow.retention import as_period, day_after, period_of, rule_of
from app.gate import check_bundle
from app.people import queries as people
from app.retention.service import UNCLEAR
from tests.conftest import PROCEDURES
from tests.deploying import deploy_folder, procedures_of
from tests.flow.player import END, START, diagram
from tests.gate.asking import KNOWN, bundle_of
from tests.retention.stage import case_in, ended

ROOT = Path(__file__).parents[2]
REFUSED = ("Keine Einwilligung", "Vollmacht verweigert", "Nicht aufgenommen", "Nicht beauftragt")


def with_rule(rule: str, body: str = f"{START}\n{END}\nstart -> end", key: str = "process") -> bytes:
    said = rule.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    inner = f'<camunda:properties><camunda:property name="retention" value="{said}"/></camunda:properties>'
    return diagram(f"<extensionElements>{inner}</extensionElements>\n{body}", key)


def found(rule: str) -> list[str]:
    return [str(finding) for finding in check_bundle(bundle_of(with_rule(rule)), KNOWN)]


@pytest.mark.parametrize(
    "rule", ["P10Y", "P1Y6M", "P90D", '= if x = "a" then "P1Y" else "P10Y"', '= duration("P1Y")', "= table[key = x][1]"]
)
def test_the_check_lets_periods_pass(rule: str) -> None:
    assert found(rule) == []


@pytest.mark.parametrize(
    "rule",
    [
        "", "10 Jahre", "P", "P0D", "PT24H", "P1DT1H", "-P1Y", "P9999Y", "= 10", '= "P1X"', '= duration("PT1H")',
        '= date("2030-01-01")', "= null", "= if x then", '= if x = 1 then "P1Y" else "10"',
        "= if x = 1 then null else 5",
        '= if x then "P1Y" else if y then "P2Y" else "nie"', "= gibtEsNicht(1)",
    ],
)  # fmt: skip
def test_the_check_refuses_what_is_no_period_and_names_the_process(rule: str) -> None:
    assert len(found(rule)) == 1
    assert found(rule)[0].startswith("0.bpmn:1: process: Das Verfahren «process»: ")


def test_a_period_counts_calendar_years_from_the_closing_day() -> None:
    assert day_after(date(2028, 2, 29), as_period("P10Y")) == date(2038, 2, 28)
    assert day_after(date(2027, 1, 31), as_period("P1M")) == date(2027, 2, 28)
    assert day_after(date(2027, 3, 27), as_period("P1W1D")) == date(2027, 4, 4)  # across the change to summer time
    with pytest.raises(FlowError, match="keine Aufbewahrungsfrist"):
        as_period("bald")


def test_a_case_gets_its_day_when_it_ends_and_not_before(house: House, clock: ManualClock) -> None:
    clock.move_to(datetime(2028, 2, 28, 23, 30, tzinfo=UTC))  # in Zurich it is the 29th already
    assert case_in(house, ended(house)).erase_on == date(2038, 2, 28)


@pytest.mark.parametrize(
    ("rule", "day", "told"),
    [
        ('= if fall.ergebnis = "Zurückgezogen" then "P1Y" else "P10Y"', date(2028, 1, 11), False),
        ('= if antrag.betrag > 100 then "P2Y" else "P3Y"', date(2029, 1, 11), False),
        ("= gibt.es.nicht", date(2037, 1, 11), True),
        ('= if antrag.betrag > 100 then string(antrag.betrag) else "P1Y"', date(2037, 1, 11), True),
    ],
)  # fmt: skip
def test_the_rule_sees_variables_and_result_and_an_unclear_one_means_ten_years(
    house: House, tmp_path: Path, rule: str, day: date, told: bool
) -> None:
    close = (
        '<serviceTask id="close" camunda:type="external" camunda:topic="close_case"><extensionElements>'
        '<camunda:inputOutput><camunda:inputParameter name="result">Zurückgezogen</camunda:inputParameter>'
        "</camunda:inputOutput></extensionElements></serviceTask>"
    )
    folder = tmp_path / "workflows/kurz"
    folder.mkdir(parents=True)
    body = f'<startEvent id="start"/>\n{close}\n{END}\nstart -> close\nclose -> end'
    (folder / "diagram.bpmn").write_bytes(with_rule(rule, body, "kurz"))
    with house.database.transaction() as session:
        deploy_folder(session, tmp_path, house.clock.now(), PROCEDURES / "forms")
        user = people.user_by_name(session, "rav.berater")
        assert user is not None
        case = open_case(house.act(session, user), house.flow, "kurz", {"antrag": {"betrag": 200}})
        notices = session.scalars(select(Event.title).where(Event.kind == "notice")).all()
        assert case.erase_on == day
        assert (UNCLEAR in notices) is told


def test_the_procedures_that_people_start_keep_refused_cases_one_year_and_the_others_ten() -> None:
    bundles = [checked.bundle for checked in procedures_of(ROOT) if checked.bundle.startable]
    for bundle in bundles:
        rule = rule_of(bundle)
        assert rule is not None, bundle.key

        def days(result: str, rule: str = rule) -> date:
            known = {"fall": {"ergebnis": result}}
            return day_after(date(2027, 1, 1), period_of(rule, known, lambda: datetime(2027, 1, 1, tzinfo=UTC)))

        assert days("Ziel erreicht") == date(2037, 1, 1)
        results = [one for one in REFUSED if one in next(iter(bundle.diagrams.values()))]
        assert [days(one) for one in results] == [date(2028, 1, 1)] * len(results)
    assert {bundle.key for bundle in bundles} == {
        "iiz_verfahren",
        "optima",
        "roundtable",
        "roundtable_nachtrag",
        "jahresbericht",
    }
