"""Ways to send a message. A channel is one class with `send`, which raises DeliveryError and nothing else."""

import smtplib
import ssl
from collections.abc import Iterable
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import unquote, urlsplit

from app.errors import AppError
from app.outbox.models import Message

TIMEOUT_SECONDS = 20


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
    """Sends by SMTP. url: `smtp://[user:password@]host[:port]`, `smtp+starttls://…` or `smtps://…`."""

    def __init__(self, url: str, sender: str) -> None:
        self._parts = urlsplit(url)
        self._sender = sender

    def send(self, message: Message) -> None:
        """Hands the message to the server. Its Message-ID is the row's id: a repeated delivery is recognised by it."""
        mail = EmailMessage()
        domain = self._sender.rpartition("@")[2]
        try:
            mail["From"] = Address("Nahtstelle", addr_spec=self._sender)
            mail["To"] = Address(_plain(message.to_name), addr_spec=message.to_address)
            mail["Subject"] = _plain(message.subject)
            mail["Message-ID"] = f"<{message.id}@{domain}>"
            mail["Auto-Submitted"] = "auto-generated"
            mail.set_content(message.body)
        # The email package refuses bad addresses and subjects with any of these.
        except (ValueError, MessageError, IndexError, AttributeError) as error:
            raise DeliveryError("Die Adresse oder der Betreff ist ungültig.", permanent=True) from error
        try:
            with self._connect() as server:
                server.send_message(mail)
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


def _plain(text: str) -> str:
    """Text that no mail program decodes as an encoded word: that could hold line breaks and so further headers."""
    return text.replace("=?", "= ?")


def _are_final(codes: Iterable[int]) -> bool:
    """Whether the server will never take it: RFC 5321 says so with codes from 500 on."""
    return all(code >= 500 for code in codes)
