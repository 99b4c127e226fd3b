"""The kinds of institutions."""

from enum import StrEnum


class Kind(StrEnum):
    """What an institution is. Diagrams and forms know it by this word (`stellen[…].art`)."""

    RAV = "rav"
    IV = "iv"
    SD = "sd"
    KS = "ks"
    PROVIDER = "provider"
    THERAPIST = "therapist"
    FG = "fg"
