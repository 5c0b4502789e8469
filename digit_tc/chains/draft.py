"""A chain while it is being drawn, and what it is drawn with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from digit_tc.chains.arc import Arc, overlapping
from digit_tc.chains.coverage import Usage
from digit_tc.chains.index import GraphIndex
from digit_tc.records.profile import READING_EFFECTS

CHOICES = 5
"""Candidates looked at for one choice: the least used of a few comes close to the least used of
all, at a cost that does not grow with the graph."""


@dataclass(slots=True)
class Draft:
    """Steps by number of tool, with the arcs walked between positions."""

    steps: list[int]
    links: list[tuple[int, Arc, int]] = field(default_factory=list)

    def add_after(self, source: int, arc: Arc) -> int:
        """Append the tool that `arc` leads to from the step at `source`; gives its position."""
        self.steps.append(arc.target)
        self.links.append((source, arc, len(self.steps) - 1))
        return len(self.steps) - 1

    def add_before(self, target: int, arc: Arc) -> int:
        """Append the tool that feeds the step at `target` over `arc`; gives its position."""
        self.steps.append(arc.source)
        self.links.append((len(self.steps) - 1, arc, target))
        return len(self.steps) - 1

    def reaches(self, start: int, goal: int) -> bool:
        """Whether the step at `goal` needs what comes of the step at `start`, or is that step."""
        seen, waiting = {start}, [start]
        while waiting:
            step = waiting.pop()
            fresh = {target for source, _, target in self.links if source == step} - seen
            seen |= fresh
            waiting.extend(fresh)
        return goal in seen

    def fed(self, position: int) -> list[str]:
        """Parameters of one step that links feed."""
        return [arc.slot for _, arc, target in self.links if target == position]


@dataclass(slots=True)
class Wish:
    """What a chain is wanted for: where to start, what is allowed, what has been used least."""

    index: GraphIndex
    usage: Usage
    rng: Random
    anchor: int
    """A tool that the chain must call."""
    reserved: str
    """A parameter of the anchor that an earlier turn feeds, or empty."""
    max_steps: int
    allowed: Callable[[int], bool]
    """Whether a tool may be called in this turn."""
    mistaken: Callable[[Arc], bool]
    """Whether an arc would look up another thing than the one that is meant."""
    topic: Sequence[int]
    """Tools that the conversation is about."""
    members: frozenset[int]
    """The same as a set."""
    reads: bool = False
    """Prefer look-ups as producers, since they are what a user leaves unsaid."""
    says: bool = False
    """Let the user say the ids that people have at hand."""
    start: Arc | None = None
    """An arc at the anchor to begin with, if the shape can."""

    def arc_from(self, draft: Draft, position: int) -> Arc | None:
        """A little-used arc from a step of the draft to a tool that is not in it yet."""
        tool = draft.steps[position]
        return self._least(
            [
                arc
                for arc in self._some(self.index.nodes[tool].out)
                if self._fresh(arc.target, draft)
            ]
        )

    def arc_into(self, draft: Draft, position: int) -> Arc | None:
        """A little-used arc into a free parameter of a step, from a tool that is not in yet."""
        tool = draft.steps[position]
        taken = draft.fed(position)
        if self.reserved and tool == self.anchor:
            taken.append(self.reserved)
        return self._least(
            [
                arc
                for arc in self._some(self.index.nodes[tool].into)
                if self._fresh(arc.source, draft)
                and not any(overlapping(arc.slot, slot) for slot in taken)
            ]
        )

    def first_arc(self, *, forward: bool | None = None) -> Draft | None:
        """A draft of two steps with the anchor in it; `forward` fixes on which side it stands."""
        start = self.start
        if start is not None and forward in (None, start.source == self.anchor):
            self.start = None
            other = start.target if start.source == self.anchor else start.source
            if self.allowed(other) and not start.undo:
                return Draft([start.source, start.target], [(0, start, 1)])
        ways = (forward,) if forward is not None else self.ways()
        alone = Draft([self.anchor])
        for way in ways:
            arc = self.arc_from(alone, 0) if way else self.arc_into(alone, 0)
            if arc is not None:
                return Draft([arc.source, arc.target], [(0, arc, 1)])
        return None

    def ways(self) -> tuple[bool, bool]:
        """Both sides on which the anchor may stand, in the order to try: True is the producer's."""
        if self.start is not None:
            forward = self.start.source == self.anchor
        else:
            forward = self.rng.random() < 0.5
        return forward, not forward

    def _fresh(self, tool: int, draft: Draft) -> bool:
        return tool not in draft.steps and self.allowed(tool)

    def _some(self, arcs: Sequence[Arc]) -> list[Arc]:
        if len(arcs) > CHOICES:
            draw = self.rng.random
            arcs = [arcs[int(draw() * len(arcs))] for _ in range(CHOICES)]
        return [arc for arc in arcs if not arc.undo and not self.mistaken(arc)]

    def _least(self, arcs: list[Arc]) -> Arc | None:
        if not arcs:
            return None
        return min(arcs, key=self.worth)

    def worth(self, arc: Arc) -> tuple[bool, float]:
        """How little an arc is wanted: whether it leaves the topic; its use and its sense."""
        weight = 1.0
        weight += arc.idle + arc.foreign
        if self.reads and self.index.nodes[arc.source].effect not in READING_EFFECTS:
            weight += 0.6
        away = not (arc.source in self.members and arc.target in self.members)
        use = (self.usage.arcs[arc.number] + 0.5) * weight
        return away, use - arc.score + 0.5 * self.rng.random()


def arrange(draft: Draft, index: GraphIndex) -> tuple[Draft, dict[int, int]]:
    """The same draft with producers before consumers, and deletions as late as they can be; with
    the new position of each step."""
    count = len(draft.steps)
    waiting = [0] * count
    for _, _, target in draft.links:
        waiting[target] += 1
    order: list[int] = []
    open_steps = [step for step in range(count) if not waiting[step]]
    while open_steps:
        step = min(open_steps, key=lambda item: index.nodes[draft.steps[item]].ends)
        open_steps.remove(step)
        order.append(step)
        for source, _, target in draft.links:
            if source == step:
                waiting[target] -= 1
                if not waiting[target]:
                    open_steps.append(target)
    place = {step: position for position, step in enumerate(order)}
    links = sorted(
        ((place[source], arc, place[target]) for source, arc, target in draft.links),
        key=lambda link: (link[2], link[0], link[1].number),
    )
    return Draft([draft.steps[step] for step in order], links), place


def enrich(draft: Draft, index: GraphIndex, reserved: dict[int, list[str]]) -> None:
    """Let a producer that feeds a step also feed its other required parameters that it can.

    Who books the flight that was found takes its price from the same result; both must come from
    the same item. `reserved` holds, by position, parameters that are fed in another way.
    """
    for source, first, target in tuple(draft.links):
        for arc in index.between[first.source, first.target]:
            taken = [*draft.fed(target), *reserved.get(target, ())]
            if (
                arc.required
                and arc.goes_with(first)
                and arc.score >= 0.75
                and not any(overlapping(arc.slot, slot) for slot in taken)
                and all(arc.source_path != other.source_path for s, other, t in draft.links
                        if s == source and t == target)
            ):  # fmt: skip
                draft.links.append((source, arc, target))
