"""Conditions in the language of Camunda 7 (JUEL, `${…}`), rewritten as FEEL.

Rewritten is only what conditions of diagrams use: comparisons, logic, `empty`, texts, numbers, paths and indices. JUEL
counts from 0 where FEEL counts from 1, and asks for members with brackets: `list[0]` becomes `list[1]`, and `m['x']`
becomes `get value(m, "x")`. Method calls are left as they are; the FEEL parser refuses them by name.
"""

import re

_TOKEN = re.compile(
    r"""\s+|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\d+(?:\.\d+)?|[A-Za-zÀ-ÿ_][\wÀ-ÿ]*|\*\*|==|!=|<=|>=|&&|\|\||[^\s]"""
)
_WORDS = {
    "==": "=", "eq": "=", "!=": "!=", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=",
    "&&": "and", "||": "or", "div": "/",
}  # fmt: skip


_BEFORE_A_LIST = {
    "in", "then", "else", "return", "and", "or", "not", "empty", "satisfies", "between", "div", "eq", "ne", "lt", "gt",
    "le", "ge",
}  # fmt: skip
"""After these words a bracket begins a list or a range."""
_FILTER = {"item", "=", "==", "!=", "<", ">", "<=", ">=", "and", "or", "&&", "||", "eq", "ne", "lt", "gt", "le", "ge"}
"""What brackets with one of these say is no index but a filter, as only FEEL has it."""


def to_feel(text: str) -> str:
    """`text`, the inside of `${…}`, as FEEL. A text that is FEEL already stays as it is."""
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
            found.append(f"is empty({inner})" if token == "empty" else f"not({inner})")
            index = end
            continue
        if token == "[" and index and _is_operand(tokens[index - 1]):
            end = _closing(tokens, index)
            inside = tokens[index + 1 : end]
            if end < len(tokens) and inside and not _FILTER & set(inside):
                _look_up(found, inside)
                index = end + 1
                continue
        found.append(_quoted(token) if token.startswith("'") else _WORDS.get(token, token))
        index += 1
    return found


def _is_operand(token: str) -> bool:
    """Whether a bracket after `token` asks for a part of it."""
    return token in (")", "]") or (bool(re.match(r"[^\W\d]", token)) and token not in _BEFORE_A_LIST)


def _closing(tokens: list[str], start: int) -> int:
    """The index of the bracket that closes the one at `start`; the number of tokens where there is none."""
    depth = 0
    for index in range(start, len(tokens)):
        depth += (tokens[index] == "[") - (tokens[index] == "]")
        if depth == 0:
            return index
    return len(tokens)


def _look_up(found: list[str], inside: list[str]) -> None:
    """Ends `found` with the part of its last operand that the brackets `inside` ask for."""
    if len(inside) == 1 and inside[0][0] in "'\"":
        start = _operand_start(found)
        whole = " ".join(_joined(found[start:]))
        key = _quoted(inside[0]) if inside[0].startswith("'") else inside[0]
        found[start:] = [f"get value({whole}, {key})"]
    elif len(inside) == 1 and inside[0].isdigit():
        found += ["[", str(int(inside[0]) + 1), "]"]
    else:
        found += ["[", "(", *_translate(inside), ")", "+", "1", "]"]


def _operand_start(found: list[str]) -> int:
    """Where the path begins that `found` ends with: names, points, and what stands in brackets."""
    index, depth = len(found), 0
    while index:
        token = found[index - 1]
        depth += (token in (")", "]")) - (token in ("(", "["))
        named = token == "." or token in (")", "]") or bool(re.match(r"[^\W\d]", token))
        if depth < 0 or (depth == 0 and not named and token not in ("(", "[")):
            break
        index -= 1
        if depth == 0 and index and found[index - 1] != "." and token not in (".", "[", "("):
            break
    return index


def _operand_end(tokens: list[str], start: int) -> int:
    """The index at which the operand of a prefix operator ends: after a path, or after its closing bracket."""
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
