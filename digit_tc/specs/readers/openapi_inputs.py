"""Path, query, header, cookie and body parameters of an operation as one object schema."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from digit_tc.records import JSON, Finding, Severity
from digit_tc.specs.readers.openapi_paths import undeclared
from digit_tc.specs.schema import NOWHERE, Flattener, Nowhere, References, dangling

_PROTOCOL_HEADERS = re.compile(
    r"(?:proxy-)?authorization|content-(?:type|length|encoding)|accept(?:-.*)?|user-agent|host|cookie"
    r"|x-api-key|x-(?:csrf|xsrf)-token|x-request-id|x-correlation-id|traceparent|tracestate|origin"
    r"|referer|(?:x-)?(?:.*-)?api-version|api[-_]?key",
    re.IGNORECASE,
)
_ORDER = ("path", "query", "header", "cookie", "formData", "body")
_OWN = (
    "name",
    "in",
    "schema",
    "content",
    "style",
    "explode",
    "allowEmptyValue",
    "allowReserved",
    "collectionFormat",
    "required",
    "examples",
)


@dataclass
class Inputs:
    """The parameters of an operation."""

    schema: dict[str, Any]
    """One object; where its body has alternatives, with one of them."""
    forms: int = 1
    """How many alternatives the body has."""
    whole: JSON = None
    """The same with all of them, where there are several."""
    headers: frozenset[str] = frozenset()
    """Names of parameters that travel in headers or cookies."""


def inputs_of(
    references: References,
    path: str,
    item: dict[str, Any],
    operation: dict[str, Any],
    findings: list[Finding],
    choice: int = 0,
) -> Inputs:
    """The object schema; `$ref`s inside it still point into the document.

    What the path names and nothing declares is a text. A name that stands in two places gets the
    place as prefix the second time: `body_id`. Raises RejectedError where a part of it lies in a
    document that cannot be read.
    """
    flattener = Flattener(references, findings, choice=choice)
    properties: dict[str, Any] = {}
    required: list[str] = []

    def add(name: str, place: str, schema: JSON, needed: bool) -> None:
        free = name if name not in properties else f"{place}_{name}"
        while free in properties:
            free += "_"
        if free != name:
            findings.append(
                _note("parameter-twice", f"{name[:60]} stands twice; one is {free[:60]}.")
            )
        properties[free] = schema
        if needed:
            required.append(free)

    parameters = _parameters(references, item, operation, findings)
    headers = frozenset(t["name"] for t in parameters if t.get("in") in ("header", "cookie"))
    in_path = [told["name"] for told in parameters if told.get("in") == "path"]
    for name in undeclared(path, in_path):
        add(name, "path", {"type": "string"}, True)
        detail = f"{name[:60]} stands in the path only; it is taken for a text."
        findings.append(_found("undeclared-path-parameter", "repaired", detail))
    body: JSON | Nowhere = NOWHERE
    needed = False
    for told in parameters:
        name, place = told["name"], str(told.get("in", "query"))
        if place == "header" and _PROTOCOL_HEADERS.fullmatch(name):
            findings.append(
                _note("protocol-header", f"The header {name[:60]} is left to the client.")
            )
        elif place in ("body", "querystring"):
            body = told.get("schema") or content_schema(told.get("content"))
            needed = told.get("required") is not False
        else:
            add(name, place, _schema(told), told.get("required") is True or place == "path")
    request = followed(operation.get("requestBody"), references, findings, "/parameters")
    if isinstance(request, dict):
        body, needed = content_schema(request.get("content")), request.get("required") is not False
    elif body is NOWHERE:
        schema = {"type": "object", "properties": properties, "required": required}
        return Inputs(schema, headers=headers)
    outside = {"type": "object", "properties": dict(properties), "required": list(required)}
    _add_body(flattener, body, needed, add, findings)
    schema = {"type": "object", "properties": properties, "required": required}
    forms = flattener.forms.get("/parameters", 1)
    whole = {**outside, "allOf": [body]} if forms > 1 else None
    return Inputs(schema, forms, whole, headers)


def content_schema(content: JSON) -> JSON:
    """The schema of the media type that a tool call would use: JSON before all others."""
    name, chosen = _media_type(content)
    schema = chosen.get("schema")
    if not isinstance(schema, dict) or not schema:
        return _bytes_of(name)
    if schema.get("format") == "binary" and "*" not in name:
        return {"contentMediaType": name, **schema}
    if isinstance(chosen.get("example"), dict):
        schema = {**schema, "example": chosen["example"]}
    encoding, told = chosen.get("encoding"), schema.get("properties")
    if not isinstance(encoding, dict) or not isinstance(told, dict):
        return schema
    types = {key: part.get("contentType") for key, part in encoding.items() if _is(part)}
    sent = {
        key: {**told[key], "contentMediaType": kind}
        for key, kind in types.items()
        if _is(told.get(key)) and told[key].get("format") == "binary"
    }
    return {**schema, "properties": {**told, **sent}}


def _bytes_of(media_type: str) -> JSON:
    """What is sent where only the kind of content is told: text, or a file; else nothing."""
    if re.match(r"text/", media_type):
        return {"type": "string"}
    if re.match(r"(?:image|audio|video)/|application/(?:octet-stream|pdf|zip)", media_type):
        return {"type": "string", "format": "binary", "contentMediaType": media_type}
    return None


def _is(value: JSON) -> bool:
    return isinstance(value, dict)


def followed(node: JSON, references: References, findings: list[Finding], where: str) -> JSON:
    """The node itself where it only refers to one; None, and a finding, where it refers to nothing.

    Raises RejectedError where it lies in a document that cannot be read.
    """
    found = references.follow(node)
    if found is not NOWHERE:
        return found
    findings.append(dangling(node["$ref"], where))
    return None


def _media_type(content: JSON) -> tuple[str, dict[str, Any]]:
    if not isinstance(content, dict):
        return "", {}
    usable = {str(name): part for name, part in content.items() if isinstance(part, dict)}
    for wanted in (r"application/json\b.*", r".*json\b.*", r".*form.*", r".*"):
        for name, part in usable.items():
            if re.fullmatch(wanted, name):
                return name, part
    return "", {}


def _parameters(
    references: References,
    item: dict[str, Any],
    operation: dict[str, Any],
    findings: list[Finding],
) -> list[dict[str, Any]]:
    """Those of the operation over those of the path, in the order path, query, header, ..."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for holder in (item, operation):
        listed = holder.get("parameters")
        for told in listed if isinstance(listed, list) else ():
            parameter = followed(told, references, findings, "/parameters")
            if not isinstance(parameter, dict) or not isinstance(parameter.get("name"), str):
                if parameter is not None or told is None:
                    detail = f"A parameter has no name and is left out: {str(told)[:80]}."
                    findings.append(_found("unreadable-parameter", "defect", detail))
            else:
                found[parameter["name"], str(parameter.get("in", "query"))] = parameter
    rank = {place: position for position, place in enumerate(_ORDER)}
    return sorted(found.values(), key=lambda told: rank.get(str(told.get("in", "query")), 9))


