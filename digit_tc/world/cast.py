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
from digit_tc.records import JSON, Binding, Leaf, PickKind, Plan, PlannedCall, Reference
from digit_tc.records.paths import (
    find_schemas,
    generalise,
    join_path,
    parse_path,
)
from digit_tc.semantics import profile_of
from digit_tc.semantics.facts import admits
from digit_tc.world.apply import Response, apply
from digit_tc.world.choices import (
    Choice,
    Chooser,
    Rows,
    Tellable,
    rows_of,
)
from digit_tc.world.named import note_named
from digit_tc.world.needs import (
    Needs,
    Use,
    draw_sizes,
    fill_arguments,
    find_taken_twice,
    note_listed,
)
from digit_tc.world.picks import Candidate, list_candidates
from digit_tc.world.state import World, name_call

_DOWN = (
    "The service is temporarily unavailable. Please try again.",
    "Timed out while waiting for an answer; please try again.",
    "Too many requests at the moment. Try again shortly.",
)
"""What a tool answers that is down for a moment."""
_SAME_AGAIN = 0.6


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
        self._needs = Needs(world.tools)
        self._taken: dict[Rows, list[_Taken]] = {}
        self._first: dict[Rows, str] = {}
        """The row that the first use of a list takes."""
        self._choices: dict[tuple[Rows, str], Choice] = {}
        self._found: dict[Rows, tuple[JSON, Sequence[Candidate]]] = {}

    def expect(self, plans: Sequence[Plan]) -> None:
        """Take note of plans that will be run, so that results hold what they need."""
        note_named(plans, self.done.world)
        self._needs.note(plans)
        note_listed(plans, self._needs, self.done.world, self._rng)

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
                arguments = fill_arguments(call, self._needs.tool(call), self.done.responses)
                if (twice := find_taken_twice(arguments)) is not None:
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
        tool = self._needs.tool(again)
        wanted = self._needs.calls
        made = [
            (wanted[one].tool, its) for one, its in self.done.arguments.items() if one in wanted
        ]
        if (again.tool, arguments) in made:
            raise CastError(f"Call {failed.id} ({failed.tool}) was made before and answered.")
        world = self.done.world.break_down(name_call(tool, arguments), self._rng.choice(_DOWN))
        response, self.done.world = apply(world, tool, arguments)
        self.done.arguments[failed.id] = arguments
        self.done.responses[failed.id] = response
        for binding in again.bindings:
            choice = self.done.choices.get((again.id, binding.path))
            if choice is not None:
                self.done.choices[failed.id, binding.path] = choice
        return failed.model_copy(update={"bindings": again.bindings})

    def _ask(self, call: PlannedCall, arguments: dict[str, JSON]) -> Response:
        """The answer of a call; lists that are picked from are drawn until a row can be told."""
        uses = self._needs.of(call.id)
        patterns = list(dict.fromkeys(rows for use in uses if (rows := rows_of(use.path))))
        tool = self._needs.tool(call)
        response = Response(None)
        wishes = self._chooser.wishes(known=False) if patterns else []
        for size in draw_sizes(self._rng, picked=bool(patterns)):
            trial = replace(self.done.world, initial=self.done.world.initial.copy())
            expected = self._needs.expect(
                tool, uses, size, self._rng, wishes[:1], exists=call.fault != "unknown"
            )
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

    def _choose_first(
        self, rows: Rows, result: JSON, uses: Sequence[Use], wishes: Sequence[PickKind]
    ) -> bool:
        """Choose the row that the first use of a list takes; False where none can be told."""
        using = [use for use in uses if rows_of(use.path) == rows.pattern]
        # What comes after the first call meets what that one has made of the row.
        using = [use for use in using if use.call.id == using[0].call.id]
        found = self._candidates(rows, result)
        numbers = [
            number
            for number, row in enumerate(found)
            if all(self._needs.may_take(row, use, rows, self.done.world) for use in using)
        ]
        self._rng.shuffle(numbers)
        hidden = self._needs.calls[rows.call].hidden
        if len(found) == 1 and not all(self._needs.takes_itself(use, rows) for use in using):
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

    def _choose(
        self, rows: Rows, result: JSON, number: int, turn: int | None,
        wishes: Sequence[PickKind] = (),
    ) -> Choice | None:  # fmt: skip
        """What singles out a row for a call of a turn; None where nothing does."""
        source = self._needs.calls[rows.call]
        known = not source.hidden and turn not in (None, self._needs.turns[rows.call])
        wishes = wishes or self._chooser.wishes(known=known)
        found = self._candidates(rows, result)
        return self._chooser.choose(self._needs.tool(source), rows, found, number, wishes)

    def _candidates(self, rows: Rows, result: JSON) -> Sequence[Candidate]:
        """The rows of a list, worked out once for each result."""
        known = self._found.get(rows)
        if known is None or known[0] is not result:
            known = self._found[rows] = (result, list_candidates(result, rows.pattern))
        return known[1]

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
                use = Use(call, turn, generalise(reference.path), binding.path)
                earlier = self._needs.turns.get(reference.call, turn) != turn
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
        if profile_of(self._needs.tool(call)).effect == "create":
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
            schemas = find_schemas(self._needs.tool(call).parameters, binding.path)
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

    def _row_for(self, use: Use, rows: Rows) -> str:
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
            if one.place not in used
            and self._needs.may_take(by_place[one.place], use, rows, self.done.world)
        ]
        if again and self._rng.random() < _SAME_AGAIN:
            return again[-1]
        numbers = [
            number
            for number, row in enumerate(by_place.values())
            if row.path not in {one.place for one in taken}
            and self._needs.may_take(row, use, rows, self.done.world)
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
