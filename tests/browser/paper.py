"""Filling in a form on the screen: every field by its input name, with the gestures that its kind of control needs."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from playwright.sync_api import Locator, Page, Response

_ENTERED = "form => [...new FormData(form)].filter(([_, value]) => typeof value === 'string')"
_ROW = re.compile(r"(?P<list>.+)\.(?P<row>\d+)\..+")


class Paper:
    """The main form of a page. Works with and without JavaScript."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._form = page.locator("form.task-form")

    def fill(self, values: Mapping[str, Any]) -> None:
        """Enters nested values; fields that appear on the way are entered when they have appeared."""
        wanted = dict(inputs(values))
        left = dict(wanted)
        while left:
            ready = next((name for name in left if self._is_there(name)), None)
            if ready is not None:
                self._enter(ready, left.pop(ready))
            elif not self._refresh():
                raise AssertionError(f"not on «{self._page.title()}»: {', '.join(left)}")
        self._remove_surplus(values)
        self._check_nothing_was_lost(wanted)

    def press(self, label: str) -> int:
        """Presses the button that hands the form in; returns the status of the answer, with the next page loaded."""
        # The form saves itself at any moment, which is a POST too, but brings no other page.
        with self._page.expect_response(_brings_a_page) as answered:
            self._form.get_by_role("button", name=label, exact=True).click()
        status = answered.value.status
        self._page.wait_for_load_state()
        return status

    def confirm_warnings(self) -> bool:
        """Ticks «stimmt trotzdem» wherever it is asked; False where it is not."""
        boxes = self._form.locator("[name=_confirm]:not(:checked)")
        found = boxes.count() > 0
        while boxes.count():
            boxes.first.check()
        return found

    def settle(self) -> None:
        """Waits until no refresh of the form is under way."""
        if self._page.evaluate("() => window.refreshing"):  # asking costs a tenth of waiting for nothing
            self._page.wait_for_function("() => !window.refreshing")

    def _is_there(self, name: str) -> bool:
        if self._controls(name).count():
            return True
        place = _ROW.fullmatch(name)
        if place is None:
            return False
        add = self._form.locator(f'button[value="add:{place["list"]}"]')
        while add.count() and not self._form.locator(f'[name="{place["list"]}.{place["row"]}._row"]').count():
            add.click()
            self._after_a_button()
        return self._controls(name).count() > 0

    def _controls(self, name: str) -> Locator:
        return self._form.locator(f'[name="{name}"]:not([type=hidden])')

    def _enter(self, name: str, value: Any) -> None:
        controls = self._controls(name)
        match controls.first.get_attribute("type"), value:
            case "radio", _:
                self._option(name, value).check()
            case "checkbox", bool():
                controls.set_checked(value)
            case "checkbox", _:
                for text in controls.evaluate_all("boxes => boxes.map(box => box.value)"):
                    self._option(name, text).set_checked(text in value)
                    self.settle()
            case None, _ if controls.evaluate("control => control.tagName") == "SELECT":
                controls.select_option(value=str(value))
            case _:
                controls.fill(str(value))
                controls.blur()
        self.settle()

    def _option(self, name: str, value: Any) -> Locator:
        return self._form.locator(f'[name="{name}"][value="{value}"]')

    def _refresh(self) -> bool:
        """Without JavaScript a button brings the fields that depend on answers; False where it brings nothing."""
        button = self._form.locator('button[value="refresh"]')
        if not button.count() or not button.is_visible():
            return False
        before = self._form.locator("[name=_shown]").input_value()
        button.click()
        self._after_a_button()
        return self._form.locator("[name=_shown]").input_value() != before

    def _remove_surplus(self, values: Mapping[str, Any]) -> None:
        """Takes away the rows that the form offered and that nobody wants."""
        for name, rows in _lists(values):
            removers = self._form.locator(f'button[value^="remove:{name}."]')
            while removers.count() > len(rows):
                removers.last.click()
                self._after_a_button()

    def _after_a_button(self) -> None:
        self._page.wait_for_load_state()
        self.settle()

    def _check_nothing_was_lost(self, wanted: Mapping[str, Any]) -> None:
        entered: dict[str, list[str]] = {}
        for name, text in self._form.evaluate(_ENTERED):
            entered.setdefault(name, []).append(text)
        for name, value in wanted.items():
            assert sorted(entered.get(name, [])) == sorted(_as_sent(value)), name


def _brings_a_page(answer: Response) -> bool:
    return answer.request.method == "POST" and answer.request.is_navigation_request()


def inputs(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Nested values by input name: `klient.name`, `ziele.0.ziel`; a list of plain values belongs to one name."""
    for key, value in values.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from inputs(value, f"{name}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for number, row in enumerate(value):
                yield from inputs(row, f"{name}.{number}.")
        elif not key.startswith("_"):
            yield name, value


def _lists(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, list[Any]]]:
    for key, value in values.items():
        if isinstance(value, dict):
            yield from _lists(value, f"{prefix}{key}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield f"{prefix}{key}", value


def _as_sent(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["true"] if value else []
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]
