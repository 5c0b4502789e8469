"""The schema of a result, out of what a tool is about and what it does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from digit_tc.language.effects import effect_of
from digit_tc.language.entities import id_noun, plain_name
from digit_tc.language.kinds import meaning_of
from digit_tc.language.words import plural, singular
from digit_tc.records import Tool
from digit_tc.writers.grammar.fields import type_of
from digit_tc.writers.grammar.returns import arithmetic
from digit_tc.writers.grammar.returns.lexicon import Thing, thing_of
from digit_tc.writers.grammar.returns.reading import Reading, read
from digit_tc.writers.grammar.returns.unknown import described, named
from digit_tc.writers.grammar.returns.verdict import verdict

Schema = dict[str, Any]
_CALCULATE = frozenset(["calculate", "compute", "estimate", "measure", "predict", "evaluate", "solve", "convert"])
_LISTING = frozenset(
    ["search", "list", "find", "browse", "query", "filter", "explore", "recommend", "suggest", "lookup"]
)
_PRODUCING = frozenset(
    ["generate", "translate", "encode", "decode", "encrypt", "reverse", "shorten", "summarize", "format"]
)
_SENDING = frozenset(["send", "email", "message", "notify"])
_BECOMES = {
    "create": "created", "add": "added", "book": "confirmed", "reserve": "confirmed",
    "order": "placed", "place": "placed", "schedule": "scheduled", "post": "published",
    "publish": "published", "register": "registered", "record": "recorded", "log": "recorded",
    "upload": "uploaded", "submit": "submitted", "pay": "completed", "transfer": "completed",
    "purchase": "completed", "buy": "completed", "make": "created", "save": "saved",
    "generate": "created", "set": "set", "update": "updated", "edit": "updated",
    "modify": "updated", "change": "updated", "delete": "deleted", "remove": "removed",
    "cancel": "cancelled", "play": "playing", "start": "started", "stop": "stopped",
    "complete": "completed", "mark": "updated", "rate": "recorded", "run": "completed",
    "execute": "completed", "subscribe": "subscribed", "apply": "submitted", "open": "opened",
    "follow": "followed", "like": "liked", "share": "shared", "join": "joined",
    "login": "signed in", "logout": "signed out", "insert": "added", "store": "saved",
    "write": "saved", "take": "saved", "request": "submitted", "issue": "issued",
}  # fmt: skip
_OBJECT_MADE = frozenset(["schedule", "plan", "request", "log", "record", "draft", "make", "take", "write", "place"])
_MADE = {"book": "booking", "reserve": "reservation", "order": "order", "buy": "order",
         "purchase": "order", "pay": "payment", "transfer": "transfer", "register": "registration",
         "subscribe": "subscription", "apply": "application"}  # fmt: skip
_SILENT = frozenset(
    ["credential", "limit", "page", "sort", "output_format", "boolean", "message", "password", "url", "code", "expression", "query"]
)
"""Kinds of parameters that an answer does not repeat."""
_MOST_ECHOES = 2


def shape_of(tool: Tool) -> Schema:
    """The inferred result of a tool: an object with at least one property, all required."""
    computed = arithmetic.returns_of(tool)
    if computed:
        return _closed(computed)
    reading = read(tool)
    effect = effect_of(tool)
    thing, noun = topic(reading)
    if reading.counted:
        return _counted(tool, reading)
    if effect == "delete" or effect == "update":
        return _changed(tool, reading)
    if reading.verb in _SENDING and effect != "read":
        return _closed({"message_id": {"type": "string"}, "status": _status("sent")})
    if effect in ("create", "other") and not (thing and not thing.has_id and reading.verb != "add"):
        return _made(tool, reading, noun)
    answered = verdict(reading) if reading.verb not in _LISTING else None
    if answered is not None:
        return _told(tool, answered)
    if thing is not None:
        if _many(reading, thing):
            return _list(tool, thing, noun)
        return _one(tool, thing)
    if reading.verb in _CALCULATE:
        return _calculated(tool, reading)
    if _many(reading, None):
        name = "_".join(reading.words[-2:])
        items = named(name)
        return _closed({_plural(name): _array(_with_id(items, reading.head))})
    return _told(tool, described(reading))


def topic(reading: Reading) -> tuple[Thing | None, str]:
    """The lexicon's thing for what a tool is about, and the noun that the tool calls it by."""
    words = reading.words
    if not words:
        return None, ""
    head = words[-1]
    for start in range(max(0, len(words) - 3), len(words)):
        phrase = " ".join(words[start:])
        if start == len(words) - 1:
            for other in (*words[:-1], *reading.context):
                found = thing_of(f"{other} {head}")
                if found is not None:
                    return found, found.noun
        found = thing_of(phrase)
        if found is not None:
            return found, phrase.replace(" ", "_")
    return None, "_".join(words[-2:])


def _many(reading: Reading, thing: Thing | None) -> bool:
    if thing is not None and thing.mass:
        return False
    if reading.plural:
        return True
    return thing is not None and reading.verb in _LISTING and not reading.detailed


