"""Local `$ref`s. References to other files or addresses are never followed."""

from __future__ import annotations

from urllib.parse import unquote

from digit_tc.records import JSON


class DanglingReferenceError(LookupError):
    """The reference points nowhere, or outside the document."""


def resolve_pointer(root: JSON, reference: str) -> JSON:
    """What `#/a/b` names in the document. Raises `DanglingReferenceError`."""
    if not reference.startswith("#"):
        raise DanglingReferenceError(reference)
    value = root
    for part in reference[1:].split("/")[1:]:
        key = unquote(part).replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isascii() and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            raise DanglingReferenceError(reference)
    return value


def follow(root: JSON, node: JSON, limit: int = 20) -> JSON:
    """A parameter, body or response itself, where the node only refers to it; None if dangling."""
    for _ in range(limit):
        if not (isinstance(node, dict) and isinstance(node.get("$ref"), str)):
            return node
        try:
            node = resolve_pointer(root, node["$ref"])
        except DanglingReferenceError:
            return None
    return None
