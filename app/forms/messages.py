"""Every German sentence of the forms, in one place. Each says what happened and what to do about it."""

from collections.abc import Sequence

REQUIRED = {
    "text": "Bitte füllen Sie dieses Feld aus.",
    "number": "Bitte geben Sie eine Zahl an.",
    "date": "Bitte geben Sie ein Datum an.",
    "time": "Bitte geben Sie eine Uhrzeit an.",
    "datetime": "Bitte geben Sie Datum und Uhrzeit an.",
    "checkbox": "Bitte kreuzen Sie dieses Feld an, damit es weitergehen kann.",
    "one": "Bitte wählen Sie eine Antwort aus.",
    "many": "Bitte wählen Sie mindestens eine Antwort aus.",
    "file": "Bitte wählen Sie eine Datei aus.",
}
NOT_A_TEXT = "Bitte geben Sie hier einen Text ein."
REPEATED = "Dieses Feld ist mehrfach angekommen. Bitte laden Sie die Seite neu."
CONTROL_CHARACTERS = "Bitte entfernen Sie unsichtbare Steuerzeichen aus diesem Text."
UNREADABLE = "Einige Zeichen sind unleserlich angekommen. Bitte schreiben Sie diesen Text noch einmal."
ONE_LINE = "Bitte schreiben Sie hier nur eine Zeile."
PATTERN = "Bitte prüfen Sie die Schreibweise."
PHONE = "Bitte geben Sie eine gültige Telefonnummer an, z. B. 041 228 45 67."
URL = "Bitte geben Sie eine vollständige Internetadresse an, die mit https:// beginnt."
AHV = "Bitte prüfen Sie die AHV-Nummer. Sie hat 13 Ziffern und beginnt mit 756, z. B. 756.1234.5678.97."
NUMBER = "Bitte geben Sie eine Zahl an, z. B. 80 oder 2'400.50."
WHOLE_NUMBER = "Bitte geben Sie eine ganze Zahl an, z. B. 3."
DATE = "Bitte geben Sie ein Datum an, z. B. 24.02.2027."
TIME = "Bitte geben Sie eine Uhrzeit an, z. B. 14:30."
DATETIME = "Bitte geben Sie Datum und Uhrzeit an, z. B. 24.02.2027 14:30."
SKIPPED_HOUR = "Diese Uhrzeit gibt es an diesem Tag nicht (Umstellung auf Sommerzeit). Bitte wählen Sie eine andere."
PASSED_DATE = "Bitte geben Sie ein Datum an, das nicht in der Vergangenheit liegt."
CHECKBOX = "Bitte kreuzen Sie dieses Feld an oder lassen Sie es leer."
NOT_OFFERED = "Bitte wählen Sie eine der angebotenen Antworten."
FILE_GONE = "Eine ausgewählte Datei ist nicht mehr da. Bitte wählen Sie sie noch einmal aus."
RULE = "Bitte prüfen Sie diese Angabe."
ROWS = "Bitte geben Sie hier eine Liste von Einträgen an."
UNKNOWN_FIELD = "Dieses Feld gehört nicht zu diesem Formular. Bitte laden Sie die Seite neu."
FORBIDDEN_NAME = "Diese Bezeichnung ist nicht erlaubt."
TOO_MANY_NAMES = "Es sind zu viele Angaben auf einmal angekommen. Bitte entfernen Sie einige Einträge."
WHOLE_FORM = "Formular"
APPEARED = "Aufgrund Ihrer Angaben sind weitere Felder dazugekommen. Bitte füllen Sie auch diese aus."
VEILED = "Hier steht bereits etwas, das für Sie nicht freigegeben ist. Leer gelassen bleibt es, wie es ist."
NOT_SHARED = "(nicht freigegeben)"
YES, NO, NOTHING = "Ja", "Nein", "–"


