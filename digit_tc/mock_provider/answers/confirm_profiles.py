"""Confirms what the program took from the words of tools."""

from __future__ import annotations

from digit_tc.mock_provider.memory import Memory
from digit_tc.prompts.confirm_profiles import ConfirmProfiles
from digit_tc.records import JSON


def answer(prompt: ConfirmProfiles, draw: int, memory: Memory) -> JSON:  # noqa: ARG001
    """`{"profiles": [{"id", "effect", "thing", "keys"}]}`."""
    return {
        "profiles": [
            {"id": tool.id, "effect": tool.effect, "thing": tool.thing, "keys": list(tool.keys)}
            for tool in prompt.tools
        ]
    }
