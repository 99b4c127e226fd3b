"""Who may open what: pages × people. The walk compares it with the application; docs/access.md is written from it."""

from collections.abc import Mapping
from dataclasses import dataclass

BEFORE, CONSENTED, WITHDRAWN, EXPIRED = "before consent", "with consent", "withdrawn", "expired"
OTHER = "other case"
SITUATIONS = (BEFORE, CONSENTED, WITHDRAWN, EXPIRED, OTHER)

ALWAYS, EVERY_CASE, UNTIL, MANDATE = "immer", "in jedem Fall", "bis zum Widerruf", "mit Vollmacht"
AFTER, OWN_CASE, NEVER = "nach dem Widerruf", "im eigenen Fall", "nie"

WORDS: dict[str, tuple[frozenset[str], str]] = {
    ALWAYS: (
        frozenset({BEFORE, CONSENTED, WITHDRAWN, EXPIRED}),
        "vor der Vollmacht, mit ihr und nach Widerruf oder Ablauf; im Fall einer anderen Person nie",
    ),
    EVERY_CASE: (frozenset(SITUATIONS), "wie «immer», und auch im Fall der anderen Person"),
    UNTIL: (frozenset({BEFORE, CONSENTED}), "vor der Vollmacht und mit ihr; nach Widerruf oder Ablauf nicht mehr"),
    MANDATE: (frozenset({CONSENTED}), "nur solange die Klientin oder der Klient einwilligt"),
    AFTER: (frozenset({WITHDRAWN}), "erst nach dem Widerruf, weil es sonst niemand mehr darf"),
    OWN_CASE: (frozenset({OTHER}), "nur im anderen Fall, an dem sie beteiligt ist"),
    NEVER: (frozenset(), "in keinem der fünf Fälle"),
}
"""What a word allows: the situations in which the page opens, and how the word is explained."""

PEOPLE: dict[str, tuple[str | None, str]] = {
    "nobody": (None, "Nicht angemeldet"),
    "client": ("peter.m", "Klient/in"),
    "referrer": ("rav.berater", "Anmeldende Stelle"),
    "office": ("ks.koordination", "Koordinationsstelle"),
    "insurer": ("iv.beratung", "IV-Stelle"),
    "provider": ("provider.coach", "Leistungserbringer"),
    "therapist": ("therapie.praxis", "Therapie"),
    "stranger": ("anna.k", "Andere Klientin"),
    "outsider": ("sd.sozialarbeit", "Andere Stelle"),
    "steering": ("fg.wira", "Führungsgruppe"),
    "admin": ("ks.verwaltung", "Verwaltung"),
    "local_admin": ("rav.verwaltung", "Verwaltung des RAV"),
    "data_protection": ("ks.datenschutz", "Datenschutz"),
    "process_owner": ("ks.verfahren", "Verfahren"),
}
"""Person → user name and German name. «Andere Klientin» and «Andere Stelle» take part in the other case alone."""


@dataclass(frozen=True)
class Page:
    """A page, or several for which the same holds. target: what of the case it shows, as the stage calls it."""

    name: str
    routes: tuple[str, ...]
    may: Mapping[str, str]
    target: str = ""

    def word(self, person: str) -> str:
        return self.may.get(person, NEVER)

    def opens(self, person: str, situation: str) -> bool:
        return situation in WORDS[self.word(person)][0]


TASK = ("tasks.show", "tasks.submit", "tasks.take_back")
DOCUMENT = ("cases.document", "cases.attachment", "cases.preview")
"""What somebody handed in, and the file attached to it, to save and to look at."""
OF_CLIENT = {"client": ALWAYS, "stranger": OWN_CASE}
OF_REFERRER = {"referrer": UNTIL, "outsider": OWN_CASE}
INSIDERS = {**OF_CLIENT, **OF_REFERRER, "office": EVERY_CASE, "insurer": UNTIL, "therapist": UNTIL}
SENDERS = {**OF_REFERRER, "office": EVERY_CASE}

