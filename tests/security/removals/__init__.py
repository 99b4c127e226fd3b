"""For each test that a «ja» row of `docs/security.md` names: how to take the measure out that it has to miss."""

from tests.security.removals import answering, deciding, keeping, signing_in, taking_in

REMOVALS = [
    *deciding.REMOVALS, *signing_in.REMOVALS, *taking_in.REMOVALS, *keeping.REMOVALS, *answering.REMOVALS,
]  # fmt: skip
