"""How much is in a conversation: turns, words, calls, tools."""

from __future__ import annotations

from .rows import Row
from .tally import Tally


def count_extent(row: Row, tally: Tally) -> None:
    """Count what the figures of length and shape are made of."""
    count = tally.counts
    hidden = set(row.metadata.get("hidden_calls", ()))
    count["offered"] += len(row.tools)
    for turn in row.turns:
        count["turns"] += 1
        count["tool_turns"] += bool(turn.calls)
        count["multi_call_turns"] += len(turn.calls) > 1
        tally.words += [len(request.split()) for request in turn.requests]
        for call in turn.calls:
            count["calls"] += 1
            count["hidden_calls"] += call.id in hidden
            count["zero_argument_calls"] += call.name in row.tools and not call.arguments