def impossible_date(day: int, month: int, year: int) -> str:
    """A date that is well written but not in the calendar, such as the 31st of February."""
    return f"Den {day}.{month}.{year} gibt es im Kalender nicht. Bitte prüfen Sie Tag und Monat."


def too_short(least: int) -> str:
    return f"Bitte schreiben Sie mindestens {least} Zeichen."


def too_long(most: int) -> str:
    return f"Bitte kürzen Sie den Text auf höchstens {thousands(most)} Zeichen."


def too_small(least: object) -> str:
    return f"Bitte geben Sie mindestens {least} an."


def too_large(most: object) -> str:
    return f"Bitte geben Sie höchstens {most} an."


def too_early(first: str) -> str:
    return f"Bitte geben Sie ein Datum an, das nicht vor dem {first} liegt."


def too_late(last: str) -> str:
    return f"Bitte geben Sie ein Datum an, das nicht nach dem {last} liegt."


def time_too_early(first: str) -> str:
    return f"Bitte geben Sie eine Uhrzeit ab {first} an."


def time_too_late(last: str) -> str:
    return f"Bitte geben Sie eine Uhrzeit bis {last} an."


def decimals(most: int) -> str:
    return WHOLE_NUMBER if most == 0 else f"Bitte geben Sie höchstens {most} Nachkommastellen an."


def steps(step: str, below: str, above: str) -> str:
    return f"Bitte geben Sie ein Vielfaches von {step} an, zum Beispiel {below} oder {above}."


def too_few_rows(least: int) -> str:
    entries = "einen Eintrag" if least == 1 else f"{least} Einträge"
    return f"Bitte erfassen Sie mindestens {entries}."


def too_many_rows(most: int) -> str:
    return f"Bitte erfassen Sie höchstens {most} {'Eintrag' if most == 1 else 'Einträge'}."


def files_wanted(kinds: list[str], many: bool) -> str:
    """The hint beside a field for files, before one is chosen: «PDF, PNG oder JPEG, höchstens 10 MB»."""
    return f"{one_of(kinds)}, {'je ' if many else ''}höchstens 10 MB"


def one_of(words: list[str]) -> str:
    """«PDF, PNG oder JPEG»."""
    return f"{', '.join(words[:-1])} oder {words[-1]}" if len(words) > 1 else words[0]


def too_many_files(most: int) -> str:
    return "Bitte wählen Sie nur eine Datei aus." if most == 1 else f"Bitte wählen Sie höchstens {most} Dateien aus."


def row_of(label: str, list_label: str, number: int) -> str:
    """The name of a field that repeats in the error summary: «Titel (Massnahme 2)»."""
    return f"{label} ({list_label} {number})" if list_label else f"{label} ({number})"


def check_entries(count: int) -> str:
    return "Bitte prüfen Sie eine Angabe" if count == 1 else f"Bitte prüfen Sie {count} Angaben"


def confirm_entries(count: int) -> str:
    which = "eine ungewöhnliche Angabe" if count == 1 else f"{count} ungewöhnliche Angaben"
    return f"Bitte prüfen und bestätigen Sie {which}."


def thousands(number: int) -> str:
    return f"{number:,}".replace(",", "'")


def gone(answers: Sequence[str]) -> str:
    """Beside a choice whose known answers are not offered any more; empty where all of them are."""
    if not answers:
        return ""
    named = f" ({', '.join(filter(None, answers))})" if any(answers) else ""
    return f"Was bisher hier stand{named}, steht nicht mehr zur Auswahl. Bitte wählen Sie neu."


def offered(options: int, left_out: int) -> str:
    """What people read beside a choice that lacks answers; empty where everything of its list is offered."""
    if not options:
        return "Hier steht im Moment nichts zur Auswahl."
    if left_out:
        entries = "Ein Eintrag" if left_out == 1 else f"{left_out} Einträge"
        return f"{entries} der Liste {'lässt' if left_out == 1 else 'lassen'} sich nicht anbieten."
    return ""
