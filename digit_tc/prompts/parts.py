"""The pieces that prompts are made of: no more of a tool or a conversation than a role needs."""

from __future__ import annotations

from typing import Any

from digit_tc.records import JSON, Record


class ToolBrief(Record):
    """A tool in one line."""

    name: str
    does: str
    """Its description, cut to what fits a line."""
    takes: dict[str, str]
    """Parameter → type, choices and meaning in words; `?` behind the name of an optional one."""
    gives: dict[str, str]
    """Path of a result field, such as `flights[].id` → type in words."""


class CallBrief(Record):
    """A call that is planned."""

    id: int
    tool: str
    """The tool's name."""
    does: str
    arguments: dict[str, Any]
    """As they will be sent; `$2.items[0].id` stands for a field of call 2's result."""


class DoneCall(Record):
    """A call that was made."""

    id: int
    tool: str
    arguments: dict[str, Any]
    result: dict[str, Any]


class PastTurn(Record):
    """An earlier turn. The calls are left out for roles that must not see them."""

    user: str
    calls: tuple[DoneCall, ...] = ()
    assistant: str


class WantedCall(Record):
    """A call whose literal values are wanted."""

    id: int
    turn: int
    tool: str
    does: str
    wanted: dict[str, dict[str, Any]]
    """Path of each value, such as `passenger.name` or `ids[0]` → JSON Schema of it, cut short."""
    given: dict[str, str]
    """Path → `$2.items[0].id`: values that earlier results give."""


class Refused(Record):
    """An earlier attempt, and why it was not taken."""

    text: str
    reason: str


class Shown(Record):
    """One executed call as the assistant's writer sees it: no names of tools."""

    does: str
    arguments: dict[str, Any]
    result: dict[str, Any]


class EdgePair(Record):
    """A dataflow edge to be confirmed."""

    id: str
    source: str
    """What the source tool does."""
    field: str
    """Path and meaning of the result field."""
    target: str
    """What the target tool does."""
    parameter: str
    """Path and meaning of the parameter."""


def properties_in(schema: JSON, *path: str) -> dict[str, Any]:
    """The properties of the object schema at a path of names; `{}` where there is none."""
    for name in (*path, None):
        found = schema.get("properties") if isinstance(schema, dict) else None
        if not isinstance(found, dict):
            return {}
        schema = found if name is None else found.get(name)
    return dict(schema)


def object_of(properties: dict[str, JSON], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    """A closed object schema."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }
