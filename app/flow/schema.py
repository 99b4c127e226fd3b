"""The schema of BPMN 2.0, which comes with the engine."""

from functools import cache
from importlib.resources import as_file, files

from lxml import etree


@cache
def bpmn_schema() -> etree.XMLSchema:
    """The schema, read once in the life of the process."""
    with as_file(files("SpiffWorkflow.bpmn.parser") / "schema") as folder:
        return etree.XMLSchema(etree.parse(folder / "BPMN20.xsd"))
