"""How fit a tool is for synthesis."""

from __future__ import annotations

from digit_tc.records import Tool

_PENALTY = 0.1


def readiness(tool: Tool) -> float:
    """In [0, 1]: 0.35 × share of described parameters + 0.25 × share of parameters whose type was
    told + 0.2 if the tool is described + 0.2 if its result is known − 0.1 for each defect.

    A tool without parameters counts as fully described and typed.
    """
    properties = tool.parameters["properties"]
    inferred = sum(
        finding.rule in ("missing-type", "unknown-type")
        and finding.where.startswith("/parameters/properties/")
        and finding.where.count("/") == 3
        for finding in tool.findings
    )
    described = sum("description" in part for part in properties.values())
    count = max(len(properties), 1)
    share_described = described / count if properties else 1.0
    share_typed = max(0.0, 1 - inferred / count)
    named_only = any(finding.rule == "missing-description" for finding in tool.findings)
    defects = sum(finding.severity == "defect" for finding in tool.findings)
    score = (
        0.35 * share_described
        + 0.25 * share_typed
        + (0.0 if named_only else 0.2)
        + (0.2 if tool.returns else 0.0)
        - _PENALTY * defects
    )
    return round(min(1.0, max(0.0, score)), 4)
