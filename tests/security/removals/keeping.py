"""Removals of V7 (errors and logs) and V8 (data)."""

from tests.security.removals.removal import removal

DOORS, REQUEST, LOGIN = "app/doors.py", "app/web/request.py", "app/sign_in/views/login.py"
AUDIT, VERIFYING = "app/audit/service.py", "app/audit/verification.py"
TRIGGERS = "app/migrations/versions/0004_audit.py"
SHEET, DRAFTS, CARRY = "app/web/sheet.py", "app/drafts.py", "app/web/carry.py"
CASES, READING, STANDING = "app/casefile/views/cases.py", "app/consent/reading.py", "app/cases/standing.py"
LEAVING, COVERAGE, HOLDS = "app/consent/leaving.py", "app/retention/coverage.py", "app/retention/queries.py"
KEPT_OUT = "    cases.end_participation(act, gone, barred=not expired, expired=expired)\n"

REMOVALS = [
    removal(
        "7.1.1", REQUEST, "type(error).__name__, place, request.method", "str(error), place, request.method",
        "security/test_logs.py"
        "::test_a_whole_case_with_mistakes_and_failures_leaves_no_client_and_no_secret_in_the_logs",
        also=[("app/db/session.py", '"hide_parameters": True', '"hide_parameters": False')],
    ),
    removal(
        "7.1.1", REQUEST, "request.method, request.endpoint, type(error).__name__)",
        "request.method, request.path, type(error).__name__ + str(request.headers))",
        "security/test_logs.py"
        "::test_a_whole_case_with_mistakes_and_failures_leaves_no_client_and_no_secret_in_the_logs",
    ),
    removal(
        "7.1.1", AUDIT, "    if is_client(user):\n        return Actor", '    if user.id == "":\n        return Actor',
        "audit/test_reading.py::test_a_client_is_never_named_in_the_log",
    ),
    removal(
        "7.1.4", AUDIT, "        actor_name=by.name,\n", '        actor_name="",\n',
        "audit/test_chains.py::test_an_entry_keeps_who_and_what_as_it_was_said_and_is_bound_to_the_one_before",
    ),
    removal(
        "7.1.4", AUDIT, "        previous=last,\n", "        previous=FIRST,\n",
        "audit/test_chains.py::test_an_entry_keeps_who_and_what_as_it_was_said_and_is_bound_to_the_one_before",
    ),
    removal(
        "7.2.1", LOGIN,
        'audit.record(db(), chain_of_person(user.id), audit.actor(user), SIGNED_IN, "Anmeldung", parts().clock.now())',
        "db().flush()",
        "audit/test_reading.py::test_signing_in_and_out_is_recorded_in_a_chain_of_the_person",
    ),
    removal(
        "7.3.1", SHEET, "[_harmless(cell) for cell in row]", "list(row)",
        "security/test_shown.py::test_in_the_log_and_its_table_for_spreadsheets",
        "audit/test_sheet.py::test_no_cell_is_taken_for_a_formula",
    ),
    removal(
        "7.3.3", TRIGGERS, "    for statement in SQLITE if sqlite else POSTGRESQL:\n", "    for statement in ():\n",
        "audit/test_chains.py::test_the_database_itself_refuses_to_change_or_remove_entries",
    ),
    removal(
        "7.3.3", VERIFYING, "    elif entry.hash != digest(entry):\n", '    elif entry.hash == "":\n',
        "audit/test_chains.py::test_what_is_done_to_the_log_by_hand_is_found_and_named",
    ),
    removal(
        "7.3.3", DOORS, "Access.DATA_PROTECTION: lambda user: roles.has_role(user, roles.DATA_PROTECTION)",
        "Access.DATA_PROTECTION: roles.does_casework",
        "audit/test_search.py::test_the_log_is_open_to_data_protection_alone",
    ),
    removal(
        "7.3.4", "app/outbox/service.py", "        posted_at=act.now,\n", "        posted_at=datetime.now(),\n",
        "test_house.py::test_only_the_clock_knows_the_time",
    ),
    removal(
        "7.4.1", REQUEST, "message=error.message, status=error.status)",
        'message=f"{type(error).__name__}: {error.message}", status=error.status)',
        "security/test_answers.py::test_a_failing_step_is_answered_with_the_headers_and_without_a_trace",
    ),
    removal(
        "7.4.1", "app/tasks/unsent.py",
        "            flow.note_incident(session, self.instance_id, self.error.message, self.now)\n",
        "            pass\n",
        "web/test_failures.py::test_a_failing_step_keeps_the_task_open_and_the_reason_with_the_case",
    ),
    removal(
        "7.4.1", REQUEST, "    app.register_error_handler(Exception, _show_surprise)\n", "",
        "security/test_faults.py::test_without_a_database_people_read_a_page_and_no_header_is_missing",
    ),
    removal(
        "7.4.1", REQUEST, "message=AppError().message, status=500), 500",
        "message=f'Bitte: {error!r}', status=500), 500",
        "security/test_faults.py::test_without_a_database_people_read_a_page_and_no_header_is_missing",
    ),
    removal(
        "8.1.1", REQUEST, 'setdefault("Cache-Control", "no-store")', 'setdefault("Cache-Control", "private")',
        "security/test_answers.py::test_every_kind_of_answer_carries_the_same_headers",
        "security/test_answers.py::test_files_papers_and_diagrams_carry_the_headers_too",
    ),
    removal(
        "8.1.2", DRAFTS, "_ON_PATH = select(Draft).where(*_THEIRS)",
        "_ON_PATH = select(Draft).where(_THEIRS[1])",
        "security/test_drafts.py::test_a_draft_is_for_its_author_alone_even_among_colleagues_with_the_same_task",
    ),
    removal(
        "8.1.2", CARRY, '    if content["user"] != user_id:\n        return None\n', "",
        "security/test_drafts.py"
        "::test_what_somebody_typed_does_not_become_the_draft_of_a_colleague_in_the_same_browser",
    ),
    removal(
        "8.3.2", "app/personal_data/service.py", "handed = theirs if asks_for_oneself else _readable(",
        "handed = theirs if not document else _readable(",
        "personal_data/test_information.py::test_the_client_gets_everything_but_what_others_wrote_in_confidence",
    ),
    removal(
        "8.3.2", "app/personal_data/service.py", "for one in (standing, *others)]", "for one in (standing,)]",
        "personal_data/test_information.py"
        "::test_other_cases_of_the_person_are_in_it_as_far_as_the_asker_may_open_them",
    ),
    removal(
        "8.3.2", "app/cases/roles.py", "Right.KNOWS_NAME, Right.SEES_LOG, Right.SEES_RECALLS\n",
        "Right.KNOWS_NAME, Right.SEES_RECALLS\n",
        "audit/test_access_list.py::test_the_client_sees_day_by_day_who_did_what",
    ),
    removal(
        "8.3.3", READING, "        own = self.without_client or self.is_own(written)\n", "        own = True\n",
        "consent/test_reading.py::test_without_a_mandate_everybody_reads_only_their_own",
        "consent/test_sharing.py::test_without_a_mandate_a_task_shows_nothing_of_others",
    ),
    removal(
        "8.3.3", LEAVING, KEPT_OUT, "",
        "web/test_withdrawal_iiz.py::test_at_1640_two_who_are_reading_are_out_and_the_office_has_its_two_tasks",
        "web/test_withdrawal.py::test_who_hands_in_while_the_withdrawal_is_under_way_is_refused",
    ),
    removal(
        "8.3.3", STANDING, "    return case.mandate_until is not None and case.mandate_until < today\n",
        "    return False\n",
        "consent/test_expiry.py::test_from_midnight_on_the_others_are_out_though_no_worker_runs",
    ),
    removal(
        "8.3.3", "app/consent/recall.py", "    session.add(row)\n", "",
        "consent/test_recall.py::test_withdrawing_everything_lists_what_each_saw_but_not_its_own",
    ),
    removal(
        "8.3.5", CASES, "    note_read(case.number, documents.as_logged(found.document), shown)\n", "",
        "audit/test_reading.py::test_every_page_about_a_case_leaves_an_entry",
    ),
    removal(
        "8.3.8", COVERAGE, "    (Message.case_number, Case.number),\n", "",
        "retention/test_erasure.py::test_after_a_real_procedure_nothing_about_the_person_is_in_any_table",
    ),
    removal(
        "8.3.8", COVERAGE, "    (Grant.case_id, Case.id),\n", "",
        "retention/test_coverage.py::test_whatever_refers_to_a_case_directly_or_through_others_is_erased_with_it",
    ),
    removal(
        "8.3.8", "app/retention/erasure.py", "Instance.status.in_(FINISHED), ~is_held(), ~resting",
        "Instance.status.in_(FINISHED), ~resting",
        "retention/test_holds.py::test_a_held_case_outlasts_its_day_until_the_hold_is_lifted",
        also=[("app/retention/erasure.py", "None if standing(act.session, case) else case", "case")],
    ),
]  # fmt: skip
