"""What a result states about which thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .effects import find_noun, may_change
from .rows import Call
from .words import fold

OUTCOMES = frozenset("ok done success successful succeeded completed accepted processed".split())


def is_outcome(attribute: str, value: Any) -> bool:
    """Whether this says how a call went, and nothing of what it was about: status "completed"."""
    return attribute in ("status", "state", "result", "outcome") and str(value).lower() in OUTCOMES


def add_id(call: Call, noun: str) -> Any:
    """A call's result with the id that it was asked for by, where the result leaves it out.

    Only for tools that read and whose argument is the id of their own noun: what
    `get_order(order_id="O1")` gives is order O1. Other arguments than ids and switches (a currency,
    a day) may change what is said, and a list of orders is not that order.
    """
    result, names = call.result, (f"{noun}_id", f"{noun}Id", "id")
    if not isinstance(result, dict) or not noun or may_change(call.name):
        return result
    given = {name: value for name, value in call.arguments.items() if name in names}
    others = [name for name, value in call.arguments.items() if not isinstance(value, bool)]
    listed = any(
        isinstance(item, list) and find_noun(name) == noun for name, item in result.items()
    )
    if len(given) != 1 or listed or any(fold(name).split()[-1:] != ["id"] for name in others):
        return result
    named = {f"{noun}_id": next(iter(given.values()))}
    inner = [name for name, item in result.items() if isinstance(item, dict) and name == noun]
    if inner and not set(names) & set(result[noun]):
        return {**result, noun: {**named, **result[noun]}}
    return result if inner or set(names) & set(result) else {**named, **result}


def walk_facts(value: Any, noun: str) -> Iterator[tuple[str, str, str, Any]]:
    """(entity, id, attribute, value) of every object that says which entity it is.

    An object is an entity where it holds `id`, or an id named after its container: the field it
    stands in (`flights[]` → `flight_id`) or, at the top, the tool's noun. Other ids in it are
    attributes: a booking that holds a `flight_id` says nothing about that flight's other fields.
    """
    if isinstance(value, list):
        for item in value:
            yield from walk_facts(item, noun)
    if not isinstance(value, dict):
        return
    identity = value.get(f"{noun}_id", value.get(f"{noun}Id", value.get("id")))
    if isinstance(identity, str | int) and not isinstance(identity, bool) and noun:
        for key, item in value.items():
            if not isinstance(item, dict | list) and key not in {"id", f"{noun}_id", f"{noun}Id"}:
                yield noun, str(identity), key, item
    for key, item in value.items():
        if isinstance(item, dict | list):
            yield from walk_facts(item, find_noun(key))
