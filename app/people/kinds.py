"""The kinds of institutions."""

from enum import StrEnum


class Kind(StrEnum):
    """The kind of an institution. Diagrams and forms read this word as `stellen[…].art`."""

    RAV = "rav"
    IV = "iv"
    SD = "sd"
    KS = "ks"
    PROVIDER = "provider"
    THERAPIST = "therapist"
    FG = "fg"
