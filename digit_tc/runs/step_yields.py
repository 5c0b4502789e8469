"""How far the scenarios of a run came: how many got through each step, and what stopped them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from digit_tc.checks import CHECKS, Phase
from digit_tc.records import Rejection, YieldStep
from digit_tc.runs.site import Site, read_config

NORMAL_95 = 1.959964
"""Standard deviations to either side of a mean that hold 95 % of a normal distribution."""
_STEPS = ("planned", "requested", "solved", "executed", "closed", "judged")
_REASONS = {
    "planned": ("planner-", "no-value", "same-call", "plan", "shape", "arguments_valid", "cast"),
    "requested": ("referent", "distinct"),
    "solved": ("solver-", "back-translation"),
    "executed": ("missing-result", "execut"),
    "closed": ("assistant-",),
    "judged": ("judge",),
}
"""Step → how the reasons begin that stop a conversation there; all others are a check's, whose
phase says the step, or the request's."""
_OF_PHASES = {
    Phase.PLAN: "planned",
    Phase.REQUEST: "requested",
    Phase.DATAFLOW: "planned",
    Phase.EXECUTION: "executed",
    Phase.SUMMARY: "closed",
    Phase.WHOLE: "closed",
}


def measure_yields(site: Site) -> tuple[tuple[YieldStep, ...], YieldStep, int]:
    """Each step with its yield, all of them together, and how many scenarios were tried.

    Steps are `planned`, `requested`, `solved`, `executed`, `closed` (the assistant's words) and
    `judged`, as far as somebody does them, and `admitted`. Conversations that were accepted when
    the dataset was full already are left out of the last one.
    """
    with site.store.reading() as reader:
        config = read_config(reader, site.run_id)
        counts = reader.counts(site.run_id)
        unwritten = len(reader.unwritten_indexes(site.run_id))
        lost = reader.lost_scenarios(site.run_id)
        refused = [one for one in reader.rejections(site.run_id) if one.stage == "assess"]
    tried = counts["scenarios"] - unwritten
    names = [
        name
        for name in _STEPS
        if (name != "solved" or config.roles.model_of("solver"))
        and (name != "judged" or config.roles.model_of("judge"))
    ]
    ended = _find_endings(lost)
    steps, left = [], tried
    for name in names:
        reasons = ended.get(name, Counter())
        steps.append(make_step(name, left, left - reasons.total(), reasons))
        left -= reasons.total()
    reasons = _count_reasons(refused)
    decided = counts["admitted"] + reasons.total()
    steps.append(make_step("admitted", decided, counts["admitted"], reasons))
    share = left / tried if tried else 0.0
    # As if all that were accepted had been let in or refused as those decided about were.
    admitted = round(share * tried * steps[-1].share)
    return tuple(steps), make_step("all", tried, admitted), tried


def make_step(
    name: str, entered: int, passed: int, reasons: Counter[str] | None = None
) -> YieldStep:
    """A step with its interval."""
    low, high = wilson_interval(passed, entered)
    ranked = sorted((reasons or Counter()).items(), key=lambda item: (-item[1], item[0]))
    return YieldStep(
        name=name, entered=entered, passed=passed, low=low, high=high, reasons=dict(ranked)
    )


def wilson_interval(passed: int, entered: int) -> tuple[float, float]:
    """The 95 % interval of a share by Wilson's score; (0, 1) where nothing was tried."""
    if not entered:
        return 0.0, 1.0
    share, z2 = passed / entered, NORMAL_95**2
    middle = share + z2 / (2 * entered)
    spread = NORMAL_95 * math.sqrt(share * (1 - share) / entered + z2 / (4 * entered * entered))
    whole = 1 + z2 / entered
    # Where all or none passed, rounding may leave the share outside by its last digit.
    low, high = (middle - spread) / whole, (middle + spread) / whole
    return max(0.0, min(share, low)), min(1.0, max(share, high))


def find_step(reason: str) -> str:
    """The step at which a reason stops a conversation."""
    for step, beginnings in _REASONS.items():
        if reason.startswith(beginnings):
            return step
    phases = {check.NAME: check.PHASE for check in CHECKS}
    return _OF_PHASES[phases.get(reason, Phase.REQUEST)]


def _find_endings(lost: Iterable[tuple[str, str]]) -> dict[str, Counter[str]]:
    # A scenario may have been refused at several steps before one of them ended it: the last.
    furthest: dict[str, str] = {}
    for subject, reason in lost:
        known = furthest.get(subject)
        if known is None or _STEPS.index(find_step(reason)) > _STEPS.index(find_step(known)):
            furthest[subject] = reason
    ended: dict[str, Counter[str]] = {}
    for reason in furthest.values():
        ended.setdefault(find_step(reason), Counter())[reason] += 1
    return ended


def _count_reasons(refused: Iterable[Rejection]) -> Counter[str]:
    return Counter(one.reason for one in refused)
