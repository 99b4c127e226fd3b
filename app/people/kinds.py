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
    """A body that carries the IIZ; whoever works there holds its one vote in the steering group."""
    FG_ADVISORY = "fg_beratend"
    """A body that reads and comments on what the steering group decides."""
    BIZ = "biz"
    ACCIDENT_INSURER = "unfallversicherung"
    ASYLUM = "daf"
    HOSPITAL = "spital"


CARRYING = (Kind.RAV, Kind.IV, Kind.SD, Kind.BIZ, Kind.ACCIDENT_INSURER, Kind.ASYLUM, Kind.HOSPITAL)
"""Kinds of institutions that carry a case together. Diagrams and forms read it as `stellen[…].mitwirkend`."""
