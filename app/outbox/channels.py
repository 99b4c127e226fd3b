"""Ways to send a message. A channel is one class with `send`, which raises DeliveryError and nothing else."""

import smtplib
import ssl
from collections.abc import Iterable, Iterator
from email.charset import QP, Charset
from email.message import Message as Mail
from email.policy import compat32
from email.utils import format_datetime, formataddr
from itertools import groupby
from typing import Protocol
from urllib.parse import unquote, urlsplit

from app import addresses, texts
from app.errors import AppError
from app.outbox.models import Message, MessageKind

TIMEOUT_SECONDS = 20
_UTF8 = Charset("utf-8")
_UTF8.body_encoding = QP
_POLICY = compat32.clone(linesep="\r\n", mangle_from_=False)
LONGEST_ENCODED = 75
"""No encoded word may be longer (RFC 2047)."""


class DeliveryError(AppError):
    """Die Nachricht konnte nicht zugestellt werden."""

    def __init__(self, message: str, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


class Channel(Protocol):
    """Sends one message. Raises DeliveryError."""

    def send(self, message: Message) -> None: ...


class InHouse:
    """Sends nothing: messages stay in the table, and the demonstration shows them."""

    def send(self, message: Message) -> None:
        """Does nothing; the page «Gesendete Nachrichten» shows the row."""


class Smtp:
    """Sends by SMTP. url: `smtp://[user:password@]host[:port]`, `smtp+starttls://…` or `smtps://…`.

    choice: the address of the page on which people choose how often they are written to; digests name it.
    """

    def __init__(self, url: str, sender: str, choice: str = "") -> None:
        self._choice = choice
        self._parts = urlsplit(url)
        self._sender = sender

    def send(self, message: Message) -> None:
        """Hands the message to the server. Its Message-ID is the row's id: a repeated delivery is recognised by it."""
        try:
            to = addresses.for_server(message.to_address)
        except addresses.AddressError as error:
            raise DeliveryError("An diese E-Mail-Adresse lässt sich nichts schicken.", permanent=True) from error
        mail = Mail()
        mail.set_payload(message.body, _UTF8)
        mail["From"] = f"Nahtstelle <{self._sender}>"
        mail["To"] = _named(message.to_name, to)
        mail["Subject"] = _encoded(texts.one_line(message.subject))
        mail["Message-ID"] = f"<{message.id}@{self._sender.rpartition('@')[2]}>"
        mail["Date"] = format_datetime(message.posted_at)
        mail["Auto-Submitted"] = "auto-generated"
        if message.kind == MessageKind.DIGEST:
            mail["List-Unsubscribe"] = f"<{self._choice}>"
        try:
            with self._connect() as server:
                server.sendmail(self._sender, [to], mail.as_bytes(policy=_POLICY))
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise DeliveryError("Der Mailserver nimmt diese Adresse nicht an.", _are_final(codes)) from error
        except smtplib.SMTPResponseException as error:  # at MAIL, at DATA or after it: it is not about the address
            raise DeliveryError(
                f"Der Mailserver nimmt die Nachricht nicht an ({error.smtp_code}).", _are_final([error.smtp_code])
            ) from error
        except (smtplib.SMTPException, OSError) as error:
            raise DeliveryError(f"Der Mailserver ist nicht erreichbar ({type(error).__name__}).") from error

    def _connect(self) -> smtplib.SMTP:
        parts = self._parts
        host, context = parts.hostname or "localhost", ssl.create_default_context()
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=context)
        else:
            server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_SECONDS)
        if parts.scheme == "smtp+starttls":
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        return server


def _named(name: str, address: str) -> str:
    """A recipient for a header. A name of plain letters needs no encoding, but quotes where it has signs of syntax."""
    plain = texts.one_line(name)
    return formataddr((plain, address)) if _is_plain(plain) else f"{_encoded(plain)} <{address}>"


def _encoded(line: str) -> str:
    """A line for a header (RFC 2047). Only words that need it are encoded, and neighbours among them as one.

    So hardly ever do two encoded words follow each other: there are programs that show a blank between them.
    """
    found: list[str] = []
    for is_plain, words in groupby(line.split(" "), lambda word: _is_plain(word) and word.isalnum()):
        together = " ".join(words)
        found += [together] if is_plain else _pieces(together)
    return " ".join(found)


def _pieces(text: str) -> Iterator[str]:
    """`text` as encoded words, none longer than is allowed."""
    piece = ""
    for sign in text:
        if len(_UTF8.header_encode(piece + sign)) > LONGEST_ENCODED:
            yield _UTF8.header_encode(piece)
            piece = ""
        piece += sign
    yield _UTF8.header_encode(piece)


def _is_plain(text: str) -> bool:
    """Whether text needs no encoding. What looks encoded is encoded once more: it could hold further headers."""
    return text.isascii() and "=?" not in text


def _are_final(codes: Iterable[int]) -> bool:
    """Whether the server will never take it: RFC 5321 says so with codes from 500 on."""
    return all(code >= 500 for code in codes)
