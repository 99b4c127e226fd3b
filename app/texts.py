"""Signs nobody sees, blanks of every width, line ends, and letters that count as the same: decided here for all rooms.

People paste from Word, Excel, web pages and mails. What they cannot see must neither count as an answer nor be the
reason why one is refused.
"""

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_FILLERS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\ufffc"
    "\U00016fe4\U0001d159\U000e0000-\U000e0fff]"
)
"""Signs that Unicode counts as letters, marks or symbols, and that show nothing by themselves."""
_VISIBLE_FORMATS = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
"""Arabic and Kaithi signs around a number: they count as invisible in Unicode, but are drawn."""
_UNSEEN = "\\s\u00ad\u180e\u200b\u200e\u200f\u2060-\u2064\u3164\ufeff"
_AROUND = re.compile(f"^[{_UNSEEN}\u200c\u200d]+|[{_UNSEEN}]+$")
JOINERS = "\u200c\u200d"
"""Join or part the letters around them, and make one picture of several."""
_OTHER_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ħ": "h", "ı": "i", "ŋ": "n",
     "ŧ": "t", "ɛ": "e", "ə": "e", "’": "'", "ʼ": "'", "‘": "'", "‐": "-", "‑": "-", "–": "-"}
)  # fmt: skip
"""Letters that are not made of a plain one and an accent, and signs that keyboards write in several ways."""


def with_line_ends(text: str) -> str:
    """`text` with `\\n` for every kind of line end; Word and web pages have their own."""
    return _LINE_ENDS.sub("\n", text)


def is_invisible(sign: str) -> bool:
    """Whether a sign shows nothing and takes no place: joiners, soft hyphens, marks of direction, fillers."""
    return bool(_FILLERS.match(sign)) or (unicodedata.category(sign) == "Cf" and sign not in _VISIBLE_FORMATS)


def is_blank(text: str) -> bool:
    """Whether nobody sees anything of `text`."""
    return all(sign.isspace() or is_invisible(sign) for sign in text)


def lines(text: str) -> str:
    """`text` composed (NFC), with plain line ends and nothing unseen around it; nothing where all of it is unseen.

    What joins letters or belongs to a picture before it stays at the end.
    """
    plain = unicodedata.normalize("NFC", with_line_ends(text))
    return "" if is_blank(plain) else _AROUND.sub("", plain)


def value(text: str) -> str:
    """A number, date, address or other value as it was meant: without invisible signs, with ordinary blanks."""
    seen = "".join(sign for sign in unicodedata.normalize("NFC", with_line_ends(text)) if not is_invisible(sign))
    return re.sub(r"[^\S\n]", " ", seen).strip()


def one_line(text: str) -> str:
    """`text` as a name or title: one line, single blanks, nothing invisible but what joins letters."""
    plain = unicodedata.normalize("NFC", text)
    seen = (sign if sign.isprintable() or sign in JOINERS else "" if is_invisible(sign) else " " for sign in plain)
    joined = " ".join("".join(seen).split())
    return "" if is_blank(joined) else joined


def folded(text: str) -> str:
    """`text` for finding and ordering: Özlem, ÖZLEM and özlem, composed or not, are all «ozlem»."""
    if text.isascii() and text.isprintable():  # most names; the long way takes thirty times as long
        return " ".join(text.casefold().split())
    apart = unicodedata.normalize("NFKD", text).casefold().translate(_OTHER_LETTERS)
    kept = (sign for sign in unicodedata.normalize("NFKD", apart) if not unicodedata.category(sign).startswith("M"))
    return " ".join("".join(sign for sign in kept if not is_invisible(sign)).split())
