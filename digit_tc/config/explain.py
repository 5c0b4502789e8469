"""Explains what is wrong with a value of the run file, in the words of whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_KINDS = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "text",
    "dict_type": "a mapping (`key: value` lines)",
    "model_type": "a section with fields of its own",
    "model_attributes_type": "a section with fields of its own",
    "date_type": "a date such as 2026-01-31",
    "date_parsing": "a date such as 2026-01-31",
    "date_from_datetime_parsing": "a date such as 2026-01-31",
    "date_from_datetime_inexact": "a date without a time",
}
_PATTERNS = {
    r"^https?://": "an address that begins with http:// or https://",
    r"^[^\s]+$": "a model's name without spaces, such as openai/gpt-oss-20b",
    r"^[A-Za-z_][A-Za-z0-9_]*$": "the name of an environment variable",
}
_LIMITS = {
    "greater_than_equal": ("at least", "ge"),
    "greater_than": ("more than", "gt"),
    "less_than_equal": ("at most", "le"),
    "less_than": ("less than", "lt"),
}
_REPLACED: dict[tuple[int | str, ...], str] = {
    ("sample", "implicit_share"): "each conversation draws its own share of hidden calls now; "
    "write `hidden: {mean: 0.35, least: 0.15, most: 0.6}` in its place",
}
"""Fields of earlier versions, with what takes their place."""


def explain(error: ErrorDetails, root: type[BaseModel]) -> str:
    """A clause for an error of pydantic: what was expected, what stands there, what is near it."""
    kind, value, context = error["type"], error.get("input"), error.get("ctx", {})
    if kind == "extra_forbidden" and error["loc"] in _REPLACED:
        return _REPLACED[error["loc"]]
    if kind == "extra_forbidden":
        return _unknown(str(error["loc"][-1]), list_fields(root, error["loc"][:-1]))
    if kind == "literal_error":
        return _choice(value, str(context.get("expected", "")))
    if kind == "missing":
        return "is missing"
    if kind == "value_error":
        return str(context.get("error", error["msg"]))
    expected = _expected(kind, context)
    return f"expected {expected}; got {format_value(value)}" if expected else error["msg"]


def suggest_correction(word: str, known: Iterable[str]) -> str:
    """` Did you mean 'count'?`, or an empty text where no known word is near."""
    names = {name.lower(): name for name in known}
    near = get_close_matches(word.lower().replace("-", "_"), names, n=1, cutoff=0.6)
    return f" Did you mean {names[near[0]]!r}?" if near else ""


def format_sentence(where: str, said: str) -> str:
    """`where: said` with the full stop that it needs."""
    return f"{where}: {said}" if said.endswith(("?", ".")) else f"{where}: {said}."


def format_value(value: object) -> str:
    """A value for use in a sentence: on one line, at most 60 characters."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def list_fields(root: type[BaseModel], place: tuple[int | str, ...]) -> tuple[str, ...]:
    """Names of the fields of the section at `place`; none where there is no section."""
    model: type[BaseModel] | None = root
    for step in place:
        if model is None or str(step) not in model.model_fields:
            return ()
        model = _section(model.model_fields[str(step)].annotation)
    return tuple(model.model_fields) if model is not None else ()


def _section(annotation: Any) -> type[BaseModel] | None:
    for candidate in (annotation, *get_args(annotation)):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None


def _unknown(name: str, known: tuple[str, ...]) -> str:
    hint = suggest_correction(name, known)
    return (
        f"there is no such field.{hint}"
        if hint
        else f"there is no such field among {', '.join(known)}"
    )


def _choice(value: object, expected: str) -> str:
    choices = [word.strip("' ") for word in expected.replace(" or ", ", ").split(",")]
    hint = suggest_correction(str(value), choices)
    return f"expected {expected}; got {format_value(value)}.{hint}".rstrip(".")


def _expected(kind: str, context: Mapping[str, Any]) -> str:
    if kind in _LIMITS:
        words, key = _LIMITS[kind]
        limit = context[key]
        return f"{words} {limit:g}" if isinstance(limit, float) else f"{words} {limit}"
    if kind in {"tuple_type", "list_type"}:
        return "a list, such as [one, two]"
    if kind in {"too_long", "too_short"}:
        length = context.get("max_length" if kind == "too_long" else "min_length")
        return f"{'at most' if kind == 'too_long' else 'at least'} {length} entries"
    if kind in {"string_too_short", "string_too_long"}:
        return f"text of {'at least' if kind.endswith('short') else 'at most'} {_length(context)}"
    if kind == "string_pattern_mismatch":
        pattern = str(context["pattern"])
        return _PATTERNS.get(pattern, f"text of the pattern {pattern}")
    return _KINDS.get(kind, "")


def _length(context: Mapping[str, Any]) -> str:
    number = context.get("min_length", context.get("max_length"))
    return f"{number} character{'' if number == 1 else 's'}"
