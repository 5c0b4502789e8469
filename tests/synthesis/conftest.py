"""One graph of the starter tools for all tests of the room."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from digit_tc.api import tool_graph
from digit_tc.chains import ScenarioSampler
from digit_tc.config import SampleConfig, SynthesisConfig
from digit_tc.records import Scenario, ToolGraph
from digit_tc.synthesis import Outcome, converse


@pytest.fixture(scope="session")
def graph() -> ToolGraph:
    return tool_graph(["starter"])


@pytest.fixture(scope="session")
def scenarios(graph: ToolGraph) -> list[Scenario]:
    return ScenarioSampler(graph, SampleConfig(), seed=20).take(150)


@pytest.fixture(scope="session")
def outcomes(graph: ToolGraph, scenarios: list[Scenario]) -> list[Outcome]:
    return [converse(scenario, graph.by_key, SynthesisConfig()) for scenario in scenarios]


@pytest.fixture
def write(graph: ToolGraph) -> Callable[[Scenario], Outcome]:
    return lambda scenario: converse(scenario, graph.by_key, SynthesisConfig())
