"""Function specifications as the model providers write them, in JSON, JSONL or YAML."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from digit_tc.errors import SpecError
from digit_tc.records import JSON, Finding, content_id
from digit_tc.specs.draft import Draft, Reading, hints_of
from digit_tc.specs.limits import TOOLS
from digit_tc.specs.names import namespace_of
from digit_tc.specs.readers.provider_tools import names_provider_tool, provider_tool

_PARAMETERS = (
    "parameters",
    "input_schema",
    "inputSchema",
    "parametersJsonSchema",
    "args_schema",
    "arguments",
    "parameter_definitions",
    "inputs",
    "args",
)
_RETURNS = (
    "returns",
    "output_schema",
    "outputSchema",
    "response",
    "x-returns",
    "output_parameters",
    "responseJsonSchema",
    "outputs",
)
_LISTS = ("tools", "functions", "function_declarations", "functionDeclarations")
_BODY = frozenset(("description", *_PARAMETERS, *_RETURNS, "function", "x-requires", "x-phrases"))
_WRAPPERS = ("function", "toolSpec")
_ALL_REQUIRED = ("args", "inputs")
"""Mappings of parameters in which one is optional only by its default or its type."""
_METADATA = ("namespace", "description", "version", "$schema", "title")
_TOLD_SHARE = 0.05
"""Where fewer tools than this say what is required, the source does not say it at all."""

Item = tuple[str, dict[str, Any], str, str]
"""Place in the source, the tool's mapping, a name for want of another, its namespace."""


def read_functions(value: JSON, label: str, reader: str = "openai") -> Reading:
    """Drafts of all tools in a parsed file."""
    return read_rows([("", value)], label, reader)


def read_rows(rows: Iterable[tuple[str, JSON]], label: str, reader: str = "openai") -> Reading:
    """Drafts of all tools in rows of (place, value); equal tools of several rows are one draft."""
    reading = Reading(label)
    drafts: dict[str, Draft] = {}
    times: dict[str, int] = {}
    strict: set[str] = set()
    """Places of tools as MCP has them, where what is not called required is not."""
    for place, value in rows:
        for item in _items(value, place, reading, "", 0):
            identity = content_id("draft", *item[1:])
            times[identity] = times.get(identity, 0) + 1
            if identity not in drafts:
                drafts[identity] = _draft(item, label, reader)
                if "inputSchema" in item[1]:
                    strict.add(item[0])
            if len(drafts) > TOOLS:
                raise SpecError(
                    f"{label} holds more than {TOOLS:,} different tools.",
                    remedy="Split it and take a part.",
                )
    for identity, draft in drafts.items():
        if times[identity] > 1:
            detail = f"It stands {times[identity]} times in its source."
            draft.findings.append(
                Finding(rule="duplicate", where="", severity="note", detail=detail)
            )
    reading.drafts = list(drafts.values())
    if not _tells_required(reading.drafts):
        for draft in reading.drafts:
            draft.tells_required = draft.tells_required and draft.item in strict
    return reading


def _items(value: JSON, place: str, reading: Reading, namespace: str, depth: int) -> Iterator[Item]:
    if isinstance(value, str) and depth and value.lstrip()[:1] in ("[", "{"):
        try:
            value = json.loads(value, parse_constant=lambda _: None)
        except (ValueError, RecursionError):
            reading.reject(place, "not-a-tool", "It is text that is not JSON.")
            return
    if depth > 6:
        reading.reject(place, "not-a-tool", "It lies too deep to be a tool.")
    elif isinstance(value, list):
        for position, entry in enumerate(value):
            yield from _items(entry, f"{place}[{position}]", reading, namespace, depth + 1)
    elif isinstance(value, dict):
        yield from _of_mapping(value, place, reading, namespace, depth)
    else:
        reading.reject(place, "not-a-tool", f"It is {_kind(value)}, not a tool.")


