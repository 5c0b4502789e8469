"""Examples as they are exported."""

from __future__ import annotations

import json

import pytest
from digit_tc_test_support.editing import mistake_before

from digit_tc.export import encode_row
from digit_tc.formats.openai import build_example


@pytest.fixture
def example(samples):
    conversation = samples.build_conversation(0)
    return json.loads(
        encode_row(build_example(conversation, samples.build_graph().by_key, "train"))
    )


@pytest.fixture
def erring(samples):
    """An example whose second turn makes a wrong call first."""
    conversation = samples.build_conversation(0)
    right = conversation.turns[1].calls[0]
    wrong = mistake_before(right)
    conversation = samples.with_turn(conversation, 1, mistakes=(wrong,))
    return json.loads(
        encode_row(build_example(conversation, samples.build_graph().by_key, "train"))
    )
