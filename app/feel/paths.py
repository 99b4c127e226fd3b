"""Finds the fields an expression reads, as far as its text says."""

from collections.abc import Iterator

from app.feel.syntax import Filter, Name, Node, Path


def paths_in(node: Node) -> Iterator[tuple[str, ...]]:
    """The longest paths of names below `node`; an index or a filter on the way is passed over."""
    path = path_of(node, filtered=True)
    if path:
        yield path
    inner: Node = node
    while path and isinstance(inner, Path | Filter):
        if isinstance(inner, Filter):
            yield from paths_in(inner.condition)
        inner = inner.source
    for child in () if path else node.children():
        yield from paths_in(child)


def path_of(node: Node, *, filtered: bool = False) -> tuple[str, ...]:
    """The names of a path such as `a.b`; empty for any other node. filtered: `a[1].b` counts as `a.b`."""
    match node:
        case Name(name=name):
            return (name,)
        case Path(source=source, name=name):
            before = path_of(source, filtered=filtered)
            return (*before, name) if before else ()
        case Filter(source=source) if filtered:
            return path_of(source, filtered=True)
        case _:
            return ()
