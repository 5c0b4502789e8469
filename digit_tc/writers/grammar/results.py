"""The simulator: results that fit `returns`, repeat what was asked, and contradict nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from digit_tc.graph.addressed import told_by
from digit_tc.language.entities import (
    container_nouns,
    id_noun,
    id_typed_as,
    is_plain,
    plain_name,
    speaks_of,
)
from digit_tc.language.kept import Kept
from digit_tc.records import JSON, Tool
from digit_tc.records.paths import enter
from digit_tc.records.profile import READING_EFFECTS
from digit_tc.returns.arithmetic import compute
from digit_tc.semantics import profile_of
from digit_tc.semantics.facts import (
    admits,
    echoes,
)
from digit_tc.values.examples import whole_examples
from digit_tc.values.fields import field_of, type_of
from digit_tc.values.invent import NoValueError
from digit_tc.values.setting import Setting
from digit_tc.world.chronology import put_in_order
from digit_tc.world.scalars import COUNTS, FAULTS, LIMITS
from digit_tc.writers.grammar.ledger import Ledger
from digit_tc.writers.grammar.namesakes import settle_namesakes
from digit_tc.writers.grammar.result_scalars import Job, Schema, asked_for, is_settled, scalar

_MOST_DEPTH = 7
_KINDS = frozenset(("kind", "type", "category"))


def simulate(
    tool: Tool,
    arguments: Mapping[str, JSON],
    setting: Setting,
    ledger: Ledger,
    demands: Mapping[str, tuple[Schema, ...]],
) -> dict[str, JSON]:
    """A result of one call that fits `tool.returns`; the ledger takes note of it.

    Raises NoValueError where the schema or a demand cannot be met.
    """
    job = Job(tool, arguments, setting, ledger, demands, effect=profile_of(tool).effect)
    job.given = {plain_name(name): value for name, value in arguments.items() if is_plain(value)}
    job.echoed = echoes(tool, arguments)
    setting.begin_result()
    schema = tool.returns or {
        "type": "object",
        "properties": {"status": {"type": "string", "enum": ["ok"]}},
        "required": ["status"],
    }
    result = _object(schema, "", profile_of(tool).names, job, 0)
    computed = (
        compute(tool, arguments, setting.today) if tool.returns_origin == "inferred" else None
    )
    for name, value in (computed or {}).items():
        if name in result and all(admits(one, value) for one in demands.get(name, ())):
            result[name] = value
    for name, value in job.echoed.items():
        if name in result and not job.demands.get(name):
            result[name] = value
    if tool.returns_origin == "inferred":
        ledger.settle_parts(result, tool, arguments, demands)
    told = told_by(result, tool, arguments)
    if settle_namesakes(result, told, job):
        told = told_by(result, tool, arguments)
    changed = ledger.reconcile(told, tool, arguments, result)
    if _count(result) or changed:
        told = told_by(result, tool, arguments)
    ledger.record(told, tool, arguments, result)
    return result


def _object(
    schema: Schema, path: str, nouns: tuple[str, ...], job: Job, depth: int,
    avoid: Sequence[Mapping[str, JSON]] = (),
) -> dict[str, JSON]:  # fmt: skip
    rng = job.setting.rng
    properties: Mapping[str, Any] = schema.get("properties") or {}
    required = schema.get("required") or ()
    example = _example(schema, job, avoid)
    result: dict[str, JSON] = {}
    for name, inner in properties.items():
        if not isinstance(inner, dict):
            continue
        place = enter(path, name)
        wanted = bool(job.demands) and any(
            key == place or key.startswith((f"{place}.", f"{place}[")) for key in job.demands
        )
        taken = name in example and (not wanted or _serves(example[name], inner, place, name, job))
        if taken and (is_plain(example[name]) or type_of(inner) == "object"):
            result[name] = example[name]
            continue
        optional = name not in required
        left_out = (
            optional and not wanted and (depth >= 3 or rng.random() < (0.12 if depth < 2 else 0.4))
        )
        if optional and not wanted and plain_name(name) in FAULTS:
            continue  # what went well reports no error
        if left_out and not _is_asked_id(inner, place, name, nouns, job):
            continue
        try:
            result[name] = _value(inner, place, name, nouns, job, depth + 1)
        except NoValueError:
            if name in required or wanted:
                raise
    put_in_order(result, lambda name: is_settled(name, path, job))
    if not path and not result and properties:
        name, inner = next(iter(properties.items()))
        result[name] = _value(inner, enter("", name), name, nouns, job, depth + 1)
    return result


def _serves(value: JSON, schema: Schema, place: str, name: str, job: Job) -> bool:
    """Whether an example's value may stand where a later call reads: never an id, which is new."""
    demanded = job.demands.get(place, ())
    return (
        bool(demanded)
        and id_noun(name) is None
        and field_of(schema, place, name, "").kind != "identifier"
        and all(admits(one, value) for one in demanded)
    )


