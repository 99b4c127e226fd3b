"""No table with data of a case can be forgotten."""

from collections.abc import Iterator

from sqlalchemy import Column, Table

from app.retention.coverage import BELONGS, OF_ACCOUNT, PAGES
from app.schema import metadata

TABLES = metadata().tables
ROOTS = {"case", "instance"}
STAFF = {
    "bulk_change": "a client chooses no several tasks at once",
    "absence": "a client has no deputy",
    "factor_removal": "whose it was goes with the login; whoever removed it is staff",
    "withdrawn": "process owners are staff",
    "workshop_draft": "process owners are staff",
    "workshop_draft_step": "process owners are staff",
    "workshop_publication": "process owners are staff",
    "handover": "a client is nobody's colleague and leaves no institution",
}
"""Tables that refer to logins and never to a client's, and why."""
NAMED = {(column.class_.__tablename__, column.key) for column, _ in BELONGS}
ERASED = {table for table, _ in NAMED} | ROOTS


def references(tables: set[str]) -> Iterator[tuple[str, str]]:
    """Table and column of everything that refers to one of `tables`."""
    for table in TABLES.values():
        for column in table.columns:
            if any(key.column.table.name in tables for key in column.foreign_keys):
                yield table.name, column.name


def test_whatever_refers_to_a_case_directly_or_through_others_is_erased_with_it() -> None:
    reached, missing = set(ROOTS), set[tuple[str, str]]()
    while True:
        found = {(table, column) for table, column in references(reached) if table not in ROOTS}
        missing = found - NAMED
        wider = reached | {table for table, _ in found}
        if wider == reached:
            break
        reached = wider
    assert sorted(missing) == [], "add a line to BELONGS in app/retention/coverage.py"


def test_a_case_that_is_named_without_a_foreign_key_is_found_too() -> None:
    words = ("case_id", "case_number", "instance_id", "document_id", "work_item_id")
    named = {(table.name, column.name) for table in TABLES.values() for column in table.columns if column.name in words}
    assert sorted(named - NAMED - {("case", "instance_id")}) == [], "add a line to BELONGS"


def test_what_is_kept_by_the_address_of_a_page_is_found_too() -> None:
    paths = {
        (table.name, column.name) for table in TABLES.values() for column in table.columns if column.name == "path"
    }
    assert paths == {(column.class_.__tablename__, column.key) for column in PAGES}, "add a line to PAGES"


def test_whatever_refers_to_a_login_goes_with_the_case_or_with_the_login_or_is_about_staff() -> None:
    account = {(column.class_.__tablename__, column.key) for column in OF_ACCOUNT}
    left = {(table, column) for table, column in references({"user"}) if table not in ERASED} - account
    assert {table for table, _ in left} == set(STAFF), "add a line to OF_ACCOUNT in app/retention/coverage.py"


def test_rows_that_others_refer_to_come_after_them() -> None:
    order = [column.class_.__tablename__ for column, _ in BELONGS]

    def targets(table: Table) -> set[str]:
        columns: list[Column[object]] = list(table.columns)
        return {key.column.table.name for column in columns for key in column.foreign_keys} - {table.name}

    for place, name in enumerate(order):
        assert not targets(TABLES[name]) & set(order[:place]) - {name}, name
