"""Gives values for planned calls that fit the parameters' names and each other."""

from __future__ import annotations

import datetime as dt
import random
from itertools import groupby
from typing import Any

from digit_tc.mock_provider.memory import Memory
from digit_tc.mock_provider.prompt_tools import build_tool
from digit_tc.mock_provider.schema_instances import build_instance
from digit_tc.prompts.parts import WantedCall
from digit_tc.prompts.plan_values import PlanValues
from digit_tc.records import JSON, Tool, canonical_json
from digit_tc.records.paths import enter, generalise, name_of, parse_path
from digit_tc.semantics.facts import removed_by
from digit_tc.values.fields import Field, field_of
from digit_tc.values.invent import NoValueError, fits, invent
from digit_tc.values.setting import Setting
from digit_tc.writers.grammar.arguments import arguments_for, said_key
from digit_tc.writers.grammar.spoken_tool import spoken_tool

_MOST_TRIES = 6
_ITEM = "[]"


def answer(prompt: PlanValues, draw: int, memory: Memory) -> JSON:  # noqa: ARG001
    """`{"values": {"<call id>": {path: value}}}`."""
    values: dict[str, dict[str, JSON]] = {}
    for attempt in range(_MOST_TRIES):
        values = _values(prompt, random.Random(draw + attempt))
        if not any(_dull(turn, values) for turn in _turns(prompt)):
            break
    return {"values": values}


def _values(prompt: PlanValues, rng: random.Random) -> dict[str, dict[str, JSON]]:
    setting = Setting(rng, parse_today(prompt.today))
    values: dict[str, dict[str, JSON]] = {}
    made: set[bytes] = set()
    for turn in _turns(prompt):
        setting.begin_turn()
        said: list[tuple[Field, JSON]] = []
        gone: list[JSON] = []
        """Ids of what is deleted in the turn: nobody speaks of it afterwards."""
        for call in turn:
            drawn = _fresh(call, setting, made)
            if call.wanted:
                values[str(call.id)] = {path: drawn[path][1] for path in call.wanted}
            said.extend(drawn.values())
            plain = {path: value for path, (_field, value) in drawn.items()}
            gone.extend(identity for _kind, identity in removed_by(plain, _tool(call)))
        _remember(said, setting)
        for identity in gone:
            setting.forget(identity)
    return values


def _turns(prompt: PlanValues) -> list[list[WantedCall]]:
    return [list(calls) for _turn, calls in groupby(prompt.calls, key=lambda call: call.turn)]


def _dull(turn: list[WantedCall], values: dict[str, dict[str, JSON]]) -> bool:
    """Whether a turn has several values and all are the same."""
    found = [value for call in turn for value in values.get(str(call.id), {}).values()]
    return len(found) > 1 and all(value == found[0] for value in found)


def parse_today(text: str) -> dt.date:
    """The first date in a text; a fixed day where there is none."""
    for word in text.replace(",", " ").split():
        try:
            return dt.date.fromisoformat(word[:10])
        except ValueError:
            continue
    return dt.date(2026, 3, 12)


def _remember(said: list[tuple[Field, JSON]], setting: Setting) -> None:
    for field, value in said:
        if not isinstance(value, bool):
            setting.remember(said_key(field), value)


def _fresh(call: WantedCall, setting: Setting, made: set[bytes]) -> dict[str, tuple[Field, JSON]]:
    """Values with which the call is none that was made before, if there are any."""
    drawn: dict[str, tuple[Field, JSON]] = {}
    for _ in range(_MOST_TRIES):
        drawn = _drawn(call, setting)
        if _is_new(call, drawn, made):
            return drawn
    for path, (field, value) in list(drawn.items()):
        for avoid in ((value,), tuple(field.choices[:1])):
            try:
                other = {**drawn, path: (field, invent(field, setting, avoid=avoid))}
            except NoValueError:
                continue
            if _is_new(call, other, made):
                return other
    return drawn


def _is_new(call: WantedCall, drawn: dict[str, tuple[Field, JSON]], made: set[bytes]) -> bool:
    """Whether no such call was made before; it has been from now on."""
    plain = sorted([path, value] for path, (_field, value) in drawn.items())
    mark = canonical_json([call.tool, plain, sorted(call.given.items())])
    if mark in made:
        return False
    made.add(mark)
    return True


def _drawn(call: WantedCall, setting: Setting) -> dict[str, tuple[Field, JSON]]:
    tool = _tool(call)
    try:
        scalars = arguments_for(spoken_tool(tool), call.given, setting, 0.0)
    except NoValueError:
        scalars = []
    found = {
        path: (field, value)
        for path, field, value in scalars
        if path in call.wanted and fits(value, call.wanted[path])
    }
    owner = spoken_tool(tool).noun
    for path, schema in call.wanted.items():
        if path not in found:
            name = name_of(path) or path
            field = field_of(schema, generalise(path), name, owner)
            found[path] = (field, _single(field, setting))
    return found


def _single(field: Field, setting: Setting) -> JSON:
    try:
        return invent(field, setting)
    except NoValueError:
        return build_instance(field.schema)


def _tool(call: WantedCall) -> Tool:
    schemas: dict[str, dict[str, Any]] = {}
    sizes: dict[str, int] = {}
    for path in (*call.wanted, *call.given):
        schemas.setdefault(generalise(path), call.wanted.get(path, {"type": "string"}))
        place = ""
        for step in parse_path(path):
            if isinstance(step, int):
                sizes[place] = max(sizes.get(place, 0), step + 1)
                place += _ITEM
            else:
                place = enter(place, step)
    return build_tool(call.tool, call.does, schemas, sizes=sizes)
