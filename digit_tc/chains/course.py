"""The course of one conversation while its turns are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from digit_tc.chains.arc import Arc
from digit_tc.chains.draft import Draft
from digit_tc.chains.index import GraphIndex
from digit_tc.chains.targets import ShareTarget
from digit_tc.records import Shape, StepFault
from digit_tc.records.profile import READING_EFFECTS


@dataclass(frozen=True, slots=True)
class Carried:
    """A value of an earlier turn's result that a step of this turn uses."""

    turn: int
    step: int
    arc: Arc
    target: int
    """Position of the step that uses it."""


@dataclass(slots=True)
class Drawn:
    """One turn as drawn: steps in order of execution."""

    shape: Shape
    """Of all its steps but those that are there only because others require them."""
    wished: Shape
    """Of what it was drawn as, before ids were looked up."""
    steps: list[int]
    """Tools in order of execution; none in a turn that is planned without calls."""
    links: list[tuple[int, Arc, int]]
    carries: list[Carried]
    needs: list[tuple[int, int]]
    """Pairs of a required step and the step that requires it."""
    added: int
    """Number of steps at the front that are there only because others require them."""
    hidden: tuple[int, ...] = ()
    kind: str = ""
    """Name of the kind of turn."""
    fails: StepFault | None = None
    """The step that fails; None where all goes well."""


