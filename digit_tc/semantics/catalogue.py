"""The profiles of many tools at once: what siblings tell of each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from digit_tc.records.tool import Tool
from digit_tc.semantics.profiles import derive_profile
from digit_tc.semantics.purpose import shared_preambles


def profile_tools(tools: Sequence[Tool]) -> tuple[Tool, ...]:
    """The tools in their order, each with its profile.

    A sentence with which several tools of one namespace begin is taken for their family's and cut.
    """
    families = _by_namespace(tools)
    preambles = {
        namespace: shared_preambles(tool.description for tool in family)
        for namespace, family in families.items()
    }
    return tuple(
        tool.model_copy(update={"profile": derive_profile(tool, preambles[tool.namespace])})
        for tool in tools
    )


def _by_namespace(tools: Iterable[Tool]) -> dict[str, list[Tool]]:
    families: dict[str, list[Tool]] = {}
    for tool in tools:
        families.setdefault(tool.namespace, []).append(tool)
    return families
