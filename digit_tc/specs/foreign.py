"""Documents that describe something else than tools, told by their first words and keys."""

from __future__ import annotations

import re
from typing import Any

from digit_tc.errors import SpecError
from digit_tc.records import JSON

_BY_KEY = (
    ("asyncapi", "an AsyncAPI document: it describes messages, not calls"),
    ("arazzo", "an Arazzo document: it describes workflows over the operations of another one"),
    ("overlay", "an OpenAPI overlay: it describes changes to another document"),
    ("openrpc", "an OpenRPC document"),
    ("mcpServers", "a configuration of MCP clients: it names servers, not their tools"),
    ("__schema", "an answer to a GraphQL introspection"),
)
_REMEDIES = {
    "mcpServers": "Name a server itself: mcp:COMMAND or mcp:https://….",
    "arazzo": "Name the OpenAPI document that it refers to.",
    "overlay": "Name the OpenAPI document that it is meant for.",
}
_REMEDY = "Give OpenAPI, or functions in JSON, JSONL or YAML."
_TEXTS = (
    (re.compile(r"#%RAML\b"), "a RAML document"),
    (re.compile(r"<(?:\?xml|!doctype|html|\w+[ >:])", re.IGNORECASE), "XML or HTML"),
    (re.compile(r"syntax\s*=\s*[\"']proto\d"), "a file of protocol buffers"),
    (re.compile(r"FORMAT:\s*1A\b"), "an API Blueprint"),
    (re.compile(r"(?:(?:extend )?(?:type|interface|input|enum|union) \w+[^:\n]*[{=]|schema\s*\{)"),
     "a GraphQL schema"),
    (re.compile(r"(?:export |import |async |const |let |function )"), "program code"),
)  # fmt: skip


def refuse_foreign(value: JSON, label: str) -> None:
    """Raises `SpecError`, which says what it is, for a document of a known kind without tools."""
    if not isinstance(value, dict):
        return
    key, what = _kind(value)
    if what:
        raise SpecError(f"{label} is {what}.", remedy=_REMEDIES.get(key, _REMEDY))


def refuse_foreign_text(text: str, label: str) -> None:
    """Raises `SpecError` for a text of a known language that is neither JSON nor YAML."""
    if "<tools>" in text:
        raise SpecError(f"{label} is a prompt.", remedy="Give what stands within <tools> alone.")
    lines = (line.strip() for line in text.lstrip("\ufeff").splitlines()[:200])
    first = next((line for line in lines if line and not _is_comment(line)), "")
    for pattern, what in _TEXTS:
        if pattern.match(first):
            raise SpecError(f"{label} is {what}.", remedy=_REMEDY)


def _kind(value: dict[str, Any]) -> tuple[str, str]:
    for key, what in _BY_KEY:
        inner = value.get("data")
        if key in value or (key == "__schema" and isinstance(inner, dict) and key in inner):
            return key, what
    if str(value.get("kind", "")).startswith("discovery#"):
        return "kind", "a Google discovery document"
    info, log = value.get("info"), value.get("log")
    if isinstance(info, dict) and "getpostman.com" in str(info.get("schema", "")):
        return "info", "a Postman collection: it holds requests, not descriptions of operations"
    if isinstance(log, dict) and isinstance(log.get("entries"), list):
        return "log", "a HAR file: it holds requests that were made"
    is_schema = isinstance(value.get("properties"), dict) and "name" not in value
    if is_schema and value.get("type", "object") == "object":
        return "properties", "a JSON Schema: it describes data, not a tool"
    return "", ""


def _is_comment(line: str) -> bool:
    return line.startswith(("//", "/*", "*", '"""')) or (line[0] == "#" and line[:2] != "#%")
