"""FEEL, the expression language of DMN: parse once, evaluate often, within limits. Usable alone; see docs/feel.md.

The files in reading order:
- `expression`: parsed expressions and unary tests; from here everything else is called.
- `tokens`, `names`, `reader`, `parser`, `literals`, `unary`: from text to the tree in `syntax`; `paths` reads the tree.
- `compiler`, `compile_operators`, `compile_control`, `compile_tests`: from the tree to Python closures.
- `evaluation`: visible names, budget, clock and reasons while a closure runs; `limits`: how much that may cost.
- `values`, `numbers`, `types`, `conversion`: the values. `equality`, `operators`: comparing and computing.
- `temporal`, `temporal_text`, `far`: dates, times and durations. `patterns`, `charsets`: regular expressions.
- `library`, `standard`, `functions/`: the functions an expression may call. `command`: the command line.
"""

from app.feel.conversion import from_json, kept_json, to_json
from app.feel.errors import FeelError, FeelEvaluationError, FeelLimitError, FeelMissingError, FeelSyntaxError
from app.feel.expression import Expression, UnaryTests, parse_expression, parse_unary
from app.feel.library import Function, Library
from app.feel.standard import STANDARD
from app.feel.values import FunctionValue, Range, YearsMonths, calendar_days_of

__all__ = [
    "STANDARD",
    "Expression",
    "FeelError",
    "FeelEvaluationError",
    "FeelLimitError",
    "FeelMissingError",
    "FeelSyntaxError",
    "Function",
    "FunctionValue",
    "Library",
    "Range",
    "UnaryTests",
    "YearsMonths",
    "calendar_days_of",
    "from_json",
    "kept_json",
    "parse_expression",
    "parse_unary",
    "to_json",
]
