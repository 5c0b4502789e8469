"""Deterministic checks: one rule of acceptance a file, each giving a verdict with its reason.

A new check is a file here and a row in `CHECKS`; what checks share is in `common`. A check with
`DECIDES = False` is a figure: it tells how far the data are from its rule, and rejects nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from digit_tc.checks import (
    arguments_valid,
    determined,
    distinct,
    english,
    failures,
    goal_first,
    grounded,
    hiding,
    ledger,
    messages,
    needed,
    no_leak,
    plan_valid,
    protocol,
    query,
    referent,
    replay,
    results_valid,
    shape,
    summary,
    wrong_calls,
)
from digit_tc.checks.common.check import Check, Phase
from digit_tc.checks.common.context import CheckContext
from digit_tc.checks.common.verdicts import passed
from digit_tc.records import Assessment, Conversation, Verdict

__all__ = [
    "CHECKS",
    "Check",
    "CheckContext",
    "Phase",
    "assess",
    "check_turn",
    "find_fault",
    "get_check",
    "judge",
    "list_figures",
    "list_refusals",
]

CHECKS: tuple[Check, ...] = (
    plan_valid,
    arguments_valid,
    results_valid,
    messages,
    protocol,
    failures,
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
    replay,
    determined,
    query,
    needed,
)
"""All checks, in the order of their verdicts: plan, calls, texts, the whole, then figures."""


def get_check(name: str) -> Check:
    """The check of this name. Raises KeyError where there is none."""
    return {check.NAME: check for check in CHECKS}[name]


def assess(conversation: Conversation, context: CheckContext) -> Assessment:
    """Every check's verdict on a conversation, which is accepted where all that decide passed."""
    verdicts = tuple(judge(check, conversation, context) for check in CHECKS)
    return Assessment(
        conversation=conversation.id,
        accepted=not list_refusals(verdicts),
        verdicts=verdicts,
    )


def list_figures() -> tuple[str, ...]:
    """The names of the checks that decide nothing, in their order."""
    return tuple(check.NAME for check in CHECKS if not check.DECIDES)


def list_refusals(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """The verdicts for which a conversation is rejected."""
    figures = list_figures()
    return tuple(one for one in verdicts if not one.passed and one.check not in figures)


def check_turn(
    conversation: Conversation, context: CheckContext, turn: int = -1
) -> tuple[Verdict, ...]:
    """The verdicts for which one turn is refused, by default the last; none where it is good.

    Earlier turns are history: they are read but not judged again. Later turns are judged too, so a
    turn under trial stands last.
    """
    first = turn if turn >= 0 else len(conversation.turns) + turn
    deciding = (check for check in CHECKS if check.DECIDES)
    verdicts = (judge(check, conversation, context, first=first) for check in deciding)
    return tuple(verdict for verdict in verdicts if not verdict.passed)


def find_fault(
    conversation: Conversation, context: CheckContext, phases: Iterable[Phase], *, first: int = 0
) -> Verdict | None:
    """The first verdict against the turns from `first` on by a check of these phases that decides,
    or None."""
    wanted = frozenset(phases)
    for check in CHECKS:
        if check.DECIDES and check.PHASE in wanted:
            verdict = judge(check, conversation, context, first=first)
            if not verdict.passed:
                return verdict
    return None


def judge(
    check: Check, conversation: Conversation, context: CheckContext, *, first: int = 0
) -> Verdict:
    """One check's verdict on the turns from `first` on that are of its kinds."""
    kinds, turns = check.KINDS, conversation.turns
    if kinds is None or all(turn.kind in kinds for turn in turns[first:]):
        return check.check(conversation, context, first=first)
    verdict = passed(check.NAME, "No turn is of a kind that this rule is about.")
    for position in range(first, len(turns)):
        if turns[position].kind in kinds:
            # What comes later is cut off, so that this turn alone is judged.
            until = conversation.model_copy(update={"turns": turns[: position + 1]})
            verdict = check.check(until, context, first=position)
            if not verdict.passed:
                return verdict
    return verdict
