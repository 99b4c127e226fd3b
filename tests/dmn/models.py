"""Small DMN files for tests, written as dmn-js and Camunda Modeler write them."""

from collections.abc import Sequence
from html import escape

from app.dmn import Model, read_dmn
from app.feel import to_json

DMN_15 = "https://www.omg.org/spec/DMN/20230324/MODEL/"
DMN_13 = "https://www.omg.org/spec/DMN/20191111/MODEL/"
DMN_11 = "http://www.omg.org/spec/DMN/20151101/dmn.xsd"


def definitions(body: str, namespace: str = DMN_13) -> bytes:
    """A DMN file around some elements."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<definitions xmlns="{namespace}" xmlns:camunda="http://camunda.org/schema/1.0/dmn" '
        f'id="file" name="file" namespace="http://example.org/file">\n{body}\n</definitions>'
    ).encode()


def table(
    inputs: Sequence[str],
    outputs: Sequence[str],
    rules: Sequence[Sequence[str]],
    policy: str = "UNIQUE",
    aggregation: str = "",
    extra: str = "",
) -> str:
    """A decision table; inputs and outputs are `name` or `name:type`, each rule has the cells of one row."""
    columns = []
    for number, column in enumerate(inputs):
        name, _, kind = column.partition(":")
        attributes = f' typeRef="{kind}"' if kind else ""
        columns.append(
            f'<input id="in{number}" label="{escape(name)}"><inputExpression{attributes}>'
            f"<text>{escape(name)}</text></inputExpression></input>"
        )
    for number, column in enumerate(outputs):
        name, _, kind = column.partition(":")
        columns.append(f'<output id="out{number}" name="{escape(name)}" typeRef="{kind or "string"}">{extra}</output>')
    for number, cells in enumerate(rules, 1):
        conditions = "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in cells[: len(inputs)])
        results = "".join(f"<outputEntry><text>{escape(cell)}</text></outputEntry>" for cell in cells[len(inputs) :])
        columns.append(f'<rule id="rule{number}">{conditions}{results}</rule>')
    chosen = f' hitPolicy="{policy}"' if policy else ""
    summed = f' aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable id="table"{chosen}{summed}>\n' + "\n".join(columns) + "\n</decisionTable>"


def decision(logic: str, name: str = "Entscheid", requires: str = "", kind: str = "") -> str:
    """A decision around some logic; `requires` lists ids such as `#input:alter #decision:other #knowledge:f`."""
    tags = {
        "input": ("informationRequirement", "requiredInput"),
        "decision": ("informationRequirement", "requiredDecision"),
        "knowledge": ("knowledgeRequirement", "requiredKnowledge"),
    }
    links = ""
    for reference in requires.split():
        sort, _, identifier = reference.lstrip("#").partition(":")
        outer, inner = tags[sort]
        links += f'<{outer}><{inner} href="#{identifier}"/></{outer}>'
    typed = f' typeRef="{kind}"' if kind else ""
    return f'<decision id="{name}" name="{name}"><variable name="{name}"{typed}/>{links}{logic}</decision>'


def input_data(name: str, kind: str = "") -> str:
    """An input of the model."""
    typed = f' typeRef="{kind}"' if kind else ""
    return f'<inputData id="{name}" name="{name}"><variable name="{name}"{typed}/></inputData>'


def literal(text: str) -> str:
    """A literal expression."""
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def model(body: str) -> Model:
    """A model read from some elements."""
    return read_dmn(definitions(body))


def decide(body: str, inputs: dict[str, object] | None = None, wanted: str = "Entscheid") -> object:
    """What a model decides, as JSON."""
    return to_json(model(body).decide(wanted, inputs or {}).value)
