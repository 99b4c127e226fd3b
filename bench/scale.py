"""What a house of a given size needs: simulates its busiest hour. `python -m bench.scale --help` names the figures.

Requests arrive at random. Each one needs a core of a web machine, then a core of the database, as long as was measured
(`make bench`); meanwhile others wait. Timers and mails of the worker need the database too. The printed table shows
from which number of cantons on people wait, and what is used up first.
"""

import argparse
import random
import statistics
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import simpy

SECONDS = 120
"""Long enough for some thousand requests; the hour around it is alike."""
Process = Generator[simpy.Event, Any, Any]
BUSY = 0.7
"""A resource used more than this leaves too little for what comes at the same moment."""


@dataclass(frozen=True)
class House:
    """One canton, and the machines for all of them. Costs are milliseconds of one core, measured on the machine."""

    caseworkers: int
    tasks_a_day: float
    requests_a_task: float
    busiest_hour: float
    timers_a_day: float
    web_ms: float
    database_ms: float
    timer_ms: float
    web_cores: int
    database_cores: int

    def requests_a_second(self, cantons: int) -> float:
        """Requests a second in the busiest hour of the day."""
        return cantons * self.caseworkers * self.tasks_a_day * self.requests_a_task * self.busiest_hour / 3600

    def timers_a_second(self, cantons: int) -> float:
        """Most timers are due at six in the morning; here they are all in the busiest hour, which is worse."""
        return cantons * self.timers_a_day / 3600


@dataclass(frozen=True)
class Hour:
    """What came of it: how long requests took (seconds), and which part of the time the cores were used."""

    waited: list[float]
    web: float
    database: float


def simulate(house: House, cantons: int, seed: int = 1) -> Hour:
    """Plays SECONDS of the busiest hour."""
    dice, world = random.Random(seed), simpy.Environment()
    web, database = simpy.Resource(world, house.web_cores), simpy.Resource(world, house.database_cores)
    used, waited = {web: 0.0, database: 0.0}, list[float]()

    def use(resource: simpy.Resource, milliseconds: float) -> Process:
        with resource.request() as turn:
            yield turn
            seconds = dice.expovariate(1000 / milliseconds)
            used[resource] += seconds
            yield world.timeout(seconds)

    def request() -> Process:
        begun = world.now
        yield world.process(use(web, house.web_ms))
        yield world.process(use(database, house.database_ms))
        waited.append(world.now - begun)

    def timer() -> Process:
        yield world.process(use(database, house.timer_ms))

    def arrivals(rate: float, what: Callable[[], Process]) -> Process:
        while True:
            yield world.timeout(dice.expovariate(rate))
            world.process(what())

    world.process(arrivals(house.requests_a_second(cantons), request))
    world.process(arrivals(house.timers_a_second(cantons), timer))
    world.run(until=SECONDS)
    shares = [used[resource] / resource.capacity / SECONDS for resource in (web, database)]
    return Hour(waited, *shares)


def main() -> None:
    house, most = _asked()
    print(f"{'cantons':>8}{'requests/s':>12}{'web':>7}{'database':>10}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}")
    cantons, first = 1, ""
    while cantons <= most and not first:
        hour = simulate(house, cantons)
        steps = [step * 1000 for step in statistics.quantiles(hour.waited, n=100)]
        rate = house.requests_a_second(cantons)
        print(f"{cantons:>8}{rate:>12.1f}{hour.web:>7.0%}{hour.database:>10.0%}", end="")
        print(f"{steps[49]:>9.0f}{steps[94]:>9.0f}{steps[98]:>9.0f}")
        if max(hour.web, hour.database) > BUSY:
            first = "the web machines" if hour.web > hour.database else "the database"
        cantons *= 2
    print(f"Used up first: {first} (more than {BUSY:.0%} of the cores)." if first else "Nothing is used up.")


def _asked() -> tuple[House, int]:
    asked = argparse.ArgumentParser(description=__doc__)
    for name, default, what in (
        ("caseworkers", 770, "people at work in one canton (20,000 in 26)"),
        ("tasks-a-day", 12, "tasks one of them completes a day"),
        ("requests-a-task", 6, "pages and forms for one task"),
        ("busiest-hour", 0.2, "share of a day's tasks that fall into its busiest hour"),
        ("timers-a-day", 2000, "timers, reminders and mails of one canton a day"),
        ("web-ms", 20, "CPU of a web process for one request"),
        ("database-ms", 4, "CPU of the database for one request"),
        ("timer-ms", 5, "CPU of the database for one timer"),
        ("web-cores", 4, "cores of all web machines together"),
        ("database-cores", 4, "cores of the database machine"),
    ):
        asked.add_argument(f"--{name}", type=type(default), default=default, help=f"{what} [{default}]")
    asked.add_argument("--most", type=int, default=1024, help="cantons to try at most [1024]")
    given = vars(asked.parse_args())
    most = given.pop("most")
    return House(**given), most


if __name__ == "__main__":
    main()
