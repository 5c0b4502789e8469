"""The data in a model's reply: found, mended once, and held to its schema."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from typing import Any

import jsonschema_rs
import orjson

from digit_tc.errors import RejectedError
from digit_tc.llm.protocol import Unreadable
from digit_tc.llm.schema_coercion import coerce
from digit_tc.records.base import JSON, canonical_json

MOST_CHARACTERS = 1_000_000
"""Longest reply that is looked at."""
MOST_DEPTH = 64
"""Deepest nesting of data."""
_MOST_REPAIRED = 4_000
"""Longest broken text that is mended. Each oddity makes json_repair read the rest again, and it is
the loop that waits: what is longer is asked for once more instead."""
_MOST_STEPS = 40_000
"""Most calls that json_repair may make. A broken reply takes four or five for each character; a
hostile one takes them without end."""
_MOST_STARTS = 16
_MOST_FENCED = 16
_MOST_FAULTS = 3
_FENCED = re.compile(r"```[a-zA-Z]*[ \t]*\n(.*?)```", re.DOTALL)
_START = re.compile(r"[\[{]")
_BEGUN = re.compile(r"""\{\s*["']?\w+["']?\s*:|\[\s*[{'"]""")
"""What was meant to be JSON, though it breaks at once: `{name: ...`, `['...`."""

_ESCAPES = re.compile(r"(?:\\u[0-9a-fA-F]{4})+|\\.", re.DOTALL)
_HALF_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\(?:u[0-9a-fA-F]{0,3})?$")
_NUMBER_AT_END = re.compile(r"[-+]?\d[\d.eE+-]*$")


def read(text: str, schema: Mapping[str, Any]) -> JSON:
    """The JSON value of a reply, fitting `schema`.

    Code fences and prose around the value are left out; text that is no JSON is mended once by
    json_repair, but what breaks off in the middle of a text or a number stays broken. What
    `coerce` calls harmless is put right, nothing else is. Raises Unreadable with reason
    `empty`, `unreadable` or `invalid` and a sentence that can be shown to the model.
    """
    text = text.strip().removeprefix("\ufeff").strip()
    if not text:
        raise Unreadable("empty", "The reply is empty.")
    if len(text) > MOST_CHARACTERS:
        raise Unreadable("unreadable", f"The reply is longer than {MOST_CHARACTERS} characters.")
    validator = _compile_schema(canonical_json(dict(schema)))
    if isinstance(validator, str):
        raise Unreadable("invalid", validator)
    faults = ""
    broken: list[str] = []
    for value in _find_values(text, broken):
        fault = (
            "" if _is_storable(value) else "The reply is nested too deeply or holds no plain JSON."
        )
        if not fault:
            value = coerce(value, schema)  # noqa: PLW2901
            fault = _describe_faults(validator, value)
        if not fault:
            return value
        faults = faults or fault
    if faults:
        raise Unreadable("invalid", faults)
    if broken and len(broken[0]) > _MOST_REPAIRED:
        raise Unreadable(
            "unreadable",
            f"The reply is broken JSON of more than {_MOST_REPAIRED} characters, which is not "
            "mended.",
        )
    raise Unreadable("unreadable", "The reply is not JSON.")


def _find_values(text: str, broken: list[str]) -> Iterator[JSON]:
    """JSON values in a reply, the likeliest first, mended ones last; see `_find_embedded`."""
    try:
        yield orjson.loads(text)
    except ValueError:
        pass
    else:
        return
    fenced = islice(_FENCED.finditer(text), _MOST_FENCED)
    for part in [*(match[1] for match in fenced), text]:
        yield from _find_embedded(part, broken)
    for part in broken[:1]:
        yield from _repair(part)


def _find_embedded(text: str, broken: list[str]) -> Iterator[JSON]:
    """Values that stand in a text; where one begins and breaks, its text is put into `broken`.

    What stands inside a broken value is a fragment of it, which must not pass for the whole.
    """
    decoder = json.JSONDecoder(parse_constant=_refuse)
    at = 0
    for _ in range(_MOST_STARTS):
        start = _START.search(text, at)
        if start is None:
            return
        at = start.end()
        try:
            value, at = decoder.raw_decode(text, start.start())
        except json.JSONDecodeError as problem:
            if problem.pos > at + 1 or _BEGUN.match(text, start.start()):
                broken.append(text[start.start() :])
                return
        except (ValueError, RecursionError):
            return
        else:
            yield value


def _refuse(constant: str) -> JSON:
    raise ValueError(constant)


class TooManySteps(RejectedError):  # noqa: N818  (it is a poor reply, not a fault of the program)
    """Mending a broken text would take too long. The library that mends lets it pass."""


def _repair(text: str) -> Iterator[JSON]:
    if len(text) > _MOST_REPAIRED:
        return
    import json_repair

    text = text.rstrip().removesuffix("```").rstrip()
    try:
        with _count_steps():
            value = json_repair.loads(text, skip_json_loads=True)
    except (ValueError, RecursionError, IndexError, TypeError, KeyError, TooManySteps):
        return
    if isinstance(value, (dict, list)) and value and not _breaks_off(text, value):
        yield value


@contextmanager
def _count_steps() -> Iterator[None]:
    """Raises TooManySteps in what is run inside. A reply is read alike on any machine: the bound
    is on steps, not on seconds."""
    steps, before = 0, sys.getprofile()

    def count(*_: object) -> None:
        nonlocal steps
        steps += 1
        if steps > _MOST_STEPS:
            raise TooManySteps(f"Mending took more than {_MOST_STEPS} steps.")

    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(before)


def _breaks_off(text: str, value: JSON) -> bool:
    """Whether the last thing said has no end of its own: half a sentence, half a number."""
    while isinstance(value, (dict, list)) and value:
        value = list(value.values())[-1] if isinstance(value, dict) else value[-1]
    end = text.rstrip()
    if isinstance(value, str):
        # The value has its escapes resolved, the text may hold them, and half of one at its end.
        said = _ESCAPES.sub(_resolve_escapes, _HALF_ESCAPE.sub("", end)).rstrip()
        words = _HALF_ESCAPE.sub("", value).split()
        return said.endswith(words[-1]) if words else said.endswith(('"', "'"))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return end.endswith(str(value)) or _ends_with_number(end, value)
    return False


def _resolve_escapes(escapes: re.Match[str]) -> str:
    try:
        return str(json.loads(f'"{escapes[0]}"'))
    except ValueError:
        return escapes[0][1:]


def _ends_with_number(end: str, value: float) -> bool:
    """`1.50`, `1e3` and `1.` are half a number where they end a text, as `1.5` is."""
    found = _NUMBER_AT_END.search(end)
    try:
        return found is not None and float(found[0].rstrip("eE.+-")) == value
    except ValueError:
        return False


def _is_storable(value: JSON) -> bool:
    """Not too deep, and of what can be written down again (no lone surrogates, no huge numbers)."""
    level = [value]
    for _ in range(MOST_DEPTH):
        level = [
            inner
            for each in level
            if isinstance(each, (dict, list))
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            break
    else:
        return False
    try:
        orjson.dumps(value)
    except TypeError:  # what orjson raises for all it cannot write
        return False
    return True


@lru_cache(maxsize=512)
def _compile_schema(schema: bytes) -> jsonschema_rs.Validator | str:
    try:
        return jsonschema_rs.validator_for(schema.decode(), validate_formats=True, offline=True)
    except ValueError as problem:
        return f"The schema itself cannot be used ({' '.join(str(problem).split())[:140]})."


def _describe_faults(validator: jsonschema_rs.Validator, value: JSON) -> str:
    """What breaks the schema, as a sentence; empty where nothing does."""
    try:
        if validator.is_valid(value):
            return ""
        found: list[str] = []
        for error in validator.iter_errors(value):
            if len(found) == _MOST_FAULTS:
                break
            fault = _describe_fault(error)
            if fault not in found:
                found.append(fault)
    except ValueError as problem:  # a reference to another document, met on the way
        return f"The schema itself cannot be used ({' '.join(str(problem).split())[:140]})."
    return "; ".join(found) + "."


def _describe_fault(error: jsonschema_rs.ValidationError) -> str:
    place = ""
    for step in error.instance_path:
        place += f"[{step}]" if isinstance(step, int) else f".{step}"
    place = place.removeprefix(".")[:200]
    kind: Any = error.kind
    match kind.name:
        case "required":
            return f"{place}.{kind.property}".removeprefix(".") + " is missing"
        case "additionalProperties":
            names = ", ".join(str(name)[:60] for name in kind.unexpected[:5])
            return f"{place or 'the reply'} has fields that are not asked for: {names}"
        case "type":
            wanted = " or ".join(kind.types)
            return f"{place or 'the reply'} must be of type {wanted}"
        case "enum":
            return f"{place or 'the reply'} must be one of {json.dumps(kind.options)[:200]}"
    fault = " ".join(error.message.split())
    return f"{place or 'the reply'}: {fault if len(fault) <= 200 else fault[:199] + '…'}"
