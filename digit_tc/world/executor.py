"""A stored world that answers calls, those of its conversation and any others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from digit_tc.errors import RejectedError
from digit_tc.records import JSON, FinalState, PlantedError, StoredWorld, Tool, WorldRow
from digit_tc.world.apply import Response, apply
from digit_tc.world.refusals import refuse_arguments, word_refusal
from digit_tc.world.side_file import restore_tool
from digit_tc.world.state import World
from digit_tc.world.storing import restore_world, store_changes, store_world


class Executor:
    """One world in which calls are made one after the other.

    What a call does stays done. The same question gives the same answer, but for what was done in
    between; what nobody made is not found. Two executors of one row that are asked the same calls
    in the same order give the same answers.
    """

    def __init__(
        self, world: World, offered: Iterable[str], errors: Iterable[PlantedError] = ()
    ) -> None:
        self.world = world
        """The world as it is now."""
        self._errors = list(errors)
        self._forms: dict[str, list[Tool]] = {}
        for key in offered:
            tool = world.tools[key]
            self._forms.setdefault(tool.name, []).append(tool)

    @property
    def tools(self) -> tuple[Tool, ...]:
        """The tools that can be called."""
        return tuple(tool for forms in self._forms.values() for tool in forms)

    def call(self, name: str, arguments: Mapping[str, JSON]) -> Response:
        """What a tool answers: `content` is the result, or `{"error": ...}` with status `error`.

        An unknown tool and arguments that break its schema are answered with an error, too; then
        nothing has happened.
        """
        forms = self._forms.get(name)
        if not forms:
            return Response({"error": f"There is no tool {name}."}, "error")
        planted = self._take_planted(forms, arguments)
        if planted is not None:
            return Response(planted.result, "error")
        refusals = [refuse_arguments(tool, arguments) for tool in forms]
        fitting = [tool for tool, fault in zip(forms, refusals, strict=True) if fault is None]
        if not fitting:
            return Response(refusals[0], "error")
        # Only what was asked before is settled: a call that fails leaves no trace.
        trial = replace(self.world, initial=self.world.initial.copy())
        try:
            response, self.world = apply(trial, fitting[0], dict(arguments))
        except RejectedError:
            return Response(word_refusal("value"), "error")
        return response

    def final(self) -> FinalState:
        """What calls have made of the world so far."""
        return store_changes(self.world.changes)

    def initial(self) -> StoredWorld:
        """How the world was before the first call, with all that has been asked of it since."""
        return store_world(self.world)

    def _take_planted(
        self, forms: Iterable[Tool], arguments: Mapping[str, JSON]
    ) -> PlantedError | None:
        keys = {tool.key for tool in forms}
        for place, one in enumerate(self._errors):
            if one.tool in keys and one.arguments == arguments:
                return self._errors.pop(place)
        return None


def open_world(row: WorldRow) -> Executor:
    """The world of one conversation of a side file, before the first call; see `read_worlds`.

    Raises KeyError where the row has not all of its tools.
    """
    tools = {tool.key: tool for tool in map(restore_tool, row.tools)}
    return Executor(restore_world(row.world, tools), row.offered, row.errors)
