"""A plan over the tools that are offered: a goal, and what gives it its ids."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from digit_tc.language.paths import assemble, first_items
from digit_tc.prompts.free_plan import FreePlan
from digit_tc.prompts.parts import DoneCall, ToolBrief
from digit_tc.records import JSON
from digit_tc.rehearsal.answers.matching import Taken, given_by_result, given_by_tool, taken
from digit_tc.rehearsal.answers.plan_values import today_of
from digit_tc.rehearsal.briefs import tool_of
from digit_tc.rehearsal.instances import instance_of
from digit_tc.rehearsal.memory import Memory
from digit_tc.writers.grammar.arguments import arguments_for
from digit_tc.writers.grammar.profile import profile_of
from digit_tc.writers.grammar.values import NoValueError
from digit_tc.writers.grammar.world import World

_ITEMS = re.compile(r"\[\]")


def answer(prompt: FreePlan, draw: int, memory: Memory) -> JSON:  # noqa: ARG001
    """`{"calls": [{"id", "tool", "arguments"}]}`."""
    rng = random.Random(draw)
    planner = _Planner(prompt, World(rng, today_of(prompt.today)))
    order = list(prompt.tools)
    rng.shuffle(order)
    return {"calls": planner.plan(order)}


class _Planner:
    def __init__(self, prompt: FreePlan, world: World) -> None:
        self._prompt = prompt
        self._world = world
        self._done: list[DoneCall] = [call for turn in prompt.history for call in turn.calls]
        self._made = {call.tool for call in self._done}
        self._calls: list[JSON] = []

    def plan(self, order: Sequence[ToolBrief]) -> list[JSON]:
        """The first goal that goes on from the history, else the first one that needs another call,
        else any that has not been reached yet."""
        going_on = [tool for tool in order if self._goes_on(tool)]
        linked = [tool for tool in order if self._needs_another(tool, order)]
        fresh = [tool for tool in order if tool.name not in self._made]
        candidates = (going_on if self._done else linked) or fresh or list(order)
        if candidates and self._prompt.most_calls > 0:
            self._call(candidates[0], order, self._prompt.most_calls)
        return self._calls

    def _goes_on(self, tool: ToolBrief) -> bool:
        return tool.name not in self._made and any(
            one.required and given_by_result(one, self._done) for one in taken(tool)
        )

    def _needs_another(self, tool: ToolBrief, order: Sequence[ToolBrief]) -> bool:
        others = [other for other in order if other.name != tool.name]
        return self._prompt.most_calls > 1 and any(
            one.required and given_by_tool(one, others) for one in taken(tool)
        )

    def _call(self, tool: ToolBrief, order: Sequence[ToolBrief], room: int) -> int:
        """Plan a call after those that it needs; `room` is how many calls that may be at most."""
        others = [one for one in order if one.name != tool.name]
        given: dict[str, str] = {}
        wanted: list[Taken] = []
        for one in taken(tool):
            if not one.required:
                continue
            place = first_items(one.path)
            before = given_by_result(one, self._done)
            if before is not None:
                given[place] = _reference(*before)
                continue
            source = given_by_tool(one, others) if room > 1 else None
            if source is not None:
                # A chain of tools that all need each other ends where there is no room left.
                room -= 1
                given[place] = _reference(self._call(source[0], others, 1), source[1])
                continue
            wanted.append(one)
        values = self._values(tool, wanted)
        scalars = [*values.items(), *given.items()]
        number = self._prompt.first_id + len(self._calls)
        call = {"id": number, "tool": tool.name, "arguments": assemble(scalars)}
        self._calls.append(call)
        return number

    def _values(self, tool: ToolBrief, wanted: Sequence[Taken]) -> dict[str, JSON]:
        schemas = {one.path: one.schema for one in wanted}
        sizes = {
            one.path[: place.start()]: 1 for one in wanted for place in _ITEMS.finditer(one.path)
        }
        pseudo = tool_of(tool.name, tool.does, schemas, sizes=sizes)
        try:
            scalars = arguments_for(profile_of(pseudo), (), self._world, 0.0)
        except NoValueError:
            return {first_items(one.path): instance_of(one.schema) for one in wanted}
        return {path: value for path, _field, value in scalars}


def _reference(call: int, path: str) -> str:
    return f"${call}.{path}"
