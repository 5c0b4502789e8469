"""What `$ref`s name: a place in their own document, or in one that may be read with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import unquote

from digit_tc.errors import RejectedError
from digit_tc.records import JSON


class Nowhere:
    """Stands for what a reference names and is not there; None is a JSON value."""


NOWHERE = Nowhere()

_DATA = frozenset(("default", "examples", "example", "enum", "const"))
"""Keywords whose values are data: a `$ref` in them is none."""
_BY_NAME = frozenset(
    ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "schemas",
     "parameters", "requestBodies", "responses", "headers", "paths", "pathItems")
)  # fmt: skip
"""Keywords whose keys are names: a property may be called `$ref` or `default`."""


class Documents(Protocol):
    """Other documents, by the name that a reference has for them."""

    def open(self, name: str) -> JSON:
        """A document. Raises RejectedError where it may not or cannot be read."""
        ...


@dataclass(frozen=True, slots=True)
class References:
    """Where the references of a schema are looked up."""

    root: JSON = None
    """The document that `#/…` points into; None: each schema is its own document."""
    documents: Documents | None = None

    def within(self, schema: JSON) -> References:
        """The same, for a schema that may be its own document."""
        return self if self.root is not None else References(schema, self.documents)

    def find(self, reference: str) -> JSON | Nowhere:
        """What `#/a/b` or `file.yaml#/a/b` names, or NOWHERE.

        Raises RejectedError where it stands in a document that cannot be read.
        """
        name, _, pointer = reference.partition("#")
        if not name and (not pointer or pointer.startswith("/")):
            return place_at(self.root, pointer)
        if not name:
            return _called(self.root, "$anchor", pointer)
        if ":" in name and (own := _called(self.root, "$id", name)) is not NOWHERE:
            return place_at(own, pointer)
        if self.documents is None:
            raise RejectedError(
                f"The reference {reference[:120]!r} lies outside the document and is not opened.",
                reason="unreachable-reference",
            )
        return place_at(self.documents.open(name), pointer)

    def follow(self, node: JSON, limit: int = 20) -> JSON | Nowhere:
        """A parameter, body, response or operation itself, where the node only refers to it.

        What stands beside the reference goes over what it names. Raises as `find` does.
        """
        beside: dict[str, JSON] = {}
        for _ in range(limit):
            if not (isinstance(node, dict) and isinstance(node.get("$ref"), str)):
                return {**node, **beside} if beside and isinstance(node, dict) else node
            beside = {key: value for key, value in node.items() if key != "$ref"} | beside
            node = self.find(node["$ref"])
        return NOWHERE


def _called(root: JSON, keyword: str, name: str) -> JSON | Nowhere:
    """The schema of a document that calls itself so by `$id` or `$anchor`, or NOWHERE."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict) and node.get(keyword) == name:
            return node
        parts = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        waiting += [part for part in parts if isinstance(part, (dict, list))]
    return NOWHERE


def place_at(root: JSON, pointer: str) -> JSON | Nowhere:
    """What a JSON pointer, percent-encoded as in an address, names in a document, or NOWHERE."""
    value = root
    for part in pointer.split("/")[1:]:
        key = unquote(part).replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isascii() and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return NOWHERE
    return value if not pointer or pointer.startswith("/") else NOWHERE


def with_references(node: JSON, change: Callable[[str], str], by_name: bool = False) -> JSON:
    """A document with each of its references changed; names and data stay as they are."""
    if isinstance(node, list):
        return [with_references(item, change) for item in node]
    if not isinstance(node, dict):
        return node
    changed: dict[str, Any] = {}
    for key, value in node.items():
        if not by_name and key == "$ref" and isinstance(value, str):
            changed[key] = change(value)
        elif not by_name and key == "discriminator" and isinstance(value, dict):
            changed[key] = value | {"mapping": _mapping(value.get("mapping"), change)}
        elif not by_name and key in _DATA:
            changed[key] = value
        else:
            changed[key] = with_references(value, change, not by_name and key in _BY_NAME)
    return changed


def _mapping(told: JSON, change: Callable[[str], str]) -> JSON:
    """The mapping of a discriminator, whose values are references or bare names of schemas."""
    if not isinstance(told, dict):
        return None
    return {
        value: change(name) if isinstance(name, str) and set(name) & {"/", "#"} else name
        for value, name in told.items()
    }


def has_references(schema: JSON) -> bool:
    """Whether any `$ref` in a schema is one, rather than a name or data."""
    found: list[str] = []

    def note(reference: str) -> str:
        found.append(reference)
        return reference

    with_references(schema, note)
    return bool(found)
