"""Lists are shown page by page, however much there is."""

from app.bootstrap import House
from app.cases import queries
from app.cases.service import open_case
from app.people.queries import user_by_name
from tests.browser_posts import Browser


def opened(house: House, number: int) -> None:
    """So many cases that the referrer is to go on with."""
    with house.database.transaction() as session:
        referrer = user_by_name(session, "rav.berater")
        assert referrer is not None
        for one in range(number):
            klient = {"vorname": "Ada", "name": f"Muster {one}"}
            open_case(house.act(session, referrer), house.flow, "antrag", {"klient": klient})


def test_inbox_and_cases_are_leafed_through_without_missing_or_repeating_any(
    browse: type[Browser], house: House
) -> None:
    number = queries.PAGE * 2 + 3
    opened(house, number)
    browser = browse("rav.berater")
    for path, links in (("/", "//a[@class='work-link']/@href"), ("/faelle", "//tbody//a/@href")):
        seen = list(browser.get(path).page.xpath(links))
        assert len(seen) == queries.PAGE and "Vorherige Seite" not in browser.text
        for _ in range(2):
            seen += browser.follow("Nächste Seite").page.xpath(links)
        assert len(seen) == len(set(seen)) == number
        assert "Nächste Seite" not in browser.text
        assert len(browser.follow("Vorherige Seite").page.xpath(links)) == queries.PAGE


def test_what_is_no_page_is_the_first_or_an_empty_one(browse: type[Browser], house: House) -> None:
    opened(house, 1)
    browser = browse("rav.berater")
    for path in ("/", "/faelle"):
        for odd in ("0", "-3", "x", "", "1.5"):
            assert "Muster 0" in browser.get(f"{path}?seite={odd}").text
        for far in ("7", "9" * 30):
            assert browser.get(f"{path}?seite={far}").status == 200
            assert "Muster 0" not in browser.text and "Vorherige Seite" in browser.text
