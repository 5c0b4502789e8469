"""The conversations: whole, different from each other, and passed by every check."""

from __future__ import annotations

from digit_tc.config import RunConfig
from digit_tc.quality.frames import GateFrames
from digit_tc.quality.rules import Rule, Suite

_MOST_TURNS = 12


def build_conversations_suite(frames: GateFrames, config: RunConfig) -> Suite:
    """One row for each admitted conversation."""
    import great_expectations.expectations as gxe

    fewest_turns = config.synthesis.min_turns
    fewest, most = config.sample.offered
    # Fewer tools than the run file asks for cannot be offered; names in one offer all differ.
    fewest = min(fewest, frames.limits.distinct_names)
    # A conversation offers the tools that its turns need, however few are to be offered.
    needed = config.sample.max_steps * max(config.sample.turns) + frames.limits.required_tools
    most = max(most, needed)
    return Suite(
        name="conversations",
        title="Conversations",
        frame=frames.conversations,
        identity=("conversation",),
        rules=(
            Rule(
                "id-unique",
                "No two conversations have the same id.",
                "all rows",
                gxe.ExpectColumnValuesToBeUnique(column="conversation"),
            ),
            Rule(
                "content-unique",
                "No two conversations have the same user texts and calls.",
                "all rows",
                gxe.ExpectColumnValuesToBeUnique(column="content_hash"),
            ),
            Rule(
                "turns-in-range",
                f"Every conversation has {fewest_turns} to {_MOST_TURNS} turns.",
                "all rows",
                gxe.ExpectColumnValuesToBeBetween(
                    column="turns", min_value=fewest_turns, max_value=_MOST_TURNS
                ),
            ),
            Rule(
                "roles-in-order",
                "Roles follow the protocol: system, then for each turn user, calls with one "
                "result each, and a closing answer.",
                "all rows",
                gxe.ExpectColumnValuesToBeInSet(column="roles_in_order", value_set=[True]),
            ),
            Rule(
                "offered-in-range",
                f"Every conversation offers {fewest} to {most} tools.",
                "all rows",
                gxe.ExpectColumnValuesToBeBetween(
                    column="offered", min_value=fewest, max_value=most
                ),
            ),
            Rule(
                "verdicts-present",
                "Every conversation was checked.",
                "all rows",
                gxe.ExpectColumnValuesToBeBetween(column="verdicts", min_value=1),
            ),
            Rule(
                "verdicts-passed",
                "Every check passed every conversation.",
                "all rows",
                gxe.ExpectColumnValuesToBeInSet(column="failed_verdicts", value_set=[0]),
            ),
        ),
    )
