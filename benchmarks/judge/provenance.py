"""Whether the source that is recorded for a value can be read again, and gives the value."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from .free_words import FREE_TRANSFORMS
from .paths import equals, read_at
from .rows import Argument, Row
from .schemas import holds_default
from .tally import Tally
from .transforms import apply_transform

ROLES = {"user": "user", "context": "system"}
"""Kind of source that is a text → who says it."""


def judge_provenance(row: Row, tally: Tally) -> None:
    """Count the arguments whose one source reads again."""
    sources: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for source in row.metadata.get("provenance", ()):
        sources[source["call"], source["path"]].append(source)
    for argument in row.arguments:
        found = sources[argument.call.id, argument.path]
        problem = f"{len(found)} records"
        if len(found) == 1:
            problem = find_problem(row, argument, found[0])
        if problem:
            where = row.locate(argument.call)
            tally.offend("unread_provenance", where, f"{argument.shown}: {problem}")
        else:
            tally.counts["provenance"] += 1


def find_problem(row: Row, argument: Argument, source: dict[str, Any]) -> str:
    """Why the source does not give the value; empty where it does."""
    kind = source["kind"]
    if kind in ROLES:
        return _find_problem_of_text(row, argument, source)
    if kind == "result":
        return _find_problem_of_result(row, argument, source)
    if kind == "default":
        schema = row.tools[argument.call.name]["parameters"]
        held = any(holds_default(schema, source["path"], argument.value))
        return "" if held else "is not the default"
    if kind == "enum":
        return "" if argument.is_listed else "is not in the enum"
    return f"sources of kind {kind!r} cannot be read from the export"


def _find_problem_of_text(row: Row, argument: Argument, source: dict[str, Any]) -> str:
    message, role = row.messages[source["message"]], ROLES[source["kind"]]
    if message["role"] != role or source["message"] >= argument.call.asked_at:
        return f"message {source['message']} is not an earlier {role} message"
    part = message["content"][source["start"] : source["end"]]
    name, value = source["transform"], argument.value
    if name in FREE_TRANSFORMS:
        told = FREE_TRANSFORMS[name](part, value, argument.choices, row.today)
        return "" if told else f"{part!r} does not say it as {name}"
    try:
        read = apply_transform(name, part, argument.choices)
    except (ValueError, KeyError) as error:
        return f"{name} of {part!r}: {error}"
    return "" if equals(read, value) else f"{name} of {part!r} is {read!r}"


def _find_problem_of_result(row: Row, argument: Argument, source: dict[str, Any]) -> str:
    other = row.calls.get(source["from_call"])
    if other is None or other.answered_at >= argument.call.asked_at:
        return f"{source['from_call']} was not answered before"
    try:
        read = read_at(other.result, source["result_path"])
    except (KeyError, IndexError, TypeError):
        return f"{source['from_call']} has no {source['result_path']}"
    return "" if equals(read, argument.value) else f"{source['result_path']} is {read!r}"
