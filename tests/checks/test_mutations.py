"""Every planted fault is named by the check that is meant for it."""

from __future__ import annotations

import re
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from digit_tc.checks import CHECKS, CheckContext, assess, check_turn, list_refusals


@pytest.mark.parametrize("index", [0, 3, 8])
def test_right_check_names_the_planted_fault(
    mutation: Any, index: int, samples: ModuleType, context: CheckContext
) -> None:
    right = samples.build_conversation(index)
    mutated = mutation.plant(right)
    assert mutated is not None, f"{mutation.name} finds no place in the travel conversation"
    if mutation.check == "replay":  # which names most other faults, too
        context = replace(context, worlds={right.scenario: samples.build_world(right)})
    verdicts = {verdict.check: verdict for verdict in assess(mutated, context).verdicts}
    assert not verdicts[mutation.check].passed, f"{mutation.check} accepts {mutation.name}"
    assert re.search(mutation.mention, verdicts[mutation.check].reason)
    failing = {verdict.check for verdict in list_refusals(tuple(verdicts.values()))}
    assert failing <= {mutation.check} | mutation.others


def test_every_check_is_tried_by_some_fault(samples: ModuleType) -> None:
    from digit_tc_test_support.mutations import MUTATIONS  # type: ignore[import-not-found]

    assert {fault.check for fault in MUTATIONS} == {check.NAME for check in CHECKS}
    assert len({fault.name for fault in MUTATIONS}) == len(MUTATIONS) > 40


@pytest.mark.parametrize("index", range(0, 300, 7))
def test_right_conversations_pass_every_check(
    index: int, samples: ModuleType, context: CheckContext
) -> None:
    conversation = samples.build_conversation(index)
    worlds = {conversation.scenario: samples.build_world(conversation)}
    assessment = assess(conversation, replace(context, worlds=worlds))
    assert [v.reason for v in assessment.verdicts if not v.passed] == []
    assert assessment.accepted
    assert all(v.reason.endswith(".") and v.score == 1.0 for v in assessment.verdicts)


def test_faults_of_earlier_turns_are_not_held_against_the_last_one(
    samples: ModuleType, context: CheckContext
) -> None:
    conversation = samples.with_turn(samples.build_conversation(0), 0, summary="")
    assert check_turn(conversation, context) == ()
    assert [verdict.check for verdict in check_turn(conversation, context, 0)] == ["summary"]
