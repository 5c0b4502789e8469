"""Deterministic checks: one rule of acceptance a file, each giving a verdict with its reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from digit_tc.checks import (
    arguments_valid,
    distinct,
    english,
    goal_first,
    grounded,
    hiding,
    ledger,
    no_leak,
    plan_valid,
    protocol,
    referent,
    results_valid,
    shape,
    summary,
    wrong_calls,
)
from digit_tc.checks.context import CheckContext
from digit_tc.records import Assessment, Conversation, Verdict

__all__ = ["CHECKS", "Check", "CheckContext", "assess", "check_turn"]


@dataclass(frozen=True)
class Check:
    """One rule of acceptance."""

    name: str
    """As its module is called."""
    function: Callable[..., Verdict]
    """`(conversation, context, *, first=0) → Verdict`; turns before `first` are history only."""
    rule: str
    """What is demanded, in one sentence."""


def _check(module: ModuleType) -> Check:
    return Check(name=module.NAME, function=module.check, rule=module.RULE)


CHECKS: tuple[Check, ...] = tuple(
    _check(module)
    for module in (
        plan_valid,
        arguments_valid,
        results_valid,
        protocol,
        shape,
        grounded,
        hiding,
        referent,
        no_leak,
        goal_first,
        english,
        ledger,
        summary,
        distinct,
        wrong_calls,
    )
)
"""All checks, in the order of their verdicts: plan, calls, texts, the whole."""


def assess(conversation: Conversation, context: CheckContext) -> Assessment:
    """Every check's verdict on a conversation, which is accepted where all of them passed."""
    verdicts = tuple(check.function(conversation, context) for check in CHECKS)
    return Assessment(
        conversation=conversation.id,
        accepted=all(verdict.passed for verdict in verdicts),
        verdicts=verdicts,
    )


def check_turn(
    conversation: Conversation, context: CheckContext, turn: int = -1
) -> tuple[Verdict, ...]:
    """The verdicts of the checks that fail on one turn, by default the last; none where it is good.

    Earlier turns are history: they are read but not judged again. Later turns are judged too, so a
    turn under trial stands last.
    """
    first = turn if turn >= 0 else len(conversation.turns) + turn
    verdicts = (check.function(conversation, context, first=first) for check in CHECKS)
    return tuple(verdict for verdict in verdicts if not verdict.passed)
