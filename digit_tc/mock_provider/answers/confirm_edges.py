"""Confirms an edge where its field and parameter share a word that means something."""

from __future__ import annotations

import re

from digit_tc.language.words import singular, split_identifier
from digit_tc.mock_provider.memory import Memory
from digit_tc.prompts.confirm_edges import ConfirmEdges
from digit_tc.prompts.parts import EdgePair
from digit_tc.records import JSON

_VAGUE = frozenset(
    "id ids name code key value data list item number type the an of for to in string integer"
    "".split()
)


def answer(prompt: ConfirmEdges, draw: int, memory: Memory) -> JSON:  # noqa: ARG001
    """`{"confirmed": [ids]}`."""
    return {"confirmed": [pair.id for pair in prompt.pairs if _fits(pair)]}


def _fits(pair: EdgePair) -> bool:
    wanted = _words(pair.parameter) or _words(pair.target)
    offered = _words(pair.field) | (_words(pair.source) if "id" in _all(pair.field) else set())
    return bool(wanted & offered)


def _words(text: str) -> set[str]:
    return {singular(word) for word in _all(text)} - _VAGUE


def _all(text: str) -> set[str]:
    name = re.split(r"[:\s]", text.strip(), maxsplit=1)[0]
    return {word.lower() for word in split_identifier(re.sub(r"[\[\].]+", "_", name))}
