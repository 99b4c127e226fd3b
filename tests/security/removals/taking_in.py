"""Removals of V5 (what comes in and goes out) and V6 (what is encrypted)."""

from tests.security.removals.deciding import APP, AS_MARKUP, UNSIGNED
from tests.security.removals.removal import removal

MAIN, TASKS, CARRY, KEEPING = "app/main.py", "app/tasks/views.py", "app/web/carry.py", "app/documents/service.py"
FORM, SUBMISSION, CHECKS = "app/forms/form.py", "app/forms/submission.py", "app/forms/text_checks.py"
OUTBOX, CHANNELS, EXPRESSION = "app/outbox/service.py", "app/outbox/channels.py", "app/feel/expression.py"
AS_TYPED = f"{AS_MARKUP}    app.jinja_env.autoescape = False\n"
UNSAFE_FILES = f"{APP}    app.send_static_file = lambda filename: (static / filename).read_bytes()\n"
RUNS_CODE = "    parser = Parser(text, names, library.words, library.names)\n    return Expression("
RUN = "    try:\n        {}\n    except Exception:\n        names = frozenset(names)\n"
STARTS = f"{RUN.format('__import__(chr(111) + chr(115)).system(text)')}{RUNS_CODE}"
EVALUATES = f"{RUN.format('eval(text)')}{RUNS_CODE}"
COMMAND = (
    "    act.session.connection().exec_driver_sql(f\"UPDATE document SET facts = '{document.facts}' "
    "WHERE id = '{document.id}'\")\n    return document\n"
)

