"""Text fields: what is cleaned, what is refused, and the checks that know about Switzerland."""

import pytest

from tests.forms.builders import complaint_about, form_of, load, text, value_of


def test_a_text_is_stripped_and_composed() -> None:
    assert value_of(text(), "  Zu\u0308rich ") == "Z\u00fcrich"


def test_an_empty_optional_text_is_null() -> None:
    assert value_of(text(), "   ") is None


def test_a_required_text_asks_to_be_filled_in() -> None:
    assert complaint_about(text(validate={"required": True}), " ") == "Bitte füllen Sie dieses Feld aus."


def test_lengths_count_the_stripped_text_and_include_their_bounds() -> None:
    bounded = text(validate={"minLength": 2, "maxLength": 4})
    assert value_of(bounded, " ab ") == "ab"
    assert value_of(bounded, "abcd") == "abcd"
    assert "mindestens 2" in complaint_about(bounded, " a ")
    assert "höchstens 4" in complaint_about(bounded, "abcde")


def test_one_line_stays_one_line_while_a_text_area_keeps_its_lines() -> None:
    for end in ("\n", "\r\n", "\v", "\u2028"):
        assert complaint_about(text(), f"a{end}b") == "Bitte schreiben Sie hier nur eine Zeile."
        assert value_of(text() | {"type": "textarea"}, f"a{end}b") == "a\nb"
    assert value_of(text(), "aus\tExcel\t") == "aus Excel"
    assert value_of(text() | {"type": "textarea"}, "a\r\nb\tc") == "a\nb\tc"


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x7f", "\u202e", "\u2066", "\ud800"])
def test_control_characters_are_refused(character: str) -> None:
    assert "Steuerzeichen" in complaint_about(text() | {"type": "textarea"}, f"a{character}b")


def test_a_pattern_is_searched_not_matched_and_knows_ascii_digits_only() -> None:
    anywhere = text(validate={"pattern": r"\d{2}", "patternErrorMessage": "Zwei Ziffern."})
    assert value_of(anywhere, "ab12cd") == "ab12cd"
    assert complaint_about(anywhere, "ab1cd") == "Zwei Ziffern."
    assert complaint_about(anywhere, "\u0661\u0662") == "Zwei Ziffern."
    assert complaint_about(text(validate={"pattern": "^a$"}), "ab") == "Bitte prüfen Sie die Schreibweise."


def test_a_catastrophic_pattern_is_harmless() -> None:
    assert complaint_about(text(validate={"pattern": "^(a+)+$"}), "a" * 5000 + "!")


@pytest.mark.parametrize("typed", ["erika.muster@example.ch", "e+x@a-b.example.org", "info@zürich-soziales.ch"])
def test_an_e_mail_address_is_kept(typed: str) -> None:
    assert value_of(text(validate={"validationType": "email"}), typed) == typed


@pytest.mark.parametrize(
    "typed",
    ["erika", "erika@", "@example.ch", "a b@example.ch", "a@example", "a@-x.ch", "a..b@x.ch", ".a@x.ch", "a.@x.ch"],
)
def test_what_is_no_e_mail_address_gets_an_example(typed: str) -> None:
    assert "z. B. erika.muster@example.ch" in complaint_about(text(validate={"validationType": "email"}), typed)


def test_telephone_numbers_are_kept_as_typed() -> None:
    phone = text(validate={"validationType": "phone"})
    assert value_of(phone, "+41 (0)41 228 45 67") == "+41 (0)41 228 45 67"
    assert "041 228 45 67" in complaint_about(phone, "041 22")
    assert "041 228 45 67" in complaint_about(phone, "ruf an")


def test_web_addresses_need_a_scheme_of_the_web() -> None:
    address = text(validate={"validationType": "url"})
    assert value_of(address, "https://www.example.ch/a?b=1") == "https://www.example.ch/a?b=1"
    for typed in ("www.example.ch", "javascript:alert(1)", "https://", "https://[", "http://local host.ch"):
        assert "https://" in complaint_about(address, typed)


AHV = text(properties={"check": "ahv"})


@pytest.mark.parametrize("typed", ["756.9217.0769.85", "7569217076985", " 756 9217 0769 85 "])
def test_an_ahv_number_is_written_with_dots(typed: str) -> None:
    assert value_of(AHV, typed) == "756.9217.0769.85"


@pytest.mark.parametrize("typed", ["756.9217.0769.84", "757.9217.0769.85", "756.9217.0769", "756.9217.0769.855", "abc"])
def test_a_wrong_ahv_number_gets_an_example(typed: str) -> None:
    assert "z. B. 756.1234.5678.97" in complaint_about(AHV, typed)


def test_the_example_in_the_ahv_message_is_valid_itself() -> None:
    assert value_of(AHV, "756.1234.5678.97") == "756.1234.5678.97"


def test_a_field_may_have_its_own_sentence_for_every_mistake() -> None:
    own = text(validate={"required": True, "minLength": 3}, properties={"error": "Bitte den Ort."})
    assert complaint_about(own, "") == "Bitte den Ort."
    assert complaint_about(own, "ab") == "Bitte den Ort."


def test_ten_megabytes_of_text_are_refused_and_not_kept() -> None:
    submission = load(form_of(text()), {"name": "x" * 10_000_000})
    assert "20'000 Zeichen" in submission.errors[0].message
    assert len(submission.raw["name"][0]) <= 20_001


def test_a_text_sent_twice_is_refused() -> None:
    assert "mehrfach" in complaint_about(text(), ["a", "b"])
