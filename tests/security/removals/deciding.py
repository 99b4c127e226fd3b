"""Removals of V1 (how the house is built) and V4 (who may do what)."""

from tests.security.removals.removal import removal

DOORS, ACCESS, REQUEST, MAIN = "app/doors.py", "app/web/access.py", "app/web/request.py", "app/main.py"
READING, STANDING, ROLES = "app/consent/reading.py", "app/cases/standing.py", "app/people/roles.py"
LOGIN, ACCOUNT, SIGN_INS = "app/sign_in/views/login.py", "app/sign_in/views/account.py", "app/people/sign_ins.py"
CASES, TASKS, KEEPING = "app/casefile/views/cases.py", "app/tasks/views.py", "app/documents/service.py"
SCHEMA, FORM, MAP = "app/forms/schema.py", "app/forms/form.py", "app/emergency/service.py"
THEIRS = "    if row.institution_id is None:\n        return row.user_id == user.id\n"
APP = '    app = Flask("nahtstelle", static_folder=str(static), template_folder=None)\n'
UNSIGNED = (
    "    from itsdangerous import URLSafeTimedSerializer\n\n"
    "    URLSafeTimedSerializer.loads = lambda self, text, max_age=None, **_: self.loads_unsafe(text)[1]\n"
)
"""Everything that is signed is read without a look at its signature."""
AS_MARKUP = '    app.jinja_env.add_extension("jinja2.ext.i18n")\n'
PARTY = (
    "    from app.cases.service import add_participant\n    from app.people.queries import institution_by_key\n\n"
    '    for key in request.form.getlist("_party"):\n'
    '        add_participant(act(), case, "professional", institution_by_key(db(), key))\n'
)

