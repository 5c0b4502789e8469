"""Plans calls over the offered tools: one goal, and the calls that give it its ids."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from digit_tc.mock_provider.answers.name_matching import (
    ResultIndex,
    WantedParameter,
    find_in_results,
    list_parameters,
)
from digit_tc.mock_provider.answers.plan_values import parse_today
from digit_tc.mock_provider.call_references import resolve_references
from digit_tc.mock_provider.memory import Memory
from digit_tc.mock_provider.prompt_tools import build_tool
from digit_tc.mock_provider.schema_instances import build_instance
from digit_tc.prompts.free_plan import FreePlan
from digit_tc.prompts.parts import DoneCall, ToolBrief
from digit_tc.records import JSON
from digit_tc.records.paths import assemble, take_first
from digit_tc.semantics.facts import removed_by
from digit_tc.values.invent import NoValueError
from digit_tc.values.setting import Setting
from digit_tc.writers.grammar.arguments import arguments_for
from digit_tc.writers.grammar.spoken_tool import spoken_tool

_MOST_GOALS = 6
_ITEMS = re.compile(r"\[\]")


def answer(prompt: FreePlan, draw: int, memory: Memory) -> JSON:  # noqa: ARG001
    """`{"calls": [{"id", "tool", "arguments"}]}`."""
    rng = random.Random(draw)
    planner = _Planner(prompt, Setting(rng, parse_today(prompt.today)))
    order = list(prompt.tools)
    rng.shuffle(order)
    return {"calls": planner.plan(order)}


class _Planner:
    def __init__(self, prompt: FreePlan, setting: Setting) -> None:
        self._prompt = prompt
        self._setting = setting
        self._done: list[DoneCall] = [call for turn in prompt.history for call in turn.calls]
        self._gone = {
            identity
            for call in self._done
            for _kind, identity in removed_by(call.arguments, build_tool(call.tool, "", {}))
        }
        self._offers = ResultIndex(prompt.tools)
        self._calls: list[JSON] = []

    def plan(self, order: Sequence[ToolBrief]) -> list[JSON]:
        """The calls of the goal that goes on from the history best, or needs another call best.

        Best is what leaves no id to be made up; nothing is done twice, and what was refused is
        left alone.
        """
        made = {call.tool for call in self._done}
        refused = " ".join(self._prompt.refused)
        ranked = sorted(
            order,
            key=lambda tool: (
                bool(re.search(rf"\b{re.escape(tool.name)}\b", refused)),
                not self._linked(tool),
                tool.name in made,
                self._made_up(tool),
            ),
        )
        for tool in ranked[:_MOST_GOALS] if self._prompt.most_calls > 0 else ():
            self._calls = []
            self._call(tool, self._prompt.most_calls)
            if not self._repeats():
                break
        return self._calls

    def _repeats(self) -> bool:
        """Whether a call was made before just so."""
        results = {call.id: call.result for call in self._done}
        return any(
            call.tool == planned["tool"]
            and call.arguments == resolve_references(planned["arguments"], results)
            for call in self._done
            for planned in self._calls
        )

    def _linked(self, tool: ToolBrief) -> bool:
        wanted = list_parameters(tool)
        if self._done:
            return any(find_in_results(one, self._done, self._gone) for one in wanted)
        return self._prompt.most_calls > 1 and any(
            one.required and self._offers.find_for(one, (tool.name,)) for one in wanted
        )

    def _made_up(self, tool: ToolBrief, depth: int = 0) -> int:
        """How many ids nobody gives."""
        left = 0
        for one in list_parameters(tool):
            if one.required and one.is_telling:
                if find_in_results(one, self._done, self._gone):
                    continue
                sources = self._offers.find_for(one, (tool.name,)) if depth == 0 else []
                left += min((self._made_up(given.tool, 1) for given in sources), default=1)
        return left

    def _call(self, tool: ToolBrief, room: int) -> int:
        """Plan a call after those that it needs; `room` is how many calls that may be at most."""
        given: dict[str, str] = {}
        wanted: list[WantedParameter] = []
        for one in list_parameters(tool):
            place = take_first(one.path)
            before = find_in_results(one, self._done, self._gone)
            if not one.required and before is None:
                continue
            sources = self._offers.find_for(one, (tool.name,)) if room > 1 and not before else []
            if before is not None:
                given[place] = _reference(*before)
            elif sources:
                # A chain of tools that all need each other ends where there is no room left.
                room -= 1
                best = min(sources, key=lambda source: self._made_up(source.tool, 1))
                given[place] = _reference(self._call(best.tool, 1), best.path)
            else:
                wanted.append(one)
        values = self._values(tool, wanted)
        scalars = [*values.items(), *given.items()]
        number = self._prompt.first_id + len(self._calls)
        call = {"id": number, "tool": tool.name, "arguments": assemble(scalars)}
        self._calls.append(call)
        return number

    def _values(self, tool: ToolBrief, wanted: Sequence[WantedParameter]) -> dict[str, JSON]:
        schemas = {one.path: one.schema for one in wanted}
        sizes = {
            one.path[: place.start()]: 1 for one in wanted for place in _ITEMS.finditer(one.path)
        }
        pseudo = build_tool(tool.name, tool.does, schemas, sizes=sizes)
        try:
            scalars = arguments_for(spoken_tool(pseudo), (), self._setting, 0.0)
        except NoValueError:
            return {take_first(one.path): build_instance(one.schema) for one in wanted}
        return {path: value for path, _field, value in scalars}


def _reference(call: int, path: str) -> str:
    return f"${call}.{path}"
