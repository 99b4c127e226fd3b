"""The categories of personal data that a mandate names."""

from collections.abc import Iterable

PERSONAL, WORK, FINANCES, WELFARE, CAPACITY, DIAGNOSIS = (
    "personalien",
    "berufliches",
    "finanzielles",
    "sozialhilfe",
    "gesundheit_funktion",
    "gesundheit_diagnose",
)

NAMES = {
    PERSONAL: "Personalien",
    WORK: "Berufliches",
    FINANCES: "Finanzielles",
    WELFARE: "Sozialhilfe",
    CAPACITY: "Gesundheit: Leistungsfähigkeit",
    DIAGNOSIS: "Gesundheit: Diagnosen",
}
"""Category → its German name."""

CONFIDENTIAL, IDENTITY, CONTACT, PROCEDURE, OFFICE = "vertraulich", "name", "kontakt", "ablauf", "stelle"

OWN = {
    CONFIDENTIAL: "Vertrauliches",
    IDENTITY: "Name",
    CONTACT: "Adresse und Erreichbarkeit",
    PROCEDURE: "Ablauf",
    OFFICE: "Nur die eigene Stelle",
}
"""Our own categories, which no mandate names → their German names.

Confidential: for the author and for the roles the diagram names as readers. Name: for everybody who was granted
anything; the others read initials. Contact: personal data; where the client's address is protected, only for the roles
with KNOWS_ADDRESS. Procedure: who takes part and when, for everybody who takes part. Office: notes that no other
institution reads, whatever was granted.
"""

USUAL = WORK
"""The category of an answer whose form names none."""


WORDS = {**NAMES, **OWN}
"""Category → its German name in the log, in the order of the mandate."""


def withdrawn_with(category: str) -> set[str]:
    """The German names of what ends when the client withdraws `category`: contact ends with personal data."""
    return {NAMES[category], *((OWN[CONTACT],) if category == PERSONAL else ())}


def in_words(categories: Iterable[str | None]) -> list[str]:
    """The German names of these categories (None: the usual one), each once."""
    found = {category or USUAL for category in categories}
    return [name for category, name in WORDS.items() if category in found]
