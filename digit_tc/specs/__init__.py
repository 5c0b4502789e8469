"""Specification ingestion: files, OpenAPI documents, MCP servers and Python functions as tools."""

from digit_tc.specs.load import Loaded, load_tools

__all__ = ["Loaded", "load_tools"]
