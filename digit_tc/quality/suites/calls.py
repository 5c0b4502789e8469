"""The calls: offered tools, arguments that fit, one result each."""

from __future__ import annotations

from digit_tc.config import RunConfig
from digit_tc.quality.frames import GateFrames
from digit_tc.quality.rules import Rule, Suite


def build_calls_suite(frames: GateFrames, config: RunConfig) -> Suite:  # noqa: ARG001
    """One row for each call of each admitted conversation."""
    import great_expectations.expectations as gxe

    return Suite(
        name="calls",
        title="Calls",
        frame=frames.calls,
        identity=("conversation", "call"),
        cut_by="conversation",
        rules=(
            Rule(
                "call-unique",
                "No conversation uses a call id twice.",
                "all rows",
                gxe.ExpectCompoundColumnsToBeUnique(column_list=["conversation", "call"]),
            ),
            Rule(
                "tool-offered",
                "Every called tool was offered in its conversation.",
                "all rows",
                gxe.ExpectColumnValuesToBeInSet(column="offered", value_set=[True]),
            ),
            Rule(
                "arguments-valid",
                "Every call's arguments fit its tool's parameters, and none is undeclared.",
                "all rows",
                gxe.ExpectColumnValuesToBeInSet(column="arguments_valid", value_set=[True]),
            ),
            Rule(
                "result-present",
                "Every call has a result.",
                "all rows",
                gxe.ExpectColumnValuesToBeInSet(column="has_result", value_set=[True]),
            ),
        ),
    )
