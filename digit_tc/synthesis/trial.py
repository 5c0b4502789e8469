"""Turns under trial: what can be checked before everything of a turn is there."""

from __future__ import annotations

from collections.abc import Sequence

from digit_tc.checks import Phase, find_fault
from digit_tc.checks.protocol import control_fault
from digit_tc.records import (
    Call,
    Leaf,
    PlannedCall,
    Provenance,
    Reference,
    Turn,
    Verdict,
    compose_turn,
)
from digit_tc.records.paths import assemble, in_order
from digit_tc.synthesis.execute import UngroundedError, leaf_source, make_call
from digit_tc.synthesis.plan import Drafted
from digit_tc.synthesis.talk import GivenUpError, Talk
from digit_tc.world.apply import Response
from digit_tc.writers.grammar.writer import Written

__all__ = [
    "GivenUpError",
    "execution_fault",
    "plan_fault",
    "request_fault",
    "summary_fault",
    "whole_turn",
]

_UNTIL_EXECUTION = tuple(phase for phase in Phase if phase <= Phase.EXECUTION)


def plan_fault(talk: Talk, drafts: Sequence[Drafted]) -> tuple[str, str] | None:
    """Check and reason of the first plan that cannot be carried out."""
    turns = [_turn(talk, drafted, "", (), "") for drafted in drafts]
    verdict = _find_fault(talk, turns, Phase.PLAN)
    if verdict is not None:
        return verdict.check, verdict.reason
    for drafted in drafts:
        for call in drafted.plan.calls:
            for one in call.bindings:
                if isinstance(one.value, Leaf):
                    fault = control_fault(one.value.value, one.path, talk.tools[call.tool])
                    if fault is not None:
                        return "arguments", f"The argument {one.path} of call {call.id} {fault}."
    return None


def request_fault(talk: Talk, drafted: Drafted, written: Written) -> tuple[str, str] | None:
    """Check and reason where the words of a turn are not fit, before anything is executed."""
    try:
        calls = tuple(_said_part(drafted, written))
    except UngroundedError as problem:
        return "grounded", str(problem)
    turn = _turn(talk, drafted, written.text, calls, "")
    verdict = _find_fault(talk, [turn], Phase.REQUEST)
    if verdict is None:
        wired = _turn(
            talk, drafted, written.text, tuple(_wired(call, drafted) for call in calls), ""
        )
        verdict = _find_fault(talk, [wired], Phase.DATAFLOW)
    return (verdict.check, verdict.reason) if verdict else None


def execution_fault(
    talk: Talk, drafted: Drafted, written: Written, calls: tuple[Call, ...]
) -> tuple[str, str] | None:
    """Check and reason where calls and results are not fit, before the closing words are there."""
    turn = _turn(talk, drafted, written.text, calls, "")
    verdict = _find_fault(talk, [turn], *_UNTIL_EXECUTION)
    return (verdict.check, verdict.reason) if verdict else None


def summary_fault(
    talk: Talk, drafted: Drafted, written: Written, calls: tuple[Call, ...], summary: str
) -> tuple[str, str] | None:
    """Check and reason where the closing words are not fit."""
    turn = whole_turn(talk, drafted, written, calls, summary)
    verdict = _find_fault(talk, [turn], Phase.SUMMARY)
    return (verdict.check, verdict.reason) if verdict else None


def whole_turn(
    talk: Talk, drafted: Drafted, written: Written, calls: tuple[Call, ...], summary: str
) -> Turn:
    """The finished turn."""
    return _turn(talk, drafted, written.text, calls, summary)


def _turn(
    talk: Talk, drafted: Drafted, request: str, calls: tuple[Call, ...], summary: str
) -> Turn:
    position = drafted.plan.turn
    spec = drafted.spec or talk.scenario.turns[position]
    return compose_turn(position, spec, drafted.plan, request=request, calls=calls, summary=summary)


def _said_part(drafted: Drafted, written: Written) -> list[Call]:
    """The calls with their literals only: all that stands before the first result."""
    calls = []
    for planned in drafted.plan.wanted:
        leaves = [
            one
            for one in planned.bindings
            if isinstance(one.value, Leaf) and not _beside_reference(one.path, planned)
        ]
        scalars = [(one.path, one.value.value) for one in leaves if isinstance(one.value, Leaf)]
        arguments = assemble(in_order(scalars))
        sources = tuple(leaf_source(planned, one.path, drafted, written) for one in leaves)
        calls.append(make_call(planned, drafted.plan, arguments, sources, Response({})))
    return calls


def _wired(call: Call, drafted: Drafted) -> Call:
    """The call with the sources that are results to come: what builds on what."""
    planned = next(one for one in drafted.plan.calls if one.id == call.id)
    sources = tuple(
        Provenance(
            path=one.path, kind="result", call=one.value.call, result_path=one.value.path
        )
        for one in planned.bindings
        if isinstance(one.value, Reference)
    )  # fmt: skip
    return call.model_copy(update={"provenance": (*call.provenance, *sources)})


def _beside_reference(path: str, planned: PlannedCall) -> bool:
    """Whether an item of a list stands among items that only results will bring."""
    array = path.rpartition("[")[0]
    return bool(array) and any(
        isinstance(one.value, Reference) and one.path.startswith(f"{array}[")
        for one in planned.bindings
    )


def _find_fault(talk: Talk, turns: Sequence[Turn], *phases: Phase) -> Verdict | None:
    """The first verdict against turns that would follow those that there are."""
    return find_fault(talk.conversation(*turns), talk.context, phases, first=len(talk.turns))
