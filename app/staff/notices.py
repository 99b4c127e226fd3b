"""Telling people by mail that the way they sign in was changed, perhaps by somebody else. No mail holds a secret."""

from app.act import Act
from app.outbox.service import post
from app.people.models import User

PASSWORD = "Ihr Passwort wurde geändert"
FIRST_PASSWORD = "Sie erhalten ein neues erstes Passwort"
FACTOR_ON = "Das Anmelden mit Code ist eingeschaltet"
FACTOR_OFF = "Das Anmelden mit Code ist ausgeschaltet"
ADDRESS = "Ihre E-Mail-Adresse wurde geändert"


def tell(act: Act, user: User, what: str, address: str = "") -> None:
    """Puts a mail to `user` into the outbox. address: where to send it instead, as an address they had before."""
    body = (
        f"Guten Tag {user.name}\n\n{what}.\n\nWaren Sie das nicht, oder wissen Sie nichts davon? Dann melden Sie sich "
        "sofort bei der Verwaltung Ihrer Stelle oder bei der Betriebsstelle.\n\nFreundliche Grüsse\nNahtstelle\n\n"
        "Diese Nachricht wurde automatisch verschickt."
    )
    post(act, to_name=user.name, to_address=address or user.email, subject=what, body=body)
