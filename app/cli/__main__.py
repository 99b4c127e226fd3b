"""`python -m app.cli` is `nahtstelle`."""

from app.cli import main

main()
