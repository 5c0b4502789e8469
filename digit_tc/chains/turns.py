"""Draws the turns of one conversation, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from digit_tc.chains.arc import Arc
from digit_tc.chains.carry import attached, completed, follow_ups, meant
from digit_tc.chains.course import Carried, Course, Drawn
from digit_tc.chains.coverage import Usage
from digit_tc.chains.dag import dag
from digit_tc.chains.draft import CHOICES, Draft, Wish, arrange, enrich
from digit_tc.chains.fan_in import fan_in
from digit_tc.chains.fan_out import fan_out
from digit_tc.chains.index import GraphIndex
from digit_tc.chains.linear import linear
from digit_tc.chains.look_up import look_up
from digit_tc.chains.parallel import parallel
from digit_tc.chains.requires import with_required
from digit_tc.chains.shape import shape_of_pairs
from digit_tc.chains.single import single
from digit_tc.chains.targets import DEPENDENT
from digit_tc.records import Shape

_DRAW: dict[Shape, Callable[[Wish], Draft | None]] = {
    "single": single, "parallel": parallel, "linear": linear,
    "fan_out": fan_out, "fan_in": fan_in, "dag": dag,
}  # fmt: skip
_NEAREST: dict[Shape, tuple[Shape, ...]] = {
    "single": ("single",),
    "parallel": ("parallel", "linear", "single"),
    "linear": ("linear", "parallel", "single"),
    "fan_out": ("fan_out", "fan_in", "linear", "parallel", "single"),
    "fan_in": ("fan_in", "fan_out", "linear", "parallel", "single"),
    "dag": ("dag", "fan_in", "fan_out", "linear", "parallel", "single"),
}
"""What comes nearest to a shape that cannot be had, best first."""
_TRIES = 3


class TurnDrawer:
    """Draws turns from one graph; what has been used is counted by whoever accepts them."""

    def __init__(
        self, index: GraphIndex, usage: Usage, max_steps: int, *, carries: bool = True
    ) -> None:
        """Without `carries` no turn goes on from an earlier one's result, whatever is meant."""
        self._index = index
        self._usage = usage
        self._max_steps = max_steps
        self._carries = carries

    def draw(
        self, course: Course, shape: Shape, rng: Random, *, carry: bool, reads: bool = False,
        says: bool = False,
    ) -> Drawn | None:  # fmt: skip
        """The next turn, in this shape or the nearest that can be had; None where none can.

        With `carry` it goes on from an earlier turn's result, where one can be used. With `reads`
        it prefers look-ups as producers. With `says` ids that people have at hand are said.
        """
        often = 0.15 if len(self._index.nodes) > 12 else 0.5
        repeats = bool(course.turns) and rng.random() < often
        drawn = self._nearest(
            course, shape, rng, carry=carry, repeats=repeats, reads=reads, says=says
        )
        if drawn is None and course.turns and not repeats:
            drawn = self._nearest(
                course, shape, rng, carry=carry, repeats=True, reads=reads, says=says
            )
        return drawn

    def _nearest(
        self,
        course: Course,
        shape: Shape,
        rng: Random,
        *,
        carry: bool,
        repeats: bool,
        reads: bool,
        says: bool,
    ) -> Drawn | None:
        def allowed(tool: int) -> bool:
            return course.allowed(tool, repeats=repeats)

        follow = follow_ups(course, self._usage, rng, allowed) if carry else []
        for candidate in _NEAREST[shape]:
            if candidate in DEPENDENT and not (course.linked or follow):
                continue
            for turn, step, arc in follow:
                wish = self._wish(course, rng, allowed, arc.target, arc.slot)
                wish.reads, wish.says = reads, says
                drawn = self._attempt(course, candidate, wish, (turn, step, arc), carry=True)
                if drawn is not None:
                    return drawn
            for _ in range(_TRIES):
                wish = self._wish(course, rng, allowed, -1, "")
                wish.reads, wish.says = reads, says
                if candidate in DEPENDENT:
                    self._begin_with_arc(course, candidate, wish)
                else:
                    self._begin_with_tool(course, wish)
                if wish.anchor < 0:
                    break
                drawn = self._attempt(course, candidate, wish, None, carry=carry)
                if drawn is not None:
                    return drawn
        return None

    def _wish(
        self, course: Course, rng: Random, allowed: Callable[[int], bool], anchor: int, slot: str
    ) -> Wish:
        return Wish(
            index=self._index, usage=self._usage, rng=rng, anchor=anchor, reserved=slot,
            max_steps=self._max_steps, allowed=allowed, mistaken=course.mistaken,
            topic=course.topic, members=course.members,
        )  # fmt: skip

    def _attempt(
        self,
        course: Course,
        shape: Shape,
        wish: Wish,
        source: tuple[int, int, Arc] | None,
        *,
        carry: bool,
    ) -> Drawn | None:
        draft = _DRAW[shape](wish)
        if draft is None:
            return None
        carried: list[Carried] = []
        if source is not None:
            turn, step, arc = source
            first = Carried(turn, step, arc, draft.steps.index(arc.target))
            carried = completed(course, draft, first)
        elif carry:
            carried = [
                each
                for first in attached(course, draft, self._usage, wish.rng)
                for each in completed(course, draft, first)
            ]
        if self._carries:
            carried += meant(course, draft, carried)
        # The shape is that of what is asked for; what has to be looked up comes on top of it.
        pairs = {(first, last) for first, _, last in draft.links}
        wished = shape_of_pairs(len(draft.steps), pairs)
        look_up(course, draft, carried, wish, carry=carry)
        draft, place = arrange(draft, self._index)
        carried = [replace(one, target=place[one.target]) for one in carried]
        reserved: dict[int, list[str]] = {}
        for each in carried:
            reserved.setdefault(each.target, []).append(each.arc.slot)
        enrich(draft, self._index, reserved)
        if not course.sound(draft, carried):
            return None
        return with_required(course, draft, carried, wished)

    def _begin_with_arc(self, course: Course, shape: Shape, wish: Wish) -> None:
        """Set the anchor and the first arc of a chain: a little-used one of the topic."""
        arc = course.wanted
        if arc is None or not self._fits(arc, shape, wish):
            arc = self._topic_arc(course, shape, wish)
        if arc is None:
            return
        wish.start = arc
        backward = shape == "fan_in" or (shape != "fan_out" and wish.rng.random() < 0.5)
        wish.anchor = arc.target if backward else arc.source

    def _topic_arc(self, course: Course, shape: Shape, wish: Wish) -> Arc | None:
        draw, nodes = wish.rng.random, self._index.nodes
        tools = course.joining if shape == "fan_in" else course.linked
        best: tuple[tuple[bool, float], Arc] | None = None
        for _ in range(CHOICES + 3 if tools else 0):
            node = nodes[tools[int(draw() * len(tools))]]
            arcs = node.into if shape == "fan_in" or (node.into and draw() < 0.5) else node.out
            if not arcs:
                arcs = node.into
            arc = arcs[int(draw() * len(arcs))]
            if self._fits(arc, shape, wish):
                worth = wish.worth(arc)
                if best is None or worth < best[0]:
                    best = worth, arc
        return best[1] if best else None

    def _fits(self, arc: Arc, shape: Shape, wish: Wish) -> bool:
        if (
            arc.undo
            or arc.side
            or wish.mistaken(arc)
            or not wish.allowed(arc.source)
            or not wish.allowed(arc.target)
        ):
            return False
        if shape == "fan_out":
            return len(self._index.nodes[arc.source].out) > 1
        return shape != "fan_in" or self._index.nodes[arc.target].joins

    def _begin_with_tool(self, course: Course, wish: Wish) -> None:
        """Set the anchor: a little-used tool of the topic, any tool where the topic has no more."""
        draw, used, nodes = wish.rng.random, self._usage.tools, self._index.nodes
        topic = course.topic
        options = [topic[int(draw() * len(topic))] for _ in range(CHOICES)]
        options = [tool for tool in options if wish.allowed(tool)]
        if not options:
            options = [tool for tool in topic if wish.allowed(tool)]
        if not options:
            beside = {arc.target for tool in course.used for arc in nodes[tool].out}
            options = [tool for tool in sorted(beside) if wish.allowed(tool)]
        if not options:
            some = (int(draw() * len(nodes)) for _ in range(CHOICES))
            options = [tool for tool in some if wish.allowed(tool)]
        if options:
            early = not course.turns
            wish.anchor = min(
                options,
                key=lambda tool: (
                    # Few delete what has not been spoken of, and fewer open a conversation so.
                    used[tool] + (1 + 2 * early) * nodes[tool].ends + 0.5 * draw(),
                    tool,
                ),
            )
