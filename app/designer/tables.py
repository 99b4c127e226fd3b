"""Changes decision tables cell by cell, rule by rule and column by column; all else in the file stays as it stands."""

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from app.designer.table_parts import (
    Column,
    Line,
    Node,
    TableError,
    at,
    cells_of,
    checked,
    indented,
    qualified,
    remark_of,
    taken_out,
    write_attribute,
    write_head,
    write_remark,
    write_text,
)
from app.dmn.table import AGGREGATIONS, HIT_POLICIES
from app.dmn.xml import attribute, child, children, parse, text_of
from app.errors import NotFoundError

POLICIES = {
    "UNIQUE": "Genau eine Regel trifft zu", "FIRST": "Die erste zutreffende Regel", "ANY": "Alle sagen dasselbe",
    "PRIORITY": "Die wichtigste zutreffende Regel", "RULE ORDER": "Alle zutreffenden, in der Reihenfolge der Regeln",
    "OUTPUT ORDER": "Alle zutreffenden, die wichtigsten zuerst", "COLLECT": "Alle zutreffenden",
}  # fmt: skip
KINDS = {
    "": "beliebig", "string": "Text", "number": "Zahl", "boolean": "Ja oder Nein", "date": "Datum", "time": "Uhrzeit",
    "dateTime": "Datum und Uhrzeit",
}  # fmt: skip
MAX_RULES = 500
MAX_COLUMNS = 30
_NAME = "https://www.omg.org/spec/DMN/20191111/MODEL/"
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)


