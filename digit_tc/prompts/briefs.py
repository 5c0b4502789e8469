"""Tools and calls made short: what a prompt says of them, and no more.

What is derived from a tool or a schema is kept for as long as that object lives, for the same
tools come by in every conversation; the answers are shared and must not be changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from digit_tc.language.kept import Kept
from digit_tc.prompts.leaves import leaf_schema, result_schema, words_of_value
from digit_tc.prompts.parts import CallBrief, ToolBrief
from digit_tc.prompts.shortened import cut, value_in_words
from digit_tc.records import JSON, Tool, canonical_json
from digit_tc.semantics import profile_of

__all__ = [
    "call_brief",
    "does_of",
    "leaf_schema",
    "result_schema",
    "tool_brief",
    "tool_briefs",
    "words_of_value",
]

_DOES_CHARACTERS = 110
_MOST_TAKES = 24
_FEW_GIVES = 5
_MOST_GIVES = 8
_DEEPEST = 4
_NOT_FOLLOWED = frozenset(
    "success message status description note notes text summary details error ok".split()
)
"""Results that no later call builds on."""

Schema = Mapping[str, Any]


def tool_brief(tool: Tool) -> ToolBrief:
    """The tool in about 300 bytes: what it does, what it takes, what later calls can use of it."""
    return _briefs(tool)


def tool_briefs(tools: Iterable[Tool], most_bytes: int = 9_000) -> tuple[ToolBrief, ...]:
    """The tools in their order; those that take most room are cut where all take too much.

    Names and types stay: a reader must be able to find every parameter.
    """
    given = tuple(tools)
    sizes = [_sizes(tool) for tool in given]
    spare = most_bytes - sum(whole for whole, _ in sizes)
    cut_at: set[int] = set()
    for place in sorted(range(len(given)), key=lambda one: sizes[one][1] - sizes[one][0]):
        if spare >= 0:
            break
        cut_at.add(place)
        spare += sizes[place][0] - sizes[place][1]
    return tuple(
        _short_briefs(tool) if place in cut_at else _briefs(tool)
        for place, tool in enumerate(given)
    )


def does_of(tool: Tool) -> str:
    """What the tool does: its description, cut at the end of a sentence."""
    return _briefs(tool).does


def call_brief(call: int, tool: Tool, arguments: Mapping[str, JSON]) -> CallBrief:
    """A planned call; `arguments` as they will be sent, `$2.items[0].id` for what is to come."""
    return CallBrief(id=call, tool=tool.name, does=does_of(tool), arguments=dict(arguments))


def _brief(tool: Tool) -> ToolBrief:
    does = cut(profile_of(tool).purpose, _DOES_CHARACTERS) or tool.name
    if tool.requires:
        first = ", ".join(key.partition("::")[2] or key for key in tool.requires)
        does = f"{does} First call: {first}."
    takes: dict[str, str] = {}
    _take(tool.parameters, "", f"{tool.name} {does}", takes, 0)
    gives: dict[str, str] = {}
    _give(tool.returns or {}, "", gives, 0)
    given = {_plain_name(path) for path in takes if "?" not in path}
    fresh = [path for path in gives if _plain_name(path) not in given]
    useful = sorted(fresh, key=lambda path: not _is_id(path))[:_MOST_GIVES]
    return ToolBrief(name=tool.name, does=does, takes=takes, gives={p: gives[p] for p in useful})


_briefs: Kept[Tool, ToolBrief] = Kept(_brief)


def _short_brief(tool: Tool) -> ToolBrief:
    """The brief with types alone for optional parameters, and fewer result fields."""
    whole = _briefs(tool)
    takes = {
        name: words.partition(": ")[0].partition(", default")[0] if "?" in name else words
        for name, words in whole.takes.items()
    }
    gives = dict(list(whole.gives.items())[:_FEW_GIVES])
    return whole.model_copy(update={"takes": takes, "gives": gives})


def _both_sizes(tool: Tool) -> tuple[int, int]:
    whole, short = (
        len(canonical_json(brief.model_dump())) for brief in (_briefs(tool), _short_briefs(tool))
    )
    return whole, short


_short_briefs: Kept[Tool, ToolBrief] = Kept(_short_brief)
_sizes: Kept[Tool, tuple[int, int]] = Kept(_both_sizes)


def _take(schema: Schema, before: str, known: str, takes: dict[str, str], depth: int) -> None:
    required = schema.get("required") or ()
    for name, part in (schema.get("properties") or {}).items():
        if len(takes) >= _MOST_TAKES:
            return
        path = f"{before}{name}" + ("" if name in required else "?")
        inner, path = _inside(part, path)
        if inner.get("properties") and depth < _DEEPEST:
            _take(inner, f"{path}.", f"{known} {name}", takes, depth + 1)
            continue
        described = {**inner, "description": part.get("description", "")}
        takes[path] = value_in_words(f"{known} {name}", described)


def _give(schema: Schema, before: str, gives: dict[str, str], depth: int) -> None:
    for name, part in (schema.get("properties") or {}).items():
        inner, path = _inside(part, f"{before}{name}")
        if inner.get("properties"):
            if depth < _DEEPEST:
                _give(inner, f"{path}.", gives, depth + 1)
        elif inner.get("type") != "boolean" and name.lower() not in _NOT_FOLLOWED:
            kind = inner.get("format") or inner.get("type") or ""
            gives[path] = "" if kind == "string" else str(kind)


def _inside(schema: Schema, path: str) -> tuple[Schema, str]:
    """A list's items under `path[]`; anything else as it is."""
    while schema.get("type") == "array" and isinstance(schema.get("items"), Mapping):
        schema, path = schema["items"], f"{path}[]"
    return schema, path


def _plain_name(path: str) -> str:
    return path.rpartition(".")[2].strip("?[]").lower()


def _is_id(path: str) -> bool:
    return _plain_name(path).endswith(("id", "ids", "_number", "code"))
