"""Guesses the calls behind a request that this provider did not write.

A tool is called where words of its name stand in the request. Arguments are values in the text that
have the right form, and ids from a result, or from another tool, with a field of the same name.
"""

from __future__ import annotations

import re

from digit_tc.language.words import singular, split_identifier
from digit_tc.mock_provider.answers.name_matching import (
    ResultIndex,
    find_in_results,
    list_parameters,
)
from digit_tc.mock_provider.answers.text_values import TextValues
from digit_tc.prompts.parts import DoneCall, ToolBrief
from digit_tc.prompts.solve import Solve, SolveInformed
from digit_tc.records import JSON
from digit_tc.records.paths import assemble, take_first

_SAYS_LITTLE = frozenset(
    "a an the of to for in on at by from with and or is are my me get all by its this that".split()
)
_LEAST_SHARE = 0.75
_MOST_CALLS = 8
_WORD = re.compile(r"[A-Za-z]+")


def guess_calls(prompt: Solve | SolveInformed) -> list[JSON]:
    """The guessed calls as JSON; none where no tool's words stand in the request."""
    guess = _Guess(prompt)
    for tool in _asked_for(prompt):
        guess.call(tool)
    return guess.calls[:_MOST_CALLS]


def _asked_for(prompt: Solve | SolveInformed) -> list[ToolBrief]:
    if isinstance(prompt, SolveInformed):
        return list(prompt.tools)
    words = {singular(word.lower()) for word in _WORD.findall(prompt.request)}
    scores = [(_share(tool, words), -place) for place, tool in enumerate(prompt.tools)]
    best = max(scores, default=(0.0, 0))
    if best[0] <= 0:
        return []
    return [
        prompt.tools[-place]
        for score, place in scores
        if score >= _LEAST_SHARE or (score, place) == best
    ]


def _share(tool: ToolBrief, words: set[str]) -> float:
    """Share of the words of a tool's name that the request says, and a little for the rest."""
    name = {singular(word) for word in split_identifier(tool.name)} - _SAYS_LITTLE
    does = {singular(word.lower()) for word in _WORD.findall(tool.does)} - _SAYS_LITTLE
    if not name:
        return 0.0
    described = len(does & words) / len(does) if does else 0.0
    return len(name & words) / len(name) * 0.9 + described * 0.1


class _Guess:
    def __init__(self, prompt: Solve | SolveInformed) -> None:
        self._offers = ResultIndex(prompt.tools)
        self._first_id = prompt.first_id
        self._done: list[DoneCall] = [call for turn in prompt.history for call in turn.calls]
        handed = prompt.values if isinstance(prompt, SolveInformed) else ()
        self._said = TextValues(prompt.request, handed)
        self._made: dict[str, int] = {}
        self.calls: list[JSON] = []

    def call(self, tool: ToolBrief, depth: int = 0) -> int:
        """Make a call once; its id."""
        known = self._made.get(tool.name)
        if known is not None:
            return known
        self._made[tool.name] = -1
        scalars: list[tuple[str, JSON]] = []
        for one in list_parameters(tool):
            if not one.required and "enum" not in one.schema:
                continue
            value = self._said.take_for(one.schema, code=one.is_telling)
            before = find_in_results(one, self._done) if one.required and value is None else None
            if before is not None:
                value = f"${before[0]}.{before[1]}"
            elif one.required and value is None and depth < 3:
                under_way = [name for name, number in self._made.items() if number < 0]
                for given in self._offers.find_for(one, under_way)[:1]:
                    value = f"${self.call(given.tool, depth + 1)}.{given.path}"
            if value is not None:
                scalars.append((take_first(one.path), value))
        number = self._made[tool.name] = self._first_id + len(self.calls)
        self.calls.append({"id": number, "tool": tool.name, "arguments": assemble(scalars)})
        return number
