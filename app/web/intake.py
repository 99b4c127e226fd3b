"""Requests that bring files: a larger bound for whoever may hand them in, and nothing locked while they arrive."""

from collections.abc import Callable

from flask import Flask, current_app, request

MULTIPART = "multipart/form-data"
MAX_FILE_REQUEST_BYTES = 21_000_000
TOO_MUCH = (
    "Die ausgewählten Dateien sind zusammen grösser als 20 MB. Bitte gehen Sie zurück und senden Sie sie in Teilen."
)

Door = Callable[[], bool]
"""Whether whoever asks may bring files with this request."""


def open_door(app: Flask, endpoint: str, door: Door) -> None:
    """The route `endpoint` takes files from those whom `door` lets. Its view calls `begin_writing` itself."""
    app.extensions.setdefault("intake", {})[endpoint] = door


def brings_files() -> bool:
    """Whether this request is of the kind that brings files, at a route that may take them."""
    return _door() is not None and request.mimetype == MULTIPART


def admit() -> None:
    """Before the body is read: sets the larger bound for whoever may bring files."""
    door = _door()
    if door is not None and door():
        request.max_content_length = MAX_FILE_REQUEST_BYTES


def is_admitted() -> bool:
    """Whether this request was allowed the larger bound."""
    return request.max_content_length == MAX_FILE_REQUEST_BYTES


def _door() -> Door | None:
    doors: dict[str, Door] = current_app.extensions.get("intake", {})
    return doors.get(request.endpoint or "")
