"""The result of a tool as places to be filled: which objects are entities, where the rows are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from digit_tc.language.entities import (
    container_nouns,
    id_typed_as,
    is_wrapper,
    own_entity,
    plain_name,
)
from digit_tc.language.kept import Kept
from digit_tc.records import JSON, Tool
from digit_tc.records.paths import enter
from digit_tc.semantics import profile_of
from digit_tc.semantics.facts import admits
from digit_tc.values.fields import Field, field_of, type_of

STATES = ("status", "state")
"""Attributes that hold the state of an entity."""
MOST_FIELDS = 12
"""An object of an answer shows no more fields than that, but for those that are needed."""
_MOST_DEPTH = 7
_NO_RETURNS: dict[str, Any] = {
    "type": "object",
    "properties": {"status": {"type": "string", "enum": ["ok"]}},
    "required": ["status"],
}


@dataclass(frozen=True, slots=True, eq=False)
class ResultNode:
    """One place of a result."""

    name: str
    """The name of its field; of an item, that of its list."""
    path: str
    """Path pattern from the root of the result: `orders[].order_id`."""
    schema: Mapping[str, Any]
    """What its schema says."""
    form: str
    """`object`, `array` or `scalar`."""
    required: bool
    """Whether the object around it always has it."""
    nouns: tuple[str, ...]
    """What an object here may be called."""
    fields: tuple[ResultNode, ...] = ()
    """The places inside an object."""
    item: ResultNode | None = None
    """The items of a list."""
    own: str = ""
    """The field that holds an object's own id; empty where it is no entity."""
    noun: str = ""
    """The kind of entity that an object with an id of its own is."""
    field: Field | None = None
    """The meaning of a scalar."""
    plain: str = dataclass_field(init=False, default="")
    """Its attribute: one spelling of the name for all tools."""

    def __post_init__(self) -> None:
        # Asked for many thousand times in a conversation.
        object.__setattr__(self, "plain", plain_name(self.name))

    def tells_state(self, state: str) -> bool:
        """Whether an object here can say that it is in a state."""
        return any(one.plain in STATES and admits(one.schema, state) for one in self.fields)

    def type_id(self, identity: str) -> JSON:
        """An id, which is kept as text, in the type of this scalar; None where it has none."""
        return id_typed_as(0 if type_of(self.schema) in ("integer", "number") else "", identity)


@dataclass(frozen=True, slots=True, eq=False)
class ResultSchema:
    """The whole result of a tool."""

    root: ResultNode
    """All of it."""
    rows: ResultNode | None
    """The items of its listing; None for a tool that lists nothing."""
    main: ResultNode
    """The object that speaks of the tool's own entity."""
    is_wide: bool = False
    """Whether an object of it declares more fields than an answer shows."""


def result_schema_of(tool: Tool) -> ResultSchema:
    """The shape of a tool's result; worked out once for each tool."""
    return _shapes(tool)


def _read(tool: Tool) -> ResultSchema:
    profile = profile_of(tool)
    root = _object(tool.returns or _NO_RETURNS, "", "", profile.names, True, 0)
    rows = None
    if profile.effect in ("list", "search") or (profile.reads and not profile.own_keys):
        rows = _rows(root, profile.names)
    wide = any(len(one.fields) > MOST_FIELDS for one in (root, *_walk(root)))
    return ResultSchema(root=root, rows=rows, main=_main(root, profile.names), is_wide=wide)


_shapes = Kept(_read)


def _object(
    schema: Mapping[str, Any], path: str, name: str, nouns: tuple[str, ...], required: bool,
    depth: int,
) -> ResultNode:  # fmt: skip
    wanted = schema.get("required") or ()
    properties = schema.get("properties")
    fields = tuple(
        _place(inner, enter(path, key), key, nouns, key in wanted, depth + 1)
        for key, inner in (properties.items() if isinstance(properties, Mapping) else ())
        if isinstance(inner, Mapping)
    )
    # An id may stand in any scalar that is text or a whole number: each stands for its own name.
    marks = {one.name: one.name for one in fields if one.form == "scalar" and _may_identify(one)}
    found = own_entity(nouns, marks)
    return ResultNode(
        name=name, path=path, schema=schema, form="object", required=required, nouns=nouns,
        fields=fields, own=found[1] if found else "", noun=found[0] if found else "",
    )  # fmt: skip


def _place(
    schema: Mapping[str, Any], path: str, name: str, nouns: tuple[str, ...], required: bool,
    depth: int,
) -> ResultNode:  # fmt: skip
    kind = type_of(schema)
    if kind == "object" and depth <= _MOST_DEPTH:
        return _object(schema, path, name, container_nouns(name, nouns), required, depth)
    if kind == "array":
        items = schema.get("items")
        item = None
        if isinstance(items, Mapping) and depth <= _MOST_DEPTH:
            if "description" not in items and schema.get("description"):
                items = _described(schema)
            item = _place(items, f"{path}[]", name, nouns, True, depth + 1)
        return ResultNode(
            name=name, path=path, schema=schema, form="array", required=required, nouns=nouns,
            item=item,
        )  # fmt: skip
    owner = nouns[0] if nouns else ""
    return ResultNode(
        name=name, path=path, schema=schema, form="scalar", required=required, nouns=nouns,
        field=field_of(schema, path, name, owner),
    )  # fmt: skip


def _with_description(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**schema["items"], "description": schema["description"]}


_described = Kept(_with_description)
"""What a list says of itself, it says of each of its items."""


def _may_identify(place: ResultNode) -> bool:
    return type_of(place.schema) in ("string", "integer")


def _walk(place: ResultNode) -> Iterator[ResultNode]:
    """Places from the outside in: all of one level before those inside them."""
    level = [place]
    while level:
        yield from level
        level = [one for place in level for one in (*place.fields, *_inside(place))]


def _inside(place: ResultNode) -> tuple[ResultNode, ...]:
    return (place.item,) if place.item is not None else ()


def _rows(root: ResultNode, nouns: tuple[str, ...]) -> ResultNode | None:
    """Items of the list that a listing gives: of its own entities first, else the first list."""
    items = [
        place.item
        for place in _walk(root)
        if place.form == "array" and place.item is not None and place.path.count("[]") == 0
    ]
    own = [one for one in items if one.noun in nouns and one.noun]
    objects = [one for one in items if one.form == "object"]
    return next(iter(own or objects or items), None)


def _main(root: ResultNode, nouns: tuple[str, ...]) -> ResultNode:
    """The object about the tool's own entity: the root, or the one object that it wraps."""
    if root.noun:
        return root
    inner = [one for one in root.fields if one.form == "object"]
    for place in inner:
        if place.noun or container_nouns(place.name, nouns)[:1] == nouns[:1]:
            return place
    if len(inner) == 1 and is_wrapper(inner[0].name):
        return inner[0]
    return root
