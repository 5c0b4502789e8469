"""Finds JSON values in a text: whole, in code fences, in prose, or broken and repaired."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

import orjson

from digit_tc.errors import RejectedError
from digit_tc.records.base import JSON

MOST_REPAIRED = 4_000
"""Longest broken text that is repaired, in characters. Each oddity makes json_repair read the rest
again while the event loop waits; the model is asked once more for what is longer."""
_MOST_STEPS = 40_000
"""Most calls that json_repair may make. A broken reply takes four or five for each character; a
hostile one takes them without end."""
_MOST_STARTS = 16
_MOST_FENCED = 16
_FENCED = re.compile(r"```[a-zA-Z]*[ \t]*\n(.*?)```", re.DOTALL)
_START = re.compile(r"[\[{]")
_BEGUN = re.compile(r"""\{\s*["']?\w+["']?\s*:|\[\s*[{'"]""")
"""What was meant to be JSON, though it breaks at once: `{name: ...`, `['...`."""

_ESCAPES = re.compile(r"(?:\\u[0-9a-fA-F]{4})+|\\.", re.DOTALL)
_HALF_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\(?:u[0-9a-fA-F]{0,3})?$")
_NUMBER_AT_END = re.compile(r"[-+]?\d[\d.eE+-]*$")


def find_values(text: str, broken: list[str]) -> Iterator[JSON]:
    """Yield the JSON values in a text, the likeliest first, a repaired one last.

    Where a value begins and breaks, its text is appended to `broken`.
    """
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


class TooManyStepsError(RejectedError):
    """Repairing a text took too many steps. json_repair does not catch it."""


def _repair(text: str) -> Iterator[JSON]:
    if len(text) > MOST_REPAIRED:
        return
    import json_repair

    text = text.rstrip().removesuffix("```").rstrip()
    try:
        with _count_steps():
            value = json_repair.loads(text, skip_json_loads=True)
    except (ValueError, RecursionError, IndexError, TypeError, KeyError, TooManyStepsError):
        return
    if isinstance(value, (dict, list)) and value and not _breaks_off(text, value):
        yield value


@contextmanager
def _count_steps() -> Iterator[None]:
    """Raise TooManyStepsError in what is run inside.

    The bound is on steps, not on seconds, so that a reply is read alike on every machine.
    """
    steps, before = 0, sys.getprofile()

    def count(*_: object) -> None:
        nonlocal steps
        steps += 1
        if steps > _MOST_STEPS:
            raise TooManyStepsError(f"Mending took more than {_MOST_STEPS} steps.")

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
