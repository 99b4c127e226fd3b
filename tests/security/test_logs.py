"""What the processes write to their logs names neither people nor secrets."""

import logging

import pytest

from app.bootstrap import House
from app.jobs import timetable
from app.outbox.channels import Smtp
from app.outbox.service import deliver_due
from tests.audit.tampering import accept_new_entries, refuse_new_entries
from tests.browser_posts import Browser
from tests.outbox.test_delivery import Postbox
from tests.web.test_failures import broken
from tests.web.test_work import APPLICATION, CLIENT

SECRETS = ("Ada", "Muster", "ada@example.org", "Lohnausweis", "Peinlich", "nahtstelle-geheim", "wrong-password", "4242")


def test_a_whole_case_with_mistakes_and_failures_leaves_no_client_and_no_secret_in_the_logs(
    browse: type[Browser], house: House, postbox: tuple[Postbox, Smtp], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    _box, channel = postbox
    browser = browse().get("/anmelden")
    browser.post("/anmelden", [("csrf_token", browser.token()), ("name", "Ada Muster"), ("password", "wrong-password")])
    client = {**CLIENT, "klient.email": "ada@example.org"}
    browser = browse("rav.berater").get("/faelle/neu/antrag").submit({**client, "klient.typename": "Peinlich"})
    browser = browser.submit({"klient.typename": []})
    browser.submit({**APPLICATION, "antrag.betrag": "4242", "antrag.art": "Peinlich"})
    browser.submit({**APPLICATION, "antrag.betrag": "4242", "antrag.art": "anderes", "antrag.was": "Lohnausweis"})
    path = browser.path
    refuse_new_entries(house, "document")  # the error of the database names the statement and what is in it
    assert browser.submit({"antrag.was": "Lohnausweis"}).status == 500
    accept_new_entries(house, "document")
    assert browser.get(path).page.xpath("//input[@name='antrag.was']/@value") == ["Lohnausweis"]  # kept all the same
    browser.submit()
    browse("ks.koordination").get("/").follow("Entscheiden").submit({"entscheid.bewilligt": "ja"})
    working, house.flow.actions = house.flow.actions, lambda *_: broken
    failing = browse("rav.berater").get("/").follow("Bestätigen").submit()
    failing.get("/aufgaben/Ada")
    house.flow.actions = working
    browse("rav.berater").get("/").follow("Bestätigen").submit()
    timetable(house).run_due()
    deliver_due(house.database, channel, house.act)
    ours = [record for record in caplog.records if record.name.startswith("app.")]
    assert ours != []
    said = "\n".join(record.getMessage() + str(record.exc_info or "") for record in caplog.records)
    cookies = [one.client.get_cookie("session") for one in (browser, failing)]
    keys = [cookie.value for cookie in cookies if cookie is not None]
    assert len(keys) == 2
    for secret in (*SECRETS, *keys, house.settings.secret_key + "\n"):
        assert secret not in said, secret