class Sheet:
    """A file of decision tables that is being changed. Raises DmnError for what is none.

    A change raises TableError where it is refused, NotFoundError for a table or place that is not there.
    """

    def __init__(self, content: bytes, name: str) -> None:
        parse(content, name)
        self._content = content
        keeping = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        self._root = etree.fromstring(content, keeping)
        for inner in self._root.iter():
            if isinstance(inner.tag, str) and inner.tag.endswith("}text") and not inner.text and not len(inner):
                inner.text = ""
        self._before = etree.tostring(self._root)
        self.tables = {
            key: (attribute(decision, "name") or key, table)
            for decision in children(self._root, "decision")
            if (key := attribute(decision, "id")) and (table := child(decision, "decisionTable")) is not None
        }

    def written(self) -> bytes:
        """The text of the file; byte for byte what it was where nothing has changed."""
        text = etree.tostring(self._root, encoding="unicode")
        if text.encode() == self._before or etree.tostring(self._root) == self._before:
            return self._content
        if b'" />' in self._content and b'"/>' not in self._content:
            text = text.replace('"/>', '" />')
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()

    def columns(self, key: str) -> list[Column]:
        """The columns of a table, conditions first."""
        return [*self._columns(self._table(key))]

    def _columns(self, table: Node) -> Iterator[Column]:
        for column in children(table, "input"):
            holder = child(column, "inputExpression")
            kind = attribute(holder, "typeRef") if holder is not None else ""
            yield Column(True, attribute(column, "label"), text_of(holder), kind, text_of(child(column, "inputValues")))
        for column in children(table, "output"):
            allowed = text_of(child(column, "outputValues"))
            names = attribute(column, "label"), attribute(column, "name"), attribute(column, "typeRef")
            yield Column(False, *names, allowed)

    def lines(self, key: str) -> list[Line]:
        """The rules of a table."""
        found = []
        for rule in children(self._table(key), "rule"):
            cells = [*cells_of(rule)]
            last = max((one.sourceline or 0 for one in rule.iter()), default=0)
            starts = tuple(cell.sourceline or 0 for cell in cells)
            found.append(Line(tuple(text_of(cell) for cell in cells), remark_of(rule), starts, last))
        return found

    def ids(self, key: str) -> frozenset[str]:
        """The ids of a table, its decision and all their parts, by which findings name them."""
        table = self._table(key)
        return frozenset({key, *(attribute(one, "id") for one in table.iter() if isinstance(one.tag, str))})

    def policy(self, key: str) -> tuple[str, str]:
        """The hit policy and the aggregation of a table."""
        table = self._table(key)
        return (attribute(table, "hitPolicy") or "UNIQUE").upper(), attribute(table, "aggregation").upper()

    def change(self, key: str, given: Mapping[str, str]) -> None:
        """Writes what is given: cells (`c-<rule>-<column>`, from 0), remarks (`r-<rule>`), heads (`h-<column>-<part>`),
        `name`, `policy`, `aggregation`."""
        table = self._table(key)
        for number, rule in enumerate(children(table, "rule")):
            for column, cell in enumerate(cells_of(rule)):
                write_text(cell, text_of(cell), given.get(f"c-{number}-{column}"), f"Regel {number + 1}")
            if given.get(f"r-{number}", remark_of(rule)).strip() != remark_of(rule):
                write_remark(rule, checked(given[f"r-{number}"], "Bemerkung"))
        heads = [*children(table, "input"), *children(table, "output")]
        for number, (node, was) in enumerate(zip(heads, self._columns(table), strict=True)):
            write_head(
                node, was, {part: given.get(f"h-{number}-{part}") for part in ("label", "text", "kind", "allowed")}
            )
        self._about(key, table, given)

    def _about(self, key: str, table: Node, given: Mapping[str, str]) -> None:
        policy, aggregation = self.policy(key)
        new, sums = given.get("policy", policy), given.get("aggregation", aggregation)
        if new not in HIT_POLICIES or sums not in AGGREGATIONS:
            raise TableError
        if new != policy:
            table.set("hitPolicy", new)
        if sums != aggregation:
            write_attribute(table, "aggregation", sums)
        name = " ".join(given.get("name", self.tables[key][0]).split())
        if name != self.tables[key][0]:
            decision = table.getparent()
            assert decision is not None
            decision.set("name", checked(name, "Name")[:100] or key)

    def add_rule(self, key: str, behind: int, cells: Mapping[int, str] | None = None) -> None:
        """Puts a rule behind another (-1: first). cells: what stands in its cells, by column; else `-`."""
        table = self._table(key)
        rules, columns = [*children(table, "rule")], self.columns(key)
        if len(rules) >= MAX_RULES:
            raise TableError
        new = self._part(table, "rule", self._fresh(f"{key}_regel"))
        for number, column in enumerate(columns):
            tag = "inputEntry" if column.is_input else "outputEntry"
            entry = etree.SubElement(new, qualified(table, tag), id=f"{new.get('id')}_{number + 1}")
            written = checked((cells or {}).get(number, ""), "Zelle") or ("-" if column.is_input else "")
            etree.SubElement(entry, qualified(table, "text")).text = written
        before = rules[behind] if 0 <= behind < len(rules) else None
        if before is not None:
            before.addnext(new)
        elif rules:
            rules[0].addprevious(new)
        else:
            table.append(new)
        indented(new)

    def move_rule(self, key: str, number: int, by: int) -> None:
        """Moves a rule up (-1) or down (1); at the ends it stays."""
        rules = [*children(self._table(key), "rule")]
        rule, target = at(rules, number), number + by
        if not 0 <= target < len(rules):
            return
        other = rules[target]
        rule.tail, other.tail = other.tail, rule.tail
        (other.addprevious if by < 0 else other.addnext)(rule)

    def remove_rule(self, key: str, number: int) -> None:
        """Removes a rule."""
        taken_out(at([*children(self._table(key), "rule")], number))

    def add_column(self, key: str, *, is_input: bool, label: str) -> None:
        """Adds a condition or a result behind the others of its kind; its cells take everything, or say nothing yet."""
        table, label = self._table(key), checked(" ".join(label.split()), "Überschrift")
        columns = self.columns(key)
        if not label or len(label) > 200 or len(columns) >= MAX_COLUMNS:
            raise TableError("Bitte schreiben Sie eine Überschrift. Eine Tabelle hat höchstens 30 Spalten.")
        new = self._part(table, "input" if is_input else "output", self._fresh(f"{key}_spalte"))
        new.set("label", label)
        if is_input:
            holder = etree.SubElement(new, qualified(table, "inputExpression"), id=f"{new.get('id')}_e")
            etree.SubElement(holder, qualified(table, "text"))
        else:
            new.set("name", str(new.get("id")).replace("-", "_"))
        inputs = [*children(table, "input")]
        before = inputs if is_input else [*children(table, "output")] or inputs
        if before:
            before[-1].addnext(new)
        else:
            table.insert(0, new)
        indented(new)
        for rule in children(table, "rule"):
            self._add_cell(rule, is_input=is_input)

    def _add_cell(self, rule: Node, *, is_input: bool) -> None:
        entry = self._part(rule, "inputEntry" if is_input else "outputEntry", self._fresh(f"{rule.get('id')}_zelle"))
        etree.SubElement(entry, qualified(rule, "text")).text = "-" if is_input else ""
        inputs, cells = [*children(rule, "inputEntry")], [*cells_of(rule)]
        before = inputs if is_input else cells
        if before:
            before[-1].addnext(entry)
        else:
            rule.insert(0, entry)
        indented(entry)

    def remove_column(self, key: str, number: int) -> None:
        """Removes a column with its cells. The last result stays."""
        table = self._table(key)
        heads = [*children(table, "input"), *children(table, "output")]
        head = at(heads, number)
        if head in (results := [*children(table, "output")]) and len(results) == 1:
            raise TableError("Eine Tabelle braucht mindestens ein Ergebnis. Es wurde nichts geändert.")
        for rule in children(table, "rule"):
            taken_out(at([*cells_of(rule)], number))
        taken_out(head)

    def add_table(self, key: str, name: str) -> None:
        """Adds a table with one condition, one result and no rule. Raises TableError where its key is taken."""
        name = checked(" ".join(name.split()), "Name")[:100]
        if not _KEY.fullmatch(key) or any(one.get("id") == key for one in self._root.iter()) or not name:
            raise TableError("Diese Kennung ist vergeben oder nicht möglich, oder der Name fehlt.")
        decision = self._part(self._root, "decision", key)
        decision.set("name", name)
        etree.SubElement(decision, qualified(decision, "decisionTable"), id=f"{key}_tabelle", hitPolicy="UNIQUE")
        before = [*children(self._root, "decision")]
        if before:
            before[-1].addnext(decision)
        else:
            self._root.insert(0, decision)
        indented(decision)
        self.tables[key] = name, decision[0]
        self.add_column(key, is_input=True, label="Bedingung")
        self.add_column(key, is_input=False, label="Ergebnis")
        self.change(key, {"h-0-text": "true", "h-0-kind": "boolean", "h-1-text": "ergebnis", "h-1-kind": "string"})

    def _table(self, key: str) -> Node:
        if key not in self.tables:
            raise NotFoundError
        return self.tables[key][1]

    def _part(self, like: Node, tag: str, key: str) -> Node:
        return etree.Element(qualified(like, tag), {"id": key}, nsmap=None)

    def _fresh(self, beginning: str) -> str:
        taken = {one.get("id") for one in self._root.iter()}
        return next(name for number in range(1, 100_000) if (name := f"{beginning}_{number}") not in taken)


def empty_file(folder: str) -> bytes:
    """A file without any table."""
    about = f'xmlns="{_NAME}" id="{folder}_tabellen" name="{folder}" namespace="nahtstelle"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<definitions {about} />\n'.encode()
