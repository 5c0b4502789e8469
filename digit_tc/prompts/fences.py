"""Records as JSON inside fences, and back again.

A fence is `<name>JSON</name>`. Inside, `<` and `>` are always escaped, so that no text, whoever
wrote it, can close its fence or open another one. What is empty is left out.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar, get_args, get_origin

from digit_tc.language.kept import Kept
from digit_tc.prompts.parts import ToolBrief
from digit_tc.prompts.word_lists import joined, parted
from digit_tc.records import JSON, Record

R = TypeVar("R", bound=Record)

_UNSAFE = re.compile("[<>\ud800-\udfff\u2028\u2029]")
_FENCE = re.compile(r"\s*<([a-z_]+)>([^<]*)</\1>")


def fenced(name: str, value: Any) -> str:
    """One fence with its line end, or nothing where the value is empty."""
    if _is_empty(value):
        return ""
    if isinstance(value, dict) and all(isinstance(one, str) for one in value.values()):
        value = joined(value)
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


def plain(value: Any) -> JSON:
    """A record, or a tuple of them, as JSON without what is empty."""
    if isinstance(value, Record):
        shapes = _shapes_of(type(value))
        fields = {name: getattr(value, name) for name in shapes}
        if isinstance(value, ToolBrief):
            return [_field(fields[name], shapes[name]) for name in shapes]
        return {
            name: _field(inner, shapes[name])
            for name, inner in fields.items()
            if not _is_empty(inner)
        }
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


def _field(value: Any, shape: _Shape) -> JSON:
    return joined(value) if shape.words else plain(value)


_tool_text: Kept[ToolBrief, str] = Kept(lambda brief: _json_text(plain(brief)))


def _text_of(value: Any) -> str:
    return _tool_text(value) if isinstance(value, ToolBrief) else _json_text(plain(value))


def _json_text(value: JSON) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _is_empty(value: Any) -> bool:
    return value is False or (isinstance(value, str | tuple | dict) and not value)


def _filled(kind: type[Record], data: JSON) -> JSON:
    if issubclass(kind, ToolBrief) and isinstance(data, list):
        # As a list, for its four names over and over are an eighth of a prompt.
        data = dict(zip(_shapes_of(kind), data, strict=False))
    if not isinstance(data, dict):
        raise ValueError(f"no {kind.__name__} stands here")  # noqa: TRY004  (as Pydantic does)
    whole = dict(data)
    for name, shape in _shapes_of(kind).items():
        if name not in whole:
            if shape.empty is not None:
                whole[name] = shape.empty
            continue
        value = whole[name]
        if shape.words and isinstance(value, str):
            whole[name] = parted(value)
        elif shape.record is not None and shape.empty is None:
            whole[name] = _filled(shape.record, value)
        elif shape.record is not None and isinstance(value, list):
            whole[name] = [_filled(shape.record, one) for one in value]
    return whole


class _Shape(NamedTuple):
    record: type[Record] | None
    """The record that a field is or lists, if any."""
    words: bool
    """Whether it is a mapping from words to words."""
    empty: JSON
    """What it is where it is empty; None where it never is, as for a record alone."""


_EMPTY: dict[Any, JSON] = {tuple: (), dict: {}, str: "", bool: False}


@lru_cache(maxsize=64)
def _shapes_of(kind: type[Record]) -> dict[str, _Shape]:
    shapes: dict[str, _Shape] = {}
    for name, field in kind.model_fields.items():
        outer: Any = get_origin(field.annotation) or field.annotation
        inner: Any = next(iter(get_args(field.annotation)), None) if outer is tuple else outer
        is_record = isinstance(inner, type) and issubclass(inner, Record)
        words = field.annotation == dict[str, str]
        shapes[name] = _Shape(inner if is_record else None, words, _EMPTY.get(outer))
    return shapes
