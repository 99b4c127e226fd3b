"""Says in German what the engine refuses. Its own sentences are English, for programmers, and none is passed on."""

import re

from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.specs.mixins.exclusive_gateway import ExclusiveGateway
from SpiffWorkflow.bpmn.specs.mixins.inclusive_gateway import InclusiveGateway
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.task import Task

from app.errors import AppError
from app.flow.errors import DiagramError, FlowError

IMPLIED = (".split", ".choice")
"""Ends of the id of a gateway that BPMN implies behind an activity or event and nobody drew (see `normalise`)."""
TOO_LONG = "Der Ablauf hat zu viele Schritte hintereinander. Bitte teilen Sie ihn auf mehrere Verfahren auf."
_ANYTHING = "Dieses Element lässt sich so nicht lesen. Bitte zeichnen Sie es im Editor neu."
_SENTENCES = (
    (r"RecursionError", TOO_LONG),
    (r"not executable", "Das Verfahren ist als nicht ausführbar markiert. Bitte setzen Sie im Editor «Executable»."),
    (r"process .* was not found", "Das aufgerufene Verfahren gibt es nicht. Bitte nennen Sie eines, das es gibt."),
    (r"Duplicate (process ID|task spec name)", "Diese Kennung (id) kommt mehrfach vor. Bitte wählen Sie eine andere."),
    (r"start event", "Hier braucht es genau ein Start-Ereignis. Bitte ergänzen Sie es."),
    (r"Must contain an End", "Dem Teilprozess fehlt ein End-Ereignis. Bitte ergänzen Sie eines."),
    (r"flow without condition", "Dem Weg fehlt die Bedingung. Bitte ergänzen Sie eine, oder machen Sie ihn zum "
     "Standardweg."),
    (r"[Mm]ultiple outgoing|no support implemented|[Nn]ot supported|NotImplementedError",
     "Dieses Element gibt es hier nicht. Bitte zeichnen Sie es mit anderen."),
    (r"calledElement", "Es ist nicht gewählt, welches Verfahren aufgerufen wird. Bitte wählen Sie es."),
    (r"identifier is missing|Expected an? \w+ node|Could not find messageRef",
     "Was dieses Ereignis meint, gibt es nicht. Bitte wählen Sie es im Editor neu."),
    (r"Data Store|data(Input|Output)Association|IO specification|[Dd]ata (in|out)put",
     "Datenspeicher und Datenpfeile gibt es hier nicht. Bitte entfernen Sie sie; die Falldaten stehen jedem Schritt "
     "zur Verfügung."),
    (r"[Cc]orrelation", "Diese Angabe zur Zuordnung von Nachrichten gibt es hier nicht. Bitte schreiben Sie die "
     "Eigenschaft «correlation»."),
    (r"loopMaximum|loopCondition|multiinstance", "Der Wiederholung fehlt die Bedingung, die Liste oder die Anzahl. "
     "Bitte ergänzen Sie sie."),
    (r"Time Specification", "Dem Zeitereignis fehlt die Zeitangabe. Bitte ergänzen Sie sie."),
    (r"No Script", "Das Skript ist leer. Bitte schreiben Sie Zeilen wie «summe = a + b»."),
)  # fmt: skip


def of_diagram(error: Exception) -> DiagramError:
    """What the engine's reader says about a diagram, as an error of ours."""
    text = f"{type(error).__name__} {error}"
    sentence = next((words for pattern, words in _SENTENCES if re.search(pattern, text)), _ANYTHING)
    if not isinstance(error, ValidationException):
        return DiagramError(sentence)
    about = f"«{error.name}»: " if error.name else ""
    return DiagramError(f"{about}{sentence}", str(error.file_name or ""), error.line_number, error.id)


def of_step(error: SpiffWorkflowException, task: Task) -> str:
    """What the engine says about a step of a case, as a sentence with the element's name."""
    name, spec = element_of(task), task.task_spec
    if isinstance(spec, ExclusiveGateway | InclusiveGateway) and "No conditions satisfied" in str(error):
        drawn = not spec.name.endswith(IMPLIED)
        return (
            f"{'Am Gateway' if drawn else 'Nach'} «{name}» trifft keine Bedingung zu, und es gibt keinen Standardweg. "
            "Bitte berichtigen Sie die Angaben, nach denen hier entschieden wird, oder zeichnen Sie einen Standardweg."
        )
    return (
        f"«{name}» lässt sich so nicht ausführen. Bitte prüfen Sie das Diagramm an dieser Stelle mit "
        "«nahtstelle check»."
    )


def element_of(task: Task) -> str:
    """The name of a task's element as it was drawn; its id where it has none."""
    return str(task.task_spec.bpmn_name or task.task_spec.name)


class in_words:  # noqa: N801 - reads as a statement: `with in_words(task):`
    """Turns the engine's exceptions into FlowError, and puts the element's name in front of messages of ours.

    Inside one another, the innermost knows best which element it was.
    """

    def __init__(self, task: Task) -> None:
        self._task = task

    def __enter__(self) -> None:
        """Prepares nothing; the work is done on the way out."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        name = element_of(self._task)
        if isinstance(error, AppError) and not hasattr(error, "__notes__"):
            error.message = f"{name}: {error.message}"
            error.add_note(name)
        elif isinstance(error, SpiffWorkflowException):
            ours = FlowError(of_step(error, self._task), name)
            ours.add_note(name)
            raise ours from error
