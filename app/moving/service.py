"""Moves cases to another version of their procedure, one in a transaction, and says in words what comes of it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.act import Act
from app.audit.models import CHANGED
from app.cases.history import tell_history
from app.cases.models import Case
from app.clock import ZONE
from app.designer.check import KNOWN
from app.errors import AppError, ConflictError
from app.flow import store
from app.flow.errors import CannotMoveError
from app.flow.kinds import ItemKind
from app.flow.models import CaseMove, Definition, Instance
from app.flow.service import Flow
from app.flow.under_way import UnderWay
from app.gate.names.relied import Relied
from app.moving import queries

Names = Mapping[str, str]


class NothingToUndoError(ConflictError):
    """Dieser Fall lässt sich nicht mehr zurücksetzen: Seit dem Wechsel der Version ist darin etwas geschehen."""


@dataclass(frozen=True)
class Forecast:
    """The outcome of moving a case. refused: why it cannot move, None where it can; element: at which step.

    changes: sentences, empty where everything stays as it is. acts: titles of what happens at once.
    """

    number: str
    refused: str | None = None
    element: str | None = None
    changes: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()


@dataclass
class Mover:
    """Moves cases to the version `target`. names: id of an element → its id there, where it is another one."""

    flow: Flow
    target: Definition
    names: Names = field(default_factory=dict)
    _relied: dict[str, Relied] = field(default_factory=dict)

    def try_out(self, act: Act, case: Case) -> Forecast:
        """Moves a case, tells the outcome, and takes everything back."""
        try:
            with act.session.begin_nested():
                raise _TriedOutError(self._move(act, case))
        except _TriedOutError as tried:
            return tried.forecast
        except AppError as refusal:
            return _refused(case, refusal)

    def move(self, act: Act, case: Case) -> Forecast:
        """Moves a case; one that cannot move stays as it is, and the forecast says why."""
        try:
            with act.session.begin_nested():
                forecast = self._move(act, case)
                line = f"Neu in Version {self.target.version} des Verfahrens"
                tell_history(act, case, "moving", line)
                act.record(case.number, CHANGED, line)
                return forecast
        except AppError as refusal:
            return _refused(case, refusal)

    def _move(self, act: Act, case: Case) -> Forecast:
        instance = store.lock(act.session, case.instance_id, queries.MOVABLE)
        before = _Picture.of(act, self.flow, instance)
        self._require_names(act, instance, before.steps)
        kept = CaseMove(
            instance_id=instance.id, from_digest=instance.definition_digest, state=instance.state,
            names=json.dumps(dict(self.names)), at=act.now, by_id=act.by.id if act.by is not None else None,
        )  # fmt: skip
        result = self.flow.move(act, instance.id, self.target.digest, self.names)
        act.session.flush()
        kept.rev, kept.acted = instance.rev, bool(result.happened)
        act.session.merge(kept)
        after = _Picture.of(act, self.flow, instance)
        return Forecast(case.number, changes=tuple(after.compared_with(before)), acts=tuple(result.happened))

    def _require_names(self, act: Act, instance: Instance, steps: Sequence[UnderWay]) -> None:
        """Raises CannotMoveError where the new version relies on something that this case never had."""
        relied = self._relied.get(instance.definition_digest)
        if relied is None:
            old, new = (
                self.flow.definitions.load(act.session, digest).bundle
                for digest in (instance.definition_digest, self.target.digest)
            )
            relied = self._relied[instance.definition_digest] = Relied(old, new, KNOWN)
        for step in steps:
            wanted = relied.at(step.element, self.names.get(step.element, step.element))
            missing = sorted(name for name in wanted if not _has(step.variables, name.split(".")))
            if missing:
                names = ", ".join(f"«{name}»" for name in missing)
                raise CannotMoveError(f"Bei «{step.title}» fehlt, was die neue Version braucht: {names}.", step.element)

    def undo(self, act: Act, case: Case) -> None:
        """Puts a case back to its version from before the last move. Raises NothingToUndoError, ClosedError."""
        instance = store.lock(act.session, case.instance_id, queries.MOVABLE)
        kept = queries.last_move(act.session, case)
        if kept is None or kept.acted or kept.rev != instance.rev:
            raise NothingToUndoError
        back = {new: old for old, new in json.loads(kept.names).items()}
        self.flow.move_back(act, instance, kept.from_digest, kept.state, back)
        act.session.delete(kept)
        tell_history(act, case, "moving", "Wieder in der früheren Version des Verfahrens")
        act.record(case.number, CHANGED, "Wieder in der früheren Version des Verfahrens")


class _TriedOutError(Exception):
    """Carries a forecast out of the transaction that is taken back."""

    def __init__(self, forecast: Forecast) -> None:
        self.forecast = forecast


def _refused(case: Case, refusal: AppError) -> Forecast:
    return Forecast(case.number, refused=refusal.message, element=getattr(refusal, "element", None))


def _has(variables: Mapping[str, Any], path: Sequence[str]) -> bool:
    value: Any = variables
    for name in path:
        if not isinstance(value, Mapping) or name not in value:
            return False
        value = value[name]
    return True


@dataclass(frozen=True)
class _Picture:
    """The steps of a case that are under way, and what is open for people: id → title, due day, whether it is a report.

    Titles are the diagram's own: whoever moves cases reads nothing of what stands in them.
    """

    steps: Sequence[UnderWay]
    items: Mapping[str, tuple[str, date | None, bool]]

    @staticmethod
    def of(act: Act, flow: Flow, instance: Instance) -> "_Picture":
        items = store.open_items(act.session, instance)
        return _Picture(
            flow.under_way(act, instance),
            {one.id: (one.title, one.due, one.kind == ItemKind.REPORT) for one in items},
        )

    def compared_with(self, before: "_Picture") -> Iterator[str]:
        """Sentences about what is no longer as it was."""
        for key, (title, due, is_report) in self.items.items():
            if key not in before.items:
                yield f"neu möglich: «{title}»" if is_report else f"neu offen: «{title}»"
            elif due != before.items[key][1]:
                yield f"«{title}»: Frist {_day(before.items[key][1])} → {_day(due)}"
        for title, _due, is_report in (value for key, value in before.items.items() if key not in self.items):
            yield f"nicht mehr möglich: «{title}»" if is_report else f"fällt weg: «{title}»"
        earlier, now = ({one.task_id: one for one in each if one.due} for each in (before.steps, self.steps))
        for key, step in now.items():
            if key not in earlier:
                yield f"neuer Termin: «{step.title}» am {_moment(step.due)}"
            elif step.due != earlier[key].due:
                yield f"Termin «{step.title}»: {_moment(earlier[key].due)} → {_moment(step.due)}"
        for step in (one for key, one in earlier.items() if key not in now):
            yield f"Termin fällt weg: «{step.title}» am {_moment(step.due)}"


def _day(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day is not None else "keine"


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(ZONE):%d.%m.%Y %H:%M}" if moment is not None else "nie"
