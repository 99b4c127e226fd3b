"""Settings, read once from the environment. The time zone is not one of them: it is Europe/Zurich."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.errors import AppError

ROOT = Path(__file__).resolve().parent.parent
DEMO_FILE = ROOT / "var" / "demo.db"
OIDC = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
SAFE_ISSUERS = ("https://", "http://127.0.0.1:", "http://localhost:")
SCANNER = re.compile(r"tcp://[^/\s:]+:\d{1,5}|unix:///\S+")
REQUIRED = ("DATABASE_URL", "SECRET_KEY", "SMTP_URL", "BASE_URL")


class ConfigError(AppError):
    """Die Einstellungen sind unvollständig."""


@dataclass(frozen=True)
class Settings:
    """Everything that differs between machines. `smtp_url` None keeps messages in the house (demonstration only).

    `proxies`: how many proxies of ours stand before the web server and add the browser's address to X-Forwarded-For.
    `clamd`: where the program listens that looks for malware in uploaded files; empty where there is none.
    `oidc_issuer`: the OpenID Connect provider that people may sign in with; empty where there is none.
    """

    database_url: str
    secret_key: str
    base_url: str
    smtp_url: str | None
    mail_sender: str = "nahtstelle@example.org"
    demo: bool = False
    session_hours: float = 8.0
    proxies: int = 0
    clamd: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    four_eyes: bool = False
    workflows: Path = ROOT / "workflows"
    forms: Path = ROOT / "forms"


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this machine. Raises ConfigError naming what is missing.

    With NAHTSTELLE_DEMO=1 everything has a default; otherwise DATABASE_URL, SECRET_KEY, SMTP_URL and BASE_URL must be
    there. MAIL_SENDER, SESSION_HOURS, PROXIES, CLAMD, the three of OIDC and FOUR_EYES may be set too.
    """
    demo = environment.get("NAHTSTELLE_DEMO") == "1"
    missing = [name for name in REQUIRED if not environment.get(name)]
    if missing and not demo:
        raise ConfigError(
            "Nahtstelle startet nicht, weil Einstellungen fehlen: "
            + ", ".join(missing)
            + ". Setzen Sie sie als Umgebungsvariablen, oder starten Sie die Vorführung mit «nahtstelle demo»."
        )
    _check_oidc(environment)
    _check_scanner(environment.get("CLAMD", ""))
    port = environment.get("PORT", "8000")
    return Settings(
        database_url=environment.get("DATABASE_URL") or f"sqlite:///{DEMO_FILE}",
        secret_key=environment.get("SECRET_KEY") or "only-for-the-demonstration",
        base_url=(environment.get("BASE_URL") or f"http://localhost:{port}").rstrip("/"),
        smtp_url=environment.get("SMTP_URL") or None,
        mail_sender=environment.get("MAIL_SENDER", "nahtstelle@example.org"),
        demo=demo,
        session_hours=_number("SESSION_HOURS", environment.get("SESSION_HOURS", "8")),
        proxies=int(_number("PROXIES", environment.get("PROXIES", "0"))),
        clamd=environment.get("CLAMD", ""),
        oidc_issuer=environment.get("OIDC_ISSUER", ""),
        oidc_client_id=environment.get("OIDC_CLIENT_ID", ""),
        oidc_client_secret=environment.get("OIDC_CLIENT_SECRET", ""),
        four_eyes=environment.get("FOUR_EYES", "") == "1",
    )


def _check_oidc(environment: Mapping[str, str]) -> None:
    given = [bool(environment.get(name)) for name in OIDC]
    if any(given) and not all(given):
        raise ConfigError("Für die Anmeldung mit einem anderen Konto braucht es alle drei: " + ", ".join(OIDC) + ".")
    if any(given) and not environment["OIDC_ISSUER"].startswith(SAFE_ISSUERS):
        raise ConfigError("OIDC_ISSUER muss mit https:// beginnen.")


def _check_scanner(address: str) -> None:
    if address and not SCANNER.fullmatch(address):
        raise ConfigError("CLAMD muss eine Adresse sein wie tcp://localhost:3310 oder unix:///run/clamav/clamd.ctl.")


def _number(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise ConfigError(f"{name} muss eine Zahl sein, nicht «{text}».") from error
