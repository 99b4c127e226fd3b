"""The deploy gate: whatever a diagram could do wrong, said before a case depends on it.

A folder is read once (`reading`), and every diagram becomes a bundle with what it needs. A bundle passes in four steps:
safe XML, the BPMN schema, our own rules, and a simulated run. What does not pass is a Finding: a place and a sentence
that tells a process owner what is wrong and how to mend it. What passes is a CheckedBundle, and only a CheckedBundle
can be stored (`deploy`) or played (`load`).
"""

from app.gate.bundles import check_bundle
from app.gate.checked import CheckedBundle, RefusedError, Verdict, check, check_paths
from app.gate.deploying import deploy, load
from app.gate.finding import Finding, Known

__all__ = [
    "CheckedBundle",
    "Finding",
    "Known",
    "RefusedError",
    "Verdict",
    "check",
    "check_bundle",
    "check_paths",
    "deploy",
    "load",
]
