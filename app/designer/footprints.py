"""Gathers the footprints of all cases that were played."""

from app.flow.definitions import Definitions
from app.flow.tracing import Footprint


class Footprints:
    """The footprints of all cases that run on these `definitions`. Plays may share them, each with its own database."""

    def __init__(self) -> None:
        self.found: set[Footprint] = set()
        self.definitions = Definitions(on_step=self.found.add)
