"""The table of roles is whole: what a role may do stands in its row and nowhere else."""

from app.cases import roles
from app.cases.roles import ROLES, Right
from app.people.kinds import Kind


def test_every_role_that_the_code_names_has_a_row() -> None:
    named = {
        value
        for name, value in vars(roles).items()
        if name.isupper() and isinstance(value, str) and name not in ("ANYTIME", "LAST_RESORT")
    }
    assert named == set(ROLES)


def test_no_two_roles_have_the_same_name() -> None:
    assert len(roles.LANES) == len(ROLES)


def test_every_right_is_held_by_some_role() -> None:
    assert {right for role in ROLES.values() for right in role.rights} == set(Right)


def test_whoever_reads_what_is_granted_also_follows_the_case() -> None:
    readers = set(roles.with_right(Right.READS_GRANTED))
    assert readers <= set(roles.with_right(Right.FOLLOWS))


def test_whoever_signs_for_a_client_and_whoever_steps_in_follow_the_case() -> None:
    assert {*roles.STAND_INS, roles.LAST_RESORT} <= set(roles.with_right(Right.FOLLOWS))


def test_only_one_role_is_held_by_each_kind_of_institution() -> None:
    held_by = [role.held_by for role in ROLES.values() if role.held_by is not None]
    assert sorted(held_by) == sorted({Kind.KS, Kind.IV})
