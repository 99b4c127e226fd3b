"""Removals of V2 (signing in) and V3 (sessions)."""

from tests.security.removals.removal import removal

PASSWORDS, BRAKES, SERVICE = "app/people/passwords.py", "app/people/brakes.py", "app/people/service.py"
FACTOR, SIGN_INS, MAIN = "app/people/second_factor.py", "app/people/sign_ins.py", "app/main.py"
ACCOUNT, LOGIN, DEVICES = "app/sign_in/views/account.py", "app/sign_in/views/login.py", "app/sign_in/views/devices.py"
STAFF, REQUEST, CARRY = "app/staff/administration.py", "app/web/request.py", "app/web/carry.py"

REMOVALS = [
    removal(
        "2.1.1", PASSWORDS, "SHORTEST, LONGEST = 12, 1000", "SHORTEST, LONGEST = 4, 1000",
        "people/test_passwords.py::test_a_weak_new_password_is_refused_in_words",
    ),
    removal(
        "2.1.1", PASSWORDS, "    lower = password.lower()\n",
        '    lower = password.lower()\n    if " " in password:\n        return "Eine Ziffer fehlt."\n',
        "people/test_passwords.py::test_a_new_password_has_to_be_strong_and_new",
    ),
    removal(
        "2.1.5", SERVICE, "    sign_ins.end_all(session, user, but=here)", "    session.flush()",
        "people/test_passwords.py::test_the_own_password_is_changed_and_other_browsers_are_signed_out",
    ),
    removal(
        "2.1.5", ACCOUNT,
        '    refused = refuse_password(request.form.get("old", ""))\n    if refused is not None:\n'
        '        return render_template("sign_in/password.html", error=refused, field="old"), 422\n', "",
        "people/test_passwords.py::test_a_wrong_change_of_password_changes_nothing",
    ),
    removal(
        "2.2.1", BRAKES, "        if number > rule.free:", "        if number > 1_000_000:",
        "people/test_passwords.py::test_each_further_wrong_password_doubles_the_pause_up_to_15_minutes",
        "people/test_second_factor.py::test_codes_cannot_be_guessed",
    ),
    removal(
        "2.2.1", BRAKES, "KNOWN if device else STRANGERS)", "STRANGERS)",
        "people/test_passwords.py::test_strangers_cannot_lock_somebody_out_of_a_browser_they_know",
    ),
    removal(
        "2.2.3", "app/staff/notices.py", "    post(act, ", "    dict(act=act, ",
        "people/test_administration.py::test_people_are_told_when_they_change_how_they_sign_in",
        "people/test_administration.py::test_a_new_first_password_ends_the_old_one_and_all_sign_ins_and_is_told",
        "people/test_administration.py::test_details_change_and_a_new_address_is_told_to_the_old_one_too",
    ),
    removal(
        "2.3.1", REQUEST, "    if user.first_password_until is not None:\n        return doors().password\n", "",
        "people/test_newcomers.py::test_the_first_password_has_to_be_changed_before_anything_else",
    ),
    removal(
        "2.3.1", SERVICE, "user.first_password_until is not None and user.first_password_until <= now", "False",
        "people/test_newcomers.py::test_an_unused_first_password_is_worth_nothing_after_seven_days",
    ),
    removal(
        "2.3.1", SERVICE, "    text = secrets.token_urlsafe(12)\n", '    text = "Willkommen in der Nahtstelle"\n',
        "people/test_newcomers.py::test_first_passwords_are_random",
    ),
    removal(
        "2.4.1", PASSWORDS, "hasher = PasswordHasher()", "hasher = PasswordHasher(time_cost=1, memory_cost=64)",
        "people/test_passwords.py::test_a_hash_costs_what_the_library_advises",
    ),
    removal(
        "2.4.1", PASSWORDS, "    return hasher.hash(password)",
        '    return hasher.hash(password, salt=b"nahtstelle salt.")',
        "people/test_passwords.py::test_the_same_password_of_two_people_is_kept_differently",
    ),
    removal(
        "2.6.1", FACTOR, "    session.delete(row)\n    session.flush()\n", "",
        "people/test_second_factor.py::test_a_code_on_paper_counts_once_and_only_for_its_owner",
    ),
    removal(
        "2.8.1", FACTOR, "            row.last_step = step\n", "",
        "people/test_second_factor.py::test_the_same_code_does_not_count_twice",
    ),
    removal(
        "2.8.1", FACTOR, "(this - 1, this, this + 1)", "(this - 2, this - 1, this, this + 1)",
        "people/test_second_factor.py::test_a_clock_may_be_half_a_minute_off_but_not_more",
    ),
    removal(
        "2.8.6", STAFF, "    second_factor.remove(act.session, user)\n", "",
        "people/test_administration.py"
        "::test_a_lost_second_factor_is_removed_once_it_is_said_how_the_person_was_known",
    ),
    removal(
        "2.8.6", SERVICE, "    user.active = False\n", "",
        "people/test_administration.py::test_a_blocked_person_is_out_at_once",
    ),
    removal(
        "3.2.1", LOGIN, "    if old is not None:\n        sign_ins.end(db(), old.user, old.id)\n", "",
        "people/test_sign_ins.py::test_each_sign_in_gets_a_new_key_and_ends_the_one_before",
    ),
    removal(
        "3.2.3", MAIN, "SESSION_COOKIE_HTTPONLY=True", "SESSION_COOKIE_HTTPONLY=False",
        "people/test_sign_ins.py::test_the_cookies_are_out_of_reach_for_scripts_and_other_sites",
    ),
    removal(
        "3.2.3", MAIN, 'SESSION_COOKIE_SAMESITE="Lax"', "SESSION_COOKIE_SAMESITE=None",
        "people/test_sign_ins.py::test_the_cookies_are_out_of_reach_for_scripts_and_other_sites",
    ),
    removal(
        "3.2.3", DEVICES, "        httponly=True,\n", "",
        "people/test_sign_ins.py::test_the_cookies_are_out_of_reach_for_scripts_and_other_sites",
    ),
    removal(
        "3.3.1", LOGIN, "    if here is not None:\n        sign_ins.end(db(), here.user, here.id)\n", "",
        "security/test_replay.py::test_a_session_that_was_ended_does_not_live_again",
    ),
    removal(
        "3.4.1", MAIN, 'SESSION_COOKIE_SECURE=settings.base_url.startswith("https:")', "SESSION_COOKIE_SECURE=False",
        "security/test_answers.py::test_cookies_are_for_this_site_and_no_script_and_behind_https_only_encrypted",
    ),
    removal(
        "3.4.1", CARRY, ', samesite="Lax", secure=secure)', ', samesite="Lax", secure=secure and False)',
        "security/test_answers.py::test_cookies_are_for_this_site_and_no_script_and_behind_https_only_encrypted",
    ),
    removal(
        "3.7.1", ACCOUNT,
        "        return _factor_page(refused, \"old\"), 422\n    begin_writing()\n    factors.begin(",
        "        refused = None\n    begin_writing()\n    factors.begin(",
        "people/test_second_factor.py::test_setting_up_takes_the_password_and_ends_other_sign_ins",
    ),
    removal(
        "3.7.1", ACCOUNT, "        wait = brakes.count_try(own, attempt, now)\n", "        wait = 0\n",
        "people/test_passwords.py::test_an_open_session_is_no_place_to_guess_the_old_password",
    ),
]  # fmt: skip
