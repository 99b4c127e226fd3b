"""Messages of a case: posting one, letters to print, and silencing a case so that nothing leaves any more."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.act import Act
from app.audit import service as audit
from app.cases import recipients, roles, task_links
from app.cases.history import tell_history
from app.cases.models import Case
from app.cases.recipients import Recipient, letter
from app.cases.roles import Right
from app.cases.standing import Standing
from app.flow.kinds import EventKind
from app.flow.models import WorkItem
from app.outbox.models import Message, MessageStatus
from app.outbox.service import DUTY, About, post

Where = str | WorkItem
"""Where a message leads: the address of a page, or an open task."""


def post_to(act: Act, case: Case, to: Recipient, subject: str, body: str, where: Where, about: About = DUTY) -> None:
    """Posts one message about `case`; does nothing where the case is silent. where: see `text_for`."""
    if case.silent:
        return
    post(
        act,
        to_name=to.name,
        to_address=to.address,
        case_number=case.number,
        subject=subject,
        body=text_for(act, case, to, body, where),
        about=about,
    )


def text_for(act: Act, case: Case, to: Recipient, body: str, where: Where) -> str:
    """The text of a message around `body`.

    where: the address of a page, or an open task. Whoever has no account and is to do that task gets a link of their
    own to it, which makes them a guest for this one task.
    """
    if not isinstance(where, WorkItem):
        return letter(to, body, where, case.number)
    own = task_links.issue(act, case, where, to.part, to.address) if to.part and not to.follows_links else ""
    return letter(to, body, act.links.task(where.id), case.number, own)


def tell(
    act: Act,
    case: Case,
    to: Sequence[Recipient],
    subject: str,
    body: str,
    where: Where,
    by_mail: str = "",
    on_paper: str = "",
    about: About = DUTY,
) -> None:
    """Posts to each of `to` once, with a text more for mails and another one for letters; the history tells it."""
    if to and not case.silent:
        # Everybody who follows the case reads its history, and not all of them may know the client's name.
        client = roles.NAMES[roles.CLIENT]
        names = ", ".join(dict.fromkeys(client if person.is_client else person.name for person in to))
        tell_history(act, case, "mail", f"{subject} – an {names}", kind=EventKind.MESSAGE)
    for person in dict.fromkeys(to):
        more = by_mail if person.address else on_paper
        post_to(act, case, person, subject, f"{body}{more}", where, about)


def reached(act: Act, case: Case, party: str) -> Sequence[Recipient]:
    """Those to write to at a role or institution; where there is nobody, the history says so and the case goes on."""
    found = recipients.of_party(act.session, case, party, act.today)
    if not found:
        name = recipients.party_name(act.session, party)
        tell_history(act, case, "mail", f"Keine Adresse für eine Nachricht an «{name}»")
    return found


def silence(act: Act, case: Case) -> None:
    """Silences `case`: from now on no message leaves, and those that wait for delivery or printing are deleted."""
    case.silent = True
    act.session.flush()
    unsent = Message.case_number == case.number, Message.status.in_((MessageStatus.WAITING, MessageStatus.LETTER))
    for message in act.session.scalars(select(Message).where(*unsent).with_for_update()):
        act.session.delete(message)


_LETTERS = (
    select(Message)
    .where(Message.case_number == bindparam("of_number"), Message.status == MessageStatus.LETTER)
    .order_by(Message.posted_at)
)


def to_print(session: Session, standing: Standing) -> Sequence[Message]:
    """The letters of a case that nobody has sent yet; none for a reader who may not send them."""
    if not standing.has(Right.SENDS_LETTERS):
        return []
    return session.scalars(_LETTERS, {"of_number": standing.case.number}).all()


def mark_sent(act: Act, number: str, letter: Message) -> None:
    """Notes that a letter of the case with this number was printed and sent."""
    letter.status, letter.sent_at = MessageStatus.SENT, act.now
    what = f"Brief «{letter.subject}»"
    audit.record_disclosure(act.session, number, act.actor, what, letter.to_name, letter.to_address, act.now)