def _plural(noun: str) -> str:
    *before, last = noun.split("_")
    return "_".join([*before, plural(last)])


def _array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _with_id(items: Schema, noun: str) -> Schema:
    if not noun:
        return items
    name = f"{noun}_id"
    return {
        **items,
        "properties": {name: {"type": "string"}, **items["properties"]},
        "required": [name, *items["required"]],
    }


def _list(tool: Tool, thing: Thing, noun: str) -> Schema:
    given = {plain_name(name) for name in tool.parameters.get("properties", {})}
    items = _object(thing, drop=given - {thing.fields[0]}, label=thing.fields[0])
    if len(thing.fields) == 1 and not thing.open and not thing.has_id:
        values = [row[0] for row in thing.rows]
        return _closed({_plural(noun): _array({"type": thing.types[0], "examples": values})})
    if thing.has_id:
        items = _with_id(items, noun.rsplit("_", maxsplit=1)[-1])
    return _closed({_plural(noun): _array(items)})


def _one(tool: Tool, thing: Thing) -> Schema:
    label = thing.fields[0]
    names = {plain_name(name): name for name in _echoed(tool, most=9)}
    called = next(
        (names[one] for one in names
         if one in (label, thing.noun, f"{thing.noun}_{label}") or (thing.has_id and one.endswith(f"_{label}"))),
        label,
    )  # fmt: skip
    schema = _object(thing, drop=set(names) - {plain_name(called)}, label=called)
    return _told(tool, schema)


def _object(thing: Thing, drop: Iterable[str], label: str) -> Schema:
    """A thing's attributes; those in `drop` are no part of the coherent rows."""
    dropped = set(drop)
    fields = (label, *thing.fields[1:])
    properties: Schema = {}
    for at, (name, kind) in enumerate(zip(fields, thing.types, strict=True)):
        properties[name] = {"type": kind}
        if name in dropped:
            properties[name]["examples"] = [row[at] for row in thing.rows]
    kept = [at for at, name in enumerate(fields) if name not in dropped]
    schema: Schema = {
        "type": "object",
        "properties": {**properties, **thing.open},
        "required": [*fields, *thing.open],
    }
    if kept:
        schema["examples"] = [{fields[at]: row[at] for at in kept} for row in thing.rows]
    return schema


def _told(tool: Tool, schema: Schema) -> Schema:
    """An answer with the few arguments repeated that say what it is about."""
    echoed = {
        name: kind for name, kind in _echoed(tool).items() if name not in schema["properties"]
    }
    return {
        **schema,
        "properties": {**echoed, **schema["properties"]},
        "required": [*echoed, *schema["required"]],
    }


def _echoed(tool: Tool, most: int = _MOST_ECHOES) -> dict[str, Schema]:
    wanted = tool.parameters.get("required") or ()
    found: dict[str, Schema] = {}
    for name, inner in tool.parameters.get("properties", {}).items():
        if name not in wanted or not isinstance(inner, Mapping) or len(found) == most:
            continue
        kind = type_of(inner)
        if kind not in ("string", "integer", "number") or name.startswith("is_"):
            continue
        if meaning_of(name, inner).kind in _SILENT:
            continue
        found[name] = {"type": kind}
    return found


def _counted(tool: Tool, reading: Reading) -> Schema:
    name = f"{reading.head}_count" if reading.head not in ("", "count") else "total_count"
    number: Schema = {"type": "integer", "examples": [3, 7, 12, 18, 24, 41, 56, 130]}
    return _told(tool, _closed({name: number}))


def _calculated(tool: Tool, reading: Reading) -> Schema:
    words = [word for word in reading.words if word.isalpha()][-3:] or ["result"]
    name = "_".join(words)
    if reading.verb == "convert":
        name = "converted_value"
    number: Schema = {"type": "number"}
    if meaning_of(name, number).kind in ("number", "text", "query", "percentage", "width"):
        number["examples"] = [12.5, 48.0, 7.8, 96.3, 31.4, 64.0, 18.75, 54.2]
    return _closed({name: number})


def _changed(tool: Tool, reading: Reading) -> Schema:
    properties = _echoed(tool, most=3)
    properties["status"] = _status(_BECOMES.get(reading.verb, "updated"))
    return _closed(properties)


def _made(tool: Tool, reading: Reading, noun: str) -> Schema:
    made = _MADE.get(reading.verb, "") or noun.rsplit("_", maxsplit=1)[-1]
    properties: Schema = {}
    if made and effect_of(tool) == "create":
        properties[f"{singular(made)}_id"] = {"type": "string"}
    properties["status"] = _status(_BECOMES.get(reading.verb, "completed"))
    for name, inner in _echoed(tool, most=3).items():
        if id_noun(name) is None or name not in properties:
            properties.setdefault(name, inner)
    return _closed(properties)


def _status(value: str) -> Schema:
    return {"type": "string", "enum": [value]}


def _closed(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}