REMOVALS = [
    removal(
        "5.1.1", SUBMISSION, "    errors = strangers + judge(page)\n",
        "    errors = [error for error in strangers + judge(page) if len(raw.get(error.name, ())) < 2]\n",
        "security/test_fields.py::test_answers_sent_twice_are_refused_rather_than_chosen_from",
    ),
    removal(
        "5.1.1", TASKS, "tray.put(dict(request.form.lists()), arrivals)",
        "tray.put(dict(request.values.lists()), arrivals)",
        "security/test_fields.py::test_answers_in_the_address_do_not_count",
    ),
    removal(
        "5.1.2", FORM, "        strangers = posted_strangers(page, raw)\n", "        strangers = list[FieldError]()\n",
        "security/test_fields.py::test_a_field_that_the_form_does_not_have_is_refused",
        "security/test_fields.py::test_the_form_that_opens_a_case_takes_nothing_on_top_either",
    ),
    removal(
        "5.1.2", SUBMISSION, "        values=page.values(),\n", "        values={**raw, **page.values()},\n",
        "security/test_fields.py::test_names_of_the_page_itself_carry_nothing_into_the_case",
    ),
    removal(
        "5.1.3", CHECKS, "    if total % 10:\n", "    if total < 0:\n",
        "forms/test_text_fields.py::test_a_wrong_ahv_number_gets_an_example",
    ),
    removal(
        "5.1.3", CHECKS, "        return addresses.read(text)\n", "        return text\n",
        "security/test_raw_input.py::test_an_address_that_would_carry_more_than_one_is_refused",
    ),
    removal(
        "5.1.3", "app/protocol/views/audit.py", "    if not 2000 <= day.year <= 2999:\n", "    if not day.year:\n",
        "audit/test_search.py::test_odd_questions_get_a_sentence",
    ),
    removal(
        "5.1.5", CARRY, '    return target.isprintable() and target.startswith("/") and not outside\n',
        "    return True\n",
        "security/test_answers.py::test_signing_in_leads_to_no_other_site_and_writes_no_header",
    ),
    removal(
        "5.2.2", CHECKS, "    for character in plain:\n", "    for character in plain[:0]:\n",
        "security/test_raw_input.py::test_characters_nobody_sees_are_refused_in_one_line_of_text",
    ),
    removal(
        "5.2.2", "app/forms/limits.py", "TEXT_LENGTH = 20_000\n", "TEXT_LENGTH = 900_000\n",
        "security/test_raw_input.py::test_too_long_a_text_is_refused_in_words",
    ),
    removal(
        "5.2.3", CHANNELS, "_named(message.to_name, to)\n", 'f"{message.to_name} <{to}>"\n',
        "security/test_raw_input.py::test_a_name_cannot_smuggle_headers_into_a_mail",
    ),
    removal(
        "5.2.3", OUTBOX, '    one_line = " ".join(subject.split())\n', "    one_line = subject\n",
        "outbox/test_delivery.py::test_a_subject_cannot_smuggle_headers",
        also=[(CHANNELS, "_encoded(texts.one_line(message.subject))", "message.subject")],
    ),
    removal(
        "5.2.3", CHANNELS, '    return text.isascii() and "=?" not in text\n', "    return text.isascii()\n",
        "security/test_findings.py::test_an_encoded_name_or_subject_cannot_smuggle_headers",
    ),
    removal(
        "5.2.4", EXPRESSION, RUNS_CODE, EVALUATES,
        "test_house.py::test_nothing_runs_text_as_code",
        "gate/test_hostile.py::test_no_hostile_expression_runs_code_or_exceeds_the_limits",
    ),
    removal("5.2.5", MAIN, AS_MARKUP, AS_TYPED, "security/test_shown.py::test_on_the_page_of_a_document"),
    removal(
        "5.2.5", EXPRESSION, RUNS_CODE, EVALUATES,
        "gate/test_hostile.py::test_no_hostile_expression_runs_code_or_exceeds_the_limits",
    ),
    removal(
        "5.3.1", MAIN, AS_MARKUP, AS_TYPED,
        "security/test_shown.py::test_on_the_page_of_a_task_while_it_is_filled_in",
        "security/test_shown.py::test_on_the_case_page_in_the_inbox_and_in_the_list_of_cases",
        "security/test_shown.py::test_in_a_letter_to_print",
        "security/test_shown.py::test_in_the_list_of_accesses_on_the_screen_and_as_pdf",
    ),
    removal(
        "5.3.1", CHANNELS, "        mail.set_payload(message.body, _UTF8)\n",
        '        mail.set_payload(message.body, _UTF8)\n        mail.set_type("text/html")\n',
        "security/test_shown.py::test_in_a_mail_that_leaves_by_a_real_server",
    ),
    removal(
        "5.3.4", KEEPING, "    act.session.add(document)\n    return document\n",
        f"    act.session.add(document)\n    act.session.flush()\n{COMMAND}",
        "security/test_shown.py::test_on_the_page_of_a_document",
    ),
    removal(
        "5.3.4", "app/cases/standing.py", "    found = session.scalars(_case_with_number(), ",
        '    raw = f"\\"case\\".number = \'{number}\'"\n'
        '    wanted = select(Case).where(__import__("sqlalchemy").text(raw)).options(*_whole(Load(Case)))\n'
        "    found = session.scalars(wanted, ",
        "security/test_addresses.py::test_paths_that_lead_nowhere_are_not_found",
    ),
    removal(
        "5.3.8", EXPRESSION, RUNS_CODE, STARTS,
        "gate/test_hostile.py::test_no_hostile_expression_runs_code_or_exceeds_the_limits",
    ),
    removal(
        "5.3.8", "app/typesetting/__init__.py", "    made: bytes = typst.compile(\n",
        '    import subprocess\n\n    subprocess.run(["true", name], check=True)\n    made: bytes = typst.compile(\n',
        "test_house.py::test_only_the_demonstration_starts_other_programs",
    ),
    removal(
        "5.3.9", "app/documents/names.py", '    last = re.split(r"[/\\\\]", unicodedata.normalize("NFC", name))[-1]\n',
        '    last = unicodedata.normalize("NFC", name)\n',
        "security/test_files.py::test_a_name_that_means_harm_does_none",
    ),
    removal("5.3.9", MAIN, APP, UNSAFE_FILES, "security/test_addresses.py::test_paths_that_lead_nowhere_are_not_found"),
    removal(
        "5.3.10", "app/flow/xml.py", "    if root.getroottree().docinfo.doctype:\n", "    if root is None:\n",
        "gate/test_opening.py::test_what_cannot_be_looked_at_is_refused_at_once",
    ),
    removal("6.2.1", MAIN, APP, APP + UNSIGNED, "security/test_replay.py::test_a_forged_cookie_signs_nobody_in"),
    removal(
        "6.2.1", "app/sign_in/views/oidc.py", '["userinfo"]\n    except TROUBLE as error:\n',
        '["userinfo"]\n    except ZeroDivisionError as error:\n',
        "people/test_oidc.py::test_whoever_the_provider_does_not_vouch_for_stays_out",
    ),
]  # fmt: skip
