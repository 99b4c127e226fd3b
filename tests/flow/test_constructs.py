"""Every construct we support, played on a small diagram with the state saved and loaded at every step."""

from pathlib import Path

import pytest

from tests.flow.construct import Construct
from tests.flow.constructs_basic import BASIC
from tests.flow.constructs_events import EVENTS
from tests.flow.support import document

SUPPORT = Path(__file__).parent.parent.parent / "docs/bpmn-support.md"


@pytest.mark.parametrize("construct", BASIC + EVENTS, ids=lambda construct: construct.name)
def test_a_construct_does_what_bpmn_says(construct: Construct) -> None:
    construct.play()


def test_the_support_document_is_written_from_these_tests() -> None:
    assert SUPPORT.read_text() == document(), "run: python -m tests.flow.support"
