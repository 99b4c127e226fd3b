"""Checks the property `figures`: it says what each figure of a process is called."""

from collections.abc import Iterator

from app.flow.errors import FlowError
from app.flow.extensions import read_extensions
from app.flow.figure_words import PROPERTY, words_in
from app.gate.bpmn_words import title
from app.gate.diagram import Diagram
from app.gate.finding import Finding


def check_figures(diagram: Diagram) -> Iterator[Finding]:
    """Findings about the property `figures` of the processes."""
    for process in diagram.processes:
        rule = read_extensions(process).get("properties", {}).get(PROPERTY)
        try:
            words_in(rule or "= {}")
        except FlowError as error:
            yield diagram.found(process, f"{title(process)}: Die Eigenschaft «{PROPERTY}»: {error.message}")
