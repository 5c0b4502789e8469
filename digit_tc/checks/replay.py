"""The stored calls, made again in the stored initial world, have the stored results."""

from __future__ import annotations

from digit_tc.checks.common.check import ALL_KINDS, Phase
from digit_tc.checks.common.context import CheckContext
from digit_tc.checks.common.verdicts import counted, failed, passed
from digit_tc.errors import RejectedError
from digit_tc.records import Conversation, Verdict
from digit_tc.world.apply import apply
from digit_tc.world.replay import find_difference, find_unasked_change
from digit_tc.world.storing import restore_world

NAME = "replay"
RULE = (
    "The calls, made again in the initial world, have the same results byte for byte, and change "
    "nothing that they do not name."
)
PHASE = Phase.WHOLE
KINDS = ALL_KINDS
DECIDES = True


def check(conversation: Conversation, context: CheckContext, *, first: int = 0) -> Verdict:
    """Make all calls again in order, and compare those from turn `first` on.

    A conversation of which the context has no world is not judged.
    """
    stored = context.worlds.get(conversation.scenario)
    if stored is None:
        return passed(NAME, "No world of it is at hand.")
    world = restore_world(stored, context.tools)
    number = 0
    for turn in conversation.turns:
        for call in turn.calls:
            tool = context.tools.get(call.tool)
            if tool is None:
                reason = f"Call {call.id} uses {call.tool}, which is not among the tools."
                return failed(NAME, reason, turn=turn.index)
            try:
                response, after = apply(world, tool, call.arguments)
            except RejectedError as problem:
                reason = f"Call {call.id} ({tool.name}) has no answer in the world: {problem}."
                return failed(NAME, reason, turn=turn.index)
            if turn.index >= first:
                number += 1
                difference = find_difference(call.result, response.content)
                if difference is not None:
                    reason = f"Of call {call.id} ({tool.name}) {difference}."
                    return failed(NAME, reason, turn=turn.index)
                change = find_unasked_change(world, after, tool, call.arguments, response.content)
                if change:
                    reason = f"Call {call.id} ({tool.name}) {change}."
                    return failed(NAME, reason, turn=turn.index)
            world = after
    return passed(NAME, f"{counted(number, 'call')} have the same results when made again.")
