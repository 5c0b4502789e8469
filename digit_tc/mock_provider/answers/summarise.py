"""Writes the assistant's summary of what was done."""

from __future__ import annotations

import random

from digit_tc.mock_provider.brevity import close_briefly
from digit_tc.mock_provider.memory import Memory
from digit_tc.mock_provider.prompt_tools import build_tool, infer_scalar_schema
from digit_tc.prompts.summarise import Summarise
from digit_tc.records import JSON, scalars_of
from digit_tc.records.paths import generalise
from digit_tc.writers.grammar.outcome import Outcome
from digit_tc.writers.grammar.spoken_tool import spoken_tool
from digit_tc.writers.grammar.voice import Voice

_MOST_WORDS = 3


def answer(prompt: Summarise, draw: int, memory: Memory) -> JSON:  # noqa: ARG001
    """`{"reply": text}`."""
    outcomes = []
    for call in prompt.calls:
        schemas = {generalise(p): infer_scalar_schema(v) for p, v in scalars_of(call.arguments)}
        words = call.does.split()
        # The tool's name is not told; the first words of what it does are as good as one.
        name = "_".join(word.strip(".,;:").lower() for word in words[:_MOST_WORDS]) or "look_up"
        tool = build_tool(name, call.does, schemas)
        outcomes.append(Outcome(spoken_tool(tool), call.arguments, call.result, False))
    rng = random.Random(draw)
    return {"reply": close_briefly(outcomes, Voice(rng, rng.random() < 0.4, "plain"))}
