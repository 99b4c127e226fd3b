"""The worker: one job that walks the timetable again and again. Nothing but this module knows what engine runs it."""

import logging

from apscheduler.schedulers.blocking import BlockingScheduler

from app.clock import ZONE, SystemClock
from app.timetable import Timetable

logger = logging.getLogger(__name__)


def scheduled(timetable: Timetable, seconds: float) -> BlockingScheduler:
    """A scheduler that will walk `timetable` at once and then every so many `seconds`, never twice at a time.

    Its own list of jobs is kept in memory: what is due stands in our tables.
    """
    scheduler = BlockingScheduler(timezone=ZONE)
    scheduler.add_job(
        _walk,
        "interval",
        seconds=seconds,
        args=(timetable,),
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
        next_run_time=SystemClock().now(),
    )
    return scheduler


def run(timetable: Timetable, seconds: float) -> None:
    """Walks `timetable` every so many `seconds` until the process is ended."""
    scheduler = scheduled(timetable, seconds)
    logger.info("worker started")
    scheduler.start()


def _walk(timetable: Timetable) -> None:
    for name, count in timetable.run_due().done.items():
        logger.info("%s: %d", name, count)
