"""Pieces of decision tables as XML: what is read of them, how cells and heads are written, and where new parts go."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from app.dmn.xml import child, children, text_of
from app.errors import InvalidError, NotFoundError

Node = etree._Element
MAX_CELL = 4_000
PARTS = ("label", "text", "kind", "allowed")
"""Of the head of a column, what can be said about it."""


class TableError(InvalidError):
    """Das lässt sich an dieser Tabelle nicht ändern. Es wurde nichts geändert."""


@dataclass(frozen=True)
class Column:
    """A column. text: the expression that a condition reads, or the name of a result. allowed: its possible values."""

    is_input: bool
    label: str
    text: str
    kind: str
    allowed: str


@dataclass(frozen=True)
class Line:
    """A rule: its cells as text, conditions first, and its remark.

    starts: the line of the file on which each cell begins; last: the one on which the rule ends.
    """

    cells: tuple[str, ...]
    remark: str
    starts: tuple[int, ...]
    last: int


def cells_of(rule: Node) -> Iterator[Node]:
    """The cells of a rule, conditions first."""
    yield from children(rule, "inputEntry")
    yield from children(rule, "outputEntry")


def remark_of(rule: Node) -> str:
    """The remark of a rule; of several all."""
    return " · ".join(filter(None, (text_of(one) for one in children(rule, "annotationEntry")))) or text_of(
        child(rule, "description")
    )


def write_remark(rule: Node, words: str) -> None:
    """Writes the remark of a rule. Raises TableError where it has several."""
    entries = [*children(rule, "annotationEntry")]
    if len(entries) > 1:
        raise TableError("Diese Regel hat mehrere Bemerkungen; ändern Sie sie im Text der Datei.")
    holder = entries[0] if entries else child(rule, "description")
    if holder is None:
        holder = etree.Element(qualified(rule, "description"))
        rule.insert(0, holder)
    inner = child(holder, "text")
    (holder if inner is None else inner).text = words


def write_head(node: Node, was: Column, given: Mapping[str, str | None]) -> None:
    """Writes the head of a column, as far as it is answered and differs."""
    label, text, kind, allowed = (
        checked(given[part], "Spalte") if given[part] is not None else getattr(was, part)  # type: ignore[arg-type]
        for part in PARTS
    )
    if label != was.label:
        write_attribute(node, "label", label)
    holder = node if not was.is_input else child(node, "inputExpression")
    if holder is None:
        holder = etree.Element(qualified(node, "inputExpression"))
        node.insert(0, holder)
    if was.is_input:
        write_text(holder, was.text, text, "Spalte")
    elif text != was.text:
        write_attribute(node, "name", text)
    if kind != was.kind:
        write_attribute(holder, "typeRef", kind)
    tag = "inputValues" if was.is_input else "outputValues"
    values = child(node, tag)
    if allowed != was.allowed and not allowed and values is not None:
        taken_out(values)
    elif allowed != was.allowed:
        if values is None:
            values = etree.Element(qualified(node, tag))
            node.insert(1 if was.is_input else 0, values)
        write_text(values, was.allowed, allowed, "Spalte")


def write_text(holder: Node, before: str, new: str | None, what: str) -> None:
    """Writes the text of a cell where it is answered and differs. what: its name in a refusal."""
    if new is None or new.strip() == before:
        return
    inner = child(holder, "text")
    if inner is None:
        inner = etree.SubElement(holder, qualified(holder, "text"))
    inner.text = checked(new, what)


def checked(text: str, what: str) -> str:
    """A text without what nobody sees. Raises TableError for such signs and for a text that is too long."""
    text = text.strip().replace("\r\n", "\n")
    if len(text) > MAX_CELL or any(not sign.isprintable() and sign not in "\n\t" for sign in text):
        raise TableError(f"{what}: Eine Angabe ist zu lang oder enthält Zeichen, die niemand sieht.")
    return text


def write_attribute(node: Node, name: str, value: str) -> None:
    """Writes an attribute; an empty one is taken away."""
    if value:
        node.set(name, value)
    else:
        node.attrib.pop(name, None)


def at(nodes: list[Node], number: int) -> Node:
    """The node at this place. Raises NotFoundError."""
    if not 0 <= number < len(nodes):
        raise NotFoundError
    return nodes[number]


def qualified(like: Node, tag: str) -> str:
    """A tag in the namespace of another node."""
    return f"{{{etree.QName(like).namespace}}}{tag}"


def indented(node: Node) -> None:
    """Indents what was put in by its depth, two spaces a level."""
    depth = sum(1 for _ in node.iterancestors())
    space = "\n" + "  " * depth
    before, parent = node.getprevious(), node.getparent()
    assert parent is not None
    if before is None:
        parent.text = space
        node.tail = space if len(parent) > 1 else space[:-2]
    else:
        node.tail, before.tail = before.tail or space[:-2], space
    if len(node):
        etree.indent(node, "  ", level=depth)


def taken_out(node: Node) -> None:
    """Removes a node; the line break behind it stays one."""
    parent, before = node.getparent(), node.getprevious()
    assert parent is not None
    if node.getnext() is None and before is not None:
        before.tail = node.tail
    parent.remove(node)
