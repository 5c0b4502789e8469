"""Whether results tell of one world, in which nothing changes but by a call that changes it.

The contradictions of `contradictions.py` are forgiven as soon as anything was changed in between.
Here a change is held against the thing that it was about.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from .effects import CHANGING, begins_with, find_noun, list_words, may_change
from .facts import OUTCOMES, add_id, walk_facts
from .paths import equals
from .rows import Call, Row
from .tally import Tally
from .things import Thing, find_changed, find_made, has_failed, names
from .words import fold

VOLATILE = frozenset(
    """
    status state result outcome message success error updated modified changed version revision
    end count total sum balance remaining time timestamp at now
    """.split()
)
"""Words of attributes that may change by themselves, or follow from others."""
RENEWING = frozenset(("new", "target", "desired", "updated"))
"""Words before the attribute that a change gives: `new_title`."""
CHANCE = frozenset("random current now time today latest live joke quote fact".split())
"""Words of tools that may answer the same question anew."""
TEXTS = frozenset(("text", "content", "body"))
"""Names of one attribute."""


class Written(NamedTuple):
    """What a call gave to a thing."""

    call: Call
    values: dict[str, Any]
    """Attribute → value, as the call was given them."""
    made: bool
    """Whether the call made the thing."""


class Stated(NamedTuple):
    """What a result said last of an attribute."""

    value: Any
    number: int
    """Position of its call among all calls."""


def judge_consistency(row: Row, tally: Tally) -> None:
    """Compare what results state with what was written and with what was stated before."""
    calls = sorted(row.calls.values(), key=lambda call: call.answered_at)
    calls = [call for call in calls if not has_failed(call)]
    stated: dict[tuple[Thing, str], Stated] = {}
    written: dict[Thing, Written] = {}
    answers: dict[str, tuple[Any, str]] = {}
    for number, call in enumerate(calls):
        changes = may_change(call.name)
        if changes:
            answers.clear()
            _judge_own_result(call, row, tally)
            _note_write(call, written)
        for thing, attribute, value in _list_facts(call):
            key = (thing, attribute)
            between = calls[stated[key].number + 1 : number + 1] if key in stated else []
            about = written.get(thing)
            if about is not None and attribute in about.values and about.call is not call:
                tally.counts["values_followed"] += 1
                if not agree(about.values[attribute], value):
                    offence = "things_made_otherwise" if about.made else "writes_contradicted"
                    wanted = f"{about.values[attribute]!r} by {about.call.id} {about.call.name}"
                    _offend(tally, row, call, offence, key, wanted, value)
            elif key in stated:
                tally.counts["values_followed"] += 1
                offence = _name_change(stated[key].value, value, between, key)
                if offence:
                    _offend(tally, row, call, offence, key, repr(stated[key].value), value)
            stated[key] = Stated(value, number)
        if not (changes or CHANCE & list_words(call.name)):
            question = f"{call.name} {json.dumps(call.arguments, sort_keys=True)}"
            before, asked = answers.setdefault(question, (call.result, call.id))
            tally.counts["values_followed"] += asked != call.id
            if before != call.result:
                detail = f"{asked} was asked the same, and had another answer"
                tally.offend("values_that_change_unasked", row.locate(call), detail)


def agree(wanted: Any, found: Any) -> bool:
    """Whether two values are one, however they are written: "10" and 10, a day and its midnight."""
    if equals(wanted, found) or not (_is_scalar(wanted) and _is_scalar(found)):
        return True
    one, other = fold(str(wanted)), fold(str(found))
    try:
        return float(str(wanted)) == float(str(found))
    except ValueError:
        return one.startswith(other) or other.startswith(one)


def _judge_own_result(call: Call, row: Row, tally: Tally) -> None:
    """What a change gives back under the name of an argument is what it was given."""
    result = call.result if isinstance(call.result, dict) else {}
    fields = {_name(name): value for name, value in result.items()}
    for attribute, value in _list_given(call).items():
        if attribute in fields and _is_scalar(fields[attribute]) and not _volatile(attribute):
            tally.counts["values_followed"] += 1
            if not agree(value, fields[attribute]):
                detail = f"{attribute} was given as {value!r}, and is {fields[attribute]!r}"
                tally.offend("writes_contradicted", row.locate(call), detail)


def _name_change(before: Any, now: Any, between: list[Call], key: tuple[Thing, str]) -> str:
    """What is wrong with a fact that is stated otherwise; empty where it may be so."""
    thing, attribute = key
    if equals(before, now):
        return ""
    touching = [call for call in between if may_change(call.name) and _may_touch(call, thing)]
    if not touching:
        # A count may follow from a change of something else, a name does not.
        changed = any(may_change(call.name) for call in between)
        follows = changed and (not isinstance(now, str) or _volatile(attribute))
        return "" if follows else "values_that_change_unasked"
    told = set().union(*(_list_given(call) for call in touching))
    words = {word for name in told for word in name.split()}
    updates = all(begins_with(call.name, CHANGING) and find_changed(call) == thing
                  for call in touching)  # fmt: skip
    spoken = words | {word for call in touching for word in fold(call.name).split()}
    if updates and isinstance(now, str) and not _volatile(attribute):
        return "" if spoken & set(attribute.split()) else "updates_beyond_what_was_given"
    return ""


def _may_touch(call: Call, thing: Thing) -> bool:
    """Whether a change names the thing, or nothing by id while it is about things of its kind."""
    about = find_changed(call)
    return names(call, thing) or (about is None and thing[0] in fold(call.name).split())


def _note_write(call: Call, written: dict[Thing, Written]) -> None:
    for thing in [thing for thing in written if _may_touch(call, thing)]:
        known = written[thing]
        kept = known.values if begins_with(call.name, CHANGING) else {}
        words = {word for name in (*_list_given(call), call.name) for word in fold(name).split()}
        kept = {name: value for name, value in kept.items() if not words & set(name.split())}
        written[thing] = known._replace(values=kept)
    made = find_made(call)
    changed = find_changed(call) if begins_with(call.name, CHANGING) else None
    about = made or changed
    if about is None:
        return
    values = {name: value for name, value in _list_given(call).items() if value != about[1]}
    values = {name: value for name, value in values.items() if not _volatile(name)}
    older = written.get(about)
    if older is not None and not made:
        values = {**older.values, **values}
    written[about] = Written(call, values, made is not None)


def _list_facts(call: Call) -> Iterator[tuple[Thing, str, Any]]:
    noun = find_noun(call.name)
    for entity, identity, attribute, value in walk_facts(add_id(call, noun), noun):
        if not (may_change(call.name) and str(value).lower() in OUTCOMES):
            yield (entity, identity), _name(attribute), value


def _list_given(call: Call) -> dict[str, Any]:
    return {_name(name): value for name, value in call.arguments.items() if _is_scalar(value)}


def _name(name: str) -> str:
    words = fold(name).split()
    words = words[1:] if len(words) > 1 and words[0] in RENEWING else words
    return " ".join("text" if word in TEXTS else word for word in words)


def _volatile(attribute: str) -> bool:
    return not VOLATILE.isdisjoint(attribute.split()) or attribute == "id"


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | int | float)


def _offend(
    tally: Tally, row: Row, call: Call, offence: str, key: tuple[Thing, str], wanted: str,
    found: Any,
) -> None:  # fmt: skip
    (kind, identity), attribute = key
    detail = f"{kind} {identity} {attribute}: {wanted}, then {found!r}"
    tally.offend(offence, row.locate(call), detail)
