"""Python functions: type hints and docstrings as schemas."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import json
import sys
import typing
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from digit_tc.errors import SpecError
from digit_tc.records import JSON, Finding
from digit_tc.specs.draft import Draft, Reading
from digit_tc.specs.names import namespace_of
from digit_tc.specs.text import missing


def read_python(target: str) -> Reading:
    """Drafts of `module:function`, `file.py:function`, or all public functions of either.

    The module is imported: the user named it. Raises `SpecError` where that fails.
    """
    place, _, name = target.partition(":")
    module, label = _imported(place)
    reading = Reading(label)
    if name:
        function = getattr(module, name, None)
        if not inspect.isfunction(function):
            raise SpecError(
                f"{label} has no function {name!r}.",
                remedy=f"It has: {', '.join(_public(module)) or 'none'}.",
            )
        functions: dict[str, Callable[..., Any]] = {name: function}
    else:
        functions = _public(module)
    for each, function in functions.items():
        reading.drafts.append(_draft(each, function, label))
    return reading


def is_module(name: str) -> bool:
    """True where a dotted name can be imported. Parents of it are imported to find out."""
    if not all(part.isidentifier() for part in name.split(".")):
        return False
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError, AttributeError):
        return False


def _imported(place: str) -> tuple[ModuleType, str]:
    path = Path(place)
    try:
        if place.endswith(".py"):
            if not path.is_file():
                raise missing(path)
            # Dataclasses and pickles look their module up by name.
            own = f"_digit_tc_source_{path.stem}"
            spec = importlib.util.spec_from_file_location(own, path)
            if spec is None or spec.loader is None:
                raise SpecError(f"{path.name} cannot be imported.")
            module = importlib.util.module_from_spec(spec)
            sys.modules[own] = module
            spec.loader.exec_module(module)
            return module, path.name
        return importlib.import_module(place), place
    except SpecError:
        raise
    except (Exception, SystemExit) as error:
        told = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise SpecError(
            f"{path.name} cannot be imported: {told}.", remedy="Mend the module, or name another."
        ) from None


def _public(module: ModuleType) -> dict[str, Callable[..., Any]]:
    listed = getattr(module, "__all__", None)
    return {
        name: value
        for name, value in vars(module).items()
        if inspect.isfunction(value)
        and (name in listed if isinstance(listed, (list, tuple)) else not name.startswith("_"))
        and (value.__module__ == module.__name__ or listed)
    }


def _draft(name: str, function: Callable[..., Any], label: str) -> Draft:
    from docstring_parser import ParseError, parse

    findings: list[Finding] = []
    try:
        text = parse(inspect.getdoc(function) or "")
    except ParseError:
        text = parse("")
    try:
        hints = typing.get_type_hints(function, include_extras=True)
    except Exception as error:
        hints = {}
        detail = f"The type hints cannot be resolved: {str(error)[:120]}."
        findings.append(Finding(rule="type-hints", where="", severity="defect", detail=detail))
    told = {part.arg_name: part for part in text.params}
    properties: dict[str, Any] = {}
    required: list[str] = []
    definitions: dict[str, Any] = {}
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        schema = _schema_of(hints[parameter.name], definitions) if parameter.name in hints else {}
        described = told.get(parameter.name)
        if described and described.description:
            schema["description"] = " ".join(described.description.split())
        if described and described.type_name and not schema.keys() - {"description"}:
            schema["type"] = described.type_name
        if parameter.default is parameter.empty:
            required.append(parameter.name)
        elif (default := _plain(parameter.default)) is not None:
            schema["default"] = default
        properties[parameter.name] = schema
    returned = hints.get("return")
    returns_definitions: dict[str, Any] = {}
    returns = None
    if "return" in hints and returned is not type(None):
        # An annotation that says nothing, such as `dict`, tells no results.
        schema = _schema_of(returned, returns_definitions)
        returns = schema | {"$defs": returns_definitions} if schema else None
    if returns and text.returns and text.returns.description:
        returns.setdefault("description", " ".join(text.returns.description.split()))
    long = (text.long_description or "").split("\n\n")[0]
    description = " ".join(f"{text.short_description or ''} {long}".split())
    return Draft(
        label=label,
        reader="python",
        item=name,
        namespace=namespace_of(label.removesuffix(".py")),
        name=name,
        description=description,
        parameters={"type": "object", "properties": properties, "required": required,
                    "$defs": definitions},
        returns=returns,
        findings=findings,
    )  # fmt: skip


def _schema_of(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    from pydantic import PydanticUserError, TypeAdapter
    from pydantic.errors import PydanticInvalidForJsonSchema

    try:
        schema = TypeAdapter(_usable(hint)).json_schema(mode="serialization")
    except (PydanticUserError, PydanticInvalidForJsonSchema, TypeError, NameError, RecursionError):
        return {}
    definitions.update(schema.pop("$defs", {}))
    return schema


def _usable(hint: Any) -> Any:
    """The hint with `typing.TypedDict` as Pydantic takes it on every version of Python."""
    import typing_extensions

    if not typing.is_typeddict(hint) or type(hint).__module__ == "typing_extensions":
        return hint
    fields = {name: _usable(one) for name, one in typing.get_type_hints(hint).items()}
    make: Any = typing_extensions.TypedDict  # its functional form is not known to type checkers
    return make(hint.__name__, fields, total=hint.__total__)


def _plain(value: object) -> JSON:
    try:
        return json.loads(json.dumps(value))
    except (TypeError, ValueError, RecursionError):
        return None