@dataclass(slots=True)
class Course:
    """What has happened in the conversation so far."""

    index: GraphIndex
    topic: Sequence[int]
    members: frozenset[int]
    linked: Sequence[int]
    """Those tools of the topic that have arcs."""
    joining: Sequence[int]
    """Those that several tools can feed."""
    wanted: Arc | None
    """An arc that this conversation was chosen for, until it is used."""
    hidden: ShareTarget
    """How many of its calls the user leaves unsaid."""
    turns: list[Drawn] = field(default_factory=list)
    used: dict[int, int] = field(default_factory=dict)
    """Tool → number of turns that call it."""
    where: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    """Tool → turn and position of each of its calls."""
    names: dict[int, int] = field(default_factory=dict)
    session: set[int] = field(default_factory=set)
    """Tools whose call still counts where another requires it."""
    gone: dict[str, int] = field(default_factory=dict)
    """Thing → the last turn in which one was deleted."""
    created: dict[str, int] = field(default_factory=dict)
    """Thing that the conversation has made one of → the tool that made the last."""
    made: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Thing → turn and step that made the last one, as long as there is one."""
    fed: set[tuple[int, int, str, int, str]] = field(default_factory=set)
    """Uses so far: turn and step of the result, its field, tool and parameter."""

    def allowed(self, tool: int, *, repeats: bool) -> bool:
        """Whether a tool may be called next: not yet called, or fit to be called again."""
        node = self.index.nodes[tool]
        count = self.used.get(tool)
        if count:
            return repeats and bool(node.leaves) and count < 3
        if not node.callable:
            return False
        return not self.index.clashing or self.names.get(node.name, tool) == tool

    def can_carry(self, turn: int, step: int, arc: Arc) -> bool:
        """Whether a result may still be used over `arc` as far as the past tells."""
        if arc.undo and self.index.nodes[arc.target].effect != "create":
            return False
        fails = self.turns[turn].fails
        if fails is not None and fails.step == step and fails.fault != "unavailable":
            return False  # nothing came of it
        if step in self.turns[turn].hidden and (arc.foreign or not arc.named):
            return False  # nobody was told it
        if "[]" in arc.source_path and self._is_of_new(turn, step):
            return False  # what has just been made holds nothing yet
        if any(self.gone.get(thing, -1) >= turn for thing in arc.things):
            return False
        if any(self.made[kind] > (turn, step) for kind in arc.named & self.made.keys()):
            return False  # "the file" is the last one that was spoken of
        return (turn, step, arc.source_path, arc.target, arc.slot) not in self.fed

    def _is_of_new(self, turn: int, step: int) -> bool:
        """Whether a call of an earlier turn was about a thing that the conversation has made."""
        drawn = self.turns[turn]
        fed = [arc for _, arc, target in drawn.links if target == step]
        fed += [carry.arc for carry in drawn.carries if carry.target == step]
        return any(self._gives_new(arc) for arc in fed)

    def _gives_new(self, arc: Arc) -> bool:
        return self.index.nodes[arc.source].effect == "create" and bool(
            arc.named and not arc.foreign
        )

    def mistaken(self, arc: Arc) -> bool:
        """Whether it would look up another thing than the one that was made before and is meant."""
        return not arc.listed.isdisjoint(self.made)

    def sound(self, draft: Draft, carried: Sequence[Carried]) -> bool:
        """Whether the steps make sense after the past: nothing twice, nothing after its end."""
        nodes = self.index.nodes
        fed: dict[int, set[str]] = {}
        for _, arc, target in draft.links:
            fed.setdefault(target, set()).add(arc.slot.partition(".")[0])
        for carry in carried:
            fed.setdefault(carry.target, set()).add(carry.arc.slot.partition(".")[0])
        if any(self._undoes(tool) for tool in draft.steps) or self._strange(draft, carried):
            return False
        for position, tool in enumerate(draft.steps):
            again = tool in self.used or draft.steps.count(tool) > 1
            if again and not set(nodes[tool].leaves) - fed.get(position, set()):
                return False
        for place, tool in enumerate(draft.steps):
            if not nodes[tool].ends:
                continue
            lost = nodes[tool].things
            # To rename a file and delete it in one breath is no errand.
            taken = [(source, arc.source_path) for source, arc, target in draft.links
                     if target == place]  # fmt: skip
            if any(source < place < target and arc.things & lost
                   for source, arc, target in draft.links):  # fmt: skip
                return False
            if any(source_of == source and arc.source_path == path
                   and target != place and nodes[draft.steps[target]].effect not in READING_EFFECTS
                   for source_of, path in taken
                   for source, arc, target in draft.links):  # fmt: skip
                return False
            if any(carry.target > place and carry.arc.things & lost for carry in carried):
                return False
        return True

    def _strange(self, draft: Draft, carried: Sequence[Carried]) -> bool:
        """Whether a call would take one value twice, pick from what a new thing holds, or put a
        thing where it was found."""
        nodes = self.index.nodes
        if any(self._mixes(draft, step) for step in range(len(draft.steps))):
            return True
        taken: dict[int, list[tuple[tuple[int, int], Arc]]] = {}
        for source, arc, target in draft.links:
            taken.setdefault(target, []).append(((-1, source), arc))
        for carry in carried:
            taken.setdefault(carry.target, []).append(((carry.turn, carry.step), carry.arc))
        for target, values in taken.items():
            places = [(place, arc.source_path) for place, arc in values]
            if len(set(places)) < len(places):
                return True
            for place, arc in values:
                if "[]" not in arc.source_path or place[0] >= 0:
                    continue
                narrowed = taken.get(place[1], ())
                if any(self._gives_new(other) for _place, other in narrowed):
                    return True
                if nodes[draft.steps[target]].effect not in READING_EFFECTS and any(
                    (where, other.source_path) in places for where, other in narrowed
                ):
                    return True
        return False

    def _mixes(self, draft: Draft, step: int) -> bool:
        """Whether another step is about a thing of the kind that this one makes, and not about the
        one that it makes: who orders and cancels an order in one breath is not understood."""
        nodes = self.index.nodes
        node = nodes[draft.steps[step]]
        if node.effect != "create":
            return False
        served = {target for source, _, target in draft.links if source == step}
        return any(
            other != step and other not in served and nodes[tool].ids
            and not node.makes.isdisjoint(nodes[tool].things)
            for other, tool in enumerate(draft.steps)
        )  # fmt: skip

    def _undoes(self, tool: int) -> bool:
        """Whether it would change or end what this conversation has only just made."""
        node, between = self.index.nodes[tool], self.index.between
        made = node.things & self.created.keys()
        if node.ends:
            return bool(made)
        return any(arc.undo for kind in made for arc in between.get((self.created[kind], tool), ()))

    def place(self, drawn: Drawn) -> None:
        """Take a turn as settled."""
        turn = len(self.turns)
        nodes = self.index.nodes
        fails = drawn.fails
        for position, tool in enumerate(drawn.steps):
            node = nodes[tool]
            self.names[node.name] = tool
            if fails is not None and position == fails.step and fails.fault != "unavailable":
                continue  # nothing came of it
            self.where.setdefault(tool, []).append((turn, position))
            self.session.add(tool)
            if node.ends:
                self.gone.update(dict.fromkeys(node.things, turn))
                for thing in node.things & self.made.keys():
                    del self.made[thing]
            self.made.update(dict.fromkeys(sorted(node.makes), (turn, position)))
            if node.effect == "create":
                self.created.update(dict.fromkeys(node.makes, tool))
            if node.closes:
                self.session.clear()
        for tool in set(drawn.steps):
            self.used[tool] = self.used.get(tool, 0) + 1
        for source, arc, _ in drawn.links:
            self.fed.add((turn, source, arc.source_path, arc.target, arc.slot))
        for carry in drawn.carries:
            self.fed.add((carry.turn, carry.step, carry.arc.source_path, carry.arc.target,
                          carry.arc.slot))  # fmt: skip
        self.turns.append(drawn)
