"""Timing: medians of several runs, and rows for the report."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

RUNS = 5


@dataclass(frozen=True)
class Row:
    """One line of the report; `per` says what one unit is."""

    what: str
    value: float
    unit: str
    note: str = ""

    def line(self) -> str:
        number = f"{self.value:,.2f}".replace(",", "'")
        return f"| {self.what} | {number} {self.unit} | {self.note} |"


def median_seconds(action: Callable[[], object], times: int, runs: int = RUNS) -> float:
    """The median over `runs` runs of the mean seconds of one call among `times`."""
    results = []
    for _ in range(runs):
        start = time.perf_counter()
        for _ in range(times):
            action()
        results.append((time.perf_counter() - start) / times)
    return statistics.median(results)
