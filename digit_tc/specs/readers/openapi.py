"""OpenAPI 3.0 to 3.2 and Swagger 2 documents: each operation is a tool."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from digit_tc.errors import RejectedError, SpecError
from digit_tc.records import JSON, Finding
from digit_tc.specs.draft import Draft, Reading, hints_of
from digit_tc.specs.names import namespace_of
from digit_tc.specs.readers.openapi_inputs import content_schema, followed, inputs_of
from digit_tc.specs.readers.openapi_paths import path_name
from digit_tc.specs.schema import NOWHERE, Documents, References

_METHODS = ("get", "query", "put", "post", "delete", "patch")
_PROTOCOL = ("options", "head", "trace")
"""Methods that ask about the interface itself: no user wants what they give."""
_EXTRA_CHARACTERS = 300


def is_openapi(value: JSON) -> bool:
    """True for a document that calls itself OpenAPI or Swagger."""
    return isinstance(value, dict) and bool(
        isinstance(value.get("openapi"), (str, float, int))
        or isinstance(value.get("swagger"), (str, float, int))
    )


def read_openapi(
    document: dict[str, Any],
    label: str,
    documents: Documents | None = None,
    *,
    by_title: bool = False,
) -> Reading:
    """Drafts of all operations; `documents` are those that its references may name.

    With `by_title` the namespace is the document's title.
    """
    reading = Reading(label)
    references = References(document, documents)
    info = document.get("info")
    title = info.get("title") if isinstance(info, dict) else None
    told = title if by_title and isinstance(title, str) and title.strip() else ""
    namespace = namespace_of(told.lower() or label, stem=not told)
    paths = document.get("paths")
    for path, told_item in paths.items() if isinstance(paths, dict) else ():
        item = _mapping(told_item, references, reading, path, "The path holds no operations.")
        for method, told_operation in _operations(item):
            place = f"{method.upper()} {path}"
            if method in _PROTOCOL:
                detail = f"{method.upper()} asks about the interface; nobody wants its answer."
                reading.reject(place, "protocol-method", detail)
                continue
            operation = _mapping(
                told_operation, references, reading, place, "The operation is no mapping."
            )
            if not operation and told_operation != {}:
                continue
            draft = Draft(label, "openapi", place, namespace, path_name(method, path))
            try:
                _tell(draft, references, path, item, operation)
            except RejectedError as error:
                reading.reject(place, error.reason, error.message)
            else:
                reading.drafts.append(draft)
    webhooks = document.get("webhooks")
    if isinstance(webhooks, dict) and webhooks:
        detail = f"{', '.join(webhooks)[:200]}: the service calls these; they are no tools."
        reading.reject("webhooks", "webhook", detail)
    if not reading.drafts and not reading.rejections:
        raise SpecError(
            f"{label} is an OpenAPI document without operations.",
            remedy="Name the document that has `paths` with operations in them.",
        )
    _shorten_names(reading.drafts)
    return reading


def _operations(item: dict[str, Any]) -> Iterator[tuple[str, JSON]]:
    yield from ((method, item[method]) for method in (*_METHODS, *_PROTOCOL) if method in item)
    more = item.get("additionalOperations")
    if isinstance(more, dict):
        yield from ((method.lower(), told) for method, told in more.items())


def _mapping(
    told: JSON, references: References, reading: Reading, place: str, otherwise: str
) -> dict[str, Any]:
    """A path item or an operation; empty, and noted as rejected, where it is none."""
    try:
        found = references.follow(told)
    except RejectedError as error:
        reading.reject(place, error.reason, error.message)
        return {}
    if isinstance(found, dict):
        return found
    if found is NOWHERE:
        otherwise = f"The reference {told['$ref'][:120]!r} points nowhere."
    reading.reject(place, "not-an-operation", otherwise)
    return {}


def _tell(
    draft: Draft,
    references: References,
    path: str,
    item: dict[str, Any],
    operation: dict[str, Any],
) -> None:
    if operation.get("deprecated") is True:
        draft.findings.append(
            Finding(rule="deprecated", where="", severity="note", detail="It is deprecated.")
        )
    told = operation.get("operationId")
    if isinstance(told, str) and told.strip():
        draft.name = told
    draft.description = _description(operation, item)
    inputs = inputs_of(references, path, item, operation, draft.findings)
    draft.parameters, draft.forms, draft.whole = inputs.schema, inputs.forms, inputs.whole
    draft.headers = inputs.headers
    draft.tell_form = lambda choice: inputs_of(references, path, item, operation, [], choice).schema
    draft.returns = _result(references, operation, draft.findings)
    draft.references = references
    draft.requires = operation.get("x-requires")
    draft.phrases = operation.get("x-phrases")
    draft.answers = operation.get("x-answers")
    draft.hints = hints_of(operation)


def _shorten_names(drafts: list[Draft]) -> None:
    """FastAPI's `read_flow_flows__id__get` → `read_flow`, where that is one operation's alone."""
    short: dict[int, str] = {}
    for position, draft in enumerate(drafts):
        method, _, path = draft.item.partition(" ")
        tail = f"{re.sub(r'[^A-Za-z0-9_]', '_', path)}_{method.lower()}"
        if isinstance(draft.name, str) and draft.name.endswith(tail):
            short[position] = draft.name[: -len(tail)].rstrip("_")
    names = [short.get(position, draft.name) for position, draft in enumerate(drafts)]
    for position, name in short.items():
        if name and names.count(name) == 1:
            draft = drafts[position]
            draft.findings.append(
                Finding(
                    rule="short-name",
                    where="/name",
                    severity="note",
                    detail=f"The operation is {draft.name}.",
                )
            )
            draft.name = name


def _description(operation: dict[str, Any], item: dict[str, Any]) -> str:
    summary = _text(operation.get("summary")) or _text(item.get("summary"))
    more = _text(operation.get("description")) or _text(item.get("description"))
    more = re.sub(r"\s+", " ", re.split(r"\n\s*\n|\n#|\n- |```", more, maxsplit=1)[0]).strip()
    if len(more) > _EXTRA_CHARACTERS:
        sentences = re.split(r"(?<=[.!?])\s+", more)
        more, rest = sentences[0], sentences[1:]
        while rest and len(more) + len(rest[0]) < _EXTRA_CHARACTERS:
            more += f" {rest.pop(0)}"
    if not summary or more.lower().startswith(summary.lower().rstrip(".")):
        return more or summary
    return f"{summary.rstrip('.')}. {more}".strip()


def _result(references: References, operation: dict[str, Any], findings: list[Finding]) -> JSON:
    responses = operation.get("responses")
    if not isinstance(responses, dict):
        return None
    good = sorted(code for code in responses if re.fullmatch(r"2(\d\d|XX)", str(code), re.I))
    for code in [*good, "default"]:
        response = followed(responses.get(code), references, findings, "/returns")
        if not isinstance(response, dict):
            continue
        schema = response.get("schema") or content_schema(response.get("content"))
        if isinstance(schema, dict) and schema:
            return schema
    return None


def _text(value: JSON) -> str:
    return value.strip() if isinstance(value, str) else ""
