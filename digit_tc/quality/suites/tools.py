"""The tools: what every later stage takes for granted about them."""

from __future__ import annotations

from digit_tc.config import RunConfig
from digit_tc.quality.frames import GateFrames
from digit_tc.quality.rules import Rule, Suite


def build_tools_suite(frames: GateFrames, config: RunConfig) -> Suite:  # noqa: ARG001
    """Names, schemas and readiness of the tools of the run."""
    import great_expectations.expectations as gxe

    return Suite(
        name="tools",
        title="Tools",
        frame=frames.tools,
        identity=("tool",),
        rules=(
            Rule(
                "tools-present",
                "The run has at least one tool.",
                "1 or more",
                gxe.ExpectTableRowCountToBeBetween(min_value=1),
            ),
            Rule(
                "tool-unique",
                "No two tools have the same namespace and name.",
                "all rows",
                gxe.ExpectColumnValuesToBeUnique(column="tool"),
            ),
            Rule(
                "name-accepted-by-providers",
                "Every tool's name is 1 to 64 letters, digits, hyphens or underscores.",
                "all rows",
                gxe.ExpectColumnValuesToMatchRegex(column="name", regex=r"\A[A-Za-z0-9_-]{1,64}\Z"),
            ),
            Rule(
                "name-present",
                "Every tool has a name.",
                "all rows",
                gxe.ExpectColumnValuesToNotBeNull(column="name"),
            ),
            Rule(
                "readiness-present",
                "Every tool has a readiness.",
                "all rows",
                gxe.ExpectColumnValuesToNotBeNull(column="readiness"),
            ),
            Rule(
                "readiness-in-range",
                "Every tool's readiness lies between 0 and 1.",
                "all rows",
                gxe.ExpectColumnValuesToBeBetween(column="readiness", min_value=0, max_value=1),
            ),
            Rule(
                "parameters-valid",
                "Every tool's parameters are a valid JSON Schema of an object.",
                "all rows",
                gxe.ExpectColumnValuesToBeInSet(column="parameters_valid", value_set=[True]),
            ),
        ),
    )
