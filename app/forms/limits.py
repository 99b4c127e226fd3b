"""The sizes a form and its answers may have. They protect the server, not taste; all are generous."""

from decimal import Decimal

FILE_BYTES = 256_000
COMPONENTS = 200
NESTING = 6
TEXT_LENGTH = 20_000
PATTERN_LENGTH = 500
ROWS = 50
OPTIONS = 500
POSTED_NAMES = 300
FILES = 10
TABLE_ROWS = 200
NUMBER = Decimal(10) ** 12
NUMBER_TEXT = 40
