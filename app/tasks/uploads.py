"""Files that come with a form: checked, staged for the person who sent them, and named among the answers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from app.act import Act
from app.audit.models import REFUSED
from app.cases.models import Case
from app.documents import attachments, names
from app.documents.checking import MOST_BYTES, CheckedFile, check
from app.documents.scanning import MalwareError, Scanner, SilentScannerError
from app.errors import AppError, InvalidError
from app.flow.models import WorkItem
from app.forms import FieldError, FileInput, Form, Submission, without_row_numbers
from app.tasks import queries

MOST_AT_ONCE = 20
Posted = dict[str, list[str]]


class TooManyAtOnceError(InvalidError):
    """Auf einmal gehen höchstens 20 Dateien. Bitte wählen Sie die übrigen danach aus."""


@dataclass(frozen=True)
class Incoming:
    """A file as it came. name: of its input in the form. read: gives at most so many bytes."""

    name: str
    file_name: str
    read: Callable[[int], bytes]


@dataclass(frozen=True)
class Arrival:
    """A file that came for the field `definition`. outcome: the checked file, or the reason why it is refused."""

    name: str
    file_name: str
    definition: FileInput
    outcome: CheckedFile | AppError


def examine(form: Form, files: Iterable[Incoming], scanner: Scanner) -> list[Arrival]:
    """Checks the files that came for fields of the form; others are ignored.

    A scanner that did not answer is not asked again for the next file. Files beyond MOST_AT_ONCE are not even read.
    """
    arrivals = list[Arrival]()
    stop: AppError | None = None
    for file in files:
        definition = form.file_field(file.name)
        if definition is None:
            continue
        if len(arrivals) >= MOST_AT_ONCE:
            arrivals.append(Arrival(file.name, file.file_name, definition, TooManyAtOnceError()))
            break
        outcome = stop or _examined(file, definition, scanner)
        stop = outcome if isinstance(outcome, SilentScannerError) else stop
        arrivals.append(Arrival(file.name, file.file_name, definition, outcome))
    return arrivals


def _examined(file: Incoming, definition: FileInput, scanner: Scanner) -> CheckedFile | AppError:
    try:
        return check(file.file_name, file.read(MOST_BYTES + 1), definition.kinds, scanner)
    except AppError as refusal:
        return refusal


@dataclass(frozen=True)
class Tray:
    """Stages the files that are sent with a task of a case."""

    act: Act
    item: WorkItem
    case: Case

    def put(self, posted: Posted, arrivals: Sequence[Arrival]) -> tuple[Posted, list[FieldError]]:
        """The answers with the files in order among them, and a mistake for each field where one was refused.

        Where a field holds one file, a new one takes the place of the one before.
        """
        answers, refused = dict(posted), dict[str, FieldError]()
        for arrival in arrivals:
            name, before = arrival.name, refused.get(arrival.name)
            try:
                file_id = self._keep(arrival)
            except AppError as refusal:
                sentence = f"«{names.shown(arrival.file_name)}»: {refusal.message}"
                sentence = f"{before.message} {sentence}" if before else sentence
                refused[name] = FieldError(name, arrival.definition.name, sentence)
                continue
            chosen = answers.get(name, []) if arrival.definition.many else []
            answers[name] = list(dict.fromkeys([*chosen, file_id]))
        return answers, list(refused.values())

    def _keep(self, arrival: Arrival) -> str:
        outcome = arrival.outcome
        if isinstance(outcome, MalwareError):
            what = f"Datei mit Schadprogramm zu {queries.in_words(self.item)}"
            self.act.record(self.case.number, REFUSED, what)
        if isinstance(outcome, AppError):
            raise outcome
        field = without_row_numbers(arrival.name)
        return attachments.stage(self.act, self.item, self.case, field, outcome)


def with_refused(checked: Submission, refused: Sequence[FieldError]) -> Submission:
    """`checked` with the mistakes of refused files; they replace «nothing was chosen» at the same field."""
    names = {error.name for error in refused}
    return replace(checked, errors=[*(error for error in checked.errors if error.name not in names), *refused])