def _is_asked_id(schema: Schema, place: str, name: str, nouns: tuple[str, ...], job: Job) -> bool:
    """Whether a field holds the id of the very entity that was asked for: it is never left out."""
    noun = id_noun(name)
    if noun is None or (noun and not speaks_of(name, nouns)):
        return False
    return asked_for(schema, place, name, nouns, job) is not None


def _example(schema: Schema, job: Job, avoid: Sequence[Mapping[str, JSON]]) -> Mapping[str, JSON]:
    """A coherent example of the specification that agrees with the call's arguments."""
    whole = whole_examples(schema)
    if not whole:
        return {}
    fresh = [one for one in whole if not any(_same(one, other) for other in avoid)]
    agreeing = [
        one
        for one in fresh
        if all(job.given.get(plain_name(key), value) == value for key, value in one.items())
    ]
    choices = agreeing or fresh
    return job.setting.rng.choice(choices) if choices else {}


def _same(example: Mapping[str, JSON], other: Mapping[str, JSON]) -> bool:
    return all(other.get(key, value) == value for key, value in example.items())


def _value(
    schema: Schema, path: str, name: str, nouns: tuple[str, ...], job: Job, depth: int
) -> JSON:
    kind = type_of(schema)
    if depth > _MOST_DEPTH:
        return (
            {}
            if kind == "object"
            else []
            if kind == "array"
            else scalar(schema, path, name, nouns, job)
        )
    if kind == "object":
        return _object(schema, path, container_nouns(name, nouns), job, depth)
    if kind == "array":
        return _array(schema, path, name, nouns, job, depth)
    return scalar(schema, path, name, nouns, job)


def _array(
    schema: Schema, path: str, name: str, nouns: tuple[str, ...], job: Job, depth: int
) -> list[JSON]:
    items = schema.get("items")
    if not isinstance(items, dict):
        return []
    rng = job.setting.rng
    nested = type_of(items) == "object"
    if not nested and "description" not in items and schema.get("description"):
        # What a list of plain values says of itself, it says of each of them.
        items = _described_items(schema)
    size = rng.randint(2, 3) if nested else rng.randint(2, 4)
    if depth > 3:
        size = 1
    limits = [v for k, v in job.given.items() if k in LIMITS and isinstance(v, int) and v > 0]
    if limits and not isinstance(limits[0], bool):
        size = min(size, limits[0])
    size = max(size, schema.get("minItems", 0))
    size = min(size, schema.get("maxItems", size))
    made: list[JSON] = []
    place, inner = f"{path}[]", container_nouns(name, nouns)
    for position in range(size):
        if nested:
            before = [one for one in made if isinstance(one, dict)]
            item: JSON = _object(items, place, inner, job, depth + 1, before)
            if position == 0 and not job.demands:
                _recall(item, items, inner, job)
        else:
            item = _value(items, place, name, nouns, job, depth + 1)
        if item in made and (not nested or schema.get("uniqueItems")):
            continue
        made.append(item)
    return made


def _describe_items(schema: Schema) -> Schema:
    return {**schema["items"], "description": schema["description"]}


_described_items = Kept(_describe_items)


def _recall(item: dict[str, JSON], schema: Schema, nouns: tuple[str, ...], job: Job) -> None:
    """Let a list of things begin with one that the conversation knows already."""
    for name, value in item.items():
        noun = id_noun(name)
        if noun is None or (noun and noun not in nouns) or job.effect not in READING_EFFECTS:
            continue
        known = job.ledger.ids(noun or (nouns[0] if nouns else ""))
        if known and job.setting.rng.random() < 0.6:
            again = id_typed_as(value, known[-1])
            if again is None:
                return
            kind = noun or nouns[0]
            told = [job.ledger.value((kind, known[-1]), plain_name(key)) for key in item]
            # What is known of it must be sayable here, and what was asked for: an order that was
            # only just placed is not among those on their way.
            if any(v is None and plain_name(k) in _KINDS for k, v in zip(item, told, strict=True)):
                return  # a hotel that was booked is not listed as a table
            if admits(schema["properties"][name], again) and all(
                value is None
                or (
                    admits(schema["properties"][key], value)
                    and job.given.get(plain_name(key), value) == value
                )
                for key, value in zip(item, told, strict=True)
            ):
                item.update({k: v for k, v in zip(item, told, strict=True) if v is not None})
                item[name] = again
        return


def _count(result: dict[str, JSON]) -> bool:
    """Let a number beside exactly one list say how long the list is; True where one changed."""
    lists = [value for value in result.values() if isinstance(value, list)]
    if len(lists) != 1:
        return False
    changed = False
    for name, value in result.items():
        if plain_name(name) in COUNTS and isinstance(value, int) and not isinstance(value, bool):
            changed = changed or value != len(lists[0])
            result[name] = len(lists[0])
    return changed
