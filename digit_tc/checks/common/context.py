"""What checks know besides the conversation: its tools, and the world that they work on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import jsonschema_rs

from digit_tc.chains.personas import load_personas
from digit_tc.language.validators import compiled
from digit_tc.language.words import split_identifier
from digit_tc.records import StoredWorld, Tool
from digit_tc.records.paths import branches, find_schemas


class ToolView:
    """One tool with all that checks derive from it, each derived once."""

    def __init__(self, tool: Tool) -> None:
        self.tool = tool
        self._declared: dict[str, bool] = {}

    @cached_property
    def arguments(self) -> jsonschema_rs.Validator | str:
        """Validator of its arguments, or why there is none."""
        return compiled(self.tool.parameters)

    @cached_property
    def results(self) -> jsonschema_rs.Validator | str | None:
        """Validator of its results; None where nothing is known of them."""
        return None if self.tool.returns is None else compiled(self.tool.returns)

    def declares(self, path: str) -> bool:
        """Whether its results have a field at a concrete path."""
        known = self._declared.get(path)
        if known is None:
            known = bool(path) and bool(find_schemas(self.tool.returns or {}, path))
            if len(self._declared) < 1_000:
                self._declared[path] = known
        return known

    @cached_property
    def name_words(self) -> tuple[str, ...]:
        """Words of its name."""
        return split_identifier(self.tool.name)

    @cached_property
    def parameter_words(self) -> frozenset[tuple[str, ...]]:
        """Words of each parameter's name, at any depth."""
        names = _property_names(self.tool.parameters, 0)
        return frozenset(split_identifier(name) for name in names)

    @cached_property
    def terms(self) -> frozenset[str]:
        """Words and figures of its name, its parameters, its result fields, and its answers."""
        returns = self.tool.returns or {}
        names = [
            self.tool.name,
            *_property_names(self.tool.parameters, 0),
            *_property_names(returns, 0),
        ]
        told = " ".join(_SLOT.sub(" ", answer) for answer in self.tool.answers).casefold()
        words = {word for name in names for word in split_identifier(name)}
        return frozenset(words.union(re.findall(r"\w+", told)))


_SLOT = re.compile(r"\{[^{}]*\}")
_VIEWS: dict[int, ToolView] = {}
_MOST_VIEWS = 20_000


@dataclass(frozen=True)
class CheckContext:
    """What a conversation is checked against. One context serves many conversations."""

    tools: Mapping[str, Tool]
    """Tools by key."""
    worlds: Mapping[str, StoredWorld] = field(default_factory=dict)
    """The world before the first call, by id of the scenario; where there is none, what has been
    answered is not asked again."""
    manners: Mapping[str, str] = field(default_factory=dict)
    """Manner by persona id, besides those of the personas that ship; unknown ones are plain."""

    def view(self, key: str) -> ToolView | None:
        """A tool with what is derived from it, or None for a key that is not known."""
        tool = self.tools.get(key)
        if tool is None:
            return None
        # By identity: what is derived outlives this context, and equal keys may name other tools.
        found = _VIEWS.get(id(tool))
        if found is None or found.tool is not tool:
            if len(_VIEWS) >= _MOST_VIEWS:
                _VIEWS.clear()
            found = _VIEWS[id(tool)] = ToolView(tool)
        return found

    def manner(self, persona: str) -> str:
        """The manner of a persona: `plain`, `terse`, `polite`, `chatty` or `typos`."""
        return self.manners.get(persona) or _shipped_manners().get(persona, "plain")


@lru_cache(maxsize=1)
def _shipped_manners() -> dict[str, str]:
    return {persona.id: persona.manner for persona in load_personas()}


def _property_names(schema: Mapping[str, Any], depth: int) -> Iterator[str]:
    if depth > 8:
        return
    for branch in branches(schema):
        properties = branch.get("properties")
        if isinstance(properties, Mapping):
            for name, inner in properties.items():
                yield name
                yield from _property_names(inner, depth + 1)
        items = branch.get("items")
        if isinstance(items, Mapping):
            yield from _property_names(items, depth + 1)
