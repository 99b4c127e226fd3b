"""The worker: walks its timetables again and again. Nothing but this module knows what engine runs it."""

import logging
from collections.abc import Callable, Sequence

from apscheduler.schedulers.blocking import BlockingScheduler

from app.clock import ZONE, SystemClock
from app.timetable import Timetable

logger = logging.getLogger(__name__)

NIGHT = 3
"""The hour at which nobody waits for anything."""


def scheduled(lanes: Sequence[Timetable], seconds: float) -> BlockingScheduler:
    """A scheduler that will walk each of `lanes` at once and then every so many `seconds`, none twice at a time.

    Its own list of jobs is kept in memory: what is due stands in our tables.
    """
    scheduler = BlockingScheduler(timezone=ZONE)
    for lane in lanes:
        scheduler.add_job(
            _walk,
            "interval",
            seconds=seconds,
            args=(lane,),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
            next_run_time=SystemClock().now(),
        )
    return scheduler


def run(lanes: Sequence[Timetable], seconds: float, nightly: Callable[[], None]) -> None:
    """Walks `lanes` every so many `seconds`, and calls `nightly` once a night, until the process is ended."""
    scheduler = scheduled(lanes, seconds)
    scheduler.add_job(nightly, "cron", hour=NIGHT, coalesce=True)
    logger.info("worker started")
    scheduler.start()


def _walk(timetable: Timetable) -> None:
    for name, count in timetable.run_due().done.items():
        logger.info("%s: %d", name, count)