CASE_PAGES = (
    Page("Fallseite", ("cases.show",), {**INSIDERS, "provider": UNTIL}),
    Page("Liste der Unterlagen", ("cases.papers", "cases.search_papers"), {**INSIDERS, "provider": UNTIL}),
    Page("Bild des Verfahrens, ganzer Verlauf", ("cases.diagram", "cases.history"), INSIDERS),
    Page("Notizen eines Falls", ("notes.index",), {**INSIDERS, "provider": UNTIL}),
    Page(
        "Notiz schreiben", ("notes.new", "notes.write"),
        {**SENDERS, "insurer": UNTIL, "therapist": UNTIL, "provider": UNTIL},
    ),
    Page("Eigene Angaben berichtigen", ("corrections.show", "corrections.save"), OF_REFERRER, "registration"),
    Page("Eigene Notiz berichtigen", ("corrections.note", "corrections.save_note"), OF_REFERRER, "talk"),
    Page("Wer hat meine Daten gesehen?", ("accesses.show", "accesses.paper"), {**OF_CLIENT, "office": EVERY_CASE}),
    Page("Rückrufliste", ("recalls.show",), {**OF_CLIENT, "office": EVERY_CASE}),
    Page("Rückrufbrief drucken, als erledigt melden", ("recalls.letter", "recalls.settle"), {"office": EVERY_CASE}),
    Page(
        "Alle Daten dieser Person", ("personal_data.show", "personal_data.paper", "personal_data.data"),
        {**OF_CLIENT, "office": EVERY_CASE},
    ),
    Page(
        "Aufbewahrung eines Falls, Löschsperre", ("retention.show", "retention.hold", "retention.lift"),
        {"office": EVERY_CASE, "data_protection": EVERY_CASE},
    ),
    Page("Brief drucken, als verschickt melden", ("cases.letter", "cases.letter_sent"), SENDERS),
    Page("Formular auf Papier für eine Klientin, die ein Konto hat", ("links.paper",), {}, "sign"),
    Page("Links ohne Konto ansehen, zurückziehen, neu schicken", ("links.show", "links.change"), SENDERS),
    Page("Aufgabe der anmeldenden Stelle", TASK, {**OF_REFERRER, "office": AFTER}, "refer"),
    Page("Aufgabe der Koordinationsstelle", TASK, {"office": EVERY_CASE}, "examine"),
    Page("Aufgabe der Klientin, des Klienten", TASK, OF_CLIENT, "sign"),
    Page(
        "Aufgabe der IV-Stelle",
        TASK,
        {"insurer": UNTIL, "office": AFTER},
        "assess",
    ),
    Page("Aufgabe des Leistungserbringers", TASK, {"provider": UNTIL, "office": AFTER}, "train"),
    Page(
        "Widerruf melden (Stellen: mit dem unterzeichneten Papier)",
        TASK,
        {**OF_CLIENT, **SENDERS, "stranger": OWN_CASE},
        "report_withdrawn",
    ),
    Page(
        "Anmeldung: Berufliches, für die Klientin bestimmt",
        DOCUMENT,
        {**OF_CLIENT, **OF_REFERRER, "office": MANDATE, "insurer": MANDATE},
        "registration",
    ),
    Page(
        "Dossier der IV-Stelle: Gesundheit-Funktion",
        DOCUMENT,
        {"insurer": UNTIL, "office": MANDATE},
        "dossier",
    ),
    Page(
        "Bericht der Therapie: Gesundheit-Diagnose",
        DOCUMENT,
        {"therapist": UNTIL, "insurer": MANDATE},
        "diagnosis",
    ),
    Page(
        "Zielvereinbarung der IV-Stelle, für den Leistungserbringer bestimmt",
        DOCUMENT,
        {**OF_CLIENT, "insurer": UNTIL, "referrer": MANDATE, "office": MANDATE, "provider": MANDATE},
        "agreement",
    ),
    Page(
        "Vertrauliches Anliegen an die Koordinationsstelle",
        DOCUMENT,
        {**OF_CLIENT, "office": EVERY_CASE},
        "complaint",
    ),
)  # fmt: skip

