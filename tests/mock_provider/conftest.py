"""Conversations written with the mock provider in every role, once for all tests of the room."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest

from digit_tc.api import tool_graph
from digit_tc.chains import ScenarioSampler
from digit_tc.config import RunConfig, SampleConfig
from digit_tc.llm.protocol import Answer, ChatMessage, Purpose
from digit_tc.mock_provider import MockProvider
from digit_tc.synthesis import Outcome
from digit_tc.synthesis.model_dialogue import converse_with

_MODEL = "openai/rehearsal"
_ROLES = ("planner", "user", "simulator", "assistant", "solver")


@dataclass
class Exchange:
    """One question and its answer."""

    purpose: Purpose
    messages: tuple[ChatMessage, ...]
    schema: dict[str, Any]
    reply: str


@dataclass
class Asker:
    """Answers in process and keeps what was asked."""

    provider: MockProvider = field(default_factory=MockProvider)
    exchanges: list[Exchange] = field(default_factory=list)

    async def ask(
        self, purpose: Purpose, messages: tuple[ChatMessage, ...], schema: Mapping[str, Any]
    ) -> Answer:
        reply = self.provider.answer(messages, schema, purpose.sample)
        self.exchanges.append(Exchange(purpose, messages, dict(schema), reply))
        return Answer(data=orjson.loads(reply), model=_MODEL, key="")


@pytest.fixture(scope="session")
def asker() -> Asker:
    return Asker()


@pytest.fixture(scope="session")
def outcomes(asker: Asker) -> list[Outcome]:
    graph = tool_graph(["starter"])
    config = RunConfig.model_validate({"roles": dict.fromkeys(_ROLES, _MODEL)})
    scenarios = ScenarioSampler(graph, SampleConfig(), seed=31).take(60)

    async def write() -> list[Outcome]:
        return [await converse_with(one, graph.by_key, config, asker) for one in scenarios]

    return asyncio.run(write())


@pytest.fixture(scope="session")
def exchanges(asker: Asker, outcomes: list[Outcome]) -> list[Exchange]:
    return asker.exchanges
