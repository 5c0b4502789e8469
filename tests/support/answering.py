"""Tools that are called one after the other in one world, for tests of single results."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from digit_tc.records import Tool
from digit_tc.values.setting import Setting
from digit_tc.world.apply import apply
from digit_tc.world.expectation import Expectation
from digit_tc.world.state import open_world


def answer_all(
    steps: Sequence[tuple[Tool, Mapping[str, Any]]], today: Any, seed: int = 1,
    demands: Mapping[str, tuple[Mapping[str, Any], ...]] | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """The result of each call; what it names exists, and a list has two to five rows."""
    tools = {tool.key: tool for tool, _arguments in steps}
    world = open_world(seed, Setting(random.Random(seed), today), tools)
    results: list[dict[str, Any]] = []
    for tool, arguments in steps:
        size = random.Random(seed).randint(2, 5)
        expectation = Expectation(size=size, exists=True, demands=demands or {})
        response, world = apply(world, tool, arguments, expectation)
        assert isinstance(response.content, dict)
        results.append(response.content)
    return results
