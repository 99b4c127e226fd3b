"""Checks drafts with the gate: what it finds here is what would refuse them when they are put into service."""

from app.designer.drafts import check_one, forms_named
from app.gate import Finding
from app.workshop.files import Files, laid_out


def own_files(files: Files, folder: str) -> dict[str, bytes]:
    """Of all files those of a folder, with the forms that its diagrams name."""
    own = {path: content for path, content in files.items() if path.startswith(f"workflows/{folder}/")}
    keys = {key for path, content in own.items() if path.endswith(".bpmn") for key in forms_named(content)}
    return own | {path: files[path] for path in sorted(f"forms/{key}.form" for key in keys) if path in files}


def findings_in(files: Files, folder: str) -> list[Finding]:
    """What the gate finds in a folder, errors first, as it would be with all of `files`."""
    keys = [path.removeprefix("forms/").removesuffix(".form") for path in own_files(files, folder) if "forms/" in path]
    with laid_out(files) as root:
        found = check_one(root, folder, keys)
    return sorted(found, key=lambda one: one.level.value != "error")
