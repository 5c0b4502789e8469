"""How much of an untrusted source is read. Beyond a limit there is a clear message, not a crash."""

from __future__ import annotations

FILE_BYTES = 64 * 2**20
"""Largest file that is read whole. JSONL may be longer, for it is read line by line."""
LINE_BYTES = 8 * 2**20
"""Longest line of a JSONL file."""
NODES = 5_000_000
"""Most values in one document, YAML aliases counted each time they are used."""
DOCUMENT_DEPTH = 120
"""Deepest nesting of a document."""
TOOL_BYTES = 256 * 1024
"""Largest specification of one tool."""
SCHEMA_DEPTH = 6
"""Levels of objects and arrays kept in a schema; what lies deeper is cut."""
SCHEMA_NODES = 400
"""Most schemas kept in the parameters, and in the returns, of one tool."""
DESCRIPTION_CHARACTERS = 2_000
PROPERTY_NAME_CHARACTERS = 128
PATTERN_CHARACTERS = 500
ENUM_VALUES = 500
VARIANTS = 4
"""Most forms of one tool that takes one of several alternatives."""
MCP_SECONDS = 20.0
"""Time for an MCP server to start and list its tools; the same for a document over HTTP."""
MCP_PAGES = 200
FILES = 5_000
"""Most files in a folder or a pattern."""
REFERENCED_DOCUMENTS = 500
"""Most documents that are read because another refers to them."""
REFERENCED_BYTES = 64 * 2**20
"""Most characters of all of them together."""
TOOLS = 200_000
"""Most different tools of one source."""
