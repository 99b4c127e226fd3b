"""Lists that are shown page by page."""

from flask import request

LAST = 10_000
"""Nobody leafs further; a larger number would be too large for a database."""


def page_asked_for() -> int:
    """The page that `?seite=` names, from 1; the first where it names none."""
    asked = request.args.get("seite", 1, type=int) or 1
    return min(max(1, asked), LAST)
