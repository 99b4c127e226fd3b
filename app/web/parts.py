"""The parts a request may use; filled once in `bootstrap`."""

from dataclasses import dataclass

from app.clock import Clock
from app.config import Settings
from app.db import Database


@dataclass(frozen=True)
class Parts:
    """Ground that every page stands on; rooms keep their own services beside it.

    `clock` is the clock of the cases, which a demonstration moves; sign-ins and passwords go by `machine_clock`.
    """

    settings: Settings
    database: Database
    clock: Clock
    machine_clock: Clock
