"""Worlds of their own: plug-ins that answer the tools which name them by `x-world`.

A specification can only name a plug-in that is registered here, by an installed package (an entry
point of the group `digit_tc.worlds`) or with `register_plugin`: it can never name code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from random import Random
from typing import Protocol

from digit_tc.errors import ConfigError, RejectedError
from digit_tc.records import JSON, Tool

HINT = "x-world"
GROUP = "digit_tc.worlds"
SHIPPED = {"filesystem": "digit_tc.world.plugins.filesystem"}
"""Name → module of the plug-ins that come along."""
Asked = tuple[Tool, Mapping[str, JSON]]
"""A tool, and those of the arguments that a plan gives it that are known beforehand."""


class RefusedCallError(RejectedError):
    """The world of a plug-in refuses a call; the message is the error's text."""

    reason = "refused-call"


class WorldPlugin(Protocol):
    """One kind of world: a module or an object with these names is one."""

    @property
    def NAME(self) -> str:  # noqa: N802
        """As `x-world` names it."""

    def answers(self, tool: Tool) -> bool:
        """Whether it knows what a tool does; others are answered as if they named no plug-in."""

    def cast(self, rng: Random, asked: Sequence[Asked]) -> JSON:
        """The state before the first call, as a JSON value.

        `asked` is what a conversation plans to call, in order; none for a world that is asked
        unprepared. What the plan names should be there.
        """

    def apply(self, state: JSON, tool: Tool, arguments: Mapping[str, JSON]) -> tuple[JSON, JSON]:
        """The result of a call, and the state after it; `state` must stay as it is.

        The result fits the tool's `returns`. Raises RefusedCallError for what the world refuses.
        """


_REGISTERED: dict[str, WorldPlugin] = {}


def register_plugin(plugin: WorldPlugin) -> None:
    """Make a plug-in known in this process, in place of another of its name."""
    _REGISTERED[plugin.NAME] = plugin


def plugin_of(tool: Tool) -> WorldPlugin | None:
    """The plug-in that answers a tool; None where the world itself does."""
    name = tool.hints.get(HINT) if tool.hints else None
    if not isinstance(name, str):
        return None
    plugin = _REGISTERED.get(name) or _installed(name)
    return plugin if plugin is not None and plugin.answers(tool) else None


@cache
def _installed(name: str) -> WorldPlugin | None:
    """The plug-in that ships under a name, or that an installed package registers."""
    if name in SHIPPED:
        shipped: WorldPlugin = import_module(SHIPPED[name])
        return shipped
    for entry in entry_points(group=GROUP, name=name):
        try:
            plugin: WorldPlugin = entry.load()
        except Exception as problem:
            raise ConfigError(
                f"The world plug-in {name} ({entry.value}) cannot be loaded: {problem}.",
                remedy="Mend or remove the package that registers it.",
            ) from problem
        return plugin
    return None
