"""What calls still to come will take from results, and what these should therefore hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from digit_tc.language.entities import id_noun, is_id_value, plain_name
from digit_tc.records import JSON, Leaf, PickKind, Plan, PlannedCall, Reference, Tool
from digit_tc.records.paths import assemble, find_schemas, generalise, get, in_order
from digit_tc.semantics import profile_of
from digit_tc.values.containers import with_empty_containers
from digit_tc.world.apply import Response
from digit_tc.world.choices import Rows, find_place, noun_of_row, rows_of
from digit_tc.world.expectation import Expectation
from digit_tc.world.listing import generate_listed, kind_of_rows
from digit_tc.world.picks import Candidate
from digit_tc.world.result_schema import STATES, result_schema_of
from digit_tc.world.scalars import Schema
from digit_tc.world.state import World

PICKED_SIZES = ((1, 1, 0.05), (2, 2, 0.20), (3, 3, 0.32), (4, 9, 0.33), (10, 14, 0.10))
"""Least and most rows of lists that something is picked from, and how often."""
OTHER_SIZES = (
    (0, 0, 0.08), (1, 1, 0.34), (2, 3, 0.30), (4, 9, 0.22), (10, 14, 0.06)
)  # fmt: skip
"""The same for other listings."""
_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Use:
    """A later call that takes a value from a result."""

    call: PlannedCall
    turn: int
    path: str
    """Path pattern in the result."""
    parameter: str
    """Concrete path of the argument."""


class Needs:
    """The calls that are planned, and what they take of each other's results."""

    def __init__(self, tools: Mapping[str, Tool]) -> None:
        self._tools = tools
        self._uses: dict[int, list[Use]] = {}
        self.calls: dict[int, PlannedCall] = {}
        """By their ids."""
        self.turns: dict[int, int] = {}
        """Call id → its turn."""

    def note(self, plans: Sequence[Plan]) -> None:
        """Take note of plans that will be run."""
        again = {call.id for plan in plans for call in plan.wanted}
        for source, uses in self._uses.items():
            # A plan that could not be run gives its numbers to the next one.
            self._uses[source] = [use for use in uses if use.call.id not in again]
        for plan in plans:
            for call in plan.wanted:
                self.calls[call.id] = call
                self.turns[call.id] = plan.turn
                for binding in call.bindings:
                    if isinstance(binding.value, Reference):
                        use = Use(call, plan.turn, generalise(binding.value.path), binding.path)
                        self._uses.setdefault(binding.value.call, []).append(use)

    def of(self, call: int) -> Sequence[Use]:
        """What later calls take from the result of a call."""
        return self._uses.get(call, [])

    def tool(self, call: PlannedCall) -> Tool:
        """The tool of a call."""
        return self._tools[call.tool]

    def expect(
        self, tool: Tool, uses: Sequence[Use], size: int, rng: Random,
        wishes: Sequence[PickKind] = (), *,
        exists: bool = True,
    ) -> Expectation:  # fmt: skip
        """What the answer of a call of this tool should hold for those uses."""
        demands: dict[str, tuple[Schema, ...]] = {}
        target: dict[str, tuple[JSON, ...]] = {}
        for use in uses:
            parameters = self.tool(use.call).parameters
            schemas = tuple(find_schemas(parameters, generalise(use.parameter)))
            demands[use.path] = (*demands.get(use.path, ()), *schemas)
        for use in reversed(uses):
            target.update(self._states_for(tool, use))
        return Expectation(
            size=size,
            misses=rng.choice((0, 1, 2)),
            place=rng.randrange(max(1, size)),
            target=target,
            alike=1.0 if "conjunction" in wishes else _ALIKE,
            demands=demands,
            exists=exists,
        )

    def _states_for(self, tool: Tool, use: Use) -> dict[str, tuple[JSON, ...]]:
        """The states in which a row must be for what will be done to it."""
        profile = profile_of(self.tool(use.call))
        if profile.reads or not profile.states:
            return {}
        schema = result_schema_of(tool)
        for place in (schema.rows or schema.main).fields:
            if place.plain in STATES and place.field is not None:
                fitting = tuple(one for one in place.field.choices if one in profile.states)
                return {place.plain: fitting} if fitting else {}
        return {}

    def takes_itself(self, use: Use, rows: Rows) -> bool:
        """Whether a call that changes something takes a row by its own id, and no address of it."""
        if profile_of(self.tool(use.call)).reads:
            return True
        tool = self.tool(self.calls[rows.call])
        place = find_place(result_schema_of(tool).root, rows.pattern)
        return place is not None and use.path == f"{rows.pattern}.{place.own}"

    def may_take(self, row: Candidate, use: Use, rows: Rows, world: World) -> bool:
        """Whether a call can take a row as it is now: it is there, and in a fitting state."""
        tool = self.tool(self.calls[rows.call])
        states = self._states_for(tool, use)
        place = find_place(result_schema_of(tool).root, rows.pattern)
        entity = (noun_of_row(place), str(row.fields.get(place.own))) if place else ("", "")
        if entity in world.changes.gone or entity in world.changes.ended:
            return False
        inside = use.path[len(rows.pattern) :].lstrip(".")
        return row.fields.get(inside) is not None and all(
            row.fields.get(name) in values for name, values in states.items() if name in row.fields
        )


def find_taken_twice(arguments: Mapping[str, JSON]) -> str | None:
    """The id of a thing that stands in two arguments for things of its kind; None where none does:
    nobody pays from an account into the same one."""
    taken: set[tuple[str, str]] = set()
    for name, value in arguments.items():
        noun = (id_noun(plain_name(name)) or "").rpartition("_")[2]
        if noun and is_id_value(value):
            if (noun, str(value)) in taken:
                return str(value)
            taken.add((noun, str(value)))
    return None


def said_by(call: PlannedCall) -> dict[str, JSON]:
    """The arguments that are literals."""
    return assemble(
        in_order(
            [(one.path, one.value.value) for one in call.bindings if isinstance(one.value, Leaf)]
        )
    )


def draw_sizes(rng: Random, *, picked: bool) -> list[int]:
    """How many rows a listing should have, and what to try after that."""
    table = PICKED_SIZES if picked else OTHER_SIZES
    least, most, _share = rng.choices(table, [share for *_, share in table])[0]
    drawn = rng.randint(least, most)
    return [drawn, 3, 2, 1] if picked else [drawn]


def note_listed(plans: Sequence[Plan], needs: Needs, world: World, rng: Random) -> None:
    """Put what a later listing is asked for into the world, where an earlier one of the same
    kind might show everything there is without it."""
    seen: set[str] = set()
    for call in (one for plan in plans for one in plan.wanted):
        row = result_schema_of(needs.tool(call)).rows
        if row is None or row.form != "object":
            continue
        kind, uses = kind_of_rows(row), needs.of(call.id)
        known = all(isinstance(one.value, Leaf) for one in call.bindings)
        if kind in seen and known and any(rows_of(use.path) for use in uses):
            expected = needs.expect(needs.tool(call), uses, 1, rng)
            generate_listed(world, needs.tool(call), said_by(call), row, expected)
        seen.add(kind)


def fill_arguments(
    call: PlannedCall, tool: Tool, responses: Mapping[int, Response]
) -> dict[str, JSON]:
    """The arguments of a call whose references name rows. Raises MissingValueError."""
    scalars = [
        (
            one.path,
            one.value.value
            if isinstance(one.value, Leaf)
            else get(responses[one.value.call].content, one.value.path),
        )
        for one in call.bindings
    ]
    return with_empty_containers(tool.parameters, assemble(in_order(scalars)))
