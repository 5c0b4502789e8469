"""The session of a conversation: keys, versions and accounts, which the system message tells."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from digit_tc.language.words import split_identifier
from digit_tc.records import JSON, SYSTEM_MESSAGE, Provenance, Tool
from digit_tc.records.paths import find_schemas, name_of
from digit_tc.values.fields import Field, field_of
from digit_tc.values.invent import NoValueError, invent
from digit_tc.values.setting import Setting

Place = tuple[str, str]
"""A tool's key, and the path of a parameter of it."""


@dataclass(frozen=True)
class Session:
    """Values that are the same in all calls of a conversation, and where they stand."""

    system: str = ""
    """The system message, which tells them."""
    spans: dict[JSON, tuple[int, int]] = field(default_factory=dict)
    """Where it says each value."""
    values: dict[Place, JSON] = field(default_factory=dict)

    def settle(self, tool: Tool, place: Field) -> Field | None:
        """A field of the session with its only value and where that stands; None where the call
        goes without."""
        value = self.values.get((tool.key, place.path))
        if value is None:
            return None
        if value not in self.spans:
            source = Provenance(path=place.path, kind="default")
        else:
            start, end = self.spans[value]
            source = Provenance(
                path=place.path, kind="context", message=SYSTEM_MESSAGE, start=start, end=end,
                transform="verbatim" if isinstance(value, str) else "integer",
            )  # fmt: skip
        return replace(place, choices=(value,), source=source)


def open_session(tools: Iterable[Tool], system: str, seed: int, today: dt.date) -> Session:
    """The session for the tools that a conversation offers; its values are told after `system`.

    Tools of one namespace share a value; a parameter that has a default keeps it. What need not be
    given has no value.
    """
    setting = Setting(random.Random(seed), today)
    values: dict[Place, JSON] = {}
    shared: dict[tuple[str, str], JSON] = {}
    said: dict[str, JSON] = {}
    for tool in sorted(tools, key=lambda one: one.key):
        for path in tool.session:
            schema = next(iter(find_schemas(tool.parameters, path)), {})
            name = name_of(path) or path
            if name not in tool.parameters.get("required", ()):
                continue
            if "default" in schema:
                values[tool.key, path] = schema["default"]
                continue
            words = " ".join(split_identifier(name))
            thing = (tool.namespace, words)
            if thing not in shared:
                try:
                    shared[thing] = invent(field_of(schema, path, name), setting)
                except NoValueError:
                    continue
                said[words if words not in said else f"{words} for {tool.namespace}"] = shared[
                    thing
                ]
            values[tool.key, path] = shared[thing]
    return Session(*_told(said, system), values)


def _told(said: dict[str, JSON], system: str) -> tuple[str, dict[JSON, tuple[int, int]]]:
    """The system message with the values behind it, and where each of them stands in it."""
    if not said:
        return system, {}
    text, spans = f"{system} For the calls that need them:", {}
    for number, (words, value) in enumerate(said.items()):
        text += f"{',' if number else ''} {words} "
        spans[value] = (len(text), len(text) + len(str(value)))
        text += str(value)
    return f"{text}.", spans
