"""Short notation for the parameters of built-in functions."""

from __future__ import annotations

from collections.abc import Callable

from app.feel.library import Function, Param, Signature


def signature(
    written: str, body: Callable[..., object], *, variadic: bool = False, wants_run: bool = False
) -> Signature:
    """A signature written as `string: string, length?: number`.

    A question mark makes a parameter optional (null counts as left out); `any` takes every value, null included;
    `moment` takes a date or a date and time. If `variadic`, the last parameter gets all further arguments as a list.
    """
    params = []
    for part in filter(None, (part.strip() for part in written.split(","))):
        name, kind = (piece.strip() for piece in part.split(":"))
        optional = name.endswith("?")
        params.append(Param(name.rstrip("?"), kind, optional=optional, nullable=optional))
    return Signature(tuple(params), body, variadic, wants_run)


def function(written: str, body: Callable[..., object], *, wants_run: bool = False) -> Function:
    """A function with one signature."""
    return Function(signature(written, body, wants_run=wants_run))


def list_function(body: Callable[..., object], *, wants_run: bool = False) -> Function:
    """A function over one list, or over its elements given one by one (two or more)."""

    def of_elements(*arguments: object) -> object:
        *before, first, rest = arguments
        return body(*before, [first, *rest]) if isinstance(rest, list) else None

    return Function(
        signature("list: list", body, wants_run=wants_run),
        signature("first: any, rest: any", of_elements, variadic=True, wants_run=wants_run),
    )
