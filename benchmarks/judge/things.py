"""Things that a conversation speaks of: which call makes one, changes one, or names one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .effects import CREATING, begins_with, find_noun, singularise
from .paths import split_path, walk_scalars
from .rows import Call
from .words import fold

Thing = tuple[str, str]
"""What it is, and its id: ("order", "ORD-1")."""


def has_failed(call: Call) -> bool:
    """Whether a call was not answered, or by an error."""
    return call.result is None or (isinstance(call.result, dict) and "error" in call.result)


def name_kind(path: str, name: str) -> str:
    """What the value at a path of a result is the id of, empty where it is no id.

    `orders[0].order_id` and `orders[0].id` are ids of orders; a bare `id` is that of the noun of
    the tool `name`.
    """
    keys = [step for step in split_path(path) if isinstance(step, str)]
    words = fold(keys[-1]).split() if keys else []
    if words[-1:] not in (["id"], ["ids"]):
        return ""
    if len(words) > 1:
        return singularise(words[-2])
    return find_noun(keys[-2]) if len(keys) > 1 else find_noun(name)


def list_things(value: Any, name: str) -> Iterator[tuple[Thing, str]]:
    """Every id in a call's result or arguments, with its path."""
    for path, found in walk_scalars(value):
        kind = name_kind(path, name)
        if kind and isinstance(found, str | int) and not isinstance(found, bool):
            yield (kind, str(found)), path


def find_made(call: Call) -> Thing | None:
    """The thing that a call makes: the only id of its result that it was not given.

    `order_pizza` makes an order, `get_order` makes none.
    """
    if has_failed(call) or not begins_with(call.name, CREATING):
        return None
    given = {str(value) for _path, value in walk_scalars(call.arguments)}
    top = call.result if isinstance(call.result, dict) else {}
    new = [thing for thing, path in list_things(top, call.name)
           if thing[1] not in given and "[" not in path]  # fmt: skip
    return new[0] if len(new) == 1 else None


def find_changed(call: Call) -> Thing | None:
    """The thing that a call is about: the id of its own noun, or the only id it is given."""
    given = [thing for thing, path in list_things(call.arguments, call.name) if "[" not in path]
    nouns = {singularise(word) for word in fold(call.name).split()[1:]}
    own = [thing for thing in given if thing[0] in nouns]
    return own[0] if len(own) == 1 else given[0] if len(given) == 1 else None


def names(call: Call, thing: Thing) -> bool:
    """Whether a thing's id stands anywhere in a call's arguments or result."""
    values = [*walk_scalars(call.arguments), *walk_scalars(call.result)]
    return any(str(value) == thing[1] for _path, value in values)
