"""The base of the parser: the current token, the names known at this point of the text, the depth of nesting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.feel.errors import FeelLimitError, FeelSyntaxError
from app.feel.limits import MAX_DEPTH, MAX_TEXT
from app.feel.names import NameTable, is_plain, name_table_of
from app.feel.tokens import LONE_SURROGATE, Token, read_token

_MAX_PARSE_DEPTH = 100
"""Operators of different rank nest one reading step each, so the text may nest a little deeper than the tree."""
_MEMBER_WORDS = NameTable({"time offset", "start included", "end included"})


class Reader:
    """Reads one text.

    `free` collects the variables that come from outside, `possible` those names inside a filter that are either such
    variables or fields of the filtered elements.
    """

    def __init__(self, text: str, names: frozenset[str], functions: NameTable, function_names: frozenset[str]) -> None:
        if len(text) > MAX_TEXT:
            raise FeelLimitError(f"Der Ausdruck ist zu lang (erlaubt sind {MAX_TEXT} Zeichen).")
        broken = LONE_SURROGATE.search(text)
        if broken is not None:
            raise FeelSyntaxError("Der Text enthält ein unvollständiges Zeichen", broken.start() + 1)
        self.text = text
        self.free: set[str] = set()
        self.possible: set[str] = set()
        self._words = [functions, name_table_of(names)]
        self._members = [_MEMBER_WORDS, name_table_of(names)]
        self._function_names = function_names
        self._bound: list[str] = []
        self._depth = 0
        self.filters = 0
        self._token = read_token(text, 0)

    def peek(self) -> Token:
        """The next token, not consumed."""
        return self._token

    def advance(self) -> Token:
        """Consumes and returns the next token."""
        token = self._token
        self._token = read_token(self.text, token.end)
        return token

    def jump(self, position: int) -> None:
        """Goes on reading at a position of the text."""
        self._token = read_token(self.text, position)

    def at(self, *texts: str) -> bool:
        """Whether the next token is one of these signs or keywords."""
        return self._token.text in texts and self._token.kind in ("sign", "keyword")

    def restart(self) -> None:
        """Goes back to the start of the text and forgets which variables were found."""
        self.jump(0)
        self.filters = 0
        self.free.clear()
        self.possible.clear()

    def finish(self) -> None:
        """Raises FeelSyntaxError unless the text has been read to its end."""
        if self._token.kind != "end":
            raise self.unexpected()

    def accept(self, text: str) -> bool:
        """Consumes the next token if it is this sign or keyword, and tells whether it was."""
        if self.at(text):
            self.advance()
            return True
        return False

    def expect(self, text: str) -> None:
        """Consumes this sign or keyword. Raises FeelSyntaxError if another token stands here."""
        if not self.accept(text):
            raise self.unexpected(f"erwartet wird «{text}»")

    def unexpected(self, hint: str = "") -> FeelSyntaxError:
        """The error for the token that stands here."""
        token = self._token
        what = "Der Ausdruck hört zu früh auf" if token.kind == "end" else f"«{token.text}» passt hier nicht"
        return FeelSyntaxError(f"{what}, {hint}" if hint else what, token.start + 1)

    @contextmanager
    def binding(self, *names: str) -> Iterator[None]:
        """Declares names for the text read inside the block."""
        self._bound.extend(names)
        special = [name for name in names if not is_plain(name)]
        if special:
            table = NameTable(special)
            self._words.append(table)
            self._members.append(table)
        try:
            yield
        finally:
            del self._bound[len(self._bound) - len(names) :]
            if special:
                self._words.remove(table)

    def known_name(self, tables: list[NameTable]) -> str:
        """Consumes a name: the longest known one, else a single word."""
        token = self._token
        best: tuple[str, int] | None = None
        for table in tables:
            found = table.longest_at(self.text, token.start, token.text)
            if found is not None and (best is None or found[1] > best[1]):
                best = found
        if best is None:
            return self.advance().text
        self.jump(best[1])
        return best[0]

    def starts_known_name(self) -> bool:
        """Whether a known name of several words stands here, though its first word is a keyword."""
        token = self._token
        return any(table.longest_at(self.text, token.start, token.text) for table in self._words)

    @property
    def name_tables(self) -> list[NameTable]:
        """The tables of names known here."""
        return self._words

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Counts one more level of nesting inside the block. Raises FeelLimitError when there are too many."""
        self._depth += 1
        if self._depth > _MAX_PARSE_DEPTH:
            raise FeelLimitError(f"Der Ausdruck ist zu tief verschachtelt (erlaubt sind {MAX_DEPTH} Ebenen).")
        try:
            yield
        finally:
            self._depth -= 1

    def variable(self) -> str:
        """Consumes the name of a variable or function, and notes it when it comes from outside."""
        name = self.known_name(self._words)
        called = self.at("(") and name in self._function_names
        if not called and name not in self._bound and name != "?":
            (self.possible if self.filters else self.free).add(name)
        return name

    def member(self) -> str:
        """Consumes the name of a field after a point."""
        if self._token.kind not in ("name", "keyword"):
            raise self.unexpected("erwartet wird ein Name nach dem Punkt")
        return self.known_name(self._members)
