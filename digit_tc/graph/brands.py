"""Whose service a tool of a catalogue belongs to: an Instagram user is no Pinterest user.

Only in catalogues, which are hundreds of tools of many authors in one namespace: elsewhere all
tools are one author's, whatever their descriptions mention.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from digit_tc.records import Tool

LEAST_TOOLS = 200
"""Fewest tools without a route of their own that make a namespace a catalogue."""
_MOST_COMMON = 0.02
"""A word in more than this share of a catalogue's tools tells nothing, such as "API"."""
_NAME = re.compile(r"(?<=[a-z,)] )[A-Z][A-Za-z0-9]{2,}")


def find_brands(tools: Sequence[Tool]) -> dict[str, frozenset[str]]:
    """Key of a tool in a catalogue → the proper names that its description mentions."""
    spaces: dict[str, list[Tool]] = {}
    for tool in tools:
        if " /" not in tool.source.item:
            spaces.setdefault(tool.namespace, []).append(tool)
    found: dict[str, frozenset[str]] = {}
    for members in spaces.values():
        if len(members) < LEAST_TOOLS:
            continue
        named = {tool.key: frozenset(_NAME.findall(tool.description[:400])) for tool in members}
        counts = Counter(word for words in named.values() for word in words)
        common = {word for word, count in counts.items() if count > _MOST_COMMON * len(members)}
        found |= {key: words - common for key, words in named.items()}
    return found
