"""The simulator: results that fit `returns`, repeat what was asked, and contradict nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from digit_tc.language.entities import (
    container_nouns,
    id_noun,
    is_plain,
    plain_name,
    speaks_of,
)
from digit_tc.language.facts import (
    admits,
    creates,
    described_by,
    echoes,
    effect_of,
    nouns_of,
)
from digit_tc.language.kept import Kept
from digit_tc.records import JSON, Tool
from digit_tc.writers.grammar.fields import Field, field_of, type_of
from digit_tc.writers.grammar.ledger import Ledger
from digit_tc.writers.grammar.paths import get
from digit_tc.writers.grammar.returns.arithmetic import compute
from digit_tc.writers.grammar.values import NoValueError, fresh_identifier, invent
from digit_tc.writers.grammar.world import World

Schema = Mapping[str, Any]
_COUNTS = frozenset(
    "count total total_count num_results result_count number_of_results total_results size "
    "num_items item_count".split()
)  # fmt: skip
_LIMITS = frozenset("limit count max_results page_size per_page size num top_k max".split())
_GOOD_WORDS = (
    "success", "succeeded", "ok", "confirmed", "completed", "complete", "created", "active", "sent",
    "delivered", "available", "approved", "done", "booked", "updated", "paid", "enabled", "open",
    "added", "saved", "scheduled", "valid", "ready", "healthy", "on",
)  # fmt: skip
_GONE_WORDS = ("deleted", "removed", "cancelled", "canceled", "revoked", "closed", "archived")
_TRUE_FIELDS = re.compile(
    r"\b(success|ok|valid|available|exists|found|done|sent|saved|deleted|updated|created|verified|"
    r"confirmed|completed|active|enabled|match|matched|accepted|approved|removed|cancelled|added)\b"
)
_MOST_DEPTH = 7


@dataclass(slots=True)
class Job:
    """One result being invented."""

    tool: Tool
    arguments: Mapping[str, JSON]
    world: World
    ledger: Ledger
    demands: Mapping[str, tuple[Schema, ...]]
    """Path pattern into the result → schemas of the parameters that it will serve."""
    given: dict[str, JSON] = dataclass_field(default_factory=dict)
    """Plain scalars of the arguments by plain name."""
    echoed: dict[str, JSON] = dataclass_field(default_factory=dict)
    """Top-level fields that have to repeat an argument."""
    effect: str = "read"


def simulate(
    tool: Tool,
    arguments: Mapping[str, JSON],
    world: World,
    ledger: Ledger,
    demands: Mapping[str, tuple[Schema, ...]],
) -> dict[str, JSON]:
    """A result of one call that fits `tool.returns`; the ledger takes note of it.

    Raises NoValueError where the schema or a demand cannot be met.
    """
    job = Job(tool, arguments, world, ledger, demands, effect=effect_of(tool))
    job.given = {plain_name(name): value for name, value in arguments.items() if is_plain(value)}
    job.echoed = echoes(tool, arguments)
    schema = tool.returns or {
        "type": "object",
        "properties": {"status": {"type": "string", "enum": ["ok"]}},
        "required": ["status"],
    }
    result = _object(schema, "", nouns_of(tool), job, 0)
    computed = compute(tool, arguments, world.today) if tool.returns_origin == "inferred" else None
    result.update({k: v for k, v in (computed or {}).items() if k in result and k not in demands})
    for name, value in job.echoed.items():
        if name in result and not job.demands.get(name):
            result[name] = value
    told = described_by(result, tool, arguments)
    changed = ledger.reconcile(told, tool, arguments, result)
    if _count(result) or changed:
        told = described_by(result, tool, arguments)
    ledger.record(told, tool, arguments, result)
    return result


def _object(
    schema: Schema, path: str, nouns: tuple[str, ...], job: Job, depth: int,
    avoid: Sequence[Mapping[str, JSON]] = (),
) -> dict[str, JSON]:  # fmt: skip
    rng = job.world.rng
    properties: Mapping[str, Any] = schema.get("properties") or {}
    required = schema.get("required") or ()
    example = _example(schema, job, avoid)
    result: dict[str, JSON] = {}
    for name, inner in properties.items():
        if not isinstance(inner, dict):
            continue
        place = f"{path}.{name}" if path else name
        wanted = bool(job.demands) and any(
            key == place or key.startswith((f"{place}.", f"{place}[")) for key in job.demands
        )
        taken = name in example and not wanted
        if taken and (is_plain(example[name]) or type_of(inner) == "object"):
            result[name] = example[name]
            continue
        optional = name not in required
        if optional and not wanted and (depth >= 3 or rng.random() < (0.12 if depth < 2 else 0.4)):
            continue
        try:
            result[name] = _value(inner, place, name, nouns, job, depth + 1)
        except NoValueError:
            if name in required or wanted:
                raise
    if not path and not result and properties:
        name, inner = next(iter(properties.items()))
        result[name] = _value(inner, name, name, nouns, job, depth + 1)
    return result


def _example(schema: Schema, job: Job, avoid: Sequence[Mapping[str, JSON]]) -> Mapping[str, JSON]:
    """A coherent example of the specification that agrees with the call's arguments."""
    whole = _whole_examples(schema)
    if not whole:
        return {}
    fresh = [one for one in whole if not any(_same(one, other) for other in avoid)]
    agreeing = [
        one
        for one in fresh
        if all(job.given.get(plain_name(key), value) == value for key, value in one.items())
    ]
    choices = agreeing or fresh
    return job.world.rng.choice(choices) if choices else {}