def _of_mapping(
    value: dict[str, Any], place: str, reading: Reading, namespace: str, depth: int
) -> Iterator[Item]:
    own = value.get("namespace")
    namespace = own if isinstance(own, str) and own.strip() else namespace
    listed = [key for key in _LISTS if isinstance(value.get(key), (list, dict, str))]
    listed = [key for key in listed if _holds_tools(value[key])]
    wrapper = next((key for key in _WRAPPERS if isinstance(value.get(key), dict)), "")
    answer = value.get("result")
    if "jsonrpc" in value and isinstance(answer, dict):  # what an MCP server says to tools/list
        if answer.get("nextCursor"):
            reading.reject(place, "more-pages", "The answer has a nextCursor: its tools go on.")
        yield from _items(answer, place, reading, namespace, depth + 1)
    elif not listed and (what := provider_tool(value, bool(wrapper) or _has_schema(value))):
        reading.reject(place, "provider-tool", f"{what}: a tool of a provider is left out.")
    elif wrapper:
        extras = {key: value[key] for key in value if key.startswith("x-")}
        yield place, {**extras, **value[wrapper]}, "", namespace
    elif listed and not isinstance(value.get("parameters"), dict):
        # What answers one of them answers all, unless a tool says otherwise.
        shared = {key: value[key] for key in ("x-world",) if value.get(key) is not None}
        for key, part in value.items():
            where = f"{place}{_dot(place)}{key[:80]}"
            if key in listed:
                for item in _items(part, where, reading, namespace, depth + 1):
                    at, entry, fallback, inner = item
                    yield at, {**shared, **entry}, fallback, inner
            elif names_provider_tool(key, part):
                reading.reject(where, "provider-tool", "A tool of a provider is left out.")
    elif "name" in value and not isinstance(value["name"], (dict, list)):
        yield place, value, "", namespace
    else:
        yield from _by_name(value, place, reading, namespace)


def _by_name(value: dict[str, Any], place: str, reading: Reading, namespace: str) -> Iterator[Item]:
    """Tools of a mapping whose keys are their names."""
    named = {key: part for key, part in value.items() if isinstance(part, dict)}
    bodies = [key for key, part in named.items() if part.keys() & _BODY or not part]
    sure = [key for key in bodies if named[key].keys() & (_BODY - {"description"})]
    if not sure and len(bodies) < len(value.keys() - set(_METADATA)):
        bodies = []  # a description alone makes no tool of one part of a document
    if not bodies:
        reading.reject(place, "not-a-tool", "It has neither a name nor tools by name.")
        return
    for key, part in value.items():
        where = f"{place}{_dot(place)}{key[:80]}"
        if key in bodies:
            inner = part.get("function")
            yield where, inner if isinstance(inner, dict) else part, key, namespace
        elif key not in _METADATA:
            detail = f"It is {_kind(part)}, not a tool."
            reading.reject(where, "not-a-tool", detail)


def _draft(item: Item, label: str, reader: str) -> Draft:
    where, entry, fallback, namespace = item
    own = entry.get("namespace")
    told = own if isinstance(own, str) and own.strip() else namespace
    name = entry.get("name")
    key = next((key for key in _PARAMETERS if entry.get(key) is not None), "")
    parameters = entry.get(key)
    if isinstance(parameters, dict) and list(parameters) == ["json"]:
        parameters = parameters["json"]  # as Bedrock has it
    return Draft(
        label=label,
        reader=reader,
        item=where,
        namespace=namespace_of(told or label, stem=not told),
        name=name if isinstance(name, str) and name.strip() else fallback or name,
        description=entry.get("description", entry.get("doc")),
        parameters=parameters,
        returns=_first(entry, _RETURNS),
        requires=entry.get("x-requires"),
        phrases=entry.get("x-phrases"),
        answers=entry.get("x-answers"),
        hints=hints_of(entry),
        tells_required=key not in _ALL_REQUIRED or _reads_as_schema(parameters),
    )


def _tells_required(drafts: list[Draft]) -> bool:
    asked = told = 0
    for draft in drafts:
        parameters = draft.parameters
        if not isinstance(parameters, dict):
            continue
        properties = parameters.get("properties", parameters)
        if not isinstance(properties, dict) or not properties:
            continue
        asked += 1
        told += "required" in parameters or any(
            isinstance(part, dict) and isinstance(part.get("required"), bool)
            for part in properties.values()
        )
    return told > 0 and told >= _TOLD_SHARE * asked


def _holds_tools(value: JSON) -> bool:
    if isinstance(value, str):
        return value.lstrip()[:1] in ("[", "{")
    entries = list(value.values()) if isinstance(value, dict) else value
    return any(isinstance(entry, (dict, str)) for entry in entries) or entries == []


def _has_schema(entry: dict[str, Any]) -> bool:
    return any(isinstance(entry.get(key), (dict, list, str)) for key in _PARAMETERS)


def _reads_as_schema(parameters: JSON) -> bool:
    return isinstance(parameters, dict) and isinstance(parameters.get("properties"), dict)


def _first(entry: dict[str, Any], names: tuple[str, ...]) -> JSON:
    return next((entry[name] for name in names if entry.get(name) is not None), None)


def _dot(place: str) -> str:
    return "." if place else ""


def _kind(value: JSON) -> str:
    names = {str: "text", bool: "a truth value", int: "a number", float: "a number"}
    return names.get(type(value), "empty" if value is None else "a collection")