def _schema(told: dict[str, Any]) -> dict[str, Any]:
    inner = told.get("schema")
    if not isinstance(inner, dict):
        inner = content_schema(told.get("content"))
    schema: dict[str, Any] = dict(inner) if isinstance(inner, dict) else {}
    for key, value in told.items():
        if key not in _OWN:
            schema.setdefault(key, value)
    if isinstance(told.get("description"), str):
        schema["description"] = told["description"]
    examples = told.get("examples")
    if isinstance(examples, dict):
        values = [
            part["value"]
            for part in examples.values()
            if isinstance(part, dict) and "value" in part
        ]
        if values:
            schema["examples"] = values
    return schema


def _add_body(
    flattener: Flattener, told: JSON, needed: bool, add: Any, findings: list[Finding]
) -> None:
    if not isinstance(told, dict) or not told:
        detail = "The body has no schema: nothing of it can be told, and it is left out."
        findings.append(_found("body-untold", "defect", detail))
        return
    body = flattener.shallow(told, "/parameters")
    properties = body.get("properties")
    if not isinstance(properties, dict) or not properties:
        add("body", "request", told, needed and body.get("type") is not None)
        return
    listed = body.get("required")
    names = listed if needed and isinstance(listed, list) else []
    example = body.get("example")
    for name, part in properties.items():
        if isinstance(part, dict) and part.get("readOnly") is True:
            continue
        schema = part
        if (
            isinstance(part, dict)
            and isinstance(example, dict)
            and example.get(name) is not None
            and not part.keys() & {"example", "examples", "$ref"}
        ):
            schema = {**part, "example": example[name]}
        add(name, "body", schema, name in names)


def _note(rule: str, detail: str) -> Finding:
    return _found(rule, "note", detail)


def _found(rule: str, severity: Severity, detail: str) -> Finding:
    return Finding(rule=rule, where="/parameters", severity=severity, detail=detail)
