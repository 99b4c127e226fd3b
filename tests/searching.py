"""How long is searched for an example that breaks a rule.

`make test` tries the same examples each time, so that its verdict depends on the code alone. `make test-all` searches
with other ones each time, and for longer. What it finds becomes an `@example`, which both try ever after.
"""

from hypothesis import HealthCheck, settings

LONGER = 10
_NO_CLOCK = (HealthCheck.too_slow,)  # a busy machine is no reason to fail


def choose(*, search: bool) -> None:
    """Before any test is imported: whether this run searches."""
    settings.register_profile("same", derandomize=True, database=None, deadline=None, suppress_health_check=_NO_CLOCK)
    settings.register_profile(
        "search", max_examples=100 * LONGER, print_blob=True, deadline=None, suppress_health_check=_NO_CLOCK
    )
    settings.load_profile("search" if search else "same")


def searches() -> bool:
    """Whether this run has time to look everywhere."""
    return not settings().derandomize


def examples(number: int) -> settings:
    """Decorates a test with so many examples, more in a search."""
    return settings(max_examples=number * (LONGER if searches() else 1))
