"""YAML as JSON values, built from parser events: aliases are counted and nesting is bounded.

Scalars follow the YAML 1.2 core schema, as OpenAPI asks for: `no`, `on` and `2024-01-01` are
strings. Building from events needs no recursion, so that depth costs a message and not a crash.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from digit_tc.errors import SpecError
from digit_tc.records import JSON
from digit_tc.specs.limits import DOCUMENT_DEPTH, NODES
from digit_tc.specs.values import finite_float

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?[0-9]+|0x[0-9a-fA-F]+|0o[0-7]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, JSON] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    ".nan": None, ".NaN": None, ".inf": None, "-.inf": None, "+.inf": None,
}  # fmt: skip


@dataclass
class _Open:
    """A mapping or sequence whose end has not been seen."""

    value: Any
    anchor: str | None
    size_before: int
    key: Any = None
    has_key: bool = False
    merges: list[Any] = field(default_factory=list)


def parse_yaml(text: str, label: str) -> tuple[JSON, list[str]]:
    """The value of a YAML text (a list where it holds several documents) and its duplicate keys.

    Raises `SpecError` where it is not YAML, too deep, or grows beyond `NODES` by its aliases.
    """
    try:
        builder = _Builder(label)
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" at line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise SpecError(
            f"{label} is not valid YAML{place}: {problem}.", remedy="Mend that line."
        ) from None
    documents = builder.documents
    return (documents[0] if len(documents) == 1 else documents), builder.duplicates


class _Builder:
    def __init__(self, label: str) -> None:
        self.label = label
        self.documents: list[JSON] = []
        self.duplicates: list[str] = []
        self._stack: list[_Open] = []
        self._anchors: dict[str, tuple[JSON, int]] = {}
        self._count = 0

    def take(self, event: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._grow(1)
            value = _scalar(event)
            if event.anchor:
                self._anchors[event.anchor] = (value, 1)
            self._put(value)
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                raise SpecError(f"{self.label} uses the alias *{event.anchor} where it is not set.")
            value, size = self._anchors[event.anchor]
            self._grow(size)
            self._put(value)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            empty: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            self._stack.append(_Open(empty, event.anchor, self._count))
            self._grow(1)
            if len(self._stack) > DOCUMENT_DEPTH:
                raise SpecError(
                    f"{self.label} is nested more than {DOCUMENT_DEPTH} levels deep.",
                    remedy="No tool specification needs that; flatten it or remove that part.",
                )
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            closed = self._stack.pop()
            for merged in closed.merges:
                for key, item in merged.items() if isinstance(merged, dict) else ():
                    closed.value.setdefault(key, item)
            if closed.anchor:
                self._anchors[closed.anchor] = (closed.value, self._count - closed.size_before)
            self._put(closed.value)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._anchors = {}

    def _grow(self, by: int) -> None:
        self._count += by
        if self._count > NODES:
            raise SpecError(
                f"{self.label} comes to more than {NODES:,} values once its aliases are resolved.",
                remedy="Split the file, or remove the aliases that repeat aliases.",
            )

    def _put(self, value: JSON) -> None:
        if not self._stack:
            self.documents.append(value)
            return
        top = self._stack[-1]
        if isinstance(top.value, list):
            top.value.append(value)
        elif not top.has_key:
            top.key, top.has_key = value, True
        else:
            self._put_pair(top, value)

    def _put_pair(self, top: _Open, value: JSON) -> None:
        top.has_key = False
        if top.key == "<<" and isinstance(value, (dict, list)):
            top.merges.extend(value if isinstance(value, list) else [value])
            return
        key = _key(top.key)
        if key in top.value:
            self.duplicates.append(key)
        top.value[key] = value


def _key(key: JSON) -> str:
    if isinstance(key, str):
        return key
    if key is None or isinstance(key, bool):
        return {None: "null", True: "true", False: "false"}[key]
    return str(key)[:200]


def _scalar(event: Any) -> JSON:
    text: str = event.value
    if event.tag in ("tag:yaml.org,2002:str", "!") or (event.style and event.tag is None):
        return text
    if text in _WORDS:
        return _WORDS[text]
    if len(text) <= 40 and text[0] in "+-.0123456789":
        if _INT.fullmatch(text):
            return int(text, 0) if text[:2] in ("0x", "0o") else int(text)
        if _FLOAT.fullmatch(text):
            return finite_float(text)
    return text
