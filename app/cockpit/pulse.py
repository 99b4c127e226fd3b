"""The figures by which programs watch the house: how late the worker is, and how much waits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import heartbeat
from app.cockpit import queries
from app.outbox.models import Message, MessageStatus
from app.sweeping import SetAside


@dataclass(frozen=True)
class Pulse:
    """beat: seconds since a worker was heard of, None where none ever was. The lags are seconds since the oldest row
    that is due by now; 0 where nothing is."""

    beat: float | None
    timers: int
    timer_lag: float
    mails: int
    mail_lag: float
    given_up: int
    set_aside: int

    @property
    def stands_still(self) -> bool:
        """Whether no worker lives."""
        return self.beat is None or self.beat > heartbeat.SILENT_AFTER.total_seconds()

    def as_metrics(self) -> str:
        """Prometheus text (version 0.0.4)."""
        beat = -1.0 if self.beat is None else self.beat
        rows = (
            ("worker_beat_age_seconds", "Seconds since a worker was heard of; -1 if never.", beat),
            ("timers_due", "Timers that should have fired.", self.timers),
            ("timer_lag_seconds", "Age of the oldest of them.", self.timer_lag),
            ("mails_due", "Messages that should have left.", self.mails),
            ("mail_lag_seconds", "Age of the oldest of them.", self.mail_lag),
            ("mails_given_up", "Messages that nobody will get by themselves.", self.given_up),
            ("chores_set_aside", "Rows that failed and are tried again later.", self.set_aside),
        )
        return "".join(
            f"# HELP nahtstelle_{name} {told}\n# TYPE nahtstelle_{name} gauge\nnahtstelle_{name} {value:g}\n"
            for name, told, value in rows
        )

    def in_words(self) -> list[str]:
        """The same for people at a console, a line each."""
        beat = "wurde noch nie gestartet" if self.beat is None else f"meldete sich vor {self.beat:.0f} Sekunden"
        return [
            f"Der Worker {'steht still: Er ' if self.stands_still else ''}{beat}.",
            f"Fristen im Rückstand: {self.timers}, die älteste seit {self.timer_lag:.0f} Sekunden.",
            f"Nachrichten im Rückstand: {self.mails}, die älteste seit {self.mail_lag:.0f} Sekunden.",
            f"Aufgegebene Nachrichten: {self.given_up}. Zurückgestelltes: {self.set_aside}.",
        ]


def read(session: Session, now: datetime, machine_now: datetime) -> Pulse:
    """Reads the figures by five statements, each along an index. now: on the clock of the cases."""
    beat = session.scalar(select(heartbeat.last_beat()))
    timers, mails = queries.late_timers(session, now), queries.late_mails(session, now)
    given_up = select(func.count()).where(Message.status == MessageStatus.FAILED)
    return Pulse(
        None if beat is None else (machine_now - beat).total_seconds(),
        timers.number,
        _age(timers.since, now),
        mails.number,
        _age(mails.since, now),
        session.scalar(given_up) or 0,
        session.scalar(select(func.count()).select_from(SetAside)) or 0,
    )


def _age(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())
