"""Which tests ask PostgreSQL too in `make test`. All others ask SQLite there, and both in `make test-all`.

Here belongs what waits for a lock, claims a row, meets a constraint or a trigger, or is written otherwise for the one
than for the other. What a page shows to whom is the same on both: that walk puts the queries of every page to both.
"""

from collections.abc import Mapping

import pytest

BOTH: Mapping[str, str] = {
    "tests/access/test_access.py::test_everybody_may_open_what_the_table_says_and_nothing_else":
        "opens every page, so that each of their queries is put to both",
    "tests/audit/test_chains.py": "chains are locked, and guarded by triggers",
    "tests/audit/test_command.py": "chains are read back as they were written",
    "tests/audit/test_reading.py": "what cannot be recorded is not shown: a trigger refuses, and all is rolled back",
    "tests/audit/test_search.py": "texts and days are compared",
    "tests/by_link/test_door.py::test_the_client_does_her_task_from_the_mail_and_gets_a_receipt":
        "the link is locked with its case",
    "tests/cases/test_lists.py": "two write at the same moment, and plans are each database's own",
    "tests/consent/test_expiry.py": "a sweep skips what another one holds",
    "tests/consent/test_reading.py": "consent is compared with days and lists",
    "tests/consent/test_recall.py": "what was seen is gathered from the log by kind, office and day",
    "tests/consent/test_warnings.py": "a sweep compares days",
    "tests/crash": "what is left after a kill is what the database kept",
    "tests/db/test_lengths.py": "PostgreSQL refuses lengths that SQLite takes",
    "tests/digests/test_digests.py::test_a_digest_tells_what_still_waits_in_one_mail":
        "messages are claimed for one person after the other",
    "tests/documents/test_uploads.py::test_the_same_file_sent_twice_is_kept_once": "chosen files are claimed",
    "tests/documents/test_uploads.py::test_what_nobody_handed_in_is_removed_after_some_days": "a sweep compares days",
    "tests/documents/test_uploads.py::test_what_was_chosen_goes_as_soon_as_its_task_is_over": "files are claimed",
    "tests/emergency/test_asking.py::test_a_release_and_a_refusal_at_the_same_moment_do_not_both_count": "a lock",
    "tests/emergency/test_asking.py::test_a_request_is_dead_after_a_day_of_the_machine_whatever_the_clock_of_the_cases_says":
        "moments are compared",
    "tests/emergency/test_asking.py::test_of_two_releases_at_the_same_moment_exactly_one_counts": "a lock",
    "tests/flow": "cases are locked, timers and messages claimed by several workers",
    "tests/jobs": "several workers walk the timetable, and each row is done once",
    "tests/outbox": "messages are claimed by several workers",
    "tests/people/test_absences.py": "two people write at the same moment",
    "tests/people/test_administration.py": "of two administrators who block each other one stays",
    "tests/people/test_leaving.py": "parts and tasks change hands under constraints",
    "tests/people/test_migration.py": "tables that have rows are altered",
    "tests/people/test_names.py": "databases compare and order letters each in their own way",
    "tests/people/test_passwords.py": "failures are counted while many try at once",
    "tests/people/test_second_factor.py": "a code is used up under a lock",
    "tests/people/test_sign_ins.py": "keys of browsers are found and ended by their rows",
    "tests/reminders": "tasks are claimed by several workers, and moments compared",
    "tests/retention": "cases are claimed and erased with everything that refers to them",
    "tests/security/test_files.py::test_while_a_file_is_looked_through_others_can_write": "nobody waits for a lock",
    "tests/security/test_findings.py": "PostgreSQL refuses characters that SQLite takes",
    "tests/security/test_raw_input.py": "PostgreSQL refuses characters and lengths that SQLite takes",
    "tests/security/test_replay.py": "the same form at the same moment counts once",
    "tests/security/test_faults.py": "numbers are given out under a lock, and a server goes away",
    "tests/security/test_slow_clients.py": "nothing is locked while a body arrives",
    "tests/tasks/test_taking_back.py": "rows are put back under locks, in an order",
    "tests/test_house.py::test_the_migrations_make_the_tables_of_the_code": "the migrations are written for both",
    "tests/web/test_desk.py::test_whoever_may_not_know_a_name_does_not_find_by_it": "words are sorted by their bytes",
    "tests/web/test_desk.py::test_cases_are_found_by_the_beginnings_of_words_however_written": "words are compared",
    "tests/web/test_desk.py::test_each_part_narrows_the_list": "an index is walked from value to value",
    "tests/web/test_reports.py": "a person has a procedure once, by a constraint",
    "tests/web/test_withdrawal.py": "a withdrawal and a step wait for each other",
    "tests/web/test_withdrawal_iiz.py::test_at_1640_two_who_are_reading_are_out_and_the_office_has_its_two_tasks":
        "two read while the client withdraws",
    "tests/web/test_work.py::test_a_case_runs_from_opening_to_its_end": "case numbers are given out under a lock",
    "tests/workshop/test_at_once.py": "drafts and the log are locked while two write",
}  # fmt: skip
"""A folder, a file or a test, and why."""


def is_worth_it(item: pytest.Item) -> bool:
    """Whether a test runs in `make test`: what uses no fixture `database_url`, or SQLite, always does."""
    parameters = getattr(item, "callspec", None)
    if parameters is None or parameters.params.get("database_url") != "postgresql":
        return True
    return is_listed(item.nodeid.partition("[")[0])


def is_listed(test: str) -> bool:
    """Whether a test, or a whole file of them, is to run on both databases."""
    file = test.partition("::")[0]
    return any(place in (test, file) or file.startswith(f"{place}/") for place in BOTH)
