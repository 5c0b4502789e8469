"""The arguments: each value comes from somewhere that the assistant can see."""

from __future__ import annotations

from typing import get_args

from digit_tc.config import RunConfig
from digit_tc.quality.frames import GateFrames
from digit_tc.quality.rules import Rule, Suite
from digit_tc.records import ProvenanceKind


def build_arguments_suite(frames: GateFrames, config: RunConfig) -> Suite:
    """One row for each scalar argument of each call."""
    import great_expectations.expectations as gxe

    kinds = list(get_args(ProvenanceKind))
    least = config.quality.min_grounded
    return Suite(
        name="arguments",
        title="Arguments",
        frame=frames.arguments,
        identity=("conversation", "call", "path"),
        cut_by="conversation",
        rules=(
            Rule(
                "grounded",
                f"At least {least:.1%} of the argument values have a source.",
                f"{least:.1%} of rows or more",
                gxe.ExpectColumnValuesToNotBeNull(column="kind", mostly=least),
                mostly=least,
            ),
            Rule(
                "source-known",
                f"Every source is one of {', '.join(kinds)}.",
                "all rows",
                gxe.ExpectColumnValuesToBeInSet(column="kind", value_set=kinds),
            ),
            Rule(
                "source-located",
                "Every source says where the value can be read again: a span of text, or an "
                "earlier call and a path into its result.",
                "all rows",
                gxe.ExpectColumnValuesToBeInSet(column="located", value_set=[True]),
            ),
            Rule(
                "no-placeholders",
                "No value is a placeholder, such as `string` or `<id>`, unless a result says so.",
                "all rows",
                gxe.ExpectColumnValuesToBeInSet(column="placeholder", value_set=[False]),
            ),
        ),
    )
