"""Local `$ref`s. References to other files or addresses are never followed."""

from __future__ import annotations

from urllib.parse import unquote

from digit_tc.records import JSON


class Nowhere:
    """Stands for what a reference names and is not there; None is a JSON value."""


NOWHERE = Nowhere()


def resolve_pointer(root: JSON, reference: str) -> JSON | Nowhere:
    """What `#/a/b` names in the document, or NOWHERE."""
    if not reference.startswith("#"):
        return NOWHERE
    value = root
    for part in reference[1:].split("/")[1:]:
        key = unquote(part).replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isascii() and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return NOWHERE
    return value


def follow(root: JSON, node: JSON, limit: int = 20) -> JSON:
    """A parameter, body or response itself, where the node only refers to it; None if dangling."""
    for _ in range(limit):
        if not (isinstance(node, dict) and isinstance(node.get("$ref"), str)):
            return None if node is NOWHERE else node
        node = resolve_pointer(root, node["$ref"])
    return None