def _fitting_examples(schema: Schema) -> list[dict[str, JSON]]:
    given = schema.get("examples")
    if "example" in schema and not given:
        given = [schema["example"]]
    if not isinstance(given, list):
        return []
    partial = {**schema, "required": []}
    return [one for one in given if isinstance(one, dict) and admits(partial, one)]


_whole_examples = Kept(_fitting_examples)


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
            else _scalar(schema, path, name, nouns, job)
        )
    if kind == "object":
        return _object(schema, path, container_nouns(name), job, depth)
    if kind == "array":
        return _array(schema, path, name, nouns, job, depth)
    return _scalar(schema, path, name, nouns, job)


def _array(
    schema: Schema, path: str, name: str, nouns: tuple[str, ...], job: Job, depth: int
) -> list[JSON]:
    items = schema.get("items")
    if not isinstance(items, dict):
        return []
    rng = job.world.rng
    nested = type_of(items) == "object"
    size = rng.randint(2, 3) if nested else rng.randint(2, 4)
    if depth > 3:
        size = 1
    limits = [v for k, v in job.given.items() if k in _LIMITS and isinstance(v, int) and v > 0]
    if limits and not isinstance(limits[0], bool):
        size = min(size, limits[0])
    size = max(size, schema.get("minItems", 0))
    size = min(size, schema.get("maxItems", size))
    made: list[JSON] = []
    place = f"{path}[]"
    for position in range(size):
        if nested:
            before = [one for one in made if isinstance(one, dict)]
            item: JSON = _object(items, place, container_nouns(name), job, depth + 1, before)
            if position == 0 and not job.demands:
                _recall(item, items, container_nouns(name), job)
        else:
            item = _value(items, place, name, nouns, job, depth + 1)
        if item in made and (not nested or schema.get("uniqueItems")):
            continue
        made.append(item)
    return made


def _recall(item: dict[str, JSON], schema: Schema, nouns: tuple[str, ...], job: Job) -> None:
    """Let a list of things begin with one that the conversation knows already."""
    for name, value in item.items():
        noun = id_noun(name)
        if noun is None or (noun and noun not in nouns) or job.effect != "read":
            continue
        known = job.ledger.ids(noun or (nouns[0] if nouns else ""))
        if known and job.world.rng.random() < 0.6:
            again = int(known[-1]) if isinstance(value, int) else known[-1]
            kind = noun or nouns[0]
            told = (job.ledger.value((kind, known[-1]), plain_name(key)) for key in item)
            # What is known of it must be sayable here: an order that was only just placed is not
            # among those on their way.
            if admits(schema["properties"][name], again) and all(
                value is None or admits(schema["properties"][key], value)
                for key, value in zip(item, told, strict=True)
            ):
                item[name] = again
        return


def _scalar(schema: Schema, path: str, name: str, nouns: tuple[str, ...], job: Job) -> JSON:
    field = _field(schema, path, name, nouns)
    demanded = job.demands.get(path, ())
    plain = plain_name(name)
    if path in job.echoed and all(admits(one, job.echoed[path]) for one in demanded):
        return job.echoed[path]
    asked = _asked_for(schema, path, name, nouns, job)
    if asked is not None and all(admits(one, asked) for one in demanded):
        return asked
    # An `id` below the top is that of the object which holds it, not the one that was asked for.
    inner_id = id_noun(name) == "" and "." in path
    if (
        plain in job.given
        and not inner_id
        and admits(schema, job.given[plain])
        and not _is_new_id(name, nouns, job)
    ):
        given = job.given[plain]
        if not isinstance(given, list) and all(admits(one, given) for one in demanded):
            return given
    among = job.given.get(plain)
    if isinstance(among, list) and "[" in path and not demanded:
        # What was asked for by several values has one of them.
        fitting = [one for one in among if admits(schema, one)]
        if fitting:
            return job.world.rng.choice(fitting)
    if demanded:
        return _demanded(field, demanded, job)
    if field.choices:
        return _choice(field, job)
    if field.kind == "boolean":
        return (
            bool(_TRUE_FIELDS.search(" ".join(field.meaning.words))) or job.world.rng.random() < 0.5
        )
    if field.kind == "identifier":
        return _identifier(field, job)
    if field.kind in ("date", "datetime") and not field.examples:
        return _moment(field, job)
    return invent(field, job.world)


