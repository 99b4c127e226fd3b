"""Conditions in the language of Camunda 7 (JUEL, `${…}`), rewritten as FEEL.

Rewritten is what conditions of diagrams use and FEEL can say with the same meaning: comparisons, logic, `empty`, `? :`,
texts, numbers, paths, parts in brackets, and a few methods (`juel_functions`). Everything else is refused by name.
"""

import re
from itertools import pairwise

from app.flow.errors import FlowError
from app.flow.juel_functions import METHODS

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
_KEYWORDS = _BEFORE_A_LIST | {"if", "for", "some", "every", "function", "instance", "of", "mod"}
_ARITHMETIC = {"+", "-", "*", "/", "div"}
_FILTER = {"item", "=", "==", "!=", "<", ">", "<=", ">=", "and", "or", "&&", "||", "eq", "ne", "lt", "gt", "le", "ge"}
"""What brackets with one of these say is no index but a filter, as only FEEL has it."""


def to_feel(text: str) -> str:
    """`text`, the inside of `${…}`, as FEEL. A text that is FEEL already stays as it is.

    Raises FlowError where FEEL cannot say the same.
    """
    tokens = [token for token in _TOKEN.findall(text) if not token.isspace()]
    return " ".join(_joined(_translate(tokens)))


def _translate(tokens: list[str]) -> list[str]:
    if "?" in tokens and (mark := _at_top(tokens, "?")) is not None:
        return _choice(tokens, mark)
    found: list[str] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if (after := _calculated(tokens, index)) is not None:
            found.append(f"java number({' '.join(_joined(_translate(tokens[index:after])))})")
            index = after
            continue
        if token in ("!", "empty") or (token == "not" and tokens[index + 1 : index + 2] != ["("]):
            end = _operand_end(tokens, index + 1)
            inner = " ".join(_joined(_translate(tokens[index + 1 : end])))
            found.append(f"is empty({inner})" if token == "empty" else f"not({inner})")
            index = end
            continue
        if token == "[" and index and _is_operand(tokens[index - 1]):
            end = _closing(tokens, index)
            inside = tokens[index + 1 : end]
            if end < len(tokens) and inside and ("?" in inside or not _FILTER & set(inside)):
                _call(found, "element at", inside)
                index = end + 1
                continue
        if token == "(" and "?" in tokens[index:] and (end := _closing(tokens, index, "()")) < len(tokens):
            found += ["(", *_translate(tokens[index + 1 : end]), ")"]
            index = end + 1
            continue
        if token == "." and tokens[index + 2 : index + 3] == ["("]:
            index = _method(found, tokens, index)
            continue
        _refuse(tokens, index)
        found.append(_quoted(token) if token.startswith("'") else _WORDS.get(token, token))
        index += 1
    return found


def _calculated(tokens: list[str], start: int) -> int | None:
    """Where the operand ends that begins at `start`, if it is calculated with; None for anything else.

    JUEL makes a number of it first (`java number`). A number written as such is one already, and a range is FEEL's.
    """
    if not re.match(r"[\w\"'(@]", tokens[start]) or tokens[start] in _KEYWORDS:
        return None
    before = tokens[start - 1] if start else ""
    if before in (".", "@") or _is_word(before):
        return None
    end = _operand_end(tokens, start + (tokens[start] == "@"))
    while end < len(tokens) and _is_word(tokens[end - 1]) and _is_word(tokens[end]):
        end = _operand_end(tokens, end)
    operand = tokens[start:end]
    plain = len(operand) == 1 and operand[0][0].isdigit()
    if plain or not _ARITHMETIC & {before, *tokens[end : end + 1]} or (".", ".") in pairwise(operand):
        return None
    return end


def _is_word(token: str) -> bool:
    return bool(re.match(r"[^\W\d]", token)) and token not in _KEYWORDS


def _at_top(tokens: list[str], wanted: str) -> int | None:
    """Where a sign stands outside of all brackets; for the `:` of a choice, the one that belongs to the first `?`."""
    depth = choices = 0
    for index, token in enumerate(tokens):
        depth += (token in ("(", "[", "{")) - (token in (")", "]", "}"))
        if depth == 0 and token == wanted and choices == 0:
            return index
        if depth == 0 and wanted == ":":
            choices += (token == "?") - (token == ":")
    return None


