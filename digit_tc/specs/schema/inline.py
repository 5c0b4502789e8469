"""A schema with what its references name in their place, and everything else as it stands."""

from __future__ import annotations

from digit_tc.errors import RejectedError
from digit_tc.records import JSON
from digit_tc.specs.limits import DOCUMENT_DEPTH, SCHEMA_NODES
from digit_tc.specs.schema.references import NOWHERE, References

_MOST_NODES = 10 * SCHEMA_NODES
_DATA = frozenset(("default", "examples", "example", "enum", "const"))


def inline(schema: JSON, references: References, skip: str = "") -> JSON:
    """The schema without references: alternatives, nulls and unknown keywords stay.

    Properties that are marked with `skip` (`readOnly`) are left out. Where a schema holds itself,
    or where there would be too many, nothing but its type is left.
    """
    return _Inliner(references.within(schema), skip).inline(schema, (), 0)


class _Inliner:
    def __init__(self, references: References, skip: str) -> None:
        self._references = references
        self._skip = skip
        self._nodes = 0

    def inline(self, node: JSON, path: tuple[str, ...], depth: int) -> JSON:
        self._nodes += 1
        if isinstance(node, list):
            return [self.inline(item, path, depth + 1) for item in node]
        if not isinstance(node, dict):
            return node
        if self._nodes > _MOST_NODES or depth > DOCUMENT_DEPTH:
            return {}
        reference = node.get("$ref")
        if isinstance(reference, str):
            found = self._found(reference)
            rest = {key: value for key, value in node.items() if key != "$ref"}
            if reference in path or not isinstance(found, dict):
                kind = found.get("type") if isinstance(found, dict) else None
                return {"type": kind, **rest} if isinstance(kind, str) else rest
            return self.inline({**found, **rest}, (*path, reference), depth + 1)
        return {
            key: value if key in _DATA else self._inner(key, value, path, depth)
            for key, value in node.items()
            if key not in ("$defs", "definitions")
        }

    def _inner(self, key: str, value: JSON, path: tuple[str, ...], depth: int) -> JSON:
        if key != "properties" or not isinstance(value, dict):
            return self.inline(value, path, depth + 1)
        return {
            name: self.inline(part, path, depth + 1)
            for name, part in value.items()
            if not (self._skip and isinstance(part, dict) and part.get(self._skip) is True)
        }

    def _found(self, reference: str) -> JSON:
        try:
            found = self._references.find(reference)
        except RejectedError:
            return None
        return None if found is NOWHERE else found