REMOVALS = [
    removal(
        "1.1.6", DOORS, '    "personal_data.data": Access.CASEWORK,\n', "",
        "test_house.py::test_every_route_has_a_row_in_the_access_table_and_every_row_a_route",
    ),
    removal(
        "1.1.6", REQUEST, "doors().routes.get(request.endpoint)\n",
        "doors().routes.get(request.endpoint, Access.EVERYONE)\n",
        "test_house.py::test_a_route_without_a_row_cannot_be_opened",
    ),
    removal(
        "1.2.3", LOGIN, "    if not second_factor.is_set_up(db(), user):\n        return sign_in(user, target)\n",
        "    if user:\n        return sign_in(user, target)\n",
        "people/test_second_factor.py::test_signing_in_takes_the_password_and_a_code",
    ),
    removal(
        "1.2.3", LOGIN,
        'audit.record(db(), chain_of_person(user.id), audit.actor(user), SIGNED_IN, "Anmeldung", parts().clock.now())',
        "db().flush()",
        "audit/test_reading.py::test_signing_in_and_out_is_recorded_in_a_chain_of_the_person",
    ),
    removal(
        "1.2.4", "app/sign_in/views/oidc.py", "login import PROVEN_AT, proceed\n",
        "login import PROVEN_AT\nfrom app.sign_in.views.login import sign_in as proceed\n",
        "people/test_oidc.py::test_a_second_factor_is_asked_for_here_too",
    ),
    removal(
        "1.4.1", STANDING, "    return row.institution_id == user.institution_id\n", "    return True\n",
        "security/test_addresses.py::test_another_ones_task_is_neither_done_nor_taken_nor_given_back",
    ),
    removal(
        "1.4.5", READING, "        own = self.without_client or self.is_own(written)\n", "        own = True\n",
        "leaks/test_leaks.py::test_nobody_reads_what_is_not_for_them",
        "consent/test_reading.py::test_with_a_mandate_each_institution_reads_the_categories_it_was_granted",
        "consent/test_sharing.py::test_a_mandate_opens_its_categories_and_no_others",
    ),
    removal(
        "1.4.5", READING, "    return have_right(held, Right.KNOWS_NAME) or granted or (outside and any_consent)",
        "    return bool(held) or granted or outside or any_consent",
        "leaks/test_leaks.py::test_nobody_reads_what_is_not_for_them",
    ),
    removal(
        "1.4.5", "app/cases/recipients.py", "user.email, is_client(user))", "user.email)",
        "leaks/test_leaks.py::test_nobody_reads_what_is_not_for_them",
    ),
    removal(
        "1.4.5", READING, "hidden = self.protected and not ", "hidden = False and not ",
        "consent/test_sharing.py::test_a_protected_address_is_for_those_who_lead_the_case",
    ),
    removal(
        "1.5.1", SCHEMA, "if len(text) > rules.longest:", "if len(text) > 1_000_000:",
        "forms/test_text_fields.py::test_lengths_count_the_stripped_text_and_include_their_bounds",
    ),
    removal(
        "1.5.1", SCHEMA, " or not _NUMBER.match(text):", ":",
        "forms/test_numbers.py::test_what_is_no_decent_number_is_refused",
    ),
    removal(
        "1.5.2", MAIN, APP, APP + UNSIGNED,
        "security/test_replay.py::test_input_that_is_carried_through_the_sign_in_cannot_be_forged",
        "security/test_replay.py::test_a_forged_cookie_signs_nobody_in",
    ),
    removal(
        "1.5.3", FORM, "        strangers = posted_strangers(page, raw)\n", "        strangers = list[FieldError]()\n",
        "security/test_fields.py::test_a_field_that_the_form_does_not_have_is_refused",
    ),
    removal(
        "1.5.4", MAIN, AS_MARKUP, f"{AS_MARKUP}    app.jinja_env.autoescape = False\n",
        "security/test_shown.py::test_on_the_page_of_a_document",
    ),
    removal(
        "1.5.4", "app/web/sheet.py", "[_harmless(cell) for cell in row]", "list(row)",
        "security/test_shown.py::test_in_the_log_and_its_table_for_spreadsheets",
    ),
    removal(
        "1.7.1", CASES, '    note_read(case.number, "Bild des Verfahrens")\n', "",
        "audit/test_reading.py::test_every_page_about_a_case_leaves_an_entry",
    ),
    removal(
        "1.8.1", READING, "            return (author.key, category) in self.granted\n",
        "            return any(giver == author.key for giver, _ in self.granted)\n",
        "consent/test_reading.py::test_diagnoses_need_a_grant_of_their_own",
    ),
    removal(
        "1.11.2", "app/db/session.py", '"BEGIN IMMEDIATE" if writes else "BEGIN"', '"BEGIN"',
        "audit/test_chains.py::test_many_writers_at_once_never_fork_a_chain",
        "security/test_replay.py::test_the_same_form_handed_in_at_the_same_moment_counts_once",
    ),
    removal(
        "1.12.2", CASES, "as_attachment=True", "as_attachment=False",
        "documents/test_reading_files.py::test_who_handed_it_in_gets_it_back_as_a_file_to_save",
    ),
    removal(
        "1.12.2", CASES, "BytesIO(file.content), file.kind,", 'BytesIO(file.content), "text/html",',
        "documents/test_reading_files.py::test_who_handed_it_in_gets_it_back_as_a_file_to_save",
    ),
    removal(
        "1.14.6", "app/web/templates/error.html", "  <h1>", '  <h1 onclick="history.back()">',
        "test_house.py::test_pages_have_no_inline_styles_or_scripts",
    ),
    removal(
        "4.1.1", ACCESS, "        if user is None:\n            return False\n",
        "        if user is None:\n            return True\n",
        "people/test_roles.py::test_each_row_of_the_table_decides_for_everybody",
    ),
    removal(
        "4.1.1", ACCOUNT, "    was_first = user.first_password_until is not None\n",
        '    was_first = False\n    user.roles[0].role = request.form.get("role", user.roles[0].role)\n',
        "security/test_fields.py::test_nobody_gets_a_role_by_a_field_of_their_own_pages",
    ),
    removal(
        "4.1.1", TASKS, "    posted, refused = tray.put(", f"{PARTY}    posted, refused = tray.put(",
        "security/test_fields.py::test_who_takes_part_is_decided_by_the_procedure_alone",
    ),
    removal(
        "4.1.5", REQUEST, "        noting.write_notes()\n",
        "        try:\n            noting.write_notes()\n"
        "        except Exception:\n            logger.error('unrecorded')\n",
        "audit/test_reading.py::test_what_cannot_be_recorded_is_not_shown",
    ),
    removal(
        "4.1.5", "app/tasks/service.py", "        act.record(case.number, CHANGED, queries.in_words(item), given)\n",
        "",
        "audit/test_reading.py::test_work_that_cannot_be_recorded_is_not_done",
    ),
    removal(
        "4.2.1", STANDING, "    return row.institution_id == user.institution_id\n", "    return True\n",
        "security/test_addresses.py::test_another_ones_case_is_not_found_under_any_of_its_addresses",
    ),
    removal(
        "4.2.1", KEEPING, "Document.case_id == case.id, Document.id == document_id", "Document.id == document_id",
        "security/test_addresses.py::test_a_document_is_not_found_below_another_case",
    ),
    removal(
        "4.2.1", "app/cases/letters.py",
        '    .where(Message.case_number == bindparam("of_number"), Message.status == MessageStatus.LETTER)\n',
        "    .where(Message.status == MessageStatus.LETTER)\n",
        "security/test_addresses.py::test_a_letter_is_neither_shown_nor_marked_as_sent_below_another_case",
    ),
    removal(
        "4.2.1", SIGN_INS, "SignIn.id == sign_in_id, SignIn.user_id == user.id", "SignIn.id == sign_in_id",
        "security/test_addresses.py::test_a_sign_in_of_somebody_else_cannot_be_ended",
    ),
    removal(
        "4.2.2", REQUEST, "        csrf.protect()\n", "",
        "security/test_replay.py::test_a_form_without_a_token_or_with_a_wrong_one_does_nothing",
        "security/test_replay.py::test_the_token_of_another_session_does_nothing",
    ),
    removal(
        "4.3.1", REQUEST, "    lacks_code = second_factor.is_required(user) and not", "    lacks_code = False and not",
        "people/test_second_factor.py::test_sensitive_roles_do_nothing_without_a_second_factor",
    ),
    removal(
        "4.3.2", MAIN, APP, f"{APP}    app.send_static_file = lambda filename: (static / filename).read_bytes()\n",
        "security/test_addresses.py::test_paths_that_lead_nowhere_are_not_found",
    ),
    removal(
        "4.3.3", ROLES, "    return is_client(user) or has_role(user, CASEWORKER)",
        "    return is_client(user) or has_role(user, CASEWORKER, ADMIN)",
        "people/test_roles.py::test_an_administrator_sees_no_case",
    ),
    removal(
        "4.3.3", "app/staff/handover.py", "    if leaver.id == by.id:\n", '    if leaver.id == "":\n',
        "people/test_leaving.py::test_nobody_closes_their_own_account_or_that_of_another_institution",
    ),
    removal(
        "4.3.3", ROLES, "all(administers(user, one) for one in institutions)", "administers(user, institutions[0])",
        "people/test_administration.py::test_nobody_takes_over_an_account_with_wider_rights_than_their_own",
    ),
    removal(
        "4.3.3", ROLES, "    return user.id != other.id and all(", "    return all(",
        "people/test_administration.py::test_nobody_changes_their_own_account_here",
    ),
    removal(
        "4.3.3", MAP, "    return access.asker_id != user.id and roles", "    return roles",
        "emergency/test_asking.py::test_nobody_releases_or_refuses_their_own",
    ),
]  # fmt: skip
