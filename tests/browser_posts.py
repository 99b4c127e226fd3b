"""A browser without a screen: follows links, fills in forms, keeps hidden fields, as HTML says."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from lxml import html
from werkzeug.test import TestResponse


class Browser:
    """One person's browser on the test application; CSRF tokens and hidden fields travel as in a real one."""

    application: Flask

    def __init__(self, username: str | None = None) -> None:
        self.client = self.application.test_client()
        self.response: TestResponse | None = None
        if username:
            self.get("/demo/rollen").submit(button=("username", username))

    @property
    def page(self) -> Any:
        assert self.response is not None
        return html.fromstring(self.response.get_data(as_text=True))

    @property
    def text(self) -> str:
        return " ".join(self.page.find("body").text_content().split())

    @property
    def status(self) -> int:
        assert self.response is not None
        return self.response.status_code

    @property
    def path(self) -> str:
        assert self.response is not None
        return self.response.request.path

    def get(self, path: str) -> "Browser":
        self.response = self.client.get(path, follow_redirects=True)
        return self

    def follow(self, words: str) -> "Browser":
        """Follows the first link with these words."""
        for link in self.page.iter("a"):
            if words in " ".join(link.text_content().split()):
                return self.get(link.get("href"))
        raise AssertionError(f"no link «{words}» on {self.path}: {self.text[:500]}")

    def fields(self, action: str | None = None, button: tuple[str, str] | None = None) -> tuple[str, Any]:
        """Address and current fields of a form: the one with `button`, with this `action`, or the page's main one."""
        for form in self.page.iter("form"):
            names = {(item.get("name"), item.get("value")) for item in form.iter("button")}
            wanted = (
                button in names
                if button
                else form.get("action") == action
                if action
                else (form.get("class") == "task-form")
            )
            if form.method.upper() == "POST" and wanted:
                return form.get("action") or self.path, form.form_values()
        raise AssertionError(f"no such form on {self.path}: {self.text[:500]}")

    def submit(
        self, values: Mapping[str, str | list[str]] | None = None, button: tuple[str, str] | None = None, **kwargs: Any
    ) -> "Browser":
        """Submits the main form with `values` in place of what is there; `button` names the button pressed."""
        action, fields = self.fields(button=button)
        values = values or {}
        data = [(name, value) for name, value in fields if name not in values]
        data += [(name, one) for name, many in values.items() for one in ([many] if isinstance(many, str) else many)]
        if button:
            data.append(button)
        return self.post(action, data, **kwargs)

    def agree(self) -> "Browser":
        """Presses the second button of a page that says what will happen, and cannot be taken back."""
        (button,) = self.page.xpath("//button[@name='_confirmed']")
        return self.submit(button=("_confirmed", button.get("value")))

    def post(self, path: str, data: list[tuple[str, str]], **kwargs: Any) -> "Browser":
        merged: dict[str, list[str]] = {}
        for name, value in data:
            merged.setdefault(name, []).append(value)
        headers = {"Origin": "http://localhost", **kwargs.pop("headers", {})}
        self.response = self.client.post(path, data=merged, headers=headers, follow_redirects=True, **kwargs)
        return self

    def token(self) -> str:
        """The CSRF token of the current page."""
        return str(self.page.xpath("//input[@name='csrf_token']/@value")[0])
