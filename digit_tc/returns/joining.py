"""An inferred result with what the tool's siblings know of the entity that it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from digit_tc.graph.nouns import name_words
from digit_tc.language.entities import is_wrapper, plain_name
from digit_tc.language.words import plural, singular, split_identifier
from digit_tc.records import Tool
from digit_tc.records.profile import READING_EFFECTS
from digit_tc.returns.siblings import Record, Schema, Siblings, plain
from digit_tc.returns.subjects import Noun, noun_of_id
from digit_tc.returns.unknown import named
from digit_tc.semantics import profile_of

MOST_FIELDS = 12
"""Most fields of one object that siblings and the lexicon give together."""
_MOST_OF_ROW = 8
_UNDONE = frozenset("delete remove erase destroy purge".split())
_NAMES = frozenset("name full_name".split())
_TELLING = frozenset("name title status".split())


def join_siblings(tool: Tool, returns: Schema, siblings: Siblings) -> Schema:
    """The result with fields of the entity's record; the same where siblings know nothing of it."""
    record = siblings.record_of(tool)
    if record is None:
        return returns
    effect = profile_of(tool).effect
    if effect in READING_EFFECTS:
        joined = _looked_up(tool, returns, record, siblings)
    elif effect == "create":
        joined = _made(tool, returns, record, siblings)
    elif name_words(tool.name)[0] in _UNDONE:
        joined = returns
    else:
        joined = _changed(tool, returns, record, siblings)
    # What is given back has the form in which this very tool takes it.
    return _closed({**joined["properties"], **_echoes(tool, joined)}) | {
        key: joined[key] for key in ("examples",) if key in joined
    }


def _looked_up(tool: Tool, returns: Schema, record: Record, siblings: Siblings) -> Schema:
    """The entity that was asked for, or rows where several may be meant."""
    if _asks_for_id(name_words(tool.name), record):
        return _closed({**_echoes(tool, returns), record.key: record.fields[record.key]})
    place = _listing(returns)
    wanted = tool.parameters.get("required") or (() if place else tool.parameters["properties"])
    if record.noun in map(noun_of_id, wanted) or not (place or _speaks_of_many(tool, record)):
        alone = _closed(_echoes(tool, returns)) if place else returns
        return _with(alone, _whole(record, siblings), record)
    items = returns["properties"][place]["items"] if place else returns
    row = items if "properties" in items else named(record.noun[-1])
    name = place if place and name_words(place)[-1:] == record.noun[-1:] else _plural(record)
    rest = {key: inner for key, inner in returns["properties"].items() if place and key != place}
    return _closed({**rest, name: _array(_with(row, _row(record), record))})


def _made(tool: Tool, returns: Schema, record: Record, siblings: Siblings) -> Schema:
    """Its id, whatever the result told without siblings, and what it was made with."""
    given = tool.parameters["properties"]
    told = {
        name: inner
        for name, inner in returns["properties"].items()
        if name in given or not noun_of_id(name)
    }
    made = {name: inner for name, inner in _whole(record, siblings).items() if name in given}
    return _closed({record.key: record.fields[record.key], **made, **told})


def _changed(tool: Tool, returns: Schema, record: Record, siblings: Siblings) -> Schema:
    """The entity as it is now, and what became of the call."""
    told = returns["properties"]
    done = {"type": "string", "enum": ["completed"]}
    outcome = told.get("outcome") or told.get("status") or done
    return _closed({**_echoes(tool, returns), **_whole(record, siblings), "outcome": outcome})


def _asks_for_id(words: tuple[str, ...], record: Record) -> bool:
    at = next((i for i, word in enumerate(words) if word == record.noun[-1]), None)
    return at is not None and words[at + 1 : at + 2] == ("id",)


def _speaks_of_many(tool: Tool, record: Record) -> bool:
    last = [word for word in split_identifier(tool.name) if singular(word) == record.noun[-1]]
    return bool(last) and singular(last[-1]) != last[-1]


def _listing(returns: Schema) -> str | None:
    """The property that holds the things found, where there are several."""
    for name, inner in returns["properties"].items():
        if inner.get("type") == "array":
            return str(name)
    return None


def _whole(record: Record, siblings: Siblings) -> Schema:
    """Everything known of one entity: its fields, what it has several of, its structures."""
    parts = dict(_below(record, noun, name, siblings) for noun, name in record.below.items())
    parts.pop("", None)
    parts |= {name: inner for name, inner in record.structures.items() if name not in parts}
    room = max(1, MOST_FIELDS - len(parts))
    return {**dict(list(record.fields.items())[:room]), **parts}


def _below(record: Record, noun: Noun, name: str, siblings: Siblings) -> tuple[str, Schema]:
    """Name and schema of what it has several of: rows, or ids where nothing else is known."""
    child = siblings.records[noun]
    shown = {
        key: inner
        for key, inner in child.fields.items()
        if key in (child.key, record.key) or key in _TELLING or _is_shown(key, noun, siblings)
    }
    if len(shown) <= 1 + (record.key in shown):
        ids = name or f"{child.key}s" if child.key else ""
        return ids, _array(child.fields.get(child.key, {}))
    rows = _plural(child)
    if is_wrapper(rows):  # `items` would be taken for whatever the object around it is
        rows = f"{record.noun[-1]}_{rows}"
    return rows, _array(_closed(shown))


def _is_shown(key: str, child: Noun, siblings: Siblings) -> bool:
    """Whether a child's row tells another id: not that of a parent that only borrows it."""
    other = siblings.records.get(noun_of_id(key))
    return other is not None and (child not in other.below or other.only_read)


def _row(record: Record) -> Schema:
    return dict(list(record.fields.items())[:_MOST_OF_ROW])


def _with(schema: Schema, fields: Schema, record: Record) -> Schema:
    """The fields of the record first, then those of the schema that say something else.

    An enum that a parameter declares holds for the field; examples that break it are left out.
    """
    known = {plain_name(name) for name in fields}
    named = any(plain_name(name).endswith("_name") for name in fields)
    others = {
        name: inner
        for name, inner in schema.get("properties", {}).items()
        if plain_name(name) not in known
        and not (named and name in _NAMES)
        and not (noun_of_id(name) and noun_of_id(name)[-1] == record.noun[-1])
    }
    room = max(0, MOST_FIELDS - len(fields))
    properties = {**fields, **dict(list(others.items())[:room])}
    joined = _closed(properties)
    if rows := _rows_of(schema, properties):
        joined["examples"] = rows
    return joined


def _rows_of(schema: Schema, properties: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for row in schema.get("examples") or ():
        shown = {
            name: value
            for name, value in row.items()
            if name in properties and value in properties[name].get("enum", (value,))
        }
        if shown and shown not in rows:
            rows.append(shown)
    return rows


def _echoes(tool: Tool, returns: Schema) -> Schema:
    """Fields of a result that tell again what the call was given."""
    given, told = tool.parameters["properties"], returns["properties"]
    return {
        name: inner
        if inner.get("type") == given[name].get("type", inner.get("type"))
        else plain(given[name])
        for name, inner in told.items()
        if name in given
    }


def _plural(record: Record) -> str:
    stem = re.sub(r"(?i)_?(?:id|number|no|key|reference|ref|code)$", "", record.key)
    return "_".join([*stem.split("_")[:-1], plural(stem.split("_")[-1])])


def _array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _closed(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}
