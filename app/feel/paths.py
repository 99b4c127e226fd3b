"""Finds the fields an expression reads, as far as its text says."""

from collections.abc import Iterator

from app.feel.syntax import Filter, Name, Node, Path


def paths_in(node: Node) -> Iterator[tuple[str, ...]]:
    """The longest paths of names below `node`; an index or a filter on the way is passed over."""
    path = _path(node)
    if path:
        yield path
    inner: Node = node
    while path and isinstance(inner, Path | Filter):
        if isinstance(inner, Filter):
            yield from paths_in(inner.condition)
        inner = inner.source
    for child in () if path else node.children():
        yield from paths_in(child)


def _path(node: Node) -> tuple[str, ...]:
    match node:
        case Name(name=name):
            return (name,)
        case Path(source=source, name=name):
            before = _path(source)
            return (*before, name) if before else ()
        case Filter(source=source):
            return _path(source)
        case _:
            return ()
