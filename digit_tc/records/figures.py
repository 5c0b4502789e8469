"""The figures of a set of conversations, in the terms of the stateful reference."""

from __future__ import annotations

from pydantic import Field

from digit_tc.records.base import Record


class RunFigures(Record):
    """Counts, and shares in [0, 1]. A share of nothing is 0."""

    conversations: int = 0
    turns: int = 0
    calls: int = 0
    arguments: int = 0
    """Scalar arguments of all calls."""
    turns_histogram: dict[int, int] = Field(default_factory=dict)
    """Number of turns → conversations."""
    turns_mean: float = 0.0
    calls_histogram: dict[int, int] = Field(default_factory=dict)
    """Number of calls in a turn → turns."""
    calls_per_tool_turn: float = 0.0
    """Mean over the turns with at least one call."""
    multi_call_turns: float = 0.0
    """Share of tool turns with two or more calls."""
    shapes: dict[str, int] = Field(default_factory=dict)
    """Chain shape → turns."""
    hidden_calls: int = 0
    implicit_share: float = 0.0
    """Hidden calls among all calls."""
    conversations_with_hidden: float = 0.0
    calls_without_arguments: float = 0.0
    only_from_result: float = 0.0
    """Share of calls with a value that stands in an earlier result and in no user text so far."""
    only_from_result_same_turn: float = 0.0
    only_from_result_earlier_turn: float = 0.0
    later_turns_using_results: float = 0.0
    """Share of turns after the first that use the result of an earlier turn."""
    words_mean: float = 0.0
    """Words in a user turn."""
    words_p10: int = 0
    words_median: int = 0
    words_p90: int = 0
    words_first_turn: float = 0.0
    words_later_turns: float = 0.0
    offered_mean: float = 0.0
    offered_min: int = 0
    offered_max: int = 0
    argument_sources: dict[str, float] = Field(default_factory=dict)
    """Source → share of scalar arguments: `user_this_turn`, `earlier_user_turn`,
    `this_turns_result`, `earlier_turns_result`, `schema`, `context`, `profile`, `nowhere`."""
    grounded: float = 0.0
    """Share of scalar arguments with a provenance record."""
    distinct_first_requests: float = 0.0
    tools_used: int = 0
    """Different tools that were called."""


class FigureRow(Record):
    """One figure beside the same figure of the stateful reference."""

    name: str
    label: str
    """What it is, in plain words."""
    observed: float
    reference: float | None = None
    unit: str = "share"
    """`share` is shown as a percentage, `count` as a number."""
