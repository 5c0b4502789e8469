"""The schema of a result, out of what a tool is about and what it does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from digit_tc.language.entities import id_noun, plain_name
from digit_tc.language.kinds import meaning_of
from digit_tc.language.words import plural, singular
from digit_tc.records import Tool
from digit_tc.records.profile import READING_EFFECTS
from digit_tc.returns import arithmetic
from digit_tc.returns import vocabulary as say
from digit_tc.returns.lexicon import Thing, thing_of
from digit_tc.returns.unknown import described, named
from digit_tc.returns.verdict import verdict
from digit_tc.semantics import profile_of
from digit_tc.semantics.sentence import Sentence
from digit_tc.semantics.told import named_object, sentence_of
from digit_tc.values.fields import type_of

Schema = dict[str, Any]


def shape_of(tool: Tool) -> Schema:
    """The inferred result of a tool: an object with at least one property, all required."""
    computed = arithmetic.returns_of(tool)
    if computed:
        return _closed(computed)
    sentence = sentence_of(tool)
    profile = profile_of(tool)
    effect = profile.effect
    thing, noun = topic(sentence)
    if sentence.verb in say.TRANSFORMED and (not thing or thing.noun in say.TEXTS):
        return _transformed(sentence)
    if sentence.verb in ("analyze", "analyse"):
        thing, noun = analysed(sentence)
    if sentence.verb in say.CALCULATE and thing is not None and thing.noun not in say.RECKONED:
        thing = None
    if thing is None and sentence.head != "" and sentence.verb not in say.CALCULATE:
        words, several = named_object(tool)
        found, called = topic(replace(sentence, words=words, context=()))
        if found is not None:
            thing, noun = found, called
            sentence = replace(sentence, words=words, plural=several)
    if sentence.counted:
        return _counted(tool, sentence)
    answered = verdict(sentence) if sentence.verb not in say.LISTING else None
    if answered is not None and (
        effect in READING_EFFECTS or sentence.verb in ("verify", "validate", "check")
    ):
        return _told(tool, answered)
    if (profile_of(tool).ends or effect == "update") and not (
        sentence.verb == "set" and thing and thing.has_id
    ):
        return _changed(tool, sentence)
    if (
        sentence.verb in say.SENDING
        and effect not in READING_EFFECTS
        and sentence.head != "request"
    ):
        return _closed({"message_id": {"type": "string"}, "status": _status("sent")})
    if (
        effect in ("create", "act", "send", "session") or sentence.verb in say.SAVING | {"set"}
    ) and (thing is None or thing.has_id or sentence.verb in say.KEEPING):
        return _made(tool, sentence, noun)
    if thing is not None:
        if sentence.head == "location" and not _many(sentence, thing):
            thing = thing_of("coordinate") or thing
        if _many(sentence, thing):
            return _list(tool, thing, noun, searched=sentence.verb in say.LISTING)
        return _one(tool, thing)
    if sentence.verb in say.CALCULATE:
        return _calculated(tool, sentence)
    if _many(sentence, None):
        name = _name(sentence.words[-2:])
        items = named(name)
        own = {plain_name(one) for one in tool.parameters.get("properties", {})}
        return _closed(
            {
                _plural(name): _array(
                    items if f"{sentence.head}_id" in own else _with_id(items, sentence.head)
                )
            }
        )
    return _told(tool, described(sentence))


def topic(sentence: Sentence) -> tuple[Thing | None, str]:
    """The lexicon's thing for what a tool is about, and the noun that the tool calls it by."""
    words = sentence.words
    if not words:
        return None, ""
    words = tuple(word for word in words if word.isalnum()) or words
    if (
        words[-1] in say.POINTERS
        and words[-2:-1] != ("search",)
        and len(words) > 1
        and thing_of(words[-2]) is not None
    ):
        words = words[:-1]
    head = words[-1]
    for start in range(max(0, len(words) - 3), len(words)):
        phrase = " ".join(words[start:])
        if start == len(words) - 1:
            for other in (*words[:-1], *sentence.context):
                found = thing_of(f"{other} {head}")
                if found is not None:
                    return found, found.noun
        found = thing_of(phrase)
        if found is not None:
            return found, phrase.replace(" ", "_")
    return None, _name(words[-2:])


def _many(sentence: Sentence, thing: Thing | None) -> bool:
    if thing is not None and thing.mass:
        return False
    if thing is not None and thing.listed:
        return sentence.plural or not sentence.detailed
    if sentence.plural:
        return True
    return thing is not None and sentence.verb in say.LISTING and not sentence.detailed


def _name(words: Iterable[str]) -> str:
    return re.sub(r"[^a-z0-9]+", "_", "_".join(words).lower()).strip("_") or "entry"


def _plural(noun: str) -> str:
    *before, last = noun.split("_")
    return "_".join([*before, plural(last)])


def _listed(thing: Thing, noun: str) -> str:
    return thing.listed or _plural(thing.noun if noun in say.UNCOUNTED else noun)


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


