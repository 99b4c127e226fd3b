"""The machinery that runs cases as they are drawn: after every step a case is at rest in the database.

The files in reading order:
- `bundle`, `extensions`, `xml`: a procedure as text. `normalise`, `parser`: from text to the engine's specifications.
- `specs`, `events`, `throws`, `timers`, `rounds`, `durations`: what differs from the engine; `words`: how it says so.
- `engine`: runs one process in memory and says what waits (`describing`), with `scope`, `sources` (its variables),
  `expressions`, `juel`, `juel_functions`, `script_engine`.
- `reports`, `journal`, `tracing`: what people may report, what happened, which arrows were walked.
- `prediction`, `compaction`: keep the engine's tree of tasks small. `serializer`, `state`: how it is stored.
- `models`, `store`, `service`: a case in the database, and its steps; `definitions`: versions of procedures.
- `exchange`, `sweeps`: messages and timers that are due. `retention`: how long a case is kept.
"""

import logging

# The engine puts task data into its log records, even where no log is written: names of clients have no place there.
for _name in ("spiff", "spiff.task", "spiff.workflow", "spiff.data"):
    logging.getLogger(_name).setLevel(logging.WARNING)
