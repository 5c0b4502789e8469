"""Turns under trial: what can be checked before everything of a turn is there."""

from __future__ import annotations

from collections.abc import Sequence

from digit_tc.checks import CHECKS, Check
from digit_tc.checks.protocol import control_fault
from digit_tc.language.paths import assemble
from digit_tc.records import (
    Call,
    Conversation,
    Leaf,
    PlannedCall,
    Provenance,
    Reference,
    Turn,
    Verdict,
)
from digit_tc.synthesis.execute import UngroundedError, in_order, leaf_source
from digit_tc.synthesis.plan import Drafted
from digit_tc.synthesis.talk import GivenUpError, Talk
from digit_tc.writers.grammar.writer import Written

__all__ = [
    "GivenUpError",
    "execution_fault",
    "plan_fault",
    "request_fault",
    "summary_fault",
    "whole_turn",
]

_OF_PLANS = ("plan_valid",)
_OF_REQUESTS = ("grounded", "no_leak", "goal_first", "english")
_OF_HIDING = ("hiding",)
_OF_SUMMARIES = ("summary",)


def plan_fault(talk: Talk, drafts: Sequence[Drafted]) -> tuple[str, str] | None:
    """Check and reason of the first plan that cannot be carried out."""
    turns = [_turn(talk, drafted, "", (), "") for drafted in drafts]
    verdict = _first(talk.conversation(*turns), talk, len(talk.turns), _OF_PLANS)
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
    verdict = _first(talk.conversation(turn), talk, len(talk.turns), _OF_REQUESTS)
    if verdict is None:
        wired = turn.model_copy(update={"calls": tuple(_wired(call, drafted) for call in calls)})
        verdict = _first(talk.conversation(wired), talk, len(talk.turns), _OF_HIDING)
    return (verdict.check, verdict.reason) if verdict else None


def execution_fault(
    talk: Talk, drafted: Drafted, written: Written, calls: tuple[Call, ...]
) -> tuple[str, str] | None:
    """Check and reason where calls and results are not fit, before the closing words are there."""
    turn = _turn(talk, drafted, written.text, calls, "")
    names = tuple(check.name for check in CHECKS if check.name not in _OF_SUMMARIES)
    verdict = _first(talk.conversation(turn), talk, len(talk.turns), names)
    return (verdict.check, verdict.reason) if verdict else None


def summary_fault(
    talk: Talk, drafted: Drafted, written: Written, calls: tuple[Call, ...], summary: str
) -> tuple[str, str] | None:
    """Check and reason where the closing words are not fit."""
    turn = whole_turn(talk, drafted, written, calls, summary)
    verdict = _first(talk.conversation(turn), talk, len(talk.turns), _OF_SUMMARIES)
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
    return Turn(
        index=position,
        kind=spec.kind,
        shape=spec.chain.shape,
        chain=spec.chain.id,
        request=request,
        plan=drafted.plan,
        calls=calls,
        summary=summary,
    )


def _said_part(drafted: Drafted, written: Written) -> list[Call]:
    """The calls with their literals only: all that stands before the first result."""
    calls = []
    for planned in drafted.plan.calls:
        leaves = [
            one
            for one in planned.bindings
            if isinstance(one.value, Leaf) and not _beside_reference(one.path, planned)
        ]
        scalars = [(one.path, one.value.value) for one in leaves if isinstance(one.value, Leaf)]
        calls.append(
            Call(
                id=planned.id,
                turn=drafted.plan.turn,
                group=drafted.group[planned.id],
                step=planned.step,
                tool=planned.tool,
                arguments=assemble(in_order(scalars)),
                provenance=tuple(
                    leaf_source(planned, one.path, drafted, written) for one in leaves
                ),
                hidden=planned.hidden,
                result={},
            )
        )
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


def _first(
    conversation: Conversation, talk: Talk, first: int, names: tuple[str, ...]
) -> Verdict | None:
    for check in _named(names):
        verdict = check.function(conversation, talk.context, first=first)
        if not verdict.passed:
            return verdict
    return None


def _named(names: tuple[str, ...]) -> list[Check]:
    return [check for check in CHECKS if check.name in names]
