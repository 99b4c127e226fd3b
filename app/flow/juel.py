"""Conditions in the language of Camunda 7 (JUEL, `${…}`), rewritten as FEEL.

Rewritten is only what conditions of diagrams use: comparisons, logic, `empty`, texts, numbers, paths and indices.
Method calls are left as they are; the FEEL parser refuses them by name.
"""

import re

_TOKEN = re.compile(
    r"""\s+|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\d+(?:\.\d+)?|[A-Za-zÀ-ÿ_][\wÀ-ÿ]*|\*\*|==|!=|<=|>=|&&|\|\||[^\s]"""
)
_WORDS = {
    "==": "=", "eq": "=", "!=": "!=", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=",
    "&&": "and", "||": "or", "div": "/",
}  # fmt: skip


def to_feel(text: str) -> str:
    """`text`, the inside of `${…}`, as FEEL. What is FEEL already stays as it is."""
    tokens = [token for token in _TOKEN.findall(text) if not token.isspace()]
    return " ".join(_joined(_translate(tokens)))


def _translate(tokens: list[str]) -> list[str]:
    found: list[str] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token in ("!", "empty") or (token == "not" and tokens[index + 1 : index + 2] != ["("]):
            end = _operand_end(tokens, index + 1)
            inner = " ".join(_joined(_translate(tokens[index + 1 : end])))
            found.append(f'({inner} = null or {inner} = "")' if token == "empty" else f"not({inner})")
            index = end
            continue
        found.append(_quoted(token) if token.startswith("'") else _WORDS.get(token, token))
        index += 1
    return found


def _operand_end(tokens: list[str], start: int) -> int:
    """Where the operand of a prefix operator ends: after a path, or after its closing bracket."""
    index = start
    while index < len(tokens) and tokens[index] in ("!", "empty", "not"):
        index += 1
    depth = 0
    while index < len(tokens):
        token = tokens[index]
        depth += token in ("(", "[")
        depth -= token in (")", "]")
        index += 1
        following = tokens[index] if index < len(tokens) else ""
        if depth <= 0 and not (token == "." or following in (".", "[", "(")):
            break
    return index


def _quoted(token: str) -> str:
    return '"' + token[1:-1].replace("\\'", "'").replace('"', '\\"') + '"'


def _joined(tokens: list[str]) -> list[str]:
    """The tokens as text, with paths closed up: `a.b`, not `a . b`."""
    found: list[str] = []
    for token in tokens:
        if found and (token == "." or found[-1].endswith((".", "@"))):
            found[-1] += token
        else:
            found.append(token)
    return found
