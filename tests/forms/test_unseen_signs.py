"""What people paste and cannot see is no answer, and no reason to refuse one."""

import sys
import unicodedata

import pytest

from tests.forms.builders import complaint_about, form_of, load, text, value_of
from tests.forms.test_text_fields import AHV

NAMED = "\u200b\ufeff\u00ad\u2060\u3164\u2800\u115f\u1160\uffa0\u034f\u180e\u200c\u200d\u200e\u200f\u2063\ufe0f\ufffc"
FORMATS = [chr(code) for code in range(sys.maxunicode) if unicodedata.category(chr(code)) in ("Cf", "Zs", "Zl", "Zp")]
DRAWN = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
ALONE = [*NAMED, *(sign for sign in FORMATS if sign not in DRAWN)]
BLANKS = ["\u00a0", "\u202f", "\u2009", "\u2007", "\u3000", "\t", "\v"]
UNSEEN = ["\u200b", "\ufeff", "\u00ad", "\u2060", "\u200e", "\u200f", "\u202a", "\u202c", "\u2066", "\u3164"]
EMAIL, PHONE = (text(validate={"validationType": kind}) for kind in ("email", "phone"))
URL = text(validate={"validationType": "url"})
IBAN = text(validate={"pattern": "^CH[0-9]{2}( ?[0-9]{4}){4} ?[0-9]$"})
NUMBER = {"type": "number", "id": "n", "key": "name", "label": "Zahl"}
DAY = {"type": "datetime", "id": "d", "key": "name", "subtype": "date", "dateLabel": "Tag"}
TIME = {"type": "datetime", "id": "d", "key": "name", "subtype": "time", "timeLabel": "Zeit"}
MOMENT = {"type": "datetime", "id": "d", "key": "name", "subtype": "datetime", "dateLabel": "Tag", "timeLabel": "Zeit"}


@pytest.mark.parametrize("kind", ["textfield", "textarea"])
def test_a_text_of_which_nobody_sees_anything_is_no_answer(kind: str) -> None:
    field = text(validate={"required": True}) | {"type": kind}
    for signs in (*ALONE, *(f" {sign}\n{sign} " for sign in ALONE), NAMED, "".join(BLANKS)):
        if not any("\u202a" <= sign <= "\u202e" or "\u2066" <= sign <= "\u2069" for sign in signs):
            assert complaint_about(field, signs) == "Bitte füllen Sie dieses Feld aus.", ascii(signs)
    assert value_of(text(), NAMED) is None


@pytest.mark.parametrize("sign", UNSEEN, ids=ascii)
@pytest.mark.parametrize(
    ("field", "typed", "meant"),
    [
        (AHV, "756.9217.0769.85", "756.9217.0769.85"),
        (EMAIL, "erika@example.ch", "erika@example.ch"),
        (PHONE, "041 228 45 67", "041 228 45 67"),
        (URL, "https://example.ch/a", "https://example.ch/a"),
        (IBAN, "CH93 0076 2011 6238 5295 7", "CH93 0076 2011 6238 5295 7"),
        (NUMBER, "2'400.50", 2400.5),
        (DAY, "24.02.2027", "2027-02-24"),
        (TIME, "14:30", "14:30:00"),
        (MOMENT, "24.02.2027 14:30", "2027-02-24T14:30:00+01:00"),
    ],
)
def test_a_value_is_taken_whatever_nobody_sees_in_it(
    field: dict[str, object], typed: str, meant: object, sign: str
) -> None:
    middle = len(typed) // 2
    for pasted in (typed + sign, sign + typed, typed[:middle] + sign + typed[middle:], f"\ufeff{sign}{typed} {sign}"):
        assert value_of(field, pasted) == meant, ascii(pasted)


@pytest.mark.parametrize("blank", BLANKS, ids=ascii)
@pytest.mark.parametrize(
    ("field", "typed", "meant"),
    [
        (AHV, "756 9217 0769 85", "756.9217.0769.85"),
        (PHONE, "041 228 45 67", "041 228 45 67"),
        (IBAN, "CH93 0076 2011 6238 5295 7", "CH93 0076 2011 6238 5295 7"),
        (NUMBER, "2 400", 2400),
        (DAY, "24. 02. 2027", "2027-02-24"),
        (MOMENT, "24.02.2027 14:30", "2027-02-24T14:30:00+01:00"),
    ],
)
def test_blanks_of_every_width_are_blanks(field: dict[str, object], typed: str, meant: object, blank: str) -> None:
    if blank != "\v":
        assert value_of(field, typed.replace(" ", blank)) == meant
    assert value_of(field, f"{blank}{typed}{blank}") == meant


def test_hyphens_of_every_kind_are_hyphens_in_telephone_numbers() -> None:
    for hyphen in "\u2010\u2011\u2012\u2013\u2212":
        assert value_of(PHONE, f"041{hyphen}228 45 67") == "041-228 45 67"


def test_what_joins_letters_or_pictures_inside_a_text_stays() -> None:
    for written in (
        "می\u200cخواهم",
        "👨\u200d👩\u200d👧",
        "❤\ufe0f",
        "🏴\U000e0063\U000e0068\U000e007f",
        "Nach\u00admittag",
    ):
        assert value_of(text(), f"\ufeff{written}\u200b ") == written


def test_a_list_row_with_nothing_to_see_counts_as_blank() -> None:
    rows = {"type": "dynamiclist", "id": "l", "path": "zeilen", "label": "Zeilen", "isRepeating": True,
            "allowAddRemove": True, "defaultRepetitions": 1, "components": [text()]}  # fmt: skip
    given = load(form_of(rows), {"zeilen.0.name": "\u200b\u3164", "zeilen.1.name": "Kurs"})
    assert given.values == {"zeilen": [{"name": "Kurs"}]}
