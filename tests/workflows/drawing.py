"""What a diagram looks like: its shapes and lines as drawn, for tests of good drawing."""

from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

from lxml import etree

from app.flow.extensions import BPMN

_DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
_BOUNDS = "{http://www.omg.org/spec/DD/20100524/DC}Bounds"
_LETTER, _ROW, _NARROW = 5.6, 13.0, 90.0
"""About how wide a letter and how high a row of a label is, and where the shortest rows break."""
Point = tuple[float, float]
Segment = tuple[Point, Point]


@dataclass(frozen=True)
class Line:
    """One sequence flow as drawn."""

    id: str
    source: str
    target: str
    points: tuple[Point, ...]

    @property
    def segments(self) -> list[Segment]:
        return list(pairwise(self.points))


def lines_of(file: Path) -> list[Line]:
    """All sequence flows with their way points."""
    root = etree.fromstring(file.read_bytes())
    ends = {
        str(flow.get("id")): (str(flow.get("sourceRef")), str(flow.get("targetRef")))
        for flow in root.iter(f"{{{BPMN}}}sequenceFlow")
    }
    return [
        Line(
            str(edge.get("bpmnElement")),
            *ends[str(edge.get("bpmnElement"))],
            tuple((float(str(p.get("x"))), float(str(p.get("y")))) for p in edge.findall(_WAYPOINT)),
        )
        for edge in root.iter(f"{_DI}BPMNEdge")
    ]


def boxes_of(file: Path) -> dict[str, tuple[float, float, float, float]]:
    """Element id → left, top, right, bottom."""
    found = {}
    for shape in etree.fromstring(file.read_bytes()).iter(f"{_DI}BPMNShape"):
        bounds = shape.find(_BOUNDS)
        assert bounds is not None
        left, top, width, height = (float(str(bounds.get(name))) for name in ("x", "y", "width", "height"))
        found[str(shape.get("bpmnElement"))] = (left, top, left + width, top + height)
    return found


def crossings(lines: list[Line]) -> list[str]:
    """Pairs of lines that touch anywhere but on a common trunk from one source or to one target."""
    return [
        f"{one.id} kreuzt {other.id}"
        for one, other in combinations(lines, 2)
        if not _share_a_trunk(one, other)
        and any(_touch(first, second) for first in one.segments for second in other.segments)
    ]


def _share_a_trunk(one: Line, other: Line) -> bool:
    return one.points[0] == other.points[0] or one.points[-1] == other.points[-1]


def _touch(first: Segment, second: Segment) -> bool:
    """Whether two horizontal or vertical segments meet."""

    def span(segment: Segment, axis: int) -> tuple[float, float]:
        low, high = sorted((segment[0][axis], segment[1][axis]))
        return low, high

    return all(
        max(span(first, axis)[0], span(second, axis)[0]) <= min(span(first, axis)[1], span(second, axis)[1])
        for axis in (0, 1)
    )


def labels_of(file: Path) -> dict[str, tuple[float, float, float, float]]:
    """Element id → left, top, right, bottom of the words beside it, about as wide as they are drawn."""
    root = etree.fromstring(file.read_bytes())
    names = {str(node.get("id")): str(node.get("name") or "") for node in root.iter() if isinstance(node.tag, str)}
    found = {}
    for label in root.iter(f"{_DI}BPMNLabel"):
        shape, bounds = label.getparent(), label.find(_BOUNDS)
        assert shape is not None and bounds is not None
        one = str(shape.get("bpmnElement"))
        left, top, width = (float(str(bounds.get(name))) for name in ("x", "y", "width"))
        rows, row = [0.0], 0
        for word in names.get(one, "").split():
            if rows[row] and rows[row] + _LETTER * (len(word) + 1) > max(width, _NARROW):
                rows, row = [*rows, 0.0], row + 1
            rows[row] += _LETTER * (len(word) + (1 if rows[row] else 0))
        middle = left + width / 2
        found[one] = (middle - max(rows) / 2, top, middle + max(rows) / 2, top + _ROW * len(rows))
    return found
