"""The sample conversations are what they claim to be."""

from __future__ import annotations

import jsonschema_rs
import pytest

from digit_tc.records import Conversation, scalars_of


@pytest.mark.parametrize("index", [0, 1, 7, 250])
def test_sample_calls_fit_their_schemas_and_have_a_source_for_each_scalar(samples, index):
    by_key = samples.build_graph().by_key
    for call in samples.build_conversation(index).calls:
        jsonschema_rs.validate(by_key[call.tool].parameters, call.arguments)
        jsonschema_rs.validate(by_key[call.tool].returns, call.result)
        assert [path for path, _ in scalars_of(call.arguments)] == [
            source.path for source in call.provenance
        ]


def test_sample_conversations_with_different_indexes_differ(samples):
    assert len({samples.build_conversation(index).id for index in range(50)}) == 50


def test_sample_conversation_has_all_message_roles_in_order(samples):
    roles = [message.role for message in samples.build_conversation(0).messages]
    linear = ["user", "assistant", "tool", "assistant", "tool", "assistant"]
    parallel = ["user", "assistant", "tool", "tool", "assistant"]
    assert roles == ["system", *linear, *parallel]


def test_a_planted_change_gives_a_new_id_and_leaves_the_original_alone(samples):
    original = samples.build_conversation(0)
    changed = samples.with_call(original, 3, result={"booking_id": "BK-1", "status": "failed"})
    assert changed.id != original.id
    assert changed.calls[2].result["status"] == "failed"
    assert original == samples.build_conversation(0)
    assert isinstance(changed, Conversation)