TASK_PAGES = tuple(page for page in CASE_PAGES if page.name.startswith("Aufgabe "))

EVERYBODY = dict.fromkeys(PEOPLE, ALWAYS)
SIGNED_IN = {person: ALWAYS for person in PEOPLE if person != "nobody"}
STAFF = dict.fromkeys(("referrer", "office", "insurer", "provider", "therapist", "outsider", "steering"), ALWAYS)
CASEWORK = {**STAFF, "client": ALWAYS, "stranger": ALWAYS}
REFERRERS = dict.fromkeys(("referrer", "insurer", "outsider"), ALWAYS)
OPENERS = {**REFERRERS, "office": ALWAYS, "provider": ALWAYS, "therapist": ALWAYS}
ADMINS = dict.fromkeys(("admin", "local_admin"), ALWAYS)
GUARDIANS = {**ADMINS, "data_protection": ALWAYS}
ACCOUNT = ("accounts.show", "accounts.change", "accounts.grant", "accounts.revoke", "accounts.new_password",
           "accounts.remove_factor", "accounts.reopen")  # fmt: skip

OTHER_PAGES = (
    Page("Anmelden, Hilfe, Dateien der Seiten, Lebenszeichen", ("static", "style.sheet", "web.health",
         "cockpit.metrics", "help.show", "login.show", "login.enter", "login.code", "oidc.leave_for_provider",
         "oidc.keep_input",
         "oidc.back"), EVERYBODY),
    Page("Mein Konto, Passwort, zweiter Faktor, Anmeldungen", ("account.show", "account.password",
         "account.change_password", "account.second_factor", "account.begin_factor", "account.confirm_factor",
         "account.remove_factor", "account.sign_in_list", "account.end_sign_in"), SIGNED_IN),
    Page("Mitteilungen, Wahl der Mails", ("digests.show", "digests.choose", "digests.seen"), SIGNED_IN),
    Page("Meine Aufgaben, Liste der eigenen Fälle", ("inbox.show", "inbox.beside", "inbox.search", "inbox.choose",
         "inbox.undo", "inbox.keep_filter", "inbox.drop_filter", "cases.index"), CASEWORK),
    Page("Abwesenheit und Vertretung", ("absences.show", "absences.add", "absences.remove"), STAFF),
    Page("Verfahren zum Eröffnen auswählen", ("opening.choose",), OPENERS),
    Page("Verfahren der anmeldenden Stellen eröffnen", ("opening.show", "opening.submit"), REFERRERS, "zugang"),
    Page("Verfahren aller Fachpersonen eröffnen", ("opening.show", "opening.submit"), OPENERS, "gespraech"),
    Page("Personen, Person erfassen, Feiertage", ("people.index", "accounts.new", "accounts.add", "holidays.show"),
         ADMINS),
    Page("Konto einer Person des RAV: Angaben, Rollen, Passwort, Code", ACCOUNT, ADMINS, "rav_luzern"),
    Page("Konto einer Person der IV-Stelle: Angaben, Rollen, Passwort, Code", ACCOUNT, {"admin": ALWAYS}, "iv_luzern"),
    Page("Person des RAV sperren", ("accounts.block",), ADMINS, "rav_luzern, new"),
    Page("Person der IV-Stelle sperren", ("accounts.block",), {"admin": ALWAYS}, "iv_luzern, new"),
    Page("Austritt einer Person des RAV", ("people.leaving", "people.leave", "people.receipt"), ADMINS, "rav_luzern"),
    Page("Austritt einer Person der IV-Stelle", ("people.leaving", "people.leave", "people.receipt"),
         {"admin": ALWAYS}, "iv_luzern"),
    Page("Notzugriff: Übersicht, ein einzelner", ("emergency.index", "emergency.show"), GUARDIANS, "asked"),
    Page("Notzugriff verlangen", ("emergency.ask",), ADMINS),
    Page("Notzugriff freigeben, ablehnen, den die Verwaltung verlangt hat", ("emergency.release", "emergency.refuse"),
         {"local_admin": ALWAYS}, "asked"),
    Page("Notzugriff beenden, den die Verwaltung verlangt hat", ("emergency.end",),
         {"admin": ALWAYS, "data_protection": ALWAYS}, "running"),
    Page("Fall im Notzugriff der Verwaltung", ("emergency.case",), {"admin": ALWAYS}, "running"),
    Page("Unterlage im Notzugriff der Verwaltung", ("emergency.paper",), {"admin": ALWAYS}, "diagnosis"),
    Page("Vertrauliches Anliegen im Notzugriff der Verwaltung", ("emergency.paper",), {}, "complaint"),
    Page("Übersicht", ("overview.show", "overview.table"), {"office": ALWAYS, "steering": ALWAYS}),
    Page("Betrieb: was hängt, fortsetzen, anhalten, Abbruch verlangen", ("cockpit.show", "cockpit.change",
         "cockpit.retry_failed", "cockpit.again", "cockpit.message"), {"admin": ALWAYS}),
    Page("Kennzahlen", ("figures.show", "figures.table"), {"office": ALWAYS, "steering": ALWAYS}),
    Page("Eine Kennzahl nach Stelle", ("figures.one",), {"office": ALWAYS, "steering": ALWAYS}, "zugang"),
    Page("Protokoll durchsuchen, als Datei", ("audit.search", "audit.export"), {"data_protection": ALWAYS}),
    Page("Was nächsten Monat gelöscht wird", ("retention.preview",), {"data_protection": ALWAYS}),
    Page("Werkstatt: Verfahren, Entwürfe, ihre Dateien", ("workshop.index", "workshop.new", "workshop.begin",
         "workshop.open_draft", "workshop.show", "workshop.check", "workshop.add_form", "workshop.withdraw",
         "workshop.resume", "workshop_elements.index", "workshop_elements.show", "workshop_elements.save",
         "workshop_elements.insert", "workshop_elements.connect", "workshop_elements.remove",
         "workshop_files.download", "workshop_files.upload", "workshop_files.edit", "workshop_files.save",
         "workshop_files.take_up", "workshop_publishing.show", "workshop_publishing.play",
         "workshop_publishing.publish", "workshop_editor.draw", "workshop_editor.source", "workshop_editor.save",
         "workshop_editor.findings", "workshop_editor.names", "workshop_editor.expression",
         "workshop_editor.day", "workshop_files.remove",
         "workshop.discard"), {"process_owner": ALWAYS}, "zugang"),
    Page("Werkstatt: laufende Fälle in die Version in Betrieb wechseln lassen", ("moving.show", "moving.change"),
         {"process_owner": ALWAYS}, "zugang"),
    Page("Werkstatt: Formular eines Entwurfs ausprobieren", ("workshop.open_draft", "workshop_forms.show",
         "workshop_forms.fill_in", "workshop_forms.save", "workshop_forms.add", "workshop_forms.move",
         "workshop_tables.index", "workshop_tables.show", "workshop_tables.save", "workshop_tables.attempt",
         "workshop_tables.add"), {"process_owner": ALWAYS}, "gespraech"),
    Page("Nur in der Vorführung: Person wählen, Nachrichten, Zeit vorstellen",
         ("demo.choose_person", "demo.messages", "demo.move_clock", "demo.enter"), EVERYBODY),
    Page("Aufgabe per Link, wer den Link oder den Code nicht hat", ("by_link.show", "by_link.enter", "guest_task.show",
         "guest_task.submit", "guest_task.paper"), {}),
    Page("Abmelden", ("login.leave",), EVERYBODY),
)  # fmt: skip
"""Pages that belong to no case. Those that change who is signed in come last."""

PAGES = (*CASE_PAGES, *OTHER_PAGES)
