"""The run as a whole: as many conversations as were asked for, with the figures asked for."""

from __future__ import annotations

import math
from typing import Any

from digit_tc.config import RunConfig
from digit_tc.quality.frames import GateFrames
from digit_tc.quality.rules import Rule, Suite
from digit_tc.records import SHAPES

_ROWS_NAMED = 20
_MANY_ROWS = 400
_MOST_DEFECTS = 0.005
_DUE = 0.7
_SEVERAL = tuple(shape for shape in SHAPES if shape != "single")


def build_run_suite(frames: GateFrames, config: RunConfig) -> Suite:
    """One row with the figures of the run."""
    import great_expectations.expectations as gxe

    totals = totals_of(frames)
    wanted = config.quality.min_distinct_first_requests
    return Suite(
        name="run",
        title="The run as a whole",
        frame=totals,
        identity=(),
        rules=(
            Rule(
                "count-reached",
                "The run has exactly as many conversations as the run file asks for.",
                str(config.count),
                gxe.ExpectColumnMeanToBeBetween(
                    column="conversations", min_value=config.count, max_value=config.count
                ),
            ),
            _implicit_rule(frames, config, totals),
            _multi_call_rule(frames, config),
            Rule(
                "distinct-first-requests",
                "The first requests of the conversations are nearly all different.",
                f"{wanted:.1%} or more",
                gxe.ExpectColumnMeanToBeBetween(column="distinct_first_requests", min_value=wanted),
                share=True,
                culprits=lambda: _repeats(frames.conversations),
            ),
            _defects_rule(frames),
        ),
    )


def totals_of(frames: GateFrames) -> Any:
    """A frame of one row: the figures that are judged over all rows."""
    import pandas as pd

    calls, conversations = frames.calls, frames.conversations
    per_turn = calls.groupby(["conversation", "turn"], observed=True, sort=False).size()
    return pd.DataFrame(
        {
            "conversations": [float(len(conversations))],
            "implicit_share": [_share(calls["hidden"])],
            "required_share": [_share(calls["hidden"] & calls["required"])],
            "hideable_share": [_share(calls["hideable"] | calls["hidden"])],
            "multi_call_turns": [_share(per_turn >= 2)],
            "distinct_first_requests": [
                conversations["first_request"].nunique() / max(1, len(conversations))
            ],
            "defects": [frames.defects.share],
        }
    )


def _implicit_rule(frames: GateFrames, config: RunConfig, totals: Any) -> Rule:
    import great_expectations.expectations as gxe

    target = config.sample.hidden.mean
    tolerance = config.quality.implicit_tolerance + _chance(target, len(frames.calls))
    least, most = max(0.0, target - tolerance), min(1.0, target + tolerance)
    hideable, eased = float(totals["hideable_share"].iloc[0]), ""
    wanted = config.sample.hidden
    # Where each conversation draws its own share, some leave more said than they would have to.
    due = hideable if wanted.least == wanted.most else _DUE * hideable
    required = float(totals["required_share"].iloc[0])
    if config.sample.hide == "composite":
        least, most = hideable, 1.0
    elif due < least:
        # Below the target, what can be hidden must be: the rule stays sharp.
        least = due
        eased = (
            "the tool graph has no dataflow edges, so no call can be hidden."
            if not frames.limits.edges
            else f"only {hideable:.1%} of the calls serve another call of their turn and can be "
            f"hidden; {'all' if due == hideable else f'{_DUE:.0%}'} of these must be."
        )
    elif required > target:
        # What another tool requires is hidden whatever the target is.
        most = min(1.0, required + tolerance)
        eased = (
            f"{required:.1%} of the calls are hidden because another tool requires them; no more "
            f"than the {target:.1%} that the run file asks for was to be hidden."
        )
    slack = 1e-9
    return Rule(
        "implicit-share",
        "The share of hidden calls is what the run file asks for, or every call that can be "
        "hidden is.",
        f"{least:.1%} to {most:.1%}",
        gxe.ExpectColumnMeanToBeBetween(
            column="implicit_share", min_value=least - slack, max_value=most + slack
        ),
        share=True,
        not_applicable=eased,
    )


def _multi_call_rule(frames: GateFrames, config: RunConfig) -> Rule:
    import great_expectations.expectations as gxe

    asked = config.quality.min_multi_call_turns
    turns = len(frames.calls[["conversation", "turn"]].drop_duplicates())
    least = max(0.0, asked - _chance(asked, turns))
    few = f" ({asked:.1%}, less what chance may take of {turns} turns)" if least < asked else ""
    eased = ""
    weights = config.sample.shapes.model_dump()
    if config.sample.max_steps < 2 or not any(weights[shape] for shape in _SEVERAL):
        least, eased = 0.0, "the run file asks for turns of one call only."
    elif frames.limits.tools < 2:
        least, eased = 0.0, "there is only one tool, so turns of several calls are not demanded."
    return Rule(
        "multi-call-turns",
        "Enough of the turns with calls have two calls or more.",
        f"{least:.1%} or more{few if least else ''}",
        gxe.ExpectColumnMeanToBeBetween(column="multi_call_turns", min_value=least),
        share=True,
        not_applicable=eased,
    )


def _defects_rule(frames: GateFrames) -> Rule:
    """At most one scenario of 200 may have been ended by a defect of this program.

    Nothing is allowed for chance in small runs, as other shares of the run do: the same input
    meets the same defect each time, so one in 20 scenarios is a tool that cannot be used and not
    bad luck. With fewer than 200 scenarios not one may be lost this way.
    """
    import great_expectations.expectations as gxe

    ended = sorted(frames.defects.ended.items(), key=lambda item: (-item[1], item[0]))
    return Rule(
        "defects",
        "Hardly any scenario was ended by a defect of this program.",
        f"{_MOST_DEFECTS:.1%} or less",
        gxe.ExpectColumnMeanToBeBetween(column="defects", max_value=_MOST_DEFECTS),
        share=True,
        culprits=lambda: tuple(f"{what} ({times})" for what, times in ended[:_ROWS_NAMED]),
    )


def _repeats(conversations: Any) -> tuple[str, ...]:
    again = conversations["first_request"].duplicated()
    return tuple(str(item) for item in conversations["conversation"][again].iloc[:_ROWS_NAMED])


def _chance(share: float, rows: int) -> float:
    """How far a share may lie off by chance alone where it is taken of few rows; 0 for many."""
    if rows >= _MANY_ROWS:
        return 0.0
    return 2 * math.sqrt(share * (1 - share) / max(1, rows))


def _share(flags: Any) -> float:
    return float(flags.mean()) if len(flags) else 0.0
