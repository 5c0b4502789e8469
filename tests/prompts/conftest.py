"""Conversations whose prompts are looked at."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import ModuleType

import pytest

from digit_tc.prompts.base import Prompt
from digit_tc.records import Conversation, ToolGraph


@pytest.fixture(scope="session")
def graph() -> ToolGraph:
    from digit_tc.api import tool_graph

    return tool_graph(["starter"])


@pytest.fixture(scope="session")
def conversations(graph: ToolGraph) -> list[Conversation]:
    from digit_tc.chains import ScenarioSampler
    from digit_tc.config import SampleConfig, SynthesisConfig
    from digit_tc.synthesis import converse

    scenarios = ScenarioSampler(graph, SampleConfig(), seed=11).take(40)
    outcomes = [converse(one, graph.by_key, SynthesisConfig()) for one in scenarios]
    return [one.conversation for one in outcomes if one.conversation is not None]


@pytest.fixture
def body_in_bytes() -> Callable[[Prompt], int]:
    """The length of the whole request as it goes over the wire."""

    def length(prompt: Prompt) -> int:
        body = {
            "model": "gpt-oss-20b",
            "messages": [message.model_dump() for message in prompt.messages()],
            "temperature": 0.7,
            "max_tokens": 2048,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "reply", "schema": prompt.reply_schema(), "strict": True},
            },
        }
        return len(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())

    return length


@pytest.fixture(scope="session")
def prompting(support: Callable[[str], ModuleType]) -> ModuleType:
    """The module `support/prompts.py`: the prompts of a finished conversation."""
    return support("prompts")
