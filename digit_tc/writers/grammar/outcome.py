"""One executed call, as far as its closing is concerned, and the fields of its result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from digit_tc.language.entities import id_noun, plain_name
from digit_tc.records import JSON, CallStatus
from digit_tc.writers.grammar.spoken_tool import SpokenTool
from digit_tc.writers.grammar.telling import is_dull, label, name_key


@dataclass(frozen=True, slots=True)
class Outcome:
    """One executed call, as far as the closing is concerned."""

    profile: SpokenTool
    arguments: Mapping[str, JSON]
    result: JSON
    hidden: bool
    status: CallStatus = "ok"


def flatten(result: Mapping[str, JSON]) -> dict[str, JSON]:
    """The fields of a result at any depth; an inner thing that has a name stays one field."""
    flat: dict[str, JSON] = {}
    scalars = any(
        not isinstance(value, dict | list) and not is_dull(key) and id_noun(key) is None
        for key, value in result.items()
    )
    inner_keys = [key for one in result.values() if isinstance(one, dict) for key in one]
    for key, value in result.items():
        if not isinstance(value, dict):
            flat[key] = value
            continue
        if scalars and label(value) and name_key(value):
            flat[key] = value
            continue
        for inner, item in flatten(value).items():
            alone = inner_keys.count(inner) == 1 and inner not in result
            flat[inner if alone else f"{key}_{inner}"] = item
    return flat


def list_fresh(fields: Mapping[str, JSON], arguments: Mapping[str, JSON]) -> dict[str, JSON]:
    """The fields that say more than the arguments did."""
    given = {plain_name(name): value for name, value in arguments.items()}
    return {
        key: value
        for key, value in fields.items()
        if plain_name(key) not in given or given[plain_name(key)] != value
    }
