"""The profiles of many tools at once: what siblings tell of each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from digit_tc.records.tool import Tool
from digit_tc.semantics.profiles import derive_profile
from digit_tc.semantics.purpose import shared_preambles
from digit_tc.semantics.states import share_states


def profile_tools(tools: Sequence[Tool]) -> tuple[Tool, ...]:
    """The tools in their order, each with its profile.

    A sentence with which several tools of one namespace begin is taken for their family's and cut.
    The states of a thing that one of them declares hold for all that are about it.
    """
    families = _by_namespace(tools)
    preambles = {
        namespace: shared_preambles(tool.description for tool in family)
        for namespace, family in families.items()
    }
    profiles = [derive_profile(tool, preambles[tool.namespace]) for tool in tools]
    states: dict[str, dict[str, tuple[str, ...]]] = {namespace: {} for namespace in families}
    for tool, profile in zip(tools, profiles, strict=True):
        if any(ground.field == "states" and ground.source == "schema"
               for ground in profile.evidence):  # fmt: skip
            states[tool.namespace].setdefault(profile.entity, profile.states)
    return tuple(
        tool.model_copy(update={"profile": share_states(profile, states[tool.namespace])})
        for tool, profile in zip(tools, profiles, strict=True)
    )


def _by_namespace(tools: Iterable[Tool]) -> dict[str, list[Tool]]:
    families: dict[str, list[Tool]] = {}
    for tool in tools:
        families.setdefault(tool.namespace, []).append(tool)
    return families
