"""Decision models (DMN 1.1 to 1.5): read once, decide often, with a log. See docs/dmn-support.md."""

from app.dmn.errors import DecisionError, DmnError
from app.dmn.expressions import Reading
from app.dmn.lint import LintFinding
from app.dmn.logic import RuleHit
from app.dmn.model import Decision, DecisionInfo, DecisionOutline, Model, read_dmn
from app.dmn.trying import Attempt, attempt

__all__ = [
    "Attempt",
    "Decision",
    "DecisionError",
    "DecisionInfo",
    "DecisionOutline",
    "DmnError",
    "LintFinding",
    "Model",
    "Reading",
    "RuleHit",
    "attempt",
    "read_dmn",
]
