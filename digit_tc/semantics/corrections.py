"""What a person says of a tool's meaning outweighs what was read out of its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from digit_tc.records.base import JSON
from digit_tc.records.profile import Assignment, Evidence, EvidenceSource, Filter, Key, ToolProfile


def describe_profile(profile: ToolProfile) -> dict[str, Any]:
    """The fields of a profile that a person may correct, as plain values.

    Keys, filters and sets are mappings from a parameter to the thing, the attribute and its
    operator (`price >=`), or the attribute that it stands for.
    """
    return {
        "effect": profile.effect,
        "entity": profile.entity,
        "keys": {key.parameter: key.entity for key in profile.keys},
        "filters": {one.parameter: f"{one.attribute} {one.operator}" for one in profile.filters},
        "sets": {one.parameter: one.attribute for one in profile.sets},
        "ends": profile.ends,
        "tier": profile.tier,
        "purpose": profile.purpose,
    }


def correct_profile(
    profile: ToolProfile, told: JSON, source: EvidenceSource = "correction"
) -> ToolProfile:
    """The profile with every field that is told otherwise, as `describe_profile` writes them.

    A field that is not told, or told as it was, stays. `source` is who tells. Raises ValueError for
    what no profile can hold.
    """
    if not isinstance(told, Mapping):
        return profile
    known = describe_profile(profile)
    if unknown := sorted(map(str, told.keys() - known.keys())):
        raise ValueError(f"a profile has no {unknown[0]!r}")
    changed = {field: value for field, value in told.items() if value != known[field]}
    if not changed:
        return profile
    fields: dict[str, Any] = {
        **profile.model_dump(),
        **{k: _parse(k, v) for k, v in changed.items()},
    }
    if "entity" in changed and fields["entity"]:
        head = str(fields["entity"]).split()[-1]
        fields["names"] = tuple(dict.fromkeys((head, *profile.names)))
    if "effect" in changed:
        fields["confidence"] = 1.0
    fields["evidence"] = (
        *profile.evidence,
        *(Evidence(field=k, value=str(v)[:200], source=source) for k, v in changed.items()),
    )
    try:
        return ToolProfile.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def _parse(field: str, value: JSON) -> Any:
    if field not in ("keys", "filters", "sets"):
        return value
    if not isinstance(value, Mapping) or not all(isinstance(one, str) for one in value.values()):
        raise ValueError(f"{field} is no mapping of parameters to words")
    if field == "keys":
        return tuple(Key(parameter=name, entity=told) for name, told in value.items())
    if field == "sets":
        return tuple(Assignment(parameter=name, attribute=told) for name, told in value.items())
    filters = []
    for name, told in value.items():
        attribute, _, operator = told.partition(" ")
        filters.append({"parameter": name, "attribute": attribute, "operator": operator or "="})
    return tuple(Filter.model_validate(one) for one in filters)
