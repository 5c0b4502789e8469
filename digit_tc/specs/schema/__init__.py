"""Schemas of any dialect as flat, bounded JSON Schema: no references, no alternatives."""

from digit_tc.specs.schema.flatten import Flattener, dangling, is_asked, is_schema, join_pointer
from digit_tc.specs.schema.inline import inline
from digit_tc.specs.schema.references import NOWHERE, Documents, Nowhere, References

__all__ = [
    "NOWHERE",
    "Documents",
    "Flattener",
    "Nowhere",
    "References",
    "dangling",
    "inline",
    "is_asked",
    "is_schema",
    "join_pointer",
]
