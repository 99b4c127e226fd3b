"""The deploy gate: whatever a diagram could do wrong, said before a case depends on it.

A diagram passes in four steps: safe XML, the BPMN schema, our own rules, and a simulated run. What does not pass is a
Finding: a place and a sentence that tells a process owner what is wrong and how to mend it.
"""

from app.gate.bundles import check_bundle
from app.gate.files import check_paths
from app.gate.finding import Finding, Known

__all__ = ["Finding", "Known", "check_bundle", "check_paths"]
