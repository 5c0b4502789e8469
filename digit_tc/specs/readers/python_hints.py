"""Type hints, each resolved by itself, and the schemas that they stand for."""

from __future__ import annotations

import collections.abc
import inspect
import re
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_INJECTED = re.compile(
    r"\b(?:\w*Context(?:Wrapper)?|RunnableConfig|ToolRuntime|CancellationToken|BackgroundTasks"
    r"|Injected\w*|Depends|Security|KernelArguments|BaseStore|Callbacks?|\w*CallbackManager\w*"
    r"|Callable|Coroutine|Awaitable|Logger|AbstractEventLoop)\b"
)
"""Names of types that frameworks put in themselves, so that no model gives them."""


@dataclass(frozen=True)
class Hint:
    """The type of one parameter."""

    type: Any
    told: str
    """As it stands in the code, where that is text."""
    error: str = ""
    """Why it cannot be resolved; empty where it can."""


def read_hints(function: Callable[..., Any]) -> dict[str, Hint]:
    """The hints of a function, also where some of them cannot be resolved."""
    plain = inspect.unwrap(function)
    try:
        told = inspect.get_annotations(plain)
    except (TypeError, NameError):
        return {}
    return {name: _resolved(value, plain) for name, value in told.items()}


def is_injected(name: str, hint: Hint) -> bool:
    """True for a parameter that a framework fills: `ctx: Context`, `cb: Callable[…]`.

    A class of one's own that happens to be called so, and that JSON has, is a parameter.
    """
    if _is_own_data(hint):
        return False
    return bool(_INJECTED.search(in_words(hint))) or name in ("self", "cls")


def in_words(hint: Hint) -> str:
    """The type as a person would write it."""
    return (hint.told or inspect.formatannotation(hint.type))[:80]


def schema_of(hint: Hint, default: object, definitions: dict[str, Any]) -> dict[str, Any] | None:
    """The JSON Schema of a hint, its definitions put into `definitions`.

    Empty for a hint that says nothing; None for a type whose values JSON does not have.
    """
    from pydantic import PydanticUserError, TypeAdapter
    from pydantic.errors import PydanticInvalidForJsonSchema, PydanticSchemaGenerationError
    from pydantic.fields import FieldInfo

    usable = _usable(hint.type)
    if isinstance(default, FieldInfo):
        usable = typing.Annotated[usable, default]
    try:
        schema = TypeAdapter(usable).json_schema(mode="serialization")
    except (PydanticSchemaGenerationError, PydanticInvalidForJsonSchema):
        return None
    except (PydanticUserError, TypeError, NameError, RecursionError):
        return {}
    definitions.update(schema.pop("$defs", {}))
    told = [one for one in getattr(hint.type, "__metadata__", ()) if _text_of(one)]
    if told and "description" not in schema:
        schema["description"] = _text_of(told[0])
    return schema


def _text_of(metadata: object) -> str:
    """`Annotated[str, "The city"]` and `Annotated[str, Doc("The city")]` have a text."""
    text = getattr(metadata, "documentation", metadata)
    return text.strip() if isinstance(text, str) else ""


def _resolved(value: Any, function: Callable[..., Any]) -> Hint:
    told = value if isinstance(value, str) else ""
    holder = types.SimpleNamespace(__annotations__={"it": value})
    try:
        hints = typing.get_type_hints(
            holder, globalns=getattr(function, "__globals__", {}), include_extras=True
        )
    except Exception as error:  # whatever the text of a hint may raise
        return Hint(None, told or str(value), str(error) or type(error).__name__)
    return Hint(hints["it"], told)


def _is_own_data(hint: Hint) -> bool:
    """A model, dataclass or typed mapping of the user's own, not of a framework."""
    kind = hint.type
    if hint.error or not inspect.isclass(kind) or "." in kind.__module__:
        return False
    return (
        hasattr(kind, "__dataclass_fields__")
        or hasattr(kind, "model_fields")
        or (typing.is_typeddict(kind))
    )


def _usable(hint: Any) -> Any:
    """The hint with `typing.TypedDict` as Pydantic takes it on every version of Python."""
    if typing.is_typeddict(hint) and type(hint).__module__ != "typing_extensions":
        return _typed_mapping(hint)
    parts = typing.get_args(hint)
    origin = typing.get_origin(hint)
    if origin is typing.Annotated:
        return typing.Annotated[(_usable(parts[0]), *hint.__metadata__)]
    changed = tuple(_usable(part) for part in parts)
    if not parts or origin in (typing.Literal, collections.abc.Callable) or changed == parts:
        return hint
    if origin in (typing.Union, types.UnionType):
        return typing.Union[changed]  # noqa: UP007
    return origin[changed if len(changed) > 1 else changed[0]]


def _typed_mapping(hint: Any) -> Any:
    import typing_extensions

    fields = {}
    for name, told in typing.get_type_hints(hint, include_extras=True).items():
        bare = told
        while typing.get_origin(bare) in (typing.Required, typing.NotRequired):
            (bare,) = typing.get_args(bare)
        needed = name in hint.__required_keys__
        mark: Any = typing_extensions.Required if needed else typing_extensions.NotRequired
        fields[name] = mark[_usable(bare)]
    make: Any = typing_extensions.TypedDict  # its functional form is not known to type checkers
    return make(hint.__name__, fields)
