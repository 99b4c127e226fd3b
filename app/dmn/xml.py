"""Reads XML safely, and finds elements in it whatever the DMN version's namespace."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from app.dmn.errors import DmnError

MAX_BYTES = 5 * 1024 * 1024
_MAX_ELEMENTS = 50_000
_DMN_NAMESPACES = ("/spec/DMN/", "/DMN/")

Element = etree._Element


def parse(data: bytes, source: str) -> Element:
    """The root of a DMN file. Raises DmnError for a file that is too large, broken, or not DMN.

    Entities, document types and outside references are refused, whatever they hold.
    """
    if not isinstance(data, bytes):
        raise TypeError("bytes expected")
    if len(data) > MAX_BYTES:
        raise DmnError(f"Die Datei {source} ist zu gross (erlaubt sind 5 MB).")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = error.lineno if isinstance(error, etree.XMLSyntaxError) else None
        raise DmnError(f"Die Datei {source} ist kein gültiges XML.", line=line) from error
    if root.getroottree().docinfo.doctype:
        raise DmnError(f"Die Datei {source} enthält einen DOCTYPE. Das ist nicht erlaubt.")
    if tag(root) != "definitions" or not _is_dmn(root):
        raise DmnError(f"Die Datei {source} ist keine DMN-Datei.", line=root.sourceline)
    if sum(1 for _ in root.iter()) > _MAX_ELEMENTS:
        raise DmnError(f"Die Datei {source} hat zu viele Elemente (erlaubt sind {_MAX_ELEMENTS}).")
    return root


def _is_dmn(element: Element) -> bool:
    namespace = etree.QName(element).namespace or ""
    return any(part in namespace for part in _DMN_NAMESPACES)


def tag(element: Element) -> str:
    """The element's name without namespace."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def children(element: Element, *names: str) -> Iterator[Element]:
    """The DMN elements directly below with one of these names (all if none is given)."""
    for child in element:
        if isinstance(child.tag, str) and (not names or tag(child) in names) and _is_dmn(child):
            yield child


def child(element: Element, *names: str) -> Element | None:
    """The first such element, or None."""
    return next(children(element, *names), None)


def text_of(element: Element | None) -> str:
    """The text of an element's `text` child, or its own; empty without."""
    if element is None:
        return ""
    inner = child(element, "text")
    return ((element if inner is None else inner).text or "").strip()


def attribute(element: Element, name: str) -> str:
    """An attribute by name, whatever its namespace (`camunda:inputVariable` too); empty without."""
    direct = element.get(name)
    if direct is not None:
        return str(direct)
    for key, value in element.attrib.items():
        if etree.QName(key).localname == name:
            return str(value)
    return ""


def label_of(element: Element) -> str:
    """The name of an element in messages: its id, else its name, else its tag."""
    return attribute(element, "id") or attribute(element, "name") or tag(element)


def error(message: str, element: Element) -> DmnError:
    """A DmnError about an element."""
    return DmnError(message, line=element.sourceline, element=label_of(element))
