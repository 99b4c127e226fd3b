"""The machinery: from diagrams to running cases, and back to rest after every step."""

import logging

# The engine puts task data into its log records, and gathers them even where nobody listens.
for _name in ("spiff", "spiff.task", "spiff.workflow", "spiff.data"):
    logging.getLogger(_name).setLevel(logging.WARNING)
