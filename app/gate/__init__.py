"""The deploy gate: finds whatever a diagram could do wrong before a case depends on it.

A folder is read once, and every diagram becomes a bundle with what it needs. A bundle is checked in four steps: safe
XML, the BPMN schema, our own rules, and a simulated run. A mistake becomes a Finding: file, line, element and a
sentence that tells a process owner what is wrong and how to mend it. A bundle without findings becomes a CheckedBundle,
and only a CheckedBundle can be stored (`deploy`) or played (`load`).

The files in reading order: `reading` with `files` and `neighbours`, `opening` (XML, schema; `schema_words`),
`bundles` (calls all rules), `checked`, `deploying`. The rules: `unsupported`, `ignored`, `structure`, `gateways`,
`events`, `timing`, `language`, `retention`, `figures`, `page_words`, `references`, `details`, `calls`, and once these
find nothing `tokens` (joins), `loops` with `walks` (circles), and `names`, which follows values through the procedure
and finds misspelt names, and warns of those that some way has not filled and of kinds that never meet. Other remarks
come from `remarks`. They stand on `diagram`, `finding`, `bpmn_words`, `expression_check` and `sheets` (forms and
tables, compiled).
"""

from app.gate.bundles import check_bundle
from app.gate.checked import CheckedBundle, RefusedError, Verdict, check, check_paths, names_in
from app.gate.deploying import deploy, load
from app.gate.finding import Finding, Known, Level, Signature
from app.gate.names.listing import names_at

__all__ = [
    "CheckedBundle",
    "Finding",
    "Known",
    "Level",
    "RefusedError",
    "Signature",
    "Verdict",
    "check",
    "check_bundle",
    "check_paths",
    "deploy",
    "load",
    "names_at",
    "names_in",
]
