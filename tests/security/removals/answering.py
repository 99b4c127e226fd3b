"""Removals of V10 (harmful code), V11 (order of work), V12 (files), V13 (addresses) and V14 (answers)."""

from tests.security.removals.removal import removal

ACCESS, MAIN, REQUEST, INTAKE = "app/web/access.py", "app/main.py", "app/web/request.py", "app/web/intake.py"
LOGIN, TASKS, CASES, LETTERS = (
    "app/sign_in/views/login.py", "app/tasks/views.py", "app/casefile/views/cases.py", "app/cases/letters.py"
)  # fmt: skip
CHECKING, PDF, ACTIONS = "app/documents/checking.py", "app/documents/pdf.py", "app/documents/pdf_actions.py"
OPENING, ATTACHMENTS, NAMES = "app/casefile/views/opening.py", "app/documents/attachments.py", "app/documents/names.py"
AT_ONCE = ("app/db/session.py", '"BEGIN IMMEDIATE" if writes else "BEGIN"', '"BEGIN"')
KNOWN = "            return scope.flattened(task)\n    raise TaskGoneError\n"
EVERY_ANSWER = "security/test_answers.py::test_every_kind_of_answer_carries_the_same_headers"
FILES_TOO = "security/test_answers.py::test_files_papers_and_diagrams_carry_the_headers_too"
SAVED = "documents/test_reading_files.py::test_who_handed_it_in_gets_it_back_as_a_file_to_save"
NUMBERS = "security/test_faults.py::test_six_who_open_the_first_cases_of_a_year_at_once_get_six_numbers"
SERVED = '    __import__("pathlib").Path("app/web/static", file.name).write_bytes(file.content)\n'
SEARCHED = "    hidden = any(_ACTIVE.search(part) for part in (_plain(content), *_unpacked(content)))\n"

