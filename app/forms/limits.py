"""The sizes a form and its answers may have. They protect the server, and are larger than any form needs."""

from decimal import Decimal

FILE_BYTES = 256_000
COMPONENTS = 200
NESTING = 6
"""Groups and lists inside one another."""
TEXT_LENGTH = 20_000
"""Characters of one answer."""
PATTERN_LENGTH = 500
ROWS = 50
"""Rows of one list."""
OPTIONS = 500
"""Options to choose from, and texts that a browser may send for one name."""
POSTED_NAMES = 300
"""Names of fields that a browser may send."""
FILES = 10
"""Files in one field."""
TABLE_ROWS = 200
NUMBER = Decimal(10) ** 12
"""The largest number, up or down."""
DECIMALS = 10
"""Decimal places that can be asked for."""
NUMBER_TEXT = 40
"""Characters of a number as it is typed."""
