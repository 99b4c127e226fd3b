"""The roles of a case: one row for each, with everything that follows from holding it.

A lane of a diagram stands for the role whose German name it bears. What the client agreed to is decided beside this, in
`app.consent.reading`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from app.people.kinds import CARRYING, Kind

CLIENT = "client"
REFERRER = "referrer"
COORDINATION_OFFICE = "coordination_office"
PROFESSIONAL = "professional"
CASE_LEAD = "case_lead"
PROVIDER = "provider"
PAYER = "payer"
INSURER_IV = "insurer_iv"
MANDATOR = "mandator"
CONTRACTOR = "contractor"
STEERING_GROUP = "steering"


class Right(Enum):
    """What a role brings with it, in the words of docs/access.md."""

    STAYS = "bleibt auch ohne gültige Vollmacht beteiligt"
    FOLLOWS = "sieht, wer beteiligt ist und was geschah"
    READS_GRANTED = "liest, was ihrer Stelle freigegeben ist"
    KNOWS_NAME = "kennt den Namen von Anfang an"
    KNOWS_ADDRESS = "kennt eine geschützte Adresse, soweit sie freigegeben ist"
    SENDS_LETTERS = "druckt und verschickt Briefe"
    SEES_LOG = "sieht das Zugriffsprotokoll und die Datenauskunft"
    SEES_RECALLS = "sieht die Rückrufliste"
    SETTLES_RECALLS = "holt Angaben zurück"
    HOLDS = "setzt Löschsperren"
    IS_WARNED = "wird gewarnt, bevor die Vollmacht endet"


@dataclass(frozen=True)
class Role:
    """One role.

    german: its name, and that of its lane. rights: what it brings with it; without READS_GRANTED somebody reads only
    papers that name their role as a reader. opens: kinds of institutions whose staff may open a case whose start event
    lies in this lane. held_by: the kind of institution that holds the role by itself, without being named in the case.
    """

    german: str
    rights: frozenset[Right]
    opens: tuple[Kind, ...]
    held_by: Kind | None


def _role(german: str, *rights: Right, opens: Iterable[Kind] = (), held_by: Kind | None = None) -> Role:
    return Role(german, frozenset(rights), tuple(opens), held_by)


_INSIDE = (Right.FOLLOWS, Right.READS_GRANTED)

ROLES: dict[str, Role] = {
    CLIENT: _role(
        "Klient/in", Right.STAYS, Right.FOLLOWS, Right.KNOWS_NAME, Right.SEES_LOG, Right.SEES_RECALLS
    ),
    REFERRER: _role(
        "Anmeldende Stelle", *_INSIDE, Right.KNOWS_NAME, Right.KNOWS_ADDRESS, Right.SENDS_LETTERS,
        opens=(Kind.RAV, Kind.IV, Kind.SD),
    ),
    COORDINATION_OFFICE: _role(
        "Koordinationsstelle", *_INSIDE, Right.STAYS, Right.SENDS_LETTERS, Right.SEES_LOG, Right.SEES_RECALLS,
        Right.SETTLES_RECALLS, Right.HOLDS, Right.IS_WARNED, opens=(Kind.KS,), held_by=Kind.KS,
    ),
    PROFESSIONAL: _role(
        "Fachpersonen", *_INSIDE, opens=(*CARRYING, Kind.KS, Kind.PROVIDER, Kind.THERAPIST)
    ),
    CASE_LEAD: _role("Fallführung", *_INSIDE, Right.KNOWS_ADDRESS, Right.SENDS_LETTERS, Right.IS_WARNED),
    PROVIDER: _role("Leistungserbringer"),
    PAYER: _role("Kostenträger", *_INSIDE),
    INSURER_IV: _role("IV-Stelle", *_INSIDE, held_by=Kind.IV),
    MANDATOR: _role("Auftraggeber", *_INSIDE, Right.KNOWS_ADDRESS),
    CONTRACTOR: _role("Auftragnehmer", *_INSIDE, Right.KNOWS_ADDRESS),
    STEERING_GROUP: _role("Führungsgruppe", *_INSIDE),
}  # fmt: skip

STAND_INS = (CASE_LEAD, REFERRER)
"""A client without a login signs on paper; the first of these roles that somebody holds enters it."""

LAST_RESORT = COORDINATION_OFFICE
"""The role that gets a task when nobody holds the role the task is for."""

NAMES = {key: role.german for key, role in ROLES.items()}
"""Role → its German name."""

LANES = {role.german: key for key, role in ROLES.items()}
"""Name of a lane in a diagram → role. A lane that is not here (System) has no tasks for people."""

ANYTIME = "Jederzeit"
"""The lane of what may happen at any time; the tasks in it name their role themselves."""


def with_right(right: Right) -> tuple[str, ...]:
    """The roles that bring `right` with them."""
    return tuple(key for key, role in ROLES.items() if right in role.rights)


def have_right(held: Iterable[str], right: Right) -> bool:
    """Whether one of the roles `held` brings `right` with it."""
    return any(right in ROLES[key].rights for key in held)


STAYING = with_right(Right.STAYS)
"""The roles that take part without a valid mandate: the client, and the coordination office, which closes the case."""
