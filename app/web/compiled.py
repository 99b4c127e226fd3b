"""Keeps compiled templates on disk, so that the next process shows its first pages without compiling them.

The bytecode lies in a folder of the user below the machine's folder for temporary files. It is run, so nobody else may
have written it: jinja creates the folder for its owner alone and refuses any other. Where the folder cannot be written
or read, templates are compiled in memory.
"""

import contextlib
from hashlib import sha256
from importlib.metadata import version

from jinja2 import BytecodeCache, Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket


class _Tolerant(FileSystemBytecodeCache):
    """Goes on without the bytecode where the disk is full or read-only."""

    def load_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


def compiled_templates(environment: Environment) -> BytecodeCache | None:
    """Where compiled templates are kept; None where there is no safe place.

    jinja notices a changed template and another Python; another jinja and another way of compiling have other names.
    """
    newstyle = getattr(environment, "newstyle_gettext", False)
    ways = (environment.trim_blocks, environment.lstrip_blocks, newstyle, sorted(environment.extensions))
    name = sha256(repr((version("jinja2"), ways)).encode()).hexdigest()[:12]
    try:
        return _Tolerant(pattern=f"nahtstelle-{name}-%s.cache")
    except (OSError, RuntimeError):
        return None
