"""Whatever people write, every paper of the house can be made, and nothing they wrote is lost without a trace."""

import random
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from app.audit.access_list import Day, Person
from app.clock import ManualClock
from app.personal_data import content, files
from app.protocol.paper import print_access_list
from app.typesetting import fonts, signs, typeset
from tests.typesetting.writings import EVERYTHING, SCRIPTS

LAYOUT = (
    '#let texts = json(bytes(sys.inputs.texts))\n#set document(title: "Probe", author: "Probe")\n'
    '#set text(lang: "de", font: json(bytes(sys.inputs.fonts)))\n= Probe\n#for one in texts [#one *#one*\n\n]'
)


@pytest.fixture
def layout(tmp_path: Path) -> Path:
    file = tmp_path / "layout.typ"
    file.write_text(LAYOUT)
    return file


def person_data(clock: ManualClock, text: str) -> content.PersonData:
    """The data of somebody of whom every text is `text`."""
    now, day = clock.now(), clock.now().date()
    answers = [content.Answer(text, text, text, text)]
    case = content.CaseData(
        number="IIZ-2027-0001", procedure=text, opened_at=now, closed_at=None, result=text, erase_on=day,
        participants=[content.Part(text, text, text, now, None)],
        consents=[content.Consent(text, text, text, now, day, None)],
        documents=[content.Paper(text, now, text, text, answers, withheld=1)],
        notes=[content.Jotting(now, text, text, text, text, text, 0)],
        messages=[content.Letter(now, text, text, text, text)], history=[content.Happening(now, text, text)],
        open_tasks=[content.Task(text, day)], invoices=[content.Bill(text, text, "1.00", text, text, now)],
        decisions=[content.Outcome(now, text, {text: [text, True, None]})], holds=[content.Hold(now, None)],
        accesses=[content.Access(now, text, text, text)],
    )  # fmt: skip
    return content.PersonData(content.FORMAT, now, text, text, text, [text], [case])


@pytest.mark.parametrize("kind", EVERYTHING)
def test_both_papers_of_the_house_can_be_made_of_it(kind: str, clock: ManualClock) -> None:
    text = EVERYTHING[kind]
    assert files.as_pdf(person_data(clock, text)).startswith(b"%PDF")
    seen = Day(clock.now().date(), [Person(text, text, [text])])
    assert print_access_list("IIZ-2027-0001", [seen], clock.now()).startswith(b"%PDF")


def test_most_scripts_are_shown_as_they_are_and_the_others_by_the_numbers_of_their_signs() -> None:
    by_number = {name for name, text in SCRIPTS.items() if "[U+" in signs.printable(text)}
    assert by_number == {
        "Syriac", "Thaana", "NKo", "Tibetan", "Cherokee", "Canadian", "Ogham", "Runic", "Mongolian", "Yi", "Tifinagh",
        "Javanese", "Balinese", "Vai", "Coptic", "Gothic", "Osmanya", "Adlam", "Cuneiform", "Egyptian", "Deseret",
        "Chakma", "Old Persian",
    }  # fmt: skip
    assert signs.printable("Tenzin བསྟ།") == "Tenzin [U+0F56][U+0F66][U+0F9F][U+0F0D]"


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("\uf0b7 Kurs\n\uf0a7 Praktikum", "• Kurs\n• Praktikum"),
        ("\uf0ff", "[U+F0FF]"),
        ("a\0b\x07", "a[U+0000]b[U+0007]"),
        ("a\r\nb\vc\u2028d", "a\nb\nc\nd"),
        ("Zu\u0308rich", "Zürich"),
        ("a\u064b ሰ\u0301", "a[U+064B] ሰ[U+0301]"),
        ("5️⃣ ❤️", "5⃣ ❤"),
        ("\ufeff\u2060\u202ea\u202c", "a"),
        ("\ud83d", "[U+D83D]"),
        ("\u3164", ""),
        ("می‌خواهم", "می‌خواهم"),
    ],
)
def test_what_is_pasted_is_printed_as_people_meant_it(written: str, printed: str) -> None:
    assert signs.printable(written) == printed


def test_ordinary_text_stays_as_it_is() -> None:
    for text in ("", "Grüezi «Zürich»\n– 2'400.50 €", SCRIPTS["Greek"], SCRIPTS["Han"]):
        assert signs.printable(text) == text


@pytest.mark.parametrize(
    "frame", ["{}", "a{}b", "\u0628{}\u0628", "5{}", "\u0915{}", "\u4f60{}\u200d{}", "\u200e{}\u0301"]
)
def test_no_sign_of_unicode_breaks_a_paper_wherever_it_stands(frame: str, layout: Path, clock: ManualClock) -> None:
    chance = random.Random(frame)
    some = {*chance.sample(range(sys.maxunicode + 1), 500), *chance.sample(range(0x3000), 800)}
    marks = [sign for sign in map(chr, range(0x3100)) if signs.printable(f"a{sign}") != f"a{sign}"]
    texts = [frame.format(sign, sign) for sign in (*map(chr, sorted(some)), *chance.sample(marks, 300))]
    assert typeset(layout, "texts", texts, clock.now()).startswith(b"%PDF")


def test_every_sign_of_every_font_can_be_printed(layout: Path, clock: ManualClock) -> None:
    texts = ["".join(sorted(font - {"\n"})[:3000]) for font in fonts.coverage()]
    assert typeset(layout, "texts", texts, clock.now()).startswith(b"%PDF")


def test_a_long_paper_of_many_scripts_takes_no_long_time(clock: ManualClock) -> None:
    data = person_data(clock, " ".join(EVERYTHING.values()))
    (case,) = data.cases
    assert files.as_pdf(replace(data, cases=[replace(case, documents=list(case.documents) * 10)])).startswith(b"%PDF")
