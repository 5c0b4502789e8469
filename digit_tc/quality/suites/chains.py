"""The chains: each a walk of the tool graph, in dependency order."""

from __future__ import annotations

from digit_tc.config import RunConfig
from digit_tc.quality.frames import GateFrames
from digit_tc.quality.rules import Rule, Suite
from digit_tc.records import SHAPES


def build_chains_suite(frames: GateFrames, config: RunConfig) -> Suite:
    """Steps, links and shapes of the chains that the conversations were made from."""
    import great_expectations.expectations as gxe

    most = config.sample.max_steps
    return Suite(
        name="chains",
        title="Chains",
        frame=frames.chains,
        identity=("chain",),
        rules=(
            Rule(
                "chain-unique",
                "No chain is stored twice.",
                "all rows",
                gxe.ExpectColumnValuesToBeUnique(column="chain"),
            ),
            Rule(
                "shape-known",
                f"Every chain has one of the shapes {', '.join(SHAPES)}.",
                "all rows",
                gxe.ExpectColumnValuesToBeInSet(column="shape", value_set=list(SHAPES)),
            ),
            Rule(
                "shape-present",
                "Every chain has a shape.",
                "all rows",
                gxe.ExpectColumnValuesToNotBeNull(column="shape"),
            ),
            Rule(
                "steps-present",
                "Every chain has at least one step.",
                "all rows",
                gxe.ExpectColumnValuesToBeBetween(column="steps", min_value=1),
            ),
            Rule(
                "steps-in-range",
                f"No chain has more than {most} steps, as the run file allows, without those that "
                "are there only because a tool requires them.",
                "all rows",
                gxe.ExpectColumnValuesToBeBetween(column="own_steps", max_value=most),
            ),
            Rule(
                "links-point-backwards",
                "A step uses results of earlier steps of its chain only.",
                "all rows",
                gxe.ExpectColumnValuesToBeInSet(column="links_backwards", value_set=[True]),
            ),
            Rule(
                "edges-known",
                "Every link walks an edge of the tool graph.",
                "all rows",
                gxe.ExpectColumnValuesToBeInSet(column="edges_known", value_set=[True]),
            ),
        ),
    )
