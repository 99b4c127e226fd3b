"""Checks the properties `figures` and `rates`: what each figure of a process is called, and which make a rate."""

from collections.abc import Iterator

from app.flow.errors import FlowError
from app.flow.extensions import read_extensions
from app.flow.figure_words import PROPERTY, RATES, rates_in, words_in
from app.gate.bpmn_words import title
from app.gate.diagram import Diagram
from app.gate.finding import Finding


def check_figures(diagram: Diagram) -> Iterator[Finding]:
    """Findings about these properties of the processes."""
    for process in diagram.processes:
        properties = read_extensions(process).get("properties", {})
        for name, read in ((PROPERTY, words_in), (RATES, rates_in)):
            try:
                if name in properties:
                    read(properties[name])
            except FlowError as error:
                yield diagram.found(process, f"{title(process)}: Die Eigenschaft «{name}»: {error.message}")
