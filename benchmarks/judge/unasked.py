"""Calls that nobody asked for and that may change the world: only reads may be hidden."""

from __future__ import annotations

from .effects import says_change
from .rows import Row
from .tally import Tally


def judge_unasked(row: Row, tally: Tally) -> None:
    """Count hidden calls whose names begin with a verb of change."""
    hidden = set(row.metadata.get("hidden_calls", ()))
    for call in row.calls.values():
        if call.id in hidden and says_change(call.name):
            tally.offend("hidden_writes", row.locate(call), "nobody asked for it")
