"""The parts a request may use; filled once in `bootstrap`."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.clock import Clock
from app.config import Settings
from app.db import Database


@dataclass(frozen=True)
class Parts:
    """The parts every page may use. services: class → the one object of it that all pages share.

    `clock` is the clock of the cases, which a demonstration moves; sign-ins and passwords go by `machine_clock`.
    """

    settings: Settings
    database: Database
    clock: Clock
    machine_clock: Clock
    services: Mapping[type[object], object]
