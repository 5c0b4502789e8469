"""How fit a tool is for synthesis, and why."""

from __future__ import annotations

from collections import defaultdict

from digit_tc.records import Finding, Record, Tool
from digit_tc.specs.rules import find_rule, is_loss

_DEFECT, _LOSS, _GUESS = 0.1, 0.05, 0.02
_MOST_LOSSES, _MOST_GUESSES = 0.2, 0.1
_COUNTED = frozenset(("missing-type", "unknown-type", "missing-description"))
"""Guesses that have shares of their own."""


class Reason(Record):
    """One thing that lowers a tool's readiness."""

    rule: str
    """The finding's name, or what is missing: `undescribed`, `untyped`, `untold-result`."""
    cost: float
    """By how much it lowers the readiness."""
    what: str
    """What is missing or was found, in a sentence."""
    remedy: str
    """What helps."""


def readiness(tool: Tool) -> float:
    """In [0, 1]: 1 less the costs of all reasons."""
    return round(max(0.0, 1 - sum(reason.cost for reason in reasons(tool))), 4)


def reasons(tool: Tool) -> tuple[Reason, ...]:
    """What keeps a tool from being told whole, the dearest first.

    0.35 × the share of parameters without a description, 0.25 × the share without a type, 0.2 for a
    tool without a description, 0.2 where the source does not tell the result, 0.1 for each defect,
    0.05 for each loss, 0.02 for each guess; losses come to 0.2 at most, guesses to 0.1.
    """
    found = [*_of_parameters(tool), *_of_findings(tool)]
    if any(finding.rule == "missing-description" for finding in tool.findings):
        remedy = find_rule("missing-description").remedy
        found.append(_reason("missing-description", 0.2, "The tool has no description.", remedy))
    if tool.returns is None or tool.returns_origin != "declared":
        what = "The source does not tell what the tool gives back."
        remedy = "Tell the result: `returns`, `outputSchema`, or a response with a schema."
        found.append(_reason("untold-result", 0.2, what, remedy))
    return tuple(sorted(found, key=lambda reason: -reason.cost))


def _of_parameters(tool: Tool) -> list[Reason]:
    properties = tool.parameters["properties"]
    silent = [name for name, part in properties.items() if "description" not in part]
    untyped = [
        finding.where.rpartition("/")[2]
        for finding in tool.findings
        if finding.rule in ("missing-type", "unknown-type")
        and finding.where.startswith("/parameters/properties/")
        and finding.where.count("/") == 3
    ]
    count = max(len(properties), 1)
    found = []
    if silent:
        what = f"Parameters without a description: {_listed(silent)}."
        cost = 0.35 * len(silent) / count
        found.append(_reason("undescribed", cost, what, "Describe each parameter."))
    if untyped:
        what = f"Parameters without a type: {_listed(untyped)}."
        cost = min(0.25, 0.25 * len(untyped) / count)
        found.append(_reason("untyped", cost, what, find_rule("missing-type").remedy))
    return found


def _of_findings(tool: Tool) -> list[Reason]:
    kinds: dict[tuple[str, float], list[Finding]] = defaultdict(list)
    for finding in tool.findings:
        if finding.severity == "defect":
            kinds[finding.rule, _DEFECT].append(finding)
        elif is_loss(finding):
            kinds[finding.rule, _LOSS].append(finding)
        elif find_rule(finding.rule).effect == "guessed" and finding.rule not in _COUNTED:
            kinds[finding.rule, _GUESS].append(finding)
    left = {_LOSS: _MOST_LOSSES, _GUESS: _MOST_GUESSES}
    found = []
    for (rule, each), findings in kinds.items():
        cost = min(each * len(findings), left.get(each, 1.0))
        if each in left:
            left[each] -= cost
        more = f" ({len(findings)} times)" if len(findings) > 1 else ""
        found.append(_reason(rule, cost, f"{findings[0].detail}{more}", find_rule(rule).remedy))
    return found


def _reason(rule: str, cost: float, what: str, remedy: str) -> Reason:
    return Reason(rule=rule, cost=round(cost, 4), what=what, remedy=remedy)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return f"{', '.join(names[:5])}{more}"
