"""The cast: everything that a conversation touches is settled before a word is said.

The plans of all turns are run in a fresh world, call by call. What they need comes into being on
the way: rows for each listing, one of which a later call will be about, others that come close,
answers that are about no entity. Where a later call takes a value out of a list, a rule is found
that singles out its row (`Pick`), so that words can say which one is meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from random import Random

from digit_tc.errors import RejectedError
from digit_tc.language.entities import id_noun, is_id_value, plain_name
from digit_tc.records import JSON, Binding, Leaf, PickKind, Plan, PlannedCall, Reference, Tool
from digit_tc.records.paths import (
    assemble,
    find_schemas,
    generalise,
    get,
    in_order,
    join_path,
    parse_path,
)
from digit_tc.semantics import profile_of
from digit_tc.semantics.facts import admits
from digit_tc.values.containers import with_empty_containers
from digit_tc.world.apply import Response, apply, name_call
from digit_tc.world.choices import (
    Choice,
    Chooser,
    Rows,
    Tellable,
    find_place,
    noun_of_row,
    rows_of,
)
from digit_tc.world.expectation import Expectation
from digit_tc.world.listing import generate_listed, kind_of_rows
from digit_tc.world.named import note_named
from digit_tc.world.picks import Candidate, list_candidates
from digit_tc.world.result_schema import STATES, result_schema_of
from digit_tc.world.scalars import Schema
from digit_tc.world.state import World

PICKED_SIZES = ((1, 1, 0.05), (2, 2, 0.20), (3, 3, 0.32), (4, 9, 0.33), (10, 14, 0.10))
"""Least and most rows of lists that something is picked from, and how often."""
OTHER_SIZES = (
    (0, 0, 0.08), (1, 1, 0.34), (2, 3, 0.30), (4, 9, 0.22), (10, 14, 0.06)
)  # fmt: skip
"""The same for other listings."""
_DOWN = (
    "The service is temporarily unavailable. Please try again.",
    "Timed out while waiting for an answer; please try again.",
    "Too many requests at the moment. Try again shortly.",
)
"""What a tool answers that is down for a moment."""
_SAME_AGAIN = 0.6
_ALIKE = 0.6


class CastError(RejectedError):
    """A plan cannot be run in its world."""

    reason = "cast"


@dataclass(slots=True)
class Cast:
    """Plans with all that they meet."""

    world: World
    """The world after them."""
    plans: list[Plan] = field(default_factory=list)
    """Those that could be run, with the rows that their references take."""
    arguments: dict[int, dict[str, JSON]] = field(default_factory=dict)
    """Call id → its arguments."""
    responses: dict[int, Response] = field(default_factory=dict)
    """Call id → what it was answered."""
    choices: dict[tuple[int, str], Choice] = field(default_factory=dict)
    """(call id, path of the argument) → the row that a reference takes."""
    fault: RejectedError | None = None
    """Why the plan after the last one could not be run; None where all could."""


def cast(plans: Sequence[Plan], world: World, rng: Random, is_tellable: Tellable) -> Cast:
    """Run plans in a world, drawing what they need; stops before the first that cannot be run.

    A reference that passes through a list may name any item of it: which one is meant is settled
    here. A row for which there are no words is not chosen.
    """
    casting = Casting(world, rng, is_tellable)
    run_all(casting, plans)
    return casting.done


def run_all(casting: Casting, plans: Sequence[Plan]) -> None:
    """Run plans up to the first that cannot be run, which becomes the fault of the cast."""
    casting.expect(plans)
    for plan in plans:
        try:
            casting.run(plan)
        except RejectedError as problem:
            casting.done.fault = problem
            return


@dataclass(frozen=True, slots=True)
class _Use:
    """A later call that takes a value from a result."""

    call: PlannedCall
    turn: int
    path: str
    """Path pattern in the result."""
    parameter: str
    """Concrete path of the argument."""


def _thing_taken_twice(arguments: Mapping[str, JSON]) -> str | None:
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


def _said(call: PlannedCall) -> dict[str, JSON]:
    return assemble(
        in_order(
            [(one.path, one.value.value) for one in call.bindings if isinstance(one.value, Leaf)]
        )
    )


@dataclass(frozen=True, slots=True)
class _Taken:
    turn: int
    call: PlannedCall
    place: str


class Casting:
    """A cast in the making; `cast` is for plans that are all known beforehand."""

    def __init__(self, world: World, rng: Random, is_tellable: Tellable) -> None:
        self.done = Cast(world)
        """What has been run so far."""
        self._rng = rng
        self._chooser = Chooser(rng, is_tellable)
        self._calls: dict[int, PlannedCall] = {}
        self._turns: dict[int, int] = {}
        self._uses: dict[int, list[_Use]] = {}
        self._taken: dict[Rows, list[_Taken]] = {}
        self._first: dict[Rows, str] = {}
        """The row that the first use of a list takes."""
        self._choices: dict[tuple[Rows, str], Choice] = {}
        self._found: dict[Rows, tuple[JSON, Sequence[Candidate]]] = {}

    def expect(self, plans: Sequence[Plan]) -> None:
        """Take note of plans that will be run, so that results hold what they need."""
        note_named(plans, self.done.world)
        again = {call.id for plan in plans for call in plan.wanted}
        for source, uses in self._uses.items():
            # A plan that could not be run gives its numbers to the next one.
            self._uses[source] = [use for use in uses if use.call.id not in again]
        for plan in plans:
            for call in plan.wanted:
                self._calls[call.id] = call
                self._turns[call.id] = plan.turn
                for binding in call.bindings:
                    if isinstance(binding.value, Reference):
                        use = _Use(call, plan.turn, generalise(binding.value.path), binding.path)
                        self._uses.setdefault(binding.value.call, []).append(use)
        self._note_listed(plans)

    def _note_listed(self, plans: Sequence[Plan]) -> None:
        """Put what a later listing is asked for into the world, where an earlier one of the same
        kind might show everything there is without it."""
        seen: set[str] = set()
        for call in (one for plan in plans for one in plan.wanted):
            row = result_schema_of(self._tool(call)).rows
            if row is None or row.form != "object":
                continue
            kind, uses = kind_of_rows(row), self._uses.get(call.id, [])
            known = all(isinstance(one.value, Leaf) for one in call.bindings)
            if kind in seen and known and any(rows_of(use.path) for use in uses):
                expected = self._expect(self._tool(call), uses, 1)
                generate_listed(self.done.world, self._tool(call), _said(call), row, expected)
            seen.add(kind)

    def run(self, plan: Plan, *, keep_rows: bool = False) -> Plan:
        """Run a plan that is expected; gives it with the rows that its references take.

        With `keep_rows` a reference to a result of an earlier turn takes the very row that it
        names. Raises RejectedError where it cannot be run; then nothing has happened.
        """
        world, taken = self.done.world, {rows: list(one) for rows, one in self._taken.items()}
        calls = []
        try:
            for planned in plan.wanted:
                call = self._with_rows(planned, plan.turn, keep_rows=keep_rows)
                arguments = self._arguments(call)
                if (twice := _thing_taken_twice(arguments)) is not None:
                    raise CastError(f"Call {call.id} ({call.tool}) would take {twice} twice.")
                if call.repeats is not None:
                    calls.append(self._fail_before(call, arguments, plan))
                response = self._ask(call, arguments)
                if (response.status == "ok") != (call.fault is None):
                    raise CastError(f"Call {call.id} ({call.tool}) is answered: {response.content}")
                self.done.arguments[call.id] = arguments
                self.done.responses[call.id] = response
                calls.append(call)
        except RejectedError:
            self.done.world, self._taken = world, taken
            raise
        self.done.plans.append(plan.replace_calls(calls))
        return self.done.plans[-1]

    def _fail_before(
        self, again: PlannedCall, arguments: dict[str, JSON], plan: Plan
    ) -> PlannedCall:
        """The call that fails for a moment, made as it will be made again."""
        failed = next(one for one in plan.calls if one.id == again.repeats)
        tool = self._tool(again)
        world = self.done.world.break_down(name_call(tool, arguments), self._rng.choice(_DOWN))
        response, self.done.world = apply(world, tool, arguments)
        self.done.arguments[failed.id] = arguments
        self.done.responses[failed.id] = response
        for binding in again.bindings:
            choice = self.done.choices.get((again.id, binding.path))
            if choice is not None:
                self.done.choices[failed.id, binding.path] = choice
        return failed.model_copy(update={"bindings": again.bindings})

    def _tool(self, call: PlannedCall) -> Tool:
        return self.done.world.tools[call.tool]

    def _arguments(self, call: PlannedCall) -> dict[str, JSON]:
        scalars = [
            (
                one.path,
                one.value.value
                if isinstance(one.value, Leaf)
                else get(self.done.responses[one.value.call].content, one.value.path),
            )
            for one in call.bindings
        ]
        return with_empty_containers(self._tool(call).parameters, assemble(in_order(scalars)))

    # --- what a call is answered ------------------------------------------------------------------

    def _ask(self, call: PlannedCall, arguments: dict[str, JSON]) -> Response:
        """The answer of a call; lists that are picked from are drawn until a row can be told."""
        uses = self._uses.get(call.id, [])
        patterns = list(dict.fromkeys(rows for use in uses if (rows := rows_of(use.path))))
        tool = self._tool(call)
        response = Response(None)
        wishes = self._chooser.wishes(known=False) if patterns else []
        for size in self._sizes(bool(patterns)):
            trial = replace(self.done.world, initial=self.done.world.initial.copy())
            expected = self._expect(tool, uses, size, wishes[:1], exists=call.fault != "unknown")
            response, after = apply(trial, tool, arguments, expected)
            if response.status != "ok":
                if call.fault is not None:
                    self.done.world = after  # that there is no such thing is settled now
                return response
            if all(
                self._choose_first(Rows(call.id, one), response.content, uses, wishes)
                for one in patterns
            ):
                self.done.world = after
                return response
        raise CastError(f"No row of what call {call.id} ({call.tool}) lists can be told.")

    def _sizes(self, picked: bool) -> list[int]:
        table = PICKED_SIZES if picked else OTHER_SIZES
        least, most, _share = self._rng.choices(table, [share for *_, share in table])[0]
        drawn = self._rng.randint(least, most)
        return [drawn, 3, 2, 1] if picked else [drawn]

    def _expect(
        self, tool: Tool, uses: Sequence[_Use], size: int, wishes: Sequence[PickKind] = (), *,
        exists: bool = True,
    ) -> Expectation:  # fmt: skip
        demands: dict[str, tuple[Schema, ...]] = {}
        target: dict[str, tuple[JSON, ...]] = {}
        for use in uses:
            parameters = self._tool(use.call).parameters
            schemas = tuple(find_schemas(parameters, generalise(use.parameter)))
            demands[use.path] = (*demands.get(use.path, ()), *schemas)
        for use in reversed(uses):
            target.update(self._states_for(tool, use))
        return Expectation(
            size=size,
            misses=self._rng.choice((0, 1, 2)),
            place=self._rng.randrange(max(1, size)),
            target=target,
            alike=1.0 if "conjunction" in wishes else _ALIKE,
            demands=demands,
            exists=exists,
        )

    def _states_for(self, tool: Tool, use: _Use) -> dict[str, tuple[JSON, ...]]:
        """The states in which a row must be for what will be done to it."""
        profile = profile_of(self._tool(use.call))
        if profile.reads or not profile.states:
            return {}
        schema = result_schema_of(tool)
        for place in (schema.rows or schema.main).fields:
            if place.plain in STATES and place.field is not None:
                fitting = tuple(one for one in place.field.choices if one in profile.states)
                return {place.plain: fitting} if fitting else {}
        return {}

    # --- which row is meant -----------------------------------------------------------------------

    def _choose_first(
        self, rows: Rows, result: JSON, uses: Sequence[_Use], wishes: Sequence[PickKind]
    ) -> bool:
        """Choose the row that the first use of a list takes; False where none can be told."""
        using = [use for use in uses if rows_of(use.path) == rows.pattern]
        # What comes after the first call meets what that one has made of the row.
        using = [use for use in using if use.call.id == using[0].call.id]
        found = self._candidates(rows, result)
        numbers = [
            number
            for number, row in enumerate(found)
            if all(self._may_take(row, use, rows) for use in using)
        ]
        self._rng.shuffle(numbers)
        hidden = self._calls[rows.call].hidden
        if len(found) == 1 and not all(self._takes_itself(use, rows) for use in using):
            return False  # "share the file" does not say with whom
        taken = {use.path[len(rows.pattern) :].lstrip(".") for use in uses if hidden}
        for wish, number in product(wishes, numbers):
            choice = self._choose(rows, result, number, None, [wish])
            # Who says the very value that is taken needs no hidden list for it.
            if choice is not None and not any(one.field in taken for one in choice.pick.conditions):
                self._first[rows] = found[number].path
                self._choices[rows, found[number].path] = choice
                return True
        return False

    def _takes_itself(self, use: _Use, rows: Rows) -> bool:
        """Whether a call that changes something takes a row by its own id, and no address of it."""
        if profile_of(self._tool(use.call)).reads:
            return True
        tool = self._tool(self._calls[rows.call])
        place = find_place(result_schema_of(tool).root, rows.pattern)
        return place is not None and use.path == f"{rows.pattern}.{place.own}"

    def _may_take(self, row: Candidate, use: _Use, rows: Rows) -> bool:
        tool = self._tool(self._calls[rows.call])
        states = self._states_for(tool, use)
        place = find_place(result_schema_of(tool).root, rows.pattern)
        entity = (noun_of_row(place), str(row.fields.get(place.own))) if place else ("", "")
        if entity in self.done.world.changes.gone or entity in self.done.world.changes.ended:
            return False
        inside = use.path[len(rows.pattern) :].lstrip(".")
        return row.fields.get(inside) is not None and all(
            row.fields.get(name) in values for name, values in states.items() if name in row.fields
        )

    def _choose(
        self, rows: Rows, result: JSON, number: int, turn: int | None,
        wishes: Sequence[PickKind] = (),
    ) -> Choice | None:  # fmt: skip
        """What singles out a row for a call of a turn; None where nothing does."""
        source = self._calls[rows.call]
        known = not source.hidden and turn not in (None, self._turns[rows.call])
        wishes = wishes or self._chooser.wishes(known=known)
        found = self._candidates(rows, result)
        return self._chooser.choose(self._tool(source), rows, found, number, wishes)

    def _candidates(self, rows: Rows, result: JSON) -> Sequence[Candidate]:
        """The rows of a list, worked out once for each result."""
        known = self._found.get(rows)
        if known is None or known[0] is not result:
            known = self._found[rows] = (result, list_candidates(result, rows.pattern))
        return known[1]

    # --- references -------------------------------------------------------------------------------

    def _with_rows(self, call: PlannedCall, turn: int, *, keep_rows: bool) -> PlannedCall:
        """A call whose references name the rows that are meant."""
        bindings: list[Binding] = []
        chosen: dict[Rows, str] = {}
        for binding in call.bindings:
            reference = binding.value
            pattern = (
                rows_of(generalise(reference.path)) if isinstance(reference, Reference) else ""
            )
            if not isinstance(reference, Reference) or not pattern:
                bindings.append(binding)
                continue
            rows = Rows(reference.call, pattern)
            if rows not in chosen:
                use = _Use(call, turn, generalise(reference.path), binding.path)
                earlier = self._turns.get(reference.call, turn) != turn
                chosen[rows] = (
                    self._row_named(reference, rows, turn)
                    if keep_rows and earlier
                    else self._row_for(use, rows)
                )
            choice = self._choices[rows, chosen[rows]]
            self.done.choices[call.id, binding.path] = choice
            path = chosen[rows] + generalise(reference.path)[len(pattern) :]
            value = Reference(call=reference.call, path=path, pick=choice.pick)
            bindings.append(Binding(path=binding.path, value=value))
        for rows, place in chosen.items():
            self._taken.setdefault(rows, []).append(_Taken(turn, call, place))
        if profile_of(self._tool(call)).effect == "create":
            bindings = [self._as_row_has_it(one, call, chosen) for one in bindings]
        return call.model_copy(update={"bindings": tuple(bindings)})

    def _as_row_has_it(
        self, binding: Binding, call: PlannedCall, chosen: Mapping[Rows, str]
    ) -> Binding:
        """A literal that the row of a call has as well, as it is there: who books a flight books it
        for its day."""
        if not isinstance(binding.value, Leaf):
            return binding
        for rows, place in chosen.items():
            found = self._candidates(rows, self.done.responses[rows.call].content)
            row = next(one.fields for one in found if one.path == place)
            known = row.get(binding.path)
            schemas = find_schemas(self._tool(call).parameters, binding.path)
            if known is not None and all(admits(one, known) for one in schemas):
                return binding.model_copy(update={"value": Leaf(value=known)})
        return binding

    def _row_named(self, reference: Reference, rows: Rows, turn: int) -> str:
        """The row that a reference names."""
        result = self.done.responses[rows.call].content
        depth = len(parse_path(rows.pattern))
        place = join_path(parse_path(reference.path)[:depth])
        numbers = [
            number for number, row in enumerate(self._candidates(rows, result)) if row.path == place
        ]
        if (rows, place) not in self._choices:
            choice = self._choose(rows, result, numbers[0], turn) if numbers else None
            if choice is None:
                raise CastError(f"Nothing tells {place} of call {rows.call} from the other rows.")
            self._choices[rows, place] = choice
        return place

    def _row_for(self, use: _Use, rows: Rows) -> str:
        """The place of the row that a call takes: that of the turn, or one that was not taken."""
        taken = self._taken.get(rows, [])
        if not taken:
            return self._first[rows]
        now = [
            one.place for one in taken if one.turn == use.turn and one.call.tool != use.call.tool
        ]
        if now:
            return now[-1]
        result = self.done.responses[rows.call].content
        by_place = {row.path: row for row in self._candidates(rows, result)}
        used = {one.place for one in taken if one.call.tool == use.call.tool}
        again = [
            one.place
            for one in taken
            if one.place not in used and self._may_take(by_place[one.place], use, rows)
        ]
        if again and self._rng.random() < _SAME_AGAIN:
            return again[-1]
        numbers = [
            number
            for number, row in enumerate(by_place.values())
            if row.path not in {one.place for one in taken} and self._may_take(row, use, rows)
        ]
        self._rng.shuffle(numbers)
        for number in numbers:
            choice = self._choose(rows, result, number, use.turn)
            if choice is not None:
                place = list(by_place)[number]
                self._choices[rows, place] = choice
                return place
        if again:
            return again[-1]
        raise CastError(f"Every row that call {use.call.id} could take has been taken.")
