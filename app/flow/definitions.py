"""Versions of processes: stored in the database, loaded into memory once per process of the server."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import bindparam, exists, literal_column, select
from sqlalchemy.orm import Session, undefer

from app.dmn import Decision, read_dmn
from app.feel import kept_json
from app.flow import figure_words, page_words
from app.flow.bundle import Bundle
from app.flow.errors import FlowError
from app.flow.expressions import LIBRARY
from app.flow.models import Definition, Withdrawn
from app.flow.serializer import Specs, load_specs
from app.flow.tracing import OnStep, watch


class Loaded:
    """A version in memory: specifications, decision tables and sources. Shared by all its cases, never changed."""

    def __init__(self, digest: str, specs: Specs, bundle: Bundle) -> None:
        self.digest, self.specs, self.bundle = digest, specs, bundle

    @cached_property
    def questions(self) -> frozenset[str]:
        """The names of all fields in the forms. One that was hidden has left no answer, which is no mistake."""
        return frozenset(name for text in self.bundle.forms.values() for name in _keys_in(json.loads(text)))

    @cached_property
    def page_words(self) -> page_words.Words:
        """What pages read of its processes: the properties of each, by its id."""
        return page_words.words_of(self.bundle)

    @cached_property
    def figure_words(self) -> figure_words.Said:
        """What its processes say of the figures they count."""
        return figure_words.said_in(self.bundle)

    @cached_property
    def asked_before(self) -> frozenset[str]:
        """The elements with a consequence, of which whoever hands them in is told before it happens."""
        return page_words.asked_before(self.bundle)

    @cached_property
    def _decisions(self) -> dict[str, Any]:
        models = [read_dmn(text.encode(), name, library=LIBRARY) for name, text in self.bundle.decisions.items()]
        return {info.id: model for model in models for info in model.decisions}

    def decide(self, name: str, variables: Mapping[str, Any], now: Callable[[], datetime]) -> tuple[Any, Decision]:
        """The decision's value as case data, and the rules that led to it. Raises FlowError for an unknown decision."""
        model = self._decisions.get(name)
        if model is None:
            raise FlowError(f"Die Entscheidung «{name}» gibt es nicht.")
        decision = model.decide(name, variables, now=now)
        return kept_json(decision.value), decision


def _keys_in(component: Mapping[str, Any]) -> Iterator[str]:
    for word in ("key", "path"):
        yield from str(component.get(word) or "").split(".")
    for inner in component.get("components") or ():
        yield from _keys_in(inner)


_NEWEST = (
    select(Definition.digest)
    .where(Definition.key == bindparam("of_key"))
    .order_by(Definition.version.desc())
    .limit(literal_column("1"))
)
_ALL = select(Definition).order_by(Definition.key, Definition.version.desc())
_IN_SERVICE = _ALL.where(~exists().where(Withdrawn.key == Definition.key))


class Definitions:
    """Loads versions and keeps them, by digest, for the life of the process.

    on_step: called for every step of every case of a version loaded here.
    """

    def __init__(self, on_step: OnStep | None = None) -> None:
        self._on_step = on_step
        self._loaded: dict[str, Loaded] = {}
        self._lock = threading.Lock()

    def load(self, session: Session, digest: str) -> Loaded:
        """The version named `digest`."""
        with self._lock:
            if digest not in self._loaded:
                whole = [undefer(Definition.specs), undefer(Definition.bundle)]
                row = session.get_one(Definition, digest, options=whole)
                specs = load_specs(row.specs)
                if self._on_step is not None:
                    watch(specs, self._on_step)
                self._loaded[digest] = Loaded(digest, specs, Bundle.unpacked(row.bundle))
            return self._loaded[digest]

    def latest(self, session: Session, key: str) -> Loaded:
        """The newest version of process `key`. Raises FlowError if there is none."""
        digest = session.scalar(_NEWEST, {"of_key": key})
        if digest is None:
            raise FlowError(f"Das Verfahren «{key}» gibt es nicht.")
        return self.load(session, digest)


def startable(session: Session, *, also_withdrawn: bool = False) -> list[Definition]:
    """The newest version of each process that a person may start, by name. also_withdrawn: see `Withdrawn`."""
    seen: dict[str, Definition] = {}
    for row in session.scalars(_ALL if also_withdrawn else _IN_SERVICE):
        seen.setdefault(row.key, row)
    return sorted((row for row in seen.values() if row.startable), key=lambda row: row.name)
