"""Sets conversations apart for validation, so that no dataflow chain stands in both parts.

A chain joins the conversations that use it, and joined conversations go to the same part. Only
chains with dataflow (linear, fan_out, fan_in, dag) join: how results feed calls is what is to be
learned, while a single or parallel chain is no more than a list of tools, each of which training
has to show anyway, and with few tools such chains would join everything.

Conversations without any dataflow chain are set apart one by one, so that each kind gives its own
share. Where conversations with dataflow hang together in groups too large for their share, fewer
of them are set apart, or none: the rule is kept and the share is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

JOINING_SHAPES = frozenset(("linear", "fan_out", "fan_in", "dag"))
"""Shapes of the chains that keep conversations together."""


@dataclass(frozen=True)
class Split:
    """Which conversations are for validation."""

    validation: frozenset[str]
    """Ids of the conversations; all others are for training."""
    note: str
    """How near the share was reached, and what kept it from being reached, in plain sentences."""


def split_by_chain(uses: Iterable[tuple[str, str, str]], share: float) -> Split:
    """Split conversations by their (conversation id, chain id, chain shape) uses.

    `share`, in [0, 1], is the share wanted for validation. The outcome depends on the ids alone,
    not on their order.
    """
    chains: dict[str, set[str]] = {}
    for conversation, chain, shape in uses:
        joining = chains.setdefault(conversation, set())
        if shape in JOINING_SHAPES:
            joining.add(chain)
    joined = {item: used for item, used in chains.items() if used}
    free = [item for item in chains if item not in joined]
    groups = _groups(joined)
    with_dataflow = _fill(groups, round(share * len(joined)))
    without = _fill([[item] for item in free], round(share * len(free)))
    return Split(
        validation=frozenset(with_dataflow + without),
        note=_note(share, len(chains), len(joined), len(with_dataflow), len(without), groups),
    )


def _groups(chains: dict[str, set[str]]) -> list[list[str]]:
    parent: dict[str, str] = {}

    def root(item: str) -> str:
        while parent.setdefault(item, item) != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for conversation, used in chains.items():
        for chain in used:
            # A chain's id is never a conversation's id, but nothing needs to rely on it.
            parent[root(f"chain {chain}")] = root(f"conversation {conversation}")
    groups: dict[str, list[str]] = {}
    for conversation in chains:
        groups.setdefault(root(f"conversation {conversation}"), []).append(conversation)
    return list(groups.values())


def _fill(groups: list[list[str]], wanted: int) -> list[str]:
    chosen: list[str] = []
    for group in sorted(groups, key=lambda group: _rank(min(group))):
        if len(chosen) + len(group) <= wanted:
            chosen.extend(group)
    return chosen


def _rank(identity: str) -> tuple[bytes, str]:
    return blake2b(identity.encode(), digest_size=8, person=b"split").digest(), identity


def _note(
    share: float, total: int, joined: int, with_dataflow: int, without: int, groups: list[list[str]]
) -> str:
    chosen = with_dataflow + without
    text = f"{chosen} of {total} conversations are for validation ({share:.1%} were asked for)."
    missing = round(share * joined) - with_dataflow
    if missing > 0:
        largest = max(map(len, groups))
        text += (
            f" {missing} more with dataflow chains would be needed: chains are shared so widely"
            f" that {largest} of {joined} such conversations hang together, and no chain may"
            " stand in both parts."
        )
    return text
