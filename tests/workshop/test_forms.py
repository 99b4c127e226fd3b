"""A form of a draft is filled in as a caseworker would, and nothing of it is stored."""

from collections.abc import Callable

import pytest

from app.bootstrap import House
from app.flow.models import Instance
from tests.browser_posts import Browser
from tests.web.test_work import APPLICATION
from tests.workshop.conftest import OWNER
from tests.workshop.test_drafts import PAGE, begun

pytestmark = pytest.mark.usefixtures("in_service")
Browse = Callable[[str], Browser]
FORM = f"{PAGE}/ausprobieren/forms/antrag.form"


def test_mistakes_are_told_as_caseworkers_will_read_them(browse: Browse, house: House) -> None:
    owner = begun(browse).get(FORM)
    owner.submit({"antrag.betrag": "viel"})
    assert "Betrag" in owner.text and owner.page.xpath("//*[contains(@class, 'error-summary')]")
    owner.submit({"klient.name": "Beispiel", **APPLICATION})
    assert "So würde das Formular angenommen." in owner.text
    with house.database.transaction(writes=False) as session:
        assert session.query(Instance).count() == 0


def test_a_broken_form_says_why_it_cannot_be_shown(browse: Browse) -> None:
    owner = begun(browse).get(f"{PAGE}/datei/forms/antrag.form")
    owner.submit({"text": '{"components": [{"type": "gibtesnicht"}]}'})
    assert owner.get(FORM).status == 200 and "gibtesnicht" in owner.text


def test_a_new_form_is_there_at_once(browse: Browse) -> None:
    owner = begun(browse)
    fields = [("csrf_token", owner.token()), ("title", "Rückfrage"), ("form_key", "rueckfrage")]
    owner.post(f"{PAGE}/formular", fields)
    assert "forms/rueckfrage.form" in owner.text
    owner.get(f"{PAGE}/ausprobieren/forms/rueckfrage.form")
    assert owner.page.xpath("//h1/text()") == ["Rückfrage"]
    assert owner.get(PAGE).post(f"{PAGE}/formular", fields).status == 409
    assert owner.post(f"{PAGE}/formular", [*fields[:2], ("form_key", "../x")]).status == 422
    assert browse(OWNER).get(f"{PAGE}/ausprobieren/forms/gibt_es_nicht.form").status == 404
