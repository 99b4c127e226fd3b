"""The style sheet is one file, complete, and kept by browsers until it changes."""

import re

from app.web import style
from tests.web.test_budgets import Browse


def test_a_page_links_one_style_sheet_that_may_be_kept_for_ever(browse: Browse) -> None:
    browser = browse("rav.berater")
    (address,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', browser.client.get("/faelle").text)
    answer = browser.client.get(address)
    assert answer.mimetype == "text/css" and "immutable" in answer.headers["Cache-Control"]
    at = [answer.data.index(style.FOLDER.joinpath(f"{name}.css").read_bytes()) for name in style.ORDER]
    assert at == sorted(at)


def test_no_file_of_styles_is_left_out() -> None:
    assert sorted(style.ORDER) == sorted(file.stem for file in style.FOLDER.glob("*.css"))
