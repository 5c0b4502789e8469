"""The state of a plug-in's part of a world, and how it comes to be."""

from __future__ import annotations

from collections.abc import Sequence

from digit_tc.records import JSON, Leaf, Plan
from digit_tc.records.paths import assemble, in_order
from digit_tc.world.plugins import Asked, WorldPlugin, plugin_of
from digit_tc.world.state import World


def plugin_state(world: World, plugin: WorldPlugin, asked: Sequence[Asked]) -> JSON:
    """The state as it is now; it is cast when it is first asked for."""
    now = world.changes.plugins.get(plugin.NAME)
    if now is not None:
        return now
    initial = world.initial.plugins
    if plugin.NAME not in initial:
        initial[plugin.NAME] = plugin.cast(world.stream("plugin", plugin.NAME), asked)
    return initial[plugin.NAME]


def cast_plugins(plans: Sequence[Plan], world: World) -> None:
    """Cast the states of all plug-ins that plans ask, so that what the user names is there."""
    asked: dict[str, tuple[WorldPlugin, list[Asked]]] = {}
    for plan in plans:
        for call in plan.wanted:
            tool = world.tools[call.tool]
            plugin = plugin_of(tool)
            if plugin is not None and call.fault != "unknown":
                said = [
                    (one.path, one.value.value)
                    for one in call.bindings
                    if isinstance(one.value, Leaf)
                ]
                known = assemble(in_order(said))
                asked.setdefault(plugin.NAME, (plugin, []))[1].append((tool, known))
    for plugin, calls in asked.values():
        plugin_state(world, plugin, calls)