REMOVALS = [
    removal(
        "10.2.2", REQUEST, '    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",\n', "", EVERY_ANSWER,
    ),
    removal("10.3.2", REQUEST, "script-src 'self'", "script-src *", EVERY_ANSWER),
    removal(
        "10.3.2", "app/web/templates/error.html", "{% block content %}\n",
        '{% block content %}\n<script src="https://cdn.example/x.js"></script>\n',
        "test_house.py::test_pages_load_nothing_from_elsewhere",
    ),
    removal(
        "11.1.1", "app/tasks/queries.py", "    if item.status != ItemStatus.OPEN:\n        raise TaskGoneError\n", "",
        "security/test_replay.py::test_steps_cannot_be_skipped",
        also=[
            ("app/flow/service.py", "        if item not in before:\n            raise TaskGoneError\n", ""),
            ("app/flow/engine.py", "        raise TaskGoneError\n    scope.merge", "        return\n    scope.merge"),
            ("app/flow/engine.py", KNOWN, KNOWN.replace("raise TaskGoneError", "return {}")),
        ],
    ),
    removal(
        "11.1.5", "app/tasks/service.py",
        "        if not any(other.instance.definition.key == process for other in others):\n", "        if process:\n",
        "web/test_reports.py::test_the_same_person_cannot_have_the_same_procedure_twice_at_once",
    ),
    removal(
        "11.1.5", LETTERS,
        "Message.case_number == case.number, Message.status.in_((MessageStatus.WAITING, MessageStatus.LETTER))\n",
        "Message.case_number == case.number, Message.status.in_((MessageStatus.FAILED,))\n",
        "web/test_reports.py::test_after_a_death_no_message_leaves_the_house",
    ),
    removal(
        "11.1.6", *AT_ONCE, "security/test_replay.py::test_the_same_form_handed_in_at_the_same_moment_counts_once",
        NUMBERS,
    ),
    removal(
        "11.1.6", "app/cases/service.py", ":year, 0) ON CONFLICT DO NOTHING", ":year, 0)", NUMBERS,
        database="postgresql",
    ),
    removal(
        "11.1.6", OPENING, "    if opening is not None and (known := ", "    if opening is None and (known := ",
        "security/test_replay.py::test_the_form_that_opens_a_case_opens_one_however_often_it_is_sent",
        also=[("app/cases/service.py", "    if opening is not None and session", "    if opening is None and session")],
    ),
    removal(
        "11.1.6", LOGIN, "        wait = brakes.count_try(own, attempt, now)\n",
        "        wait = brakes.seconds_to_wait(own, attempt, now)\n",
        "people/test_passwords.py::test_many_tries_at_the_same_moment_count_one_after_the_other",
    ),
    removal(
        "12.1.1", MAIN, "MAX_REQUEST_BYTES = 1_000_000\n", "MAX_REQUEST_BYTES = 100_000_000\n",
        "security/test_raw_input.py::test_ten_megabytes_are_refused_wherever_they_are_sent",
    ),
    removal(
        "12.1.1", MAIN, "        MAX_FORM_PARTS=1_000,\n", "        MAX_FORM_PARTS=1_000_000,\n",
        "security/test_raw_input.py::test_thousands_of_fields_are_refused",
    ),
    removal(
        "12.1.1", "app/gate/files.py", "        if facts.st_size > MAX_BYTES:\n", "        if facts.st_size < 0:\n",
        "gate/test_files.py::test_a_file_of_50_megabytes_is_not_even_read",
    ),
    removal(
        "12.1.1", INTAKE, "    if door is not None and door():\n", "    if door is not None:\n",
        "security/test_files.py::test_only_somebody_who_may_do_the_task_may_send_much_and_only_in_files",
    ),
    removal(
        "12.1.1", INTAKE, "MAX_FILE_REQUEST_BYTES = 21_000_000\n", "MAX_FILE_REQUEST_BYTES = 210_000_000\n",
        "security/test_files.py::test_too_much_at_once_is_refused_in_words",
    ),
    removal(
        "12.1.2", CHECKING, "    if max(size) > LONGEST_SIDE or width * height > MOST_PIXELS:\n",
        "    if width * height < 0:\n",
        "documents/test_checking.py::test_a_picture_that_would_unfold_to_gigabytes_is_refused",
    ),
    removal(
        "12.1.2", PDF, "        if not packer.eof or left < 0:\n            raise UnreadableError\n", "",
        "documents/test_checking.py::test_a_pdf_that_nobody_can_look_into_is_refused",
    ),
    removal(
        "12.1.3", ATTACHMENTS, "MOST_STAGED, MOST_STAGED_BYTES = 100, 100_000_000\n",
        "MOST_STAGED, MOST_STAGED_BYTES = 100_000, 100_000_000_000\n",
        "documents/test_uploads.py::test_nobody_piles_up_files_without_handing_them_in",
    ),
    removal(
        "12.2.1", CHECKING, "if content.startswith(begins)), \"\")\n",
        "if name.endswith((kind[-3:], \"jpg\")) and begins), \"\")\n",
        "documents/test_checking.py::test_the_content_decides_whatever_the_name_says",
    ),
    removal(
        "12.2.1", PDF, SEARCHED, "    hidden = False\n",
        "documents/test_checking.py::test_a_pdf_that_does_something_by_itself_is_refused_however_it_is_written",
    ),
    removal(
        "12.2.1", ACTIONS, " or _acts_when_opened(value) or ", " or ",
        "documents/test_checking.py::test_what_happens_on_opening_is_at_most_a_turn_of_the_page",
    ),
    removal(
        "12.2.1", ACTIONS, " or _acts_when_clicked(value)\n", "\n",
        "documents/test_checking.py::test_a_click_follows_a_link_and_does_nothing_else",
    ),
    removal(
        "12.4.1", CASES, "    for fact in found.facts:\n", "    for fact in documents.facts_in(found.document):\n",
        "documents/test_reading_files.py::test_each_file_follows_the_answer_it_belongs_to",
    ),
    removal(
        "12.4.1", ATTACHMENTS, "    session.add(attachment)\n", f"    session.add(attachment)\n{SERVED}",
        "documents/test_uploads.py::test_files_that_are_handed_in_are_kept_and_the_case_only_names_them",
    ),
    removal(
        "12.4.2", CHECKING, "    scanner.scan(content)\n", "",
        "security/test_files.py::test_malware_is_refused_and_noted_without_the_name_of_the_file",
        "security/test_files.py::test_without_an_answer_of_the_scanner_nothing_is_taken",
    ),
    removal(
        "12.5.2", CHECKING, "    _CHECKS[kind](content)\n", "",
        "security/test_files.py::test_a_page_that_pretends_to_be_a_picture_is_never_a_page",
    ),
    removal(
        "12.5.2", NAMES, "    ending = ending or KINDS[kind][0]\n", "",
        "security/test_files.py::test_a_page_that_pretends_to_be_a_picture_is_never_a_page",
    ),
    removal("12.5.2", CASES, "as_attachment=True", "as_attachment=False", SAVED),
    removal(
        "12.5.2", CASES, "policy, \"no-store\"\n", "answer.headers.get(\"x\", \"\"), \"no-store\"\n", SAVED,
    ),
    removal(
        "12.3.4", "app/protocol/views/audit.py", "'attachment; filename=\"protokoll.csv\"'", '"attachment"', FILES_TOO,
    ),
    removal(
        "13.1.1", REQUEST, "        _refuse_malformed()\n", "",
        "security/test_raw_input.py::test_a_wrong_encoding_gets_a_page_and_changes_nothing",
        "security/test_raw_input.py::test_bytes_that_are_no_text_are_refused",
    ),
    removal(
        "13.1.4", ACCESS, "        if user is None:\n            return False\n",
        "        if user is None:\n            return True\n",
        "people/test_roles.py::test_each_row_of_the_table_decides_for_everybody",
    ),
    removal(
        "13.1.4", "app/cases/standing.py", "    return row.institution_id == user.institution_id\n",
        "    return True\n",
        "security/test_addresses.py::test_another_ones_case_is_not_found_under_any_of_its_addresses",
    ),
    removal(
        "14.2.2", MAIN, "*([demo] if settings.demo else [])", "demo",
        "security/test_addresses.py::test_the_doors_of_the_demonstration_are_not_there_without_it",
        also=[(ACCESS, "            return demo\n", "            return True\n")],
    ),
    removal("14.4.1", REQUEST, '    "X-Content-Type-Options": "nosniff",\n', "", EVERY_ANSWER, FILES_TOO),
    removal(
        "14.4.1", CASES, 'Response(drawn, mimetype="application/xml")', "Response(drawn)", FILES_TOO,
    ),
    removal(
        "14.4.3", REQUEST, '    "X-Content-Type-Options": "nosniff",\n', "",
        EVERY_ANSWER,
        "security/test_answers.py::test_files_that_everybody_may_keep_are_not_taken_for_anything_else",
        "security/test_findings.py::test_a_failing_commit_is_answered_with_the_headers",
        "security/test_faults.py::test_without_a_database_people_read_a_page_and_no_header_is_missing",
    ),
    removal(
        "14.4.3", REQUEST, "        return _dressed(make_response(_show_surprise(error)))\n",
        "        return make_response(_show_surprise(error))\n",
        "security/test_findings.py::test_a_failing_commit_is_answered_with_the_headers",
    ),
    removal(
        "14.5.2", REQUEST, "        csrf.protect()\n", "",
        "security/test_replay.py::test_a_form_without_a_token_or_with_a_wrong_one_does_nothing",
        "web/test_work.py::test_a_form_without_its_token_is_not_handed_in",
    ),
    removal(
        "14.5.3", REQUEST, "        response.headers.setdefault(name, value)\n",
        '        response.headers.setdefault(name, value)\n    response.headers["Access-Control-Allow-Origin"] = "*"\n',
        EVERY_ANSWER,
    ),
    removal(
        "14.5.4", MAIN,
        "    if settings.proxies:\n        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies,",
        "    if settings:\n        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1,",
        "people/test_sign_ins.py::test_the_browsers_address_comes_from_as_many_proxies_as_are_ours",
    ),
]  # fmt: skip
