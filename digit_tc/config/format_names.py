"""Names of export formats as a run file has them: one, or a list."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, WithJsonSchema

from digit_tc.config.explain import format_value, suggest_correction
from digit_tc.formats import format_names


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _known(names: tuple[str, ...]) -> tuple[str, ...]:
    known = format_names()
    for name in names:
        if name not in known:
            hint = suggest_correction(name, known)
            raise ValueError(f"expected one of {', '.join(known)}; got {format_value(name)}.{hint}")
    if not names or len(set(names)) < len(names):
        raise ValueError("expected at least one format, and each of them once")
    return names


def _as_written(names: tuple[str, ...]) -> str | list[str]:
    return names[0] if len(names) == 1 else list(names)


_NAME: dict[str, Any] = {"type": "string", "enum": list(format_names())}

Formats = Annotated[
    tuple[str, ...],
    BeforeValidator(_listed),
    AfterValidator(_known),
    PlainSerializer(_as_written),
    WithJsonSchema({"anyOf": [_NAME, {"type": "array", "items": _NAME}]}),
]
"""At least one name of a format that is known, each once; one alone is written without a list."""
