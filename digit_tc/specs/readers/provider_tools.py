"""Tools that a provider brings along: they have no schema that a call could be made from."""

from __future__ import annotations

import re
from typing import Any

_FUNCTIONS = frozenset(
    ("function", "tool", "object", "action", "api", "endpoint", "method", "operation")
)
"""Types that a function may call itself."""
_BY_KEY = frozenset(
    ("google_search", "google_search_retrieval", "code_execution", "url_context", "google_maps",
     "enterprise_web_search", "file_search", "computer_use", "retrieval", "cache_point",
     "system_tool", "vertex_ai_search", "image_generation", "web_search")
)  # fmt: skip


def provider_tool(entry: dict[str, Any], has_schema: bool) -> str:
    """What the entry of a list of tools is, where it is a tool of a provider; else "".

    `{"type": "bash_20250124", "name": "bash"}` and `{"google_search": {}}` are such, and so is a
    custom tool without a schema, which takes free text.
    """
    kind = entry.get("type")
    if isinstance(kind, str) and kind.lower() not in _FUNCTIONS and not has_schema:
        return f"It is of the type {kind[:60]!r} and has no schema"
    if entry and all(names_provider_tool(key, part) for key, part in entry.items()):
        return f"It is {', '.join(entry)[:80]}"
    return ""


def names_provider_tool(key: str, part: object) -> bool:
    """True for `google_search: {…}` and the like, in either spelling."""
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).lower()
    return isinstance(part, dict) and plain in _BY_KEY and not part.keys() & {"parameters"}
