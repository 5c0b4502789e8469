"""Calls that do not need one another."""

from __future__ import annotations

from digit_tc.chains.draft import CHOICES, Draft, Wish
from digit_tc.records.profile import READING_EFFECTS


def parallel(wish: Wish) -> Draft | None:
    """Two or three calls of tools that belong together, or of one tool with other values.

    None where the anchor has no companion and its own calls could not differ.
    """
    if wish.max_steps < 2:
        return None
    node = wish.index.nodes[wish.anchor]
    count = 3 if wish.max_steps > 2 and wish.rng.random() < 0.25 else 2
    repeatable = any(leaf != wish.reserved.partition(".")[0] for leaf in node.leaves)
    if repeatable and wish.rng.random() < (0.35 if node.effect in READING_EFFECTS else 0.1):
        return Draft([wish.anchor] * count)
    steps = [wish.anchor]
    while len(steps) < count:
        companion = _companion(wish, steps)
        if companion is None:
            break
        steps.append(companion)
    if len(steps) > 1:
        return Draft(steps)
    return Draft([wish.anchor] * count) if repeatable else None


def _companion(wish: Wish, steps: list[int]) -> int | None:
    nodes, topic, used = wish.index.nodes, wish.topic, wish.usage.tools
    anchor = nodes[wish.anchor]
    best: tuple[float, int] | None = None
    for _ in range(2 * CHOICES):
        tool = topic[int(wish.rng.random() * len(topic))]
        if tool in steps or not wish.allowed(tool):
            continue
        node = nodes[tool]
        related = bool(node.things & anchor.things)
        near = wish.index.namespaces[tool] == wish.index.namespaces[wish.anchor]
        if not (related or near) or _dependent(wish, tool, steps):
            continue
        # One breath asks for like things: two look-ups rather than a look-up and a deletion.
        alike = node.effect == anchor.effect
        worth = used[tool] - 1.5 * alike - related + wish.rng.random()
        if best is None or worth < best[0]:
            best = worth, tool
    return best[1] if best else None


def _dependent(wish: Wish, tool: int, steps: list[int]) -> bool:
    nodes, between = wish.index.nodes, wish.index.between
    if nodes[tool].closes or nodes[steps[0]].closes:
        return True
    for step in steps:
        if (step, tool) in between or (tool, step) in between:
            return True
        if tool in nodes[step].requires or step in nodes[tool].requires:
            return True
        if (nodes[step].ends or nodes[tool].ends) and (nodes[step].things & nodes[tool].things):
            return True
    return False
