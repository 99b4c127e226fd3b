"""Requests that bring files: people who may hand them in may send more, and nothing is locked while they arrive."""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, TypeVar

from flask import current_app, request
from werkzeug.exceptions import HTTPException

from app.people.models import User

MULTIPART = "multipart/form-data"
MAX_FILE_REQUEST_BYTES = 21_000_000
TOO_MUCH = (
    "Die ausgewählten Dateien sind zusammen grösser als 20 MB. Bitte gehen Sie zurück und senden Sie sie in Teilen."
)

_DOOR, _ENTITLED, _READS = "files_door", "entitled", "begins_reading"
View = TypeVar("View", bound=Callable[..., object])
Entitled = Callable[[User, Mapping[str, Any]], bool]
"""Whether a person may fill in the form at an address with these parts."""
Door = Callable[[], bool]
"""Tells whether the person who asks may bring files with this request."""


def takes_files(door: Door) -> Callable[[View], View]:
    """Marks a view that takes files from those whom `door` lets. The view calls `begin_writing` itself."""

    def mark(view: View) -> View:
        setattr(view, _DOOR, door)
        return view

    return mark


def begins_reading(view: View) -> View:
    """Marks a view that posts but has something lengthy to do before it writes; it calls `begin_writing` itself."""
    setattr(view, _READS, True)
    return view


def reads_first() -> bool:
    """Whether the transaction of this request begins as one that only reads."""
    return bool(getattr(_view(), _READS, False)) or brings_files()


def takes_answers(entitled: Entitled) -> Callable[[View], View]:
    """Marks a view that takes the answers of a case's form.

    It judges each posted text itself and says in words what is wrong with it. Only what is posted to such a view is
    ever kept as a draft, and only for somebody who is `entitled` to this very form: other forms ask for passwords.
    """

    def mark(view: View) -> View:
        setattr(view, _ENTITLED, entitled)
        return view

    return mark


def is_judged_by_view() -> bool:
    """Whether the view of this request judges the posted texts itself."""
    return hasattr(_view(), _ENTITLED)


def may_keep(user: User, path: str) -> bool:
    """Whether what is posted to `path` are answers that `user` may give, so that they may be kept."""
    try:
        endpoint, arguments = current_app.url_map.bind("localhost").match(path, method="POST")
    except HTTPException:
        return False
    entitled: Entitled | None = getattr(current_app.view_functions.get(endpoint), _ENTITLED, None)
    return entitled is not None and entitled(user, arguments)


def brings_files() -> bool:
    """Whether this request is of the kind that brings files, at a route that may take them."""
    return _door() is not None and request.mimetype == MULTIPART


def admit() -> None:
    """Allows MAX_FILE_REQUEST_BYTES to somebody who may bring files. Has to be called before the body is read."""
    door = _door()
    if door is not None and door():
        request.max_content_length = MAX_FILE_REQUEST_BYTES


def is_admitted() -> bool:
    """Whether this request was allowed MAX_FILE_REQUEST_BYTES."""
    return request.max_content_length == MAX_FILE_REQUEST_BYTES


def _door() -> Door | None:
    door: Door | None = getattr(_view(), _DOOR, None)
    return door


def _view() -> object:
    return current_app.view_functions.get(request.endpoint or "")


def fingerprint() -> str:
    """A hash of what was posted: answers, button and names of files, without what differs each time."""
    answers = sorted((name, texts) for name, texts in request.form.lists() if name != "csrf_token")
    files = sorted((name, file.filename) for name, several in request.files.lists() for file in several)
    return sha256(json.dumps([answers, files]).encode()).hexdigest()
