"""What somebody with the database's password could do to the log."""

from sqlalchemy import text

from app.bootstrap import House

CASE = "IIZ-2027-0001"
TRIGGERS = {
    "audit_entry": ("audit_entry_update", "audit_entry_delete"),
    "audit_chain": ("audit_chain_update", "audit_chain_delete"),
}


def by_hand(house: House, *statements: str) -> None:
    """Runs SQL beside the house."""
    with house.database.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def without_triggers(house: House, *statements: str) -> None:
    """Drops the triggers that keep the log as it is, and runs SQL."""
    on = "" if house.database.is_sqlite else " ON {table}"
    drops = [f"DROP TRIGGER {name}{on.format(table=table)}" for table, names in TRIGGERS.items() for name in names]
    by_hand(house, *drops, *statements)


def refuse_new_entries(house: House, table: str = "audit_entry") -> None:
    """From now on no row of this table can be written: the disk is full, so to say."""
    if house.database.is_sqlite:
        refusal = "BEGIN SELECT RAISE(ABORT, 'full'); END"
        by_hand(house, f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} {refusal}")
    else:
        by_hand(house, f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} EXECUTE FUNCTION audit_refuse()")


def accept_new_entries(house: House, table: str) -> None:
    """Rows of this table can be written again."""
    by_hand(house, "DROP TRIGGER full_disk" + ("" if house.database.is_sqlite else f" ON {table}"))


HERE = f"chain = '{CASE}'"
CHANGED = {
    "at": "'2027-01-01 08:00:00'",
    "actor_id": "NULL",
    "actor_name": "'Niemand'",
    "institution": "'Andere'",
    "action": "'changed'",
    "subject": "'Anderes'",
    "categories": "'Andere'",
    "previous": "hash",
}


def _set(sequence: int, change: str) -> str:
    return f"UPDATE audit_entry SET {change} WHERE {HERE} AND sequence = {sequence}"


def _remove(*sequences: int) -> str:
    return f"DELETE FROM audit_entry WHERE {HERE} AND sequence IN ({', '.join(map(str, sequences))})"


def _copy(source: int, sequence: int) -> str:
    columns = "at, actor_id, actor_name, institution, action, subject, categories, previous, hash"
    return (
        f"INSERT INTO audit_entry (chain, sequence, {columns}) "
        f"SELECT chain, {sequence}, {columns} FROM audit_entry WHERE {HERE} AND sequence = {source}"
    )


def _missing(*sequences: int) -> list[str]:
    return [f", Eintrag {sequence}: fehlt" for sequence in sequences]


def _changed(*sequences: int) -> list[str]:
    return [f", Eintrag {sequence}: wurde verändert" for sequence in sequences]


def _added(*sequences: int) -> list[str]:
    return [f", Eintrag {sequence}: wurde hinzugefügt" for sequence in sequences]


LOOSE = ", Eintrag 4: schliesst nicht an den Eintrag davor an"
TAMPERING = {
    **{f"{name} changed": ([_set(3, f"{name} = {value}")], _changed(3)) for name, value in CHANGED.items()},
    "hash changed": ([_set(3, "hash = previous")], [*_changed(3), LOOSE]),
    "one removed": ([_remove(2)], _missing(2)),
    "first two removed": ([_remove(1, 2)], _missing(1, 2)),
    "last removed": ([_remove(5)], _missing(5)),
    "last removed and the head adapted": (
        [_remove(5), f"UPDATE audit_chain SET count = 4 WHERE {HERE}"],
        [": Das Ende der Kette wurde verändert"],
    ),
    "all removed": ([_remove(1, 2, 3, 4, 5)], _missing(1, 2, 3, 4, 5)),
    "one added at the end": ([_copy(5, 6)], _added(6)),
    "one added in between": (
        [_set(5, "sequence = 6"), _set(4, "sequence = 5"), _copy(3, 4)],
        [*_changed(4, 5), *_added(6)],
    ),
    "two swapped": (
        [_set(2, "sequence = 9"), _set(3, "sequence = 2"), _set(9, "sequence = 3")],
        [*_changed(2, 3), LOOSE],
    ),
    "head removed": ([f"DELETE FROM audit_chain WHERE {HERE}"], _added(1, 2, 3, 4, 5)),
}
"""What was done to the five entries of a chain → the statements for it, and what is found."""
