"""The worker: a timetable and nothing else. Each tick does what is due and can be repeated or killed at any time."""

import logging
from collections.abc import Callable

from apscheduler.schedulers.blocking import BlockingScheduler

from app.bootstrap import House
from app.clock import ZONE, SystemClock
from app.consent.sweeps import end_expired, warn
from app.documents.attachments import sweep
from app.flow.sweeps import fire_due, route_messages
from app.outbox.service import deliver_due
from app.retention.erasure import erase_due

logger = logging.getLogger(__name__)


def ticks(house: House) -> dict[str, Callable[[], int]]:
    """What a tick does, by name, in this order: who may no longer take part is gone before anything is sent to them."""
    return {
        "expired mandates": lambda: end_expired(house.database, house.act),
        "timers": lambda: fire_due(house.database, house.flow, house.act),
        "case messages": lambda: route_messages(house.database, house.flow, house.act),
        "warnings": lambda: warn(house.database, house.act),
        "messages": lambda: deliver_due(house.database, house.channel, house.clock),
        "files left behind": lambda: sweep(house.database, house.clock),
        "erasure": lambda: erase_due(house.database, house.act),
    }


def run(house: House, seconds: float) -> None:
    """Ticks until the process is ended. Only the in-memory timetable is used: what is due stands in our own tables."""
    scheduler = BlockingScheduler(timezone=ZONE)
    for name, tick in ticks(house).items():
        scheduler.add_job(
            _counted,
            "interval",
            seconds=seconds,
            args=(name, tick),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
            next_run_time=SystemClock().now(),
        )
    logger.info("worker started")
    scheduler.start()


def _counted(name: str, tick: Callable[[], int]) -> None:
    try:
        done = tick()
    except Exception as error:  # the next tick tries again; the error's own text may carry case data
        logger.error("%s failed: %s", name, type(error).__name__)
        return
    if done:
        logger.info("%s: %d", name, done)