def _choice(tokens: list[str], mark: int) -> list[str]:
    """`a ? b : c`. Of anything but yes, no and null, JUEL would make yes or no in its own way; here it has no value."""
    colon = _at_top(tokens[mark + 1 :], ":")
    if colon is None or "," in tokens:
        raise FlowError(
            "Der Auswahl «… ? … : …» fehlt ein Teil, oder sie steht zwischen Kommas. Bitte klammern Sie sie."
        )
    condition = " ".join(_joined(_translate(tokens[:mark])))
    first, second = tokens[mark + 1 : mark + 1 + colon], tokens[mark + 2 + colon :]
    no = f"({condition}) = null or ({condition}) = false"
    return [
        *(f"if ({condition}) = true then (", *_translate(first), ")"),
        *(f"else if {no} then (", *_translate(second), ") else null"),
    ]


def _method(found: list[str], tokens: list[str], index: int) -> int:
    """Ends `found` with the method call at the point `tokens[index]`; returns where the tokens go on."""
    name, end = tokens[index + 1], _closing(tokens, index + 2, "()")
    arguments = tokens[index + 3 : end]
    if found[-1:] == ["execution"] and name == "getVariable" and len(arguments) == 1:
        variable = arguments[0][1:-1]
        if arguments[0][0] in "'\"" and variable.isidentifier():
            found[-1] = variable
            return end + 1
    function, count = METHODS.get(name, ("", -1))
    if end == len(tokens) or count != bool(arguments) or "," in arguments or found[-1:] == ["execution"]:
        possible = ", ".join(METHODS)
        raise FlowError(
            f"«.{name}(…)» kennt Nahtstelle hier nicht. Möglich sind execution.getVariable mit einem Namen, und "
            f"{possible}. Ob es eine Angabe gibt, fragt «name != null»."
        )
    _call(found, function, arguments)
    return end + 1


def _refuse(tokens: list[str], index: int) -> None:
    """Raises FlowError where the sign at `index` is one that FEEL lacks."""
    token, before, after = tokens[index], tokens[index - 1] if index else "", "".join(tokens[index + 1 : index + 2])
    between = re.match(r"[\w)\]'\"]", before[-1:]) and before not in _BEFORE_A_LIST and re.match(r"[\w('\"]", after)
    if token == "%" or (token == "mod" and between):
        raise FlowError(f"«{token}» kennt Nahtstelle nicht. Bitte schreiben Sie modulo(a, b).")
    if token == "execution" and after == "." and tokens[index + 3 : index + 4] != ["("]:
        raise FlowError("«execution» kennt hier nur getVariable, zum Beispiel execution.getVariable('betrag').")
    if token.startswith("'") and re.search(r"\\[^\\'\"]", token.replace("\\\\", "")):
        raise FlowError(f"In {token[:40]} darf nach dem Zeichen \\ nur \\, ' oder \" stehen.")


def _is_operand(token: str) -> bool:
    """Whether a bracket after `token` asks for a part of it."""
    return token in (")", "]") or (bool(re.match(r"[^\W\d]", token)) and token not in _BEFORE_A_LIST)


def _closing(tokens: list[str], start: int, pair: str = "[]") -> int:
    """The index of the bracket that closes the one at `start`; the number of tokens where there is none."""
    depth = 0
    for index in range(start, len(tokens)):
        depth += (tokens[index] == pair[0]) - (tokens[index] == pair[1])
        if depth == 0:
            return index
    return len(tokens)


def _call(found: list[str], function: str, arguments: list[str]) -> None:
    """Ends `found` with a function called with its last operand, and with `arguments`."""
    start = _operand_start(found)
    whole = " ".join(_joined(found[start:]))
    more = "".join(f", {part}" for part in [" ".join(_joined(_translate(arguments)))] if part)
    found[start:] = [f"{function}({whole}{more})"]


def _operand_start(found: list[str]) -> int:
    """Where the path begins that `found` ends with: names, points, and what stands in brackets."""
    index, depth = len(found), 0
    while index:
        token = found[index - 1]
        depth += (token in (")", "]")) - (token in ("(", "["))
        named = token in (".", ")", "]") or (bool(re.match(r"[^\W\d]|\"", token)) and token not in _BEFORE_A_LIST)
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
    """A text in single quotes as FEEL writes it, in double ones."""
    inside = re.sub(r"\\(['\"])", r"\1", token[1:-1])
    return '"' + inside.replace('"', '\\"') + '"'


def _joined(tokens: list[str]) -> list[str]:
    """The tokens as text, with paths closed up: `a.b`, not `a . b`."""
    found: list[str] = []
    for token in tokens:
        if found and (token == "." or found[-1].endswith((".", "@"))):
            found[-1] += token
        else:
            found.append(token)
    return found
