"""Everything the clock does, in its order. Something else it is to do is one row here."""

from functools import partial

from app.bootstrap import House
from app.consent import sweeps as mandates
from app.documents import attachments
from app.flow import sweeps as flow
from app.outbox import service as outbox
from app.reminders import sweeps as reminders
from app.retention import erasure
from app.timetable import Tick, Timetable


def timetable(house: House) -> Timetable:
    """The ticks of a house.

    Mandates end before messages leave, so that nothing is sent any more to whoever may no longer take part.
    """
    database, acts = house.database, house.act
    return Timetable(
        (
            Tick("expired mandates", partial(mandates.end_expired, database, acts), mandates.next_end),
            Tick("timers", partial(flow.fire_due, database, house.flow, acts), flow.next_timer),
            Tick("case messages", partial(flow.route_messages, database, house.flow, acts), flow.next_message),
            Tick("warnings", partial(mandates.warn, database, acts), mandates.next_warning),
            Tick("reminders", partial(reminders.remind_due, database, acts), reminders.next_reminder),
            Tick("messages", partial(outbox.deliver_due, database, house.channel, acts), outbox.next_delivery),
            Tick("files left behind", partial(attachments.remove_left, database, acts), attachments.next_removal),
            Tick("erasure", partial(erasure.erase_due, database, acts), erasure.next_erasure),
        )
    )
