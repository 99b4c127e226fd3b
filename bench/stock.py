"""The engine as it comes: one step with its own parser and serialiser. Imports nothing of ours."""

import json
import logging
import sqlite3
import sys
import tempfile

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

from bench.measure import median_seconds
from bench.models import DATA, HALF_WAY, thirty_five_nodes, two_tasks

for _name in ("spiff", "spiff.task", "spiff.workflow"):
    logging.getLogger(_name).setLevel(logging.WARNING)


def measure() -> tuple[float, int]:
    """Seconds of one step and bytes of the state."""
    parser, serializer = BpmnParser(), BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
    parser.add_bpmn_xml(etree.fromstring(thirty_five_nodes()))
    workflow = BpmnWorkflow(parser.get_spec("bench"))
    workflow.get_next_task(state=TaskState.READY).set_data(**DATA)
    workflow.do_engine_steps()
    for _ in range(HALF_WAY):
        _run_first(workflow)
    state = serializer.serialize_json(workflow)

    def step() -> None:
        loaded = serializer.deserialize_json(state)
        _run_first(loaded)
        serializer.serialize_json(loaded)

    return median_seconds(step, 10), len(state.encode())


def measure_row() -> float:
    """Seconds of completing a task with the case in one row: read, loaded, one step, written, committed on disk."""
    parser, serializer = BpmnParser(), BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
    parser.add_bpmn_xml(etree.fromstring(two_tasks()))
    workflow = BpmnWorkflow(parser.get_spec("bench"))
    workflow.do_engine_steps()
    first = serializer.serialize_json(workflow)
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(f"{folder}/row.db", isolation_level=None)
        for line in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE one (state TEXT)"):
            connection.execute(line)
        connection.execute("INSERT INTO one VALUES (?)", (first,))

        def step() -> None:
            connection.execute("BEGIN IMMEDIATE")
            loaded = serializer.deserialize_json(connection.execute("SELECT state FROM one").fetchone()[0])
            _run_first(loaded)
            serializer.serialize_json(loaded)
            connection.execute("UPDATE one SET state = ?", (first,))
            connection.execute("COMMIT")

        seconds = median_seconds(step, 40)
        connection.close()
    return seconds


def _run_first(workflow: BpmnWorkflow) -> None:
    next(task for task in workflow.get_tasks(state=TaskState.READY) if task.task_spec.manual).run()
    workflow.do_engine_steps()


if __name__ == "__main__":
    print(measure_row() if sys.argv[1:] == ["row"] else json.dumps(measure()))
