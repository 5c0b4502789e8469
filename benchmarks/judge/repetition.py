"""Conversations that are the same, and chains of calls that stand in both parts of a dataset."""

from __future__ import annotations

import json
from hashlib import blake2b

from .rows import Row
from .tally import Tally

JOINING_SHAPES = frozenset(("linear", "fan_out", "fan_in", "dag"))
"""Shapes of chains in which one call takes a value from another."""


def judge_repetition(row: Row, tally: Tally) -> None:
    """Count what was said and called before, whatever the ids."""
    first = next((request for turn in row.turns[:1] for request in turn.requests), "")
    tally.openings.add(hash_text(first))
    said = [
        (turn.request, [(call.name, call.arguments) for call in turn.calls]) for turn in row.turns
    ]
    body = hash_text(json.dumps(said, sort_keys=True))
    if body in tally.bodies:
        tally.offend("exact_duplicates", row.place, first)
    tally.bodies.add(body)
    chains, shapes = row.metadata.get("chains", ()), row.metadata.get("shapes", ())
    for chain, shape in zip(chains, shapes, strict=False):
        if shape in JOINING_SHAPES:
            tally.chain_parts[chain].add(row.metadata.get("split", ""))


def hash_text(text: str) -> bytes:
    """A short digest; half a surrogate pair counts as it is."""
    return blake2b(text.encode(errors="surrogatepass"), digest_size=12).digest()
