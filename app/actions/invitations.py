"""The action that invites to a meeting: offices, the client, and guests who have no access to the case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.act import Act
from app.actions.parameters import text, texts, words
from app.cases import letters, recipients, roles, service
from app.cases.history import tell_history
from app.cases.models import Case
from app.cases.recipients import Recipient
from app.deadlines import moments
from app.flow.errors import ActionError
from app.people import queries as people

WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
SECOND = "client"
"""The client comes for the second part of a meeting that has two, like guests who are invited only to that."""


@dataclass(frozen=True)
class Meeting:
    """What the invitations say. begins, ends: as 14:00, or empty; client_from: where the client comes later."""

    day: str
    begins: str
    ends: str
    client_from: str
    place: str
    who: str

    def told_to(self, second: bool) -> str:
        """The text for somebody who comes to the whole meeting, or only to its `second` part."""
        own = self.client_from if second and self.client_from else self.begins
        span = f"{own}–{self.ends}" if self.ends else own
        lines = ["Sie sind zu einem Gespräch eingeladen.", "", f"Datum: {self.day}", f"Zeit: {span} Uhr"]
        if self.client_from and not second:
            lines.append(f"Mit der Klientin oder dem Klienten ab {self.client_from} Uhr, davor die Fachpersonen")
        return "\n".join([*lines, f"Eingeladen: {self.who}", ""])


def invite(act: Act, case: Case, parameters: Mapping[str, Any]) -> None:
    """Invites to a meeting. Parameters: `to` (list), `date`, `time`, `place`, optional `subject`, `minutes`,
    `client_time`, `guests`.

    minutes: how long it lasts. client_time: when the client comes, where professionals meet before. guests: list of
    {name, email, teil}; with teil = "klient" they come when the client does. They have no access to the case, so their
    mail says where. Invited institutions take part from now on, since the link in the invitation leads to the case.
    Raises ActionError for guests without name or address.
    """
    parties, guests = texts(parameters, "to"), _guests(parameters.get("guests"))
    for party in parties:
        if people.institution_by_key(act.session, party) is not None:
            service.bring_in(act, case, roles.PROFESSIONAL, party)
    meeting = _meeting(act, parameters, parties, len(guests))
    subject = words(parameters, "subject", "Einladung zum Standortgespräch ({fall})").replace("{fall}", case.number)
    # The place is free text, and may say who somebody is or where they live: it goes out on paper and to guests, who
    # cannot look it up. Everybody else finds it in the case.
    by_mail, on_paper = "Der Ort steht im Fall.\n", f"Ort: {meeting.place}\n"
    for second in (False, True):
        group = [party for party in parties if (party == SECOND) == second]
        to = [person for party in group for person in letters.reached(act, case, party)]
        letters.tell(act, case, to, subject, meeting.told_to(second), act.links.case(case.number), by_mail, on_paper)
    for guest, second in guests:
        letters.post_to(act, case, guest, subject, meeting.told_to(second) + on_paper, "")
    if guests and not case.silent:
        tell_history(act, case, "mail", f"{subject} – an {_counted(len(guests))} ohne Zugang zum Fall")


def _meeting(act: Act, parameters: Mapping[str, Any], parties: Sequence[str], guests: int) -> Meeting:
    day, begins = text(parameters, "date"), recipients.swiss_time(text(parameters, "time"))
    found, clock, minutes = moments.as_date(day), moments.as_time(f"{begins}:00"), text(parameters, "minutes", "")
    ends = ""
    if clock is not None and minutes.isdigit():
        ends = f"{datetime(2000, 1, 1, clock.hour, clock.minute) + timedelta(minutes=int(minutes)):%H:%M}"
    weekday = f"{WEEKDAYS[found.weekday()]}, " if found is not None else ""
    names = [recipients.party_name(act.session, party) for party in parties] + ([_counted(guests)] if guests else [])
    client_from = recipients.swiss_time(text(parameters, "client_time", "")) if SECOND in parties else ""
    return Meeting(
        f"{weekday}{recipients.swiss_date(day)}", begins, ends, client_from, text(parameters, "place"), ", ".join(names)
    )


def _counted(guests: int) -> str:
    return "1 weitere Person" if guests == 1 else f"{guests} weitere Personen"


def _guests(given: Any) -> list[tuple[Recipient, bool]]:
    """The guests, each with whether they come only to the second part."""
    found = []
    for guest in given if isinstance(given, list) else []:
        name, address = (str(guest.get(part) or "") if isinstance(guest, Mapping) else "" for part in ("name", "email"))
        if not name or not address:
            raise ActionError("Ein Gast braucht einen Namen und eine E-Mail-Adresse.")
        found.append((Recipient(name, address), guest.get("teil") == "klient"))
    return found
