"""Calls that are made again: in which world, and what they may change."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from digit_tc.checks import CheckContext, get_check, judge
from digit_tc.records import Conversation, StoredWorld, Verdict
from digit_tc.world.replay import find_altered, find_difference


def replayed(conversation: Conversation, world: StoredWorld, context: CheckContext) -> Verdict:
    found = replace(context, worlds={conversation.scenario: world})
    return judge(get_check("replay"), conversation, found)


def test_a_conversation_of_which_there_is_no_world_is_not_judged(
    samples: ModuleType, context: CheckContext
) -> None:
    verdict = judge(get_check("replay"), samples.build_conversation(0), context)
    assert verdict.passed
    assert verdict.reason == "No world of it is at hand."


@pytest.mark.parametrize(("number", "path"), [
    (0, r'city_id = "CTY-10" was told, and the world answers "CTY-11"'),
    (1, r'flights[0].departs = "08:15" was told, and the world answers "09:00"'),
])  # fmt: skip
def test_a_spoilt_world_is_named_by_call_and_place(
    number: int, path: str, samples: ModuleType, context: CheckContext
) -> None:
    conversation = samples.build_conversation(0)
    world = samples.build_world(conversation)
    entities = list(world.entities)
    spoilt = {"id": "CTY-11"} if number == 0 else {
        "attributes": {**entities[1].attributes, "departs": "09:00"}
    }  # fmt: skip
    entities[number] = entities[number].model_copy(update=spoilt)
    world = world.model_copy(update={"entities": tuple(entities)})
    verdict = replayed(conversation, world, context)
    assert not verdict.passed
    assert path in verdict.reason
    assert f"call {number + 1}" in verdict.reason


@pytest.mark.parametrize(("told", "answered", "path"), [
    ({"a": 1}, {"a": 1}, None),
    ({"a": 1}, {"a": 1.0}, "a"),
    ({"a": [1, {"b": "x"}]}, {"a": [1, {"b": "y"}]}, "a[1].b"),
    ({"a": [1]}, {"a": [1, 2]}, "a"),
    ({"a": 1, "b": 2}, {"b": 2, "a": 1}, ""),
    ({"a": True}, {"a": 1}, "a"),
    ({"a": {}}, {"a": None}, "a"),
    ({"a": None}, {}, ""),
])  # fmt: skip
def test_the_first_difference_has_its_place(told: Any, answered: Any, path: str | None) -> None:
    found = find_difference(told, answered)
    assert (found.path if found else None) == path


def test_what_was_settled_must_stay_and_more_may_come_up(samples: ModuleType) -> None:
    before = samples.build_world(samples.build_conversation(0))
    city, *rest = before.entities
    more = city.model_copy(update={"attributes": {**city.attributes, "country": "Portugal"}})
    other = city.model_copy(update={"attributes": {"name": "Porto"}})
    for changed, told in ((more, ""), (other, "name of city CTY-10")):
        after = before.model_copy(update={"entities": (changed, *rest)})
        assert find_altered(before, after) == told
