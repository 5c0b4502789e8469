"""Results that state something else about a thing than an earlier result did."""

from __future__ import annotations

from typing import Any

from .effects import find_noun, may_change
from .facts import add_id, is_outcome, walk_facts
from .paths import equals
from .rows import Row
from .tally import Tally


def judge_contradictions(row: Row, tally: Tally) -> None:
    """Count facts that are stated again, and those that differ though nothing could change them."""
    facts: dict[tuple[str, str, str], tuple[Any, int, str]] = {}
    calls = sorted(row.calls.values(), key=lambda call: call.answered_at)
    changed_at = [number for number, call in enumerate(calls) if may_change(call.name)]
    for number, call in enumerate(calls):
        noun = find_noun(call.name)
        for entity, identity, attribute, value in walk_facts(add_id(call, noun), noun):
            if may_change(call.name) and is_outcome(attribute, value):
                continue
            key = (entity, identity, attribute)
            if key in facts:
                before, since, stater = facts[key]
                tally.counts["facts_restated"] += 1
                mended = any(since < changed <= number for changed in changed_at)
                if not equals(before, value) and not mended:
                    tally.offend(
                        "ledger_contradictions",
                        row.place,
                        f"{entity} {identity} {attribute}: {before!r} by {stater}, "
                        f"{value!r} by {call.id} {call.name}",
                    )
            facts[key] = (value, number, f"{call.id} {call.name}")
