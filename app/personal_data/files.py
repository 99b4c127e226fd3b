"""The information as files: JSON for programs, a tagged PDF (PDF/UA-1) for people and screen readers."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.audit.access_list import times
from app.i18n import day, moment, weekday
from app.personal_data.content import Access, PersonData
from app.typesetting import typeset

LAYOUT = Path(__file__).with_name("information.typ")


def as_json(data: PersonData) -> bytes:
    """The keys are the names of the fields; days and moments are ISO 8601."""
    return json.dumps(asdict(data), ensure_ascii=False, indent=1, default=_iso).encode()


def as_pdf(data: PersonData) -> bytes:
    """The same as a paper, with the accesses summed up by day and person."""
    told = _in_words(asdict(data))
    for case, one in zip(told["cases"], data.cases, strict=True):
        case["accesses"] = _by_day(one.accesses)
    return typeset(LAYOUT, "data", told, data.created_at)


def _by_day(accesses: Sequence[Access]) -> list[dict[str, str]]:
    """One row for everything a person did on one day; repeated deeds are counted."""
    rows: dict[tuple[date, str, str], Counter[str]] = {}
    for one in accesses:
        rows.setdefault((one.at.date(), one.name, one.institution), Counter())[one.what] += 1
    return [
        {
            "at": weekday(when),
            "name": name,
            "institution": institution,
            "what": "\n".join(times(what, count) for what, count in done.items()),
        }
        for (when, name, institution), done in rows.items()
    ]


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError


def _in_words(value: Any, key: str = "") -> Any:
    """Days and moments as people write them, outcomes of decisions as one text."""
    if key == "outcome":
        return _outcome(value)
    if isinstance(value, dict):
        return {name: _in_words(inner, name) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_in_words(inner) for inner in value]
    if isinstance(value, datetime):
        return moment(value)
    return day(value) if isinstance(value, date) else "" if value is None else value


def _outcome(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_outcome(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_outcome(inner) for inner in value)
    if isinstance(value, bool):
        return "ja" if value else "nein"
    return "–" if value is None else str(value)
