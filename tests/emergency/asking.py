"""What administrators do on the pages of «Notzugriff»."""

from urllib.parse import urlsplit

from tests.browser_posts import Browser

NUMBER, NOBODYS = "IIZ-2027-0001", "IIZ-2027-4711"
REASON = "Die Klientin ist nach einem Anruf in Gefahr, und die Fallführung ist nicht erreichbar."


def asked(browser: Browser, number: str = NUMBER, reason: str = REASON) -> Browser:
    return browser.get("/notzugriff").submit({"number": number, "reason": reason})


def press(browser: Browser, action: str, **fields: str) -> Browser:
    """Presses the button that leads to `action`, on the page of one access."""
    paths = (urlsplit(form.get("action") or "").path for form in browser.page.iter("form"))
    path = next(path for path in paths if path.endswith(action))
    return browser.post(path, [("csrf_token", browser.token()), *fields.items()])


def released(browse: type[Browser], number: str = NUMBER) -> Browser:
    """The browser of the one who asked, on the page of the released access."""
    browser = asked(browse("ks.verwaltung"), number)
    press(browse("rav.verwaltung").get(browser.path), "/freigeben")
    return browser.get(browser.path)
