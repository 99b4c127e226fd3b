"""The footprints of played cases, gathered over as many plays and houses as one likes."""

from app.flow.definitions import Definitions
from app.flow.tracing import Footprint


class Footprints:
    """Where cases went whose house uses these `definitions`; several houses may: content names a version."""

    def __init__(self) -> None:
        self.found: set[Footprint] = set()
        self.definitions = Definitions(on_step=self.found.add)
