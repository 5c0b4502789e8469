"""Faults planted in generated conversations are caught by the check that is meant for them."""

from __future__ import annotations

import re
from types import ModuleType

from digit_tc.checks import CheckContext, assess
from digit_tc.records import Call, ToolGraph, Turn
from digit_tc.semantics import profile_of
from digit_tc.synthesis import Outcome

_CONVERSATIONS = 40


def test_each_fault_is_named_by_its_check_wherever_it_finds_a_place(
    outcomes: list[Outcome], graph: ToolGraph, mutations: ModuleType
) -> None:
    worlds = {one.scenario.id: one.world for one in outcomes if one.world is not None}
    context = CheckContext(tools=graph.by_key, worlds=worlds)
    placed: dict[str, int] = {}
    for outcome in outcomes[:_CONVERSATIONS]:
        if outcome.conversation is None:
            continue
        for mutation in mutations.MUTATIONS:
            mutated = mutation.plant(outcome.conversation)
            if mutated is None:
                continue
            placed[mutation.name] = placed.get(mutation.name, 0) + 1
            verdicts = {one.check: one for one in assess(mutated, context).verdicts}
            verdict = verdicts[mutation.check]
            assert not verdict.passed, f"{mutation.check} accepts {mutation.name}"
            assert re.search(mutation.mention, verdict.reason), (mutation.name, verdict.reason)
    missing = {mutation.name for mutation in mutations.MUTATIONS} - set(placed)
    assert len(missing) <= 0.15 * len(mutations.MUTATIONS), missing


def test_what_changes_something_is_never_hidden(
    outcomes: list[Outcome], graph: ToolGraph, mutations: ModuleType
) -> None:
    context = CheckContext(tools=graph.by_key)
    named = 0
    for outcome in outcomes:
        if outcome.conversation is None:
            continue
        for turn in outcome.conversation.turns:
            used = {source.call for call in turn.calls for source in call.provenance}
            for call in turn.calls:
                profile = profile_of(graph.by_key[call.tool])
                reads = profile.reads or profile.effect == "session"
                assert reads or not call.hidden
                if reads or call.hidden or call.id not in used or _builds_on_others(call, turn):
                    continue
                planted = mutations._edit_call(
                    outcome.conversation, call.id, hidden=True, planned=True
                )
                verdicts = {one.check: one for one in assess(planted, context).verdicts}
                assert "changes something" in verdicts["hiding"].reason
                named += 1
    assert named > 5


def _builds_on_others(call: Call, turn: Turn) -> bool:
    ids = {other.id for other in turn.calls}
    return any(source.call in ids for source in call.provenance)
