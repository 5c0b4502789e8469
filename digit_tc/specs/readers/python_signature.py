"""A function's signature, type hints and docstring as a draft of a tool."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable
from types import MethodType
from typing import TYPE_CHECKING, Any

from digit_tc.records import JSON, Finding, Severity
from digit_tc.specs.draft import Draft
from digit_tc.specs.names import namespace_of
from digit_tc.specs.readers.python_hints import (
    Hint,
    in_words,
    is_injected,
    read_hints,
    schema_of,
)
from digit_tc.specs.schema import join_pointer

if TYPE_CHECKING:
    from docstring_parser import Docstring

_VARIADIC = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def draft_function(name: str, function: Callable[..., Any], label: str) -> Draft:
    """The draft of a tool that takes what a function takes from its caller.

    What a framework puts in itself (a context, a callback) is no parameter of the tool.
    """
    plain = _underlying(function)
    hints, text = read_hints(plain), _docstring(plain)
    draft = Draft(
        label=label,
        reader="python",
        item=name,
        namespace=namespace_of(label.removesuffix(".py")),
        name=name,
        description=_description(text),
    )
    definitions: dict[str, Any] = {}
    properties: dict[str, Any] = {}
    required: list[str] = []
    for parameter in inspect.signature(function).parameters.values():
        hint = hints.get(parameter.name)
        schema = _schema(parameter, hint, text, definitions, draft)
        if schema is None:
            continue
        properties[parameter.name] = schema
        if not _set_default(schema, parameter) and parameter.kind not in _VARIADIC:
            required.append(parameter.name)
    draft.parameters = {
        "type": "object", "properties": properties, "required": required, "$defs": definitions,
    }  # fmt: skip
    draft.returns = _returns(hints.get("return"), text)
    return draft


def _underlying(function: Callable[..., Any]) -> Callable[..., Any]:
    while isinstance(function, (functools.partial, MethodType)):
        function = function.func if isinstance(function, functools.partial) else function.__func__
    return function


def _docstring(function: Callable[..., Any]) -> Docstring:
    from docstring_parser import ParseError, parse

    try:
        return parse(inspect.getdoc(function) or "")
    except ParseError:
        return parse("")


def _description(text: Docstring) -> str:
    long = (text.long_description or "").split("\n\n")[0]
    return " ".join(f"{text.short_description or ''} {long}".split())


def _schema(
    parameter: inspect.Parameter,
    hint: Hint | None,
    text: Docstring,
    definitions: dict[str, Any],
    draft: Draft,
) -> dict[str, Any] | None:
    """The schema of a parameter; None where it is none of the tool's, which is told."""
    name = parameter.name
    if parameter.kind is parameter.VAR_KEYWORD or (parameter.kind in _VARIADIC and hint is None):
        stars = "**" if parameter.kind is parameter.VAR_KEYWORD else "*"
        _tell(draft, "open-parameters", "note", f"What {stars}{name} takes is not told: left out.")
        return None
    if hint is not None and is_injected(name, hint):
        detail = f"{name} ({in_words(hint)}) is put in by the framework: no parameter of the tool."
        _tell(draft, "injected-parameter", "note", detail)
        return None
    schema: dict[str, Any] = {}
    if hint is not None and hint.error:
        detail = f"The type of {name} cannot be resolved: {hint.error[:120]}."
        where = join_pointer("/parameters", "properties", name)
        _tell(draft, "type-hints", "defect", detail, where)
    elif hint is not None:
        found = schema_of(hint, parameter.default, definitions)
        if found is None:
            optional = parameter.default is not parameter.empty
            severity: Severity = "note" if optional else "defect"
            detail = f"{name} ({in_words(hint)}) is no value that JSON has: it is left out."
            _tell(draft, "unsayable-parameter", severity, detail)
            return None
        schema = found
    if parameter.kind is parameter.VAR_POSITIONAL:
        schema = {"type": "array", "items": schema}
    described = next((part for part in text.params if part.arg_name.lstrip("*") == name), None)
    if described and described.description:
        schema["description"] = " ".join(described.description.split())
    if described and described.type_name and not schema.keys() - {"description"}:
        schema["type"] = described.type_name
    return schema


def _set_default(schema: dict[str, Any], parameter: inspect.Parameter) -> bool:
    """Whether a parameter has a default; it is put into the schema where JSON has it."""
    from pydantic.fields import FieldInfo

    default = parameter.default
    if isinstance(default, FieldInfo):
        if default.is_required():
            return False
        default = default.get_default(call_default_factory=False)
    if default is parameter.empty:
        return False
    if (value := _plain(default)) is not None:
        schema["default"] = value
    return True


def _plain(value: object) -> JSON:
    from pydantic_core import to_jsonable_python

    if isinstance(value, re.Pattern):
        return str(value.pattern)
    try:
        plain: JSON = to_jsonable_python(value)
    except (TypeError, ValueError, RecursionError):
        return None
    return plain


def _returns(hint: Hint | None, text: Docstring) -> JSON:
    if hint is None or hint.error or hint.type is type(None):
        return None
    definitions: dict[str, Any] = {}
    schema = schema_of(hint, inspect.Parameter.empty, definitions)
    if not schema:
        return None  # an annotation that says nothing, such as `dict`, tells no results
    if text.returns and text.returns.description:
        schema.setdefault("description", " ".join(text.returns.description.split()))
    return schema | {"$defs": definitions}


def _tell(draft: Draft, rule: str, severity: Severity, detail: str, where: str = "") -> None:
    draft.findings.append(
        Finding(rule=rule, where=where or "/parameters", severity=severity, detail=detail)
    )
