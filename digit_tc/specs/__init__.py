"""Specification ingestion: files, OpenAPI documents, MCP servers and Python functions as tools."""

from digit_tc.specs.catalogue import write_catalogue
from digit_tc.specs.documents import files_referred_to
from digit_tc.specs.given import resolve_references
from digit_tc.specs.load import Loaded, load_tools

__all__ = ["Loaded", "files_referred_to", "load_tools", "resolve_references", "write_catalogue"]
