"""Texts in the reader's language. Sources are German; a catalogue under `translations/` may translate them."""

from datetime import date, datetime, timedelta
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

from babel.dates import format_date, format_datetime

LOCALE = "de_CH"
TRANSLATIONS = Path(__file__).with_name("translations")


@cache
def catalogue(language: str = LOCALE) -> NullTranslations:
    """The catalogue of a language; an empty one, which leaves the German texts, where there is none."""
    return translation("messages", TRANSLATIONS, [language], fallback=True)


def gettext(text: str) -> str:
    """The translation of `text`."""
    return catalogue().gettext(text)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The translation that fits `number`."""
    return catalogue().ngettext(singular, plural, number)


def day(value: date | None, form: str = "dd.MM.yyyy") -> str:
    """A date: 09.02.2027."""
    return format_date(value, form, locale=LOCALE) if value else ""


def weekday(value: date | None) -> str:
    """A date with its weekday: Di 09.02.2027."""
    return f"{format_date(value, 'EEE', locale=LOCALE).rstrip('.')} {day(value)}" if value else ""


def near_day(value: date, today: date) -> str:
    """A date in words while it is near: heute, morgen, Di 19.1.; «Di 19.1.», and with its year in another one."""
    name = f"{format_date(value, 'EEE', locale=LOCALE).rstrip('.')} {day(value, 'd.M.')}"
    if value.year != today.year and abs((value - today).days) > 60:
        name += day(value, "yyyy")
    if value == today:
        return gettext("heute")
    return gettext("morgen, %(day)s") % {"day": name} if value == today + timedelta(days=1) else name


def moment(value: datetime | None) -> str:
    """A moment: 09.02.2027, 14:05."""
    return format_datetime(value, "dd.MM.yyyy, HH:mm", locale=LOCALE) if value else ""


def francs(rappen: int) -> str:
    """An amount in Rappen as «CHF 2'400.00»."""
    return f"CHF {rappen / 100:,.2f}".replace(",", "'")
