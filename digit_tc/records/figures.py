"""The figures of a set of conversations, in the terms of the stateful reference."""

from __future__ import annotations

from pydantic import Field

from digit_tc.records.base import Record


class RunFigures(Record):
    """Counts, and shares in [0, 1]. A share of nothing is 0."""

    conversations: int = 0
    """Number of conversations."""
    turns: int = 0
    """Number of turns in all conversations."""
    calls: int = 0
    """Number of calls that are to be learnt, hidden ones included."""
    arguments: int = 0
    """Scalar arguments of all calls."""
    turns_histogram: dict[int, int] = Field(default_factory=dict)
    """Number of turns → conversations."""
    turns_mean: float = 0.0
    """Mean number of turns in a conversation."""
    calls_histogram: dict[int, int] = Field(default_factory=dict)
    """Number of calls in a turn → turns."""
    calls_per_tool_turn: float = 0.0
    """Mean over the turns with at least one call."""
    multi_call_turns: float = 0.0
    """Share of tool turns with two or more calls."""
    shapes: dict[str, int] = Field(default_factory=dict)
    """Chain shape → turns."""
    hidden_calls: int = 0
    """Number of calls that the user's words never ask for."""
    implicit_share: float = 0.0
    """Hidden calls among all calls."""
    conversations_with_hidden: float = 0.0
    """Share of conversations with at least one hidden call."""
    calls_without_arguments: float = 0.0
    """Share of calls that are made with no argument at all."""
    only_from_result: float = 0.0
    """Share of calls with a value that stands in an earlier result and in no user text so far."""
    only_from_result_same_turn: float = 0.0
    """Share of calls with such a value out of a result of the same turn."""
    only_from_result_earlier_turn: float = 0.0
    """Share of calls with such a value out of a result of an earlier turn."""
    later_turns_using_results: float = 0.0
    """Share of turns after the first that use the result of an earlier turn."""
    words_mean: float = 0.0
    """Words in a user turn."""
    words_p10: int = 0
    """Words that a tenth of the user turns do not exceed."""
    words_median: int = 0
    """Words that half of the user turns do not exceed."""
    words_p90: int = 0
    """Words that nine tenths of the user turns do not exceed."""
    words_first_turn: float = 0.0
    """Mean number of words in the first request of a conversation."""
    words_later_turns: float = 0.0
    """Mean number of words in the requests after the first."""
    offered_mean: float = 0.0
    """Mean number of tools that a conversation offers."""
    offered_min: int = 0
    """Fewest tools that a conversation offers."""
    offered_max: int = 0
    """Most tools that a conversation offers."""
    argument_sources: dict[str, float] = Field(default_factory=dict)
    """Source → share of scalar arguments: `user_this_turn`, `earlier_user_turn`,
    `this_turns_result`, `earlier_turns_result`, `schema`, `context`, `profile`, `nowhere`."""
    grounded: float = 0.0
    """Share of scalar arguments with a provenance record."""
    distinct_first_requests: float = 0.0
    """Different first requests, by the number of conversations; case and punctuation ignored."""
    tools_used: int = 0
    """Different tools that were called."""


class FigureRow(Record):
    """One figure beside the same figure of the stateful reference."""

    name: str
    """The field of `RunFigures`."""
    label: str
    """What it is, in plain words."""
    observed: float
    """The figure of the dataset, in `unit`."""
    reference: float | None = None
    """The same figure of the reference; None where the reference does not give it."""
    unit: str = "share"
    """`share` is shown as a percentage, `count` as a number."""
