"""Everything the clock does, in its order. Something else it is to do is one row here."""

import logging
from functools import partial

from app.bootstrap import House
from app.cases import lists
from app.consent import sweeps as mandates
from app.digests import service as digests
from app.documents import attachments
from app.flow import sweeps as flow
from app.heartbeat import Heart
from app.outbox import service as outbox
from app.reminders import sweeps as reminders
from app.retention import erasure
from app.tasks import taking_back
from app.timetable import Tick, Timetable

logger = logging.getLogger(__name__)

ENDING, DIGESTS, SENDING = "expired mandates", "digests", "messages"


def lanes(house: House) -> tuple[Timetable, Timetable, Timetable]:
    """What a worker walks side by side: mail servers are slow, many timers take long, and neither waits for the other.
    Meanwhile the third says that the worker lives.

    Mandates end in both, because messages leave in the second.
    """
    ticks = timetable(house).ticks
    clock = tuple(tick for tick in ticks if tick.name != SENDING)
    post = tuple(tick for tick in ticks if tick.name in (ENDING, SENDING))
    heart = Tick("heartbeat", Heart(house.database, house.machine_clock).beat, lambda _session, _now: None)
    return Timetable(clock), Timetable(post), Timetable((heart,))


def timetable(house: House) -> Timetable:
    """The ticks of a house.

    Mandates end before messages leave, so that nothing is sent any more to whoever may no longer take part.
    """
    database, acts = house.database, house.act
    return Timetable(
        (
            Tick(ENDING, partial(mandates.end_expired, database, acts), mandates.next_end),
            Tick("timers", partial(flow.fire_due, database, house.flow, acts), flow.next_timer),
            Tick("case messages", partial(flow.route_messages, database, house.flow, acts), flow.next_message),
            Tick("warnings", partial(mandates.warn, database, acts), mandates.next_warning),
            Tick("reminders", partial(reminders.remind_due, database, acts), reminders.next_reminder),
            Tick(DIGESTS, partial(digests.gather_due, database, acts), digests.next_digest),
            Tick(SENDING, partial(outbox.deliver_due, database, house.channel, acts), outbox.next_delivery),
            Tick(taking_back.STANDS, partial(taking_back.forget_old, database, acts), taking_back.next_to_forget),
            Tick("files left behind", partial(attachments.remove_left, database, acts), attachments.next_removal),
            Tick("erasure", partial(erasure.erase_due, database, acts), erasure.next_erasure),
        )
    )


def compare_lists(house: House) -> None:
    """Says in the log how many rows of the lists are not as the rule says. Reads the whole house; changes nothing."""
    with house.database.transaction(writes=False) as session:
        wrong = lists.drift(session)
    if wrong:
        logger.error("lists: %d rows are wrong or missing; nahtstelle db lists --rebuild writes them anew", wrong)
