"""The stream of scenarios of a run."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from random import Random

from digit_tc.chains.course import Course, Drawn
from digit_tc.chains.coverage import Coverage, Deck, Usage
from digit_tc.chains.distractors import offered_tools
from digit_tc.chains.fail import choose_failure, wish_fault
from digit_tc.chains.hide import hidden_steps
from digit_tc.chains.index import GraphIndex
from digit_tc.chains.personas import load_personas
from digit_tc.chains.scenario import scenario_of
from digit_tc.chains.targets import HiddenTarget, KindTarget, ShapeTarget, ShareTarget
from digit_tc.chains.topic import Topics
from digit_tc.chains.turns import TurnDrawer
from digit_tc.config import SampleConfig
from digit_tc.errors import ChainError
from digit_tc.kinds import fulfil
from digit_tc.records import SHAPES, Fault, Persona, Scenario, Shape, ToolGraph, canonical_json

_TRIES_TO_FAIL = 8


class ScenarioSampler:
    """Draws scenarios one after the other: the least used tools and edges of the graph first.

    The whole stream depends on graph, configuration and seed alone: taking ten and then ten more
    equals taking twenty. Only counters are kept, so memory does not grow with the stream.
    """

    def __init__(
        self,
        graph: ToolGraph,
        config: SampleConfig,
        seed: int,
        *,
        start: int = 0,
        personas: Sequence[Persona] | None = None,
    ) -> None:
        """`start` is the index of the first scenario to give; those before are drawn and dropped.
        `personas` are those that may speak; by default the ones that ship with the package.

        Raises ChainError where the graph has no tools.
        """
        if not graph.tools:
            raise ChainError(
                "The tool graph has no tools, so no conversation can be drawn from it.",
                remedy="Name at least one source with usable tools in the run file.",
            )
        self._config = config
        self._seed = seed
        self._index = index = GraphIndex(graph)
        self._callable = [node.number for node in index.nodes if node.callable]
        if not self._callable:
            raise ChainError(
                "Every tool requires another of the same name, so none can be offered with it.",
                remedy="Give the tools that others require names of their own.",
            )
        self._usage = Usage(len(index.nodes), len(index.arcs))
        self._turns = TurnDrawer(
            index, self._usage, config.max_steps, carries=config.carry_share > 0
        )
        self._topics = Topics(index)
        self._tool_deck = Deck(len(index.nodes), Random(_derived(seed, "tools")))
        self._edge_deck = Deck(len(index.arcs), Random(_derived(seed, "edges")))
        apart = sum(not node.out and not node.into for node in index.nodes) / len(index.nodes)
        self._tool_topics = 0.1 + 0.4 * apart if index.arcs else 1.0
        self._shapes = ShapeTarget(config.shapes)
        self._carries = ShareTarget(config.carry_share)
        self._hidden = HiddenTarget(config.hidden)
        self._kinds = KindTarget(config.kinds)
        self._personas = personas if personas is not None else load_personas()
        self._asked: Counter[Shape] = Counter()
        self._got: Counter[Shape] = Counter()
        self._fallbacks: Counter[str] = Counter()
        self._faults: Counter[Fault] = Counter()
        self._count: Counter[str] = Counter()
        self._next = 0
        while self._next < start:
            self._draw(Random(_derived(seed, self._next)))
            self._next += 1

    def take(self, n: int) -> list[Scenario]:
        """The next `n` scenarios of the stream."""
        return [self._scenario() for _ in range(n)]

    def coverage(self) -> Coverage:
        """What the scenarios drawn so far have used and came to."""
        # What only goes along with another edge, or undoes what was made, is none to be covered.
        pairs = zip(self._usage.arcs, self._index.arcs, strict=True)
        walked = [(used, arc) for used, arc in pairs if not (arc.side or arc.undo)]
        return Coverage(
            scenarios=self._next,
            turns=self._count["turns"],
            calls=self._count["calls"],
            tools_used=self._usage.tools_used,
            tools=len(self._index.nodes),
            edges_used=sum(used > 0 for used, _ in walked),
            edges=len(walked),
            shapes_asked={shape: self._asked[shape] for shape in SHAPES},
            shapes={shape: self._got[shape] for shape in SHAPES},
            fallbacks=dict(sorted(self._fallbacks.items())),
            multi_call_turns=self._count["multi"],
            hidden_calls=self._count["hidden"],
            required_calls=self._count["required"],
            later_turns=self._count["later"],
            carrying_turns=self._count["carrying"],
        )

    def _scenario(self) -> Scenario:
        seed = _derived(self._seed, self._next)
        rng = Random(seed)
        course = self._draw(rng)
        fewest, most = self._config.offered
        offered = offered_tools(
            self._index,
            # Where nothing is called, tools are offered all the same: those of the topic.
            [tool for drawn in course.turns for tool in drawn.steps] or course.topic[:1],
            rng.randint(fewest, most),
            rng,
        )
        first, last = self._config.today
        scenario = scenario_of(
            self._index,
            course.turns,
            number=self._next,
            seed=seed,
            today=first + dt.timedelta(days=rng.randint(0, (last - first).days)),
            offered=offered,
            persona=self._personas[int(rng.random() * len(self._personas))],
        )
        self._next += 1
        return scenario

    def _draw(self, rng: Random) -> Course:
        course = self._course(rng)
        lengths = self._config.turns
        for _ in range(rng.choices(list(lengths), list(lengths.values()))[0]):
            if not self._draw_turn(course, rng):
                break
        return course

    def _draw_turn(self, course: Course, rng: Random) -> bool:
        """Draw the next turn, of the kind whose share is furthest behind and that can be had.

        Where the first turn can be of none of them, it is a plain one.
        """
        for kind in (*self._kinds.ranked(), *((fulfil,) if not course.turns else ())):
            drawn = kind.draw(_NextTurn(self, course, rng))
            if drawn is not None:
                drawn.kind = kind.NAME
                self._kinds.count(kind)
                self._count["turns"] += 1
                course.place(drawn)
                return True
        return False

    def _dataflow(self, course: Course, rng: Random, *, fails: bool) -> Drawn | None:
        """Calls with what they use of each other and of earlier turns; None where none is left, or
        where none of them can fail as `fails` asks."""
        behind = course.hidden.owed if self._index.arcs else 0.0
        shape = self._shapes.ask(rng, lean=max(0.0, min(2.0, behind)))
        carry = bool(course.turns) and self._carries.wanted(rng)
        wished = wish_fault(self._faults, rng) if fails else None
        says = wished in ("unknown", "state")
        for _ in range(_TRIES_TO_FAIL if fails else 1):
            drawn = self._turns.draw(course, shape, rng, carry=carry, reads=behind > 0, says=says)
            if drawn is None:
                return None
            self._hide(course, drawn, rng)
            if wished is not None:
                drawn.fails = choose_failure(drawn, self._index, wished, rng)
            if bool(drawn.fails) == fails:
                if drawn.fails is not None:
                    self._faults[drawn.fails.fault] += 1
                self._settle(course, drawn, shape)
                return drawn
        return None

    def _course(self, rng: Random) -> Course:
        """A conversation about a tool, or an edge, that has been used least."""
        if rng.random() < self._tool_topics:
            seeds = [self._tool_deck.draw(self._usage.tools)]
            wanted = None
        else:
            wanted = self._index.arcs[self._edge_deck.draw(self._usage.arcs)]
            seeds = [wanted.source, wanted.target]
        topic = self._topics.around(seeds)
        nodes = self._index.nodes
        if not any(nodes[tool].callable for tool in topic):
            topic = (self._callable[int(rng.random() * len(self._callable))],)
        return Course(
            index=self._index,
            topic=topic,
            members=frozenset(topic),
            linked=[tool for tool in topic if nodes[tool].out or nodes[tool].into],
            joining=[tool for tool in topic if nodes[tool].joins],
            wanted=wanted,
            hidden=self._hidden.draw(rng),
        )

    def _hide(self, course: Course, drawn: Drawn, rng: Random) -> None:
        """Settle which calls the user leaves unsaid."""
        calls = len(drawn.steps)
        share = course.hidden.share
        forced = sorted({source for source, _ in drawn.needs})
        # As one composite tool, the user asks for what comes out at its end alone.
        composite = self._config.hide == "composite"
        owed = math.inf if composite else course.hidden.owed + share * calls
        pairs = [(source, target) for source, _, target in drawn.links] + drawn.needs
        drawn.hidden = hidden_steps(
            [self._index.nodes[tool].effect for tool in drawn.steps],
            pairs,
            forced,
            # What it takes besides ids has no words; and who has a name in mind says it.
            {target for _, arc, target in drawn.links if not arc.named}
            | {source for source, arc, _ in drawn.links if arc.is_name},
            owed if share or composite else 0.0,
            rng,
        )

    def _settle(self, course: Course, drawn: Drawn, asked: Shape) -> None:
        """Count what the turn uses."""
        count, usage, calls = self._count, self._usage, len(drawn.steps)
        for target in (course.hidden, self._hidden):
            target.count(calls, len(drawn.hidden))
        for tool in drawn.steps:
            usage.use_tool(tool)
        for _, arc, _ in drawn.links:
            usage.use_arc(arc.number)
        for carry in drawn.carries:
            usage.use_arc(carry.arc.number)
        if course.wanted is not None and usage.arcs[course.wanted.number]:
            course.wanted = None
        later = bool(course.turns)
        if later:
            self._carries.count(1, bool(drawn.carries))
        self._shapes.got(asked, drawn.wished)
        self._asked[asked] += 1
        self._got[drawn.wished] += 1
        if drawn.wished != asked:
            self._fallbacks[f"{asked}→{drawn.wished}"] += 1
        count["calls"] += calls
        count["multi"] += calls > 1
        count["hidden"] += len(drawn.hidden)
        count["required"] += drawn.added
        count["later"] += later
        count["carrying"] += bool(drawn.carries)


@dataclass(frozen=True)
class _NextTurn:
    """What a kind can have drawn for the next turn (`digit_tc.kinds.TurnDraw`)."""

    sampler: ScenarioSampler
    course: Course
    rng: Random

    def dataflow(self, *, fails: bool = False) -> Drawn | None:
        return self.sampler._dataflow(self.course, self.rng, fails=fails)

    def talk(self) -> Drawn:
        return Drawn(
            shape="single", wished="single", steps=[], links=[], carries=[], needs=[], added=0
        )


def _derived(seed: int, part: int | str) -> int:
    digest = blake2b(canonical_json([seed, part]), digest_size=8).digest()
    return int.from_bytes(digest) >> 1