def _list(tool: Tool, thing: Thing, noun: str, *, searched: bool) -> Schema:
    given = {plain_name(name) for name in tool.parameters.get("properties", {})}
    unique = given & say.ONLY_ONE if searched else set()
    items = _object(
        thing, drop=(given - say.ONLY_ONE) - {thing.fields[0]} | unique, label=thing.fields[0]
    )
    if len(thing.fields) == 1 and not thing.open and not thing.has_id:
        values = [row[0] for row in thing.rows]
        return _closed(
            {(_listed(thing, noun)): _array({"type": thing.types[0], "examples": values})}
        )
    if thing.has_id and f"{noun.rsplit('_', maxsplit=1)[-1]}_id" not in given:
        items = _with_id(
            items, "article" if thing.noun == "news" else noun.rsplit("_", maxsplit=1)[-1]
        )
    return _closed({_listed(thing, noun): _array(items)})


def _one(tool: Tool, thing: Thing) -> Schema:
    label = thing.fields[0]
    names = {plain_name(name): name for name in _echoed(tool, most=9)}
    ways = (label, thing.noun, f"{thing.noun}_{label}")
    called = next(
        (
            name
            for plain, name in names.items()
            if plain in ways or (thing.has_id and plain.endswith(f"_{label}"))
        ),
        label,
    )
    if (called != label and len(thing.fields) + len(thing.open) == 1) or (
        thing.fields == (called,) and called in names
    ):
        called = f"new_{label}"
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


def _echoed(tool: Tool, most: int = say.MOST_ECHOES) -> dict[str, Schema]:
    wanted = tool.parameters.get("required") or ()
    found: dict[str, Schema] = {}
    for name, inner in tool.parameters.get("properties", {}).items():
        if name not in wanted or not isinstance(inner, Mapping) or len(found) == most:
            continue
        kind = type_of(inner)
        if kind not in ("string", "integer", "number") or name.startswith("is_"):
            continue
        if meaning_of(name, inner).kind not in say.TOLD or plain_name(name) in say.UNTOLD:
            continue
        found[name] = {"type": kind}
    return found


def _transformed(sentence: Sentence) -> Schema:
    name, model = say.TRANSFORMED[sentence.verb]
    thing = thing_of(model)
    values = [row[0] for row in thing.rows] if thing else []
    return _closed({name: {"type": "string", "examples": values}})


def analysed(sentence: Sentence) -> tuple[Thing | None, str]:
    """What an analysis gives: a sentiment, what is seen, a language, or a summary with a score."""
    told = {*sentence.words, *sentence.context}
    for word in ("sentiment", "tone", "emotion", "face", "image", "language"):
        if word in told:
            return thing_of("face" if word == "image" else word), word
    return thing_of("analysis"), "analysis"


def _counted(tool: Tool, sentence: Sentence) -> Schema:
    name = (
        f"{_name((sentence.head,))}_count" if sentence.head not in ("", "count") else "total_count"
    )
    number: Schema = {"type": "integer", "examples": [3, 7, 12, 18, 24, 41, 56, 130]}
    return _told(tool, _closed({name: number}))


def _calculated(tool: Tool, sentence: Sentence) -> Schema:
    words = [word for word in sentence.words if word.isalpha()][-3:] or ["result"]
    if words[-1] in say.ASKED:
        words = ["answer"]
    name = _name(words)
    if words[-1] in say.USUAL:
        return _closed({name: {"type": "number", "examples": list(say.USUAL[words[-1]])}})
    if sentence.verb == "convert":
        name = "converted_amount"
    number: Schema = {"type": "number"}
    kinds = {type_of(one) for one in tool.parameters.get("properties", {}).values()}
    if sentence.verb != "convert" and not kinds & {"number", "integer", "array", "object"}:
        return _closed({name: {"type": "integer", "examples": [3, 5, 7, 8, 12, 21, 34]}})
    if meaning_of(name, number).kind in ("number", "text", "query", "percentage", "width"):
        number["examples"] = [12.5, 48.0, 7.8, 96.3, 31.4, 64.0, 18.75, 54.2]
    return _closed({name: number})


def _changed(tool: Tool, sentence: Sentence) -> Schema:
    properties = _echoed(tool, most=3)
    # Not `status`: that is the thing's own, and what a later look says of it may differ.
    properties["outcome"] = _status(say.BECOMES.get(sentence.verb, "updated"))
    return _closed(properties)


def _made(tool: Tool, sentence: Sentence, noun: str) -> Schema:
    made = say.MADE.get(sentence.verb, "") or noun.rsplit("_", maxsplit=1)[-1]
    properties: Schema = {}
    if made and (
        profile_of(tool).effect == "create" or sentence.verb in ("save", "write", "take", "set")
    ):
        properties[f"{singular(made)}_id"] = {"type": "string"}
    properties["status"] = _status(say.BECOMES.get(sentence.verb, "completed"))
    for name, inner in _echoed(tool, most=3).items():
        if id_noun(name) is None or name not in properties:
            properties.setdefault(name, inner)
    return _closed(properties)


def _status(value: str) -> Schema:
    return {"type": "string", "enum": [value]}


def _closed(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}
