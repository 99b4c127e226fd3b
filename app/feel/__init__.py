"""FEEL, the expression language of DMN: parse once, evaluate often, within limits. Usable alone; see docs/feel.md."""

from app.feel.conversion import from_json, to_json
from app.feel.errors import FeelError, FeelEvaluationError, FeelLimitError, FeelSyntaxError
from app.feel.expression import Expression, UnaryTests, parse_expression, parse_unary
from app.feel.library import Function, Library
from app.feel.standard import STANDARD
from app.feel.values import FunctionValue, Range, YearsMonths

__all__ = [
    "STANDARD",
    "Expression",
    "FeelError",
    "FeelEvaluationError",
    "FeelLimitError",
    "FeelSyntaxError",
    "Function",
    "FunctionValue",
    "Library",
    "Range",
    "UnaryTests",
    "YearsMonths",
    "from_json",
    "parse_expression",
    "parse_unary",
    "to_json",
]
