"""Records as JSON inside fences, and back again.

A fence is `<name>JSON</name>`. Inside, `<` and `>` are always escaped, so that no text, whoever
wrote it, can close its fence or open another one. What is empty is left out.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any, TypeVar, get_args, get_origin

from digit_tc.language.kept import Kept
from digit_tc.prompts.parts import ToolBrief
from digit_tc.records import JSON, Record

R = TypeVar("R", bound=Record)

_UNSAFE = re.compile("[<>\ud800-\udfff\u2028\u2029]")
_FENCE = re.compile(r"\s*<([a-z_]+)>([^<]*)</\1>")


def fenced(name: str, value: Any) -> str:
    """One fence with its line end, or nothing where the value is empty."""
    if _is_empty(value):
        return ""
    if isinstance(value, tuple):
        items = ",\n".join(_text_of(item) for item in value)
        return f"<{name}>[{items}]</{name}>\n"
    return f"<{name}>{_text_of(value)}</{name}>\n"


def fences_in(text: str) -> dict[str, JSON]:
    """The values of the fences that a text begins with; whatever follows them is left alone.

    Raises ValueError where a fence holds no JSON.
    """
    found: dict[str, JSON] = {}
    place = 0
    while match := _FENCE.match(text, place):
        found.setdefault(match[1], json.loads(match[2]))
        place = match.end()
    return found


def restored(kind: type[R], data: JSON) -> R:
    """The record that was put into fences. Raises ValueError where it is none."""
    return kind.model_validate(_filled(kind, data))


def json_text(value: JSON) -> str:
    """Compact JSON that holds neither `<` nor `>`."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


_tool_text: Kept[ToolBrief, str] = Kept(lambda brief: json_text(_plain(brief)))


def _text_of(value: Any) -> str:
    return _tool_text(value) if isinstance(value, ToolBrief) else json_text(_plain(value))


def _plain(value: Any) -> JSON:
    if isinstance(value, Record):
        fields = ((name, getattr(value, name)) for name in type(value).model_fields)
        return {name: _plain(inner) for name, inner in fields if not _is_empty(inner)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _is_empty(value: Any) -> bool:
    return value is False or (isinstance(value, str | tuple | dict) and not value)


def _filled(kind: type[Record], data: JSON) -> JSON:
    if not isinstance(data, dict):
        raise ValueError(f"no {kind.__name__} stands here")  # noqa: TRY004  (as Pydantic does)
    whole = dict(data)
    for name, (inner, empty) in _shape_of(kind).items():
        if name not in whole:
            if empty is not None:
                whole[name] = empty
        elif inner is not None:
            value = whole[name]
            listed = isinstance(value, list)
            whole[name] = (
                [_filled(inner, one) for one in value] if listed else _filled(inner, value)
            )
    return whole


_EMPTY: dict[Any, JSON] = {tuple: (), dict: {}, str: "", bool: False}


@lru_cache(maxsize=64)
def _shape_of(kind: type[Record]) -> dict[str, tuple[type[Record] | None, JSON]]:
    """For each field: the record that it is or lists, if any, and what it is where it is empty."""
    shape: dict[str, tuple[type[Record] | None, JSON]] = {}
    for name, field in kind.model_fields.items():
        outer: Any = get_origin(field.annotation) or field.annotation
        inner: Any = next(iter(get_args(field.annotation)), None) if outer is tuple else outer
        is_record = isinstance(inner, type) and issubclass(inner, Record)
        shape[name] = (inner if is_record else None, _EMPTY.get(outer))
    return shape
