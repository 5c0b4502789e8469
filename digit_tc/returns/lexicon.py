"""The things that tools speak of, with attributes and coherent examples, from packaged files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from digit_tc.records import JSON

_FILES = ("media", "places", "trade", "people", "knowledge", "work")


@dataclass(frozen=True, slots=True)
class Thing:
    """One noun of the lexicon."""

    noun: str
    """Singular, words joined by `_`: `recipe`, `stock_price`."""
    fields: tuple[str, ...]
    """Names of the attributes; the first is the one that names the thing."""
    types: tuple[str, ...]
    """JSON types of the attributes, in their order."""
    rows: tuple[tuple[JSON, ...], ...]
    """Coherent values of all attributes."""
    open: Mapping[str, Mapping[str, Any]]
    """Attributes whose values are drawn by meaning: name → schema."""
    has_id: bool
    listed: str
    """The plural under which several always stand, such as `articles` for news; else empty."""
    mass: bool
    """Whether there is one answer even where the noun is in the plural, as for the weather."""


def thing_of(phrase: str) -> Thing | None:
    """The thing called by a phrase of singular lower-case words, or None."""
    return _index().get(phrase)


@lru_cache(maxsize=1)
def _index() -> dict[str, Thing]:
    found: dict[str, Thing] = {}
    for name in _FILES:
        text = files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
        entries = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
        for noun, entry in (entries or {}).items():
            thing = _thing(noun, entry)
            found[noun.replace("_", " ")] = thing
            for other in entry.get("also", ()):
                found.setdefault(other, thing)
    return found


def _thing(noun: str, entry: Mapping[str, Any]) -> Thing:
    # `distance={} km`: numbers of the rows are told with their unit.
    told = [field.partition("=") for field in entry["fields"]]
    fields = tuple(name for name, _, _ in told)
    rows = tuple(
        tuple(
            form.format(value) if form else value
            for (_, _, form), value in zip(told, row, strict=True)
        )
        for row in entry["rows"]
    )
    return Thing(
        noun=noun,
        fields=fields,
        types=tuple(_type([row[at] for row in rows]) for at in range(len(fields))),
        rows=rows,
        open=entry.get("open", {}),
        has_id=entry.get("id", True),
        listed=entry.get("listed", ""),
        mass=entry.get("mass", False),
    )


def _type(values: list[JSON]) -> str:
    if all(isinstance(value, bool) for value in values):
        return "boolean"
    if all(isinstance(value, int) for value in values):
        return "integer"
    if all(isinstance(value, int | float) for value in values):
        return "number"
    return "string"
