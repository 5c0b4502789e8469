"""Schemas of any dialect as flat, bounded JSON Schema: no references, no alternatives."""

from digit_tc.specs.schema.flatten import Flattener, is_schema, join_pointer

__all__ = ["Flattener", "is_schema", "join_pointer"]