def _asked_for(schema: Schema, path: str, name: str, nouns: tuple[str, ...], job: Job) -> JSON:
    """What the arguments say of this very place: `petId` is the `id` of the pet, and an object
    given as an argument comes back as it was given."""
    if "[" in path:
        return None
    if "." in path:
        try:
            given = get(dict(job.arguments), path)
        except LookupError:
            return None
        return given if not isinstance(given, dict | list) and admits(schema, given) else None
    noun = id_noun(name)
    if noun is None or job.effect == "create" or not nouns or not speaks_of(name, nouns):
        return None
    for argument, value in job.arguments.items():
        meant = id_noun(argument) if speaks_of(argument, nouns) else None
        if (
            meant is not None
            and (meant or nouns[0]) == (noun or nouns[0])
            and (isinstance(value, str | int) and admits(schema, value))
        ):
            return value
    return None


def _field(schema: Schema, path: str, name: str, nouns: tuple[str, ...]) -> Field:
    return field_of(schema, path, name, nouns[0] if nouns else "")


def _is_new_id(name: str, nouns: tuple[str, ...], job: Job) -> bool:
    noun = id_noun(name)
    return (
        noun is not None
        and job.effect == "create"
        and (noun or (nouns[0] if nouns else "")) in creates(job.tool)
    )


def _demanded(field: Field, demanded: tuple[Schema, ...], job: Job) -> JSON:
    """A value that also fits the parameters that it is going to serve."""
    for schema in (*demanded, field.schema):
        target = _field(schema, field.path, field.name, (field.meaning.entity,))
        for _ in range(6):
            if target.kind == "identifier" and not target.choices and not target.examples:
                value = _identifier(target, job)
            else:
                try:
                    value = invent(target, job.world)
                except NoValueError:
                    break
            if admits(field.schema, value) and all(admits(one, value) for one in demanded):
                return value
    raise NoValueError(f"nothing fits both {field.path} and the parameter that it serves")


def _identifier(field: Field, job: Job) -> JSON:
    for _ in range(20):
        if field.examples:
            value = job.world.rng.choice(field.examples)
            if job.world.fresh_id(str(value)):
                return value
        value = fresh_identifier(field, job.world.rng)
        if job.world.fresh_id(str(value)) and admits(field.schema, value):
            return value
    raise NoValueError(f"no fresh id for {field.path}")


def _choice(field: Field, job: Job) -> JSON:
    words = job.effect
    told = [choice for choice in field.choices if isinstance(choice, str)]
    if words == "delete":
        gone = [choice for choice in told if choice.lower() in _GONE_WORDS]
        if gone:
            return gone[0]
    if field.meaning.words[-1:] in (("status",), ("state",), ("result",), ("outcome",)):
        good = [choice for choice in told if choice.lower() in _GOOD_WORDS]
        if good:
            return job.world.rng.choice(good)
    return job.world.rng.choice(field.choices)


def _moment(field: Field, job: Job) -> JSON:
    """A date of a result: one that the call names where there is one, else one near today."""
    import datetime as dt

    words = " ".join(field.meaning.words)
    rng = job.world.rng
    if re.search(
        r"\b(created|updated|published|posted|issued|modified|released|ordered|last|joined|registered|started)\b",
        words,
    ):
        day = job.world.today - dt.timedelta(days=rng.randint(0, 40))
    elif re.search(r"\b(end|ends|expires|expiry|due|delivery|arrival|return|renewal)\b", words):
        day = job.world.today + dt.timedelta(days=rng.randint(5, 40))
    else:
        return invent(field, job.world)
    if field.kind == "date":
        value = day.isoformat()
    else:
        zone = "Z" if field.schema.get("format") == "date-time" else ""
        value = (
            f"{day.isoformat()}T{rng.randint(8, 18):02d}:{rng.choice(('00', '15', '30'))}:00{zone}"
        )
    return value if admits(field.schema, value) else invent(field, job.world)


def _count(result: dict[str, JSON]) -> bool:
    """Let a number beside exactly one list say how long the list is; True where one changed."""
    lists = [value for value in result.values() if isinstance(value, list)]
    if len(lists) != 1:
        return False
    changed = False
    for name, value in result.items():
        if plain_name(name) in _COUNTS and isinstance(value, int) and not isinstance(value, bool):
            changed = changed or value != len(lists[0])
            result[name] = len(lists[0])
    return changed
