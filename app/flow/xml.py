"""Reads XML safely, since strangers may have written it."""

from lxml import etree

from app.flow.errors import DiagramError

MAX_BYTES = 2_000_000
MAX_ELEMENTS = 20_000


def read_xml(data: bytes, source: str) -> etree._Element:
    """The root element of `data`, read without entities, network or DTD. Raises DiagramError with the line.

    Comments and processing instructions are left out: a text goes on behind one, whoever reads it.
    """
    if len(data) > MAX_BYTES:
        raise DiagramError(f"Die Datei ist grösser als {MAX_BYTES // 1_000_000} MB.", source)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise DiagramError(
            "Die Datei ist kein lesbares XML. Bitte speichern Sie sie im Editor neu.", source, error.lineno
        ) from error
    except ValueError as error:
        raise DiagramError("Die Zeichencodierung der Datei ist nicht lesbar (UTF-8 erwartet).", source) from error
    if root.getroottree().docinfo.doctype:
        raise DiagramError("Die Datei enthält eine DOCTYPE-Angabe. Bitte entfernen Sie sie.", source, 1)
    if sum(1 for _ in root.iter()) > MAX_ELEMENTS:
        raise DiagramError(f"Das Diagramm hat mehr als {MAX_ELEMENTS} Elemente.", source)
    return root
