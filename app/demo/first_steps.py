"""What to try first in each role of the demonstration: three steps for everybody one can play."""

from app.demo.people import ROLES
from app.people.kinds import Kind
from app.people.models import User
from app.people.roles import ADMIN, DATA_PROTECTION, PROCESS_OWNER

Steps = tuple[str, str, str]

_OF_ROLE: dict[str, Steps] = {
    ADMIN: (
        "Unter «Personen» jemanden erfassen und das erste Passwort sehen.",
        "Bei einer Person «Austritt» öffnen: Wer übernimmt ihre Aufgaben?",
        "Unter «Betrieb» nachsehen, ob etwas hängt.",
    ),
    PROCESS_OWNER: (
        "In der «Werkstatt» einen Entwurf des IIZ-Verfahrens beginnen.",
        "Im Diagramm einer Aufgabe eine andere Frist geben und das Datum ansehen.",
        "«Veröffentlichen» öffnen und lesen, was sich ändern würde.",
    ),
    DATA_PROTECTION: (
        "Im Protokoll nach einem Fall suchen: Wer hat ihn gelesen?",
        "Die Liste «Aufbewahrung» öffnen: Was wird wann gelöscht?",
        "Unter «Notzugriff» nachsehen, ob jemand ohne Beteiligung gelesen hat.",
    ),
}
_OF_OFFICE: dict[Kind, Steps] = {
    Kind.KS: (
        "In der «Übersicht» nachsehen, wer auf wen wartet und wie lange schon.",
        "Im Fall Selina Arnold den Entwurf der Vorprüfung zu Ende schreiben.",
        "Die Zeit um eine Woche vorstellen und sehen, wer erinnert wird.",
    ),
    Kind.RAV: (
        "Im Fall Lea Muster nachsehen, was als Nächstes kommt und mit wem.",
        "Einen Anruf festhalten: «Notiz / Telefon», mit einem Tag zum Wiedervorlegen.",
        "Mit «Neuer Fall» jemanden anmelden.",
    ),
    Kind.IV: (
        "Im Fall Peter M. den Plan als Bild ansehen: Was läuft wann?",
        "Die Auswertungssitzung im Fall Lea Muster festhalten.",
        "Zum nächsten Termin vorstellen, bis die Übertrittsprüfung kommt.",
    ),
    Kind.SD: (
        "Im Fall Peter M. das eigene Kurzdossier und den Handlungsplan lesen.",
        "Mehrere Aufgaben auswählen und zurückstellen, dann rückgängig machen.",
        "Mit «Neuer Fall» einen Roundtable einberufen.",
    ),
    Kind.PROVIDER: (
        "Im Fall Lea Muster die Zielvereinbarung lesen.",
        "Um einen Monat vorstellen und die Verlaufsinformation schreiben.",
        "Unter «Etwas melden» ansehen, was bei einem Abbruch geschähe.",
    ),
    Kind.THERAPIST: (
        "Den nachgetragenen Roundtable unter «Fälle» öffnen.",
        "Mit «Neuer Fall» ein Gespräch einberufen.",
        "Unter «Mein Konto» eine Abwesenheit mit Vertretung eintragen.",
    ),
}
_OF_CLIENT: Steps = (
    "Den eigenen Fall öffnen: Was kommt als Nächstes, und wer hilft mir?",
    "«Wer hat meine Daten gesehen?» nachlesen.",
    "«Vollmacht widerrufen» öffnen und lesen, was dann geschähe, ohne es zu tun.",
)
_OF_OTHERS: Steps = (
    "Unter «Kennzahlen» nachlesen, wie viele Übertritte innert drei Monaten gelangen.",
    "Die Zeit um eine Woche vorstellen und in die eigenen Aufgaben sehen.",
    "Unter «Nachrichten» nachlesen, was verschickt worden ist.",
)


def first_steps(user: User) -> Steps:
    """Three things to try as this person, in words of the pages."""
    if user.username in ROLES:
        return _OF_ROLE[ROLES[user.username]]
    if user.institution is None:
        return _OF_CLIENT
    return _OF_OFFICE.get(user.institution.kind, _OF_OTHERS)
