"""The second factor: codes of an authenticator app (TOTP, RFC 6238), and codes on paper for when the phone is lost."""

import hashlib
import secrets
from datetime import datetime

import pyotp
import segno
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.people import roles
from app.people.models import RecoveryCode, SecondFactor, User

ISSUER = "Nahtstelle"
SECONDS = 30
CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that cannot be mistaken for one another."""


def is_required(user: User) -> bool:
    """Whether `user` may only work with a second factor."""
    return roles.has_role(user, *roles.SENSITIVE)


def is_set_up(session: Session, user: User) -> bool:
    """Whether signing in as `user` takes a code."""
    row = session.get(SecondFactor, user.id)
    return row is not None and row.confirmed


def begin(session: Session, user: User) -> None:
    """Makes a secret for the app of `user`; it counts once they have confirmed it."""
    if session.get(SecondFactor, user.id) is None:
        session.add(SecondFactor(user_id=user.id, secret=pyotp.random_base32(), confirmed=False, last_step=0))


def pending_secret(session: Session, user: User) -> str | None:
    """The secret that `user` has still to put into their app; a confirmed one is never shown again."""
    row = session.get(SecondFactor, user.id)
    return None if row is None or row.confirmed else row.secret


def picture(user: User, secret: str) -> str:
    """The secret as a QR code that an app reads: a picture's address (data:)."""
    address = pyotp.TOTP(secret, interval=SECONDS).provisioning_uri(name=user.username, issuer_name=ISSUER)
    return str(segno.make(address, error="m").svg_data_uri(scale=5, border=3, light="white"))


def set_up(session: Session, user: User, code: str, now: datetime) -> list[str] | None:
    """With a right code the second factor counts from now on: returns the codes for paper, which nobody sees again."""
    row = session.get(SecondFactor, user.id, with_for_update=True)
    if row is None or row.confirmed or not _is_fresh(row, code, now):
        return None
    row.confirmed = True
    codes = ["-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4)) for _ in range(CODES)]
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    session.add_all(RecoveryCode(hash=_hash(user, text), user_id=user.id) for text in codes)
    return codes


def accepts(session: Session, user: User, code: str, now: datetime) -> bool:
    """Whether `code` is the app's at the moment, or one from paper; none of them counts twice."""
    row = session.get(SecondFactor, user.id, with_for_update=True)
    if row is None or not row.confirmed:
        return False
    return _is_fresh(row, code, now) or _is_from_paper(session, user, code)


def remove(session: Session, user: User) -> None:
    """Signing in as `user` takes no code any more."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    session.execute(delete(SecondFactor).where(SecondFactor.user_id == user.id))


def _is_fresh(row: SecondFactor, code: str, now: datetime) -> bool:
    """Compares with the codes of this half minute and its neighbours, as clocks differ; notes the one used."""
    given = "".join(code.split())
    this = int(now.timestamp()) // SECONDS
    app = pyotp.TOTP(row.secret, interval=SECONDS)
    for step in (this - 1, this, this + 1):
        if step > row.last_step and secrets.compare_digest(app.at(step * SECONDS).encode(), given.encode()):
            row.last_step = step
            return True
    return False


def _is_from_paper(session: Session, user: User, code: str) -> bool:
    row = session.get(RecoveryCode, _hash(user, code))
    if row is None or row.user_id != user.id:
        return False
    session.delete(row)
    session.flush()
    return True


def _hash(user: User, code: str) -> str:
    plain = "".join(character for character in code.lower() if character.isalnum())
    return hashlib.sha256(f"{user.id} {plain}".encode()).hexdigest()
