"""Makes the calls of an export again in the worlds of its side file, and compares the results."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from digit_tc.errors import ConfigError, ReplayError
from digit_tc.export.worlds import SUFFIX
from digit_tc.formats.common.parts import encode_json
from digit_tc.records import JSON, Record, WorldRow
from digit_tc.world.executor import Executor, open_world
from digit_tc.world.replay import find_altered, find_difference, find_unasked_change
from digit_tc.world.side_file import read_worlds

Progress = Callable[[int], None]
"""Called with the conversations that have been compared."""
Example = Mapping[str, Any]
"""A row of `openai` or `trl`."""


class ReplaySummary(Record):
    """What was compared and found the same."""

    conversations: int
    """Conversations of the export."""
    calls: int
    """Calls in them, wrong ones included."""


def name_export(worlds: Path) -> Path:
    """The export that a side file stands beside: `train.jsonl` for `train.worlds.jsonl`.

    Raises ConfigError for a file with another ending.
    """
    if not worlds.name.endswith(SUFFIX):
        raise ConfigError(
            f"The name of {worlds} does not end with {SUFFIX}, so that it does not tell where the "
            "export is.",
            remedy="Name the export with --export FILE.",
        )
    return worlds.with_name(f"{worlds.name.removesuffix(SUFFIX)}.jsonl")


def replay_export(
    worlds: Path, export: Path | None = None, *, progress: Progress | None = None
) -> ReplaySummary:
    """Make every call of an export again in its world, which is built from the side file alone.

    `export` may hold a part of the conversations, in the same order; without it, the file that the
    side file was written beside. The results must be the same bytes, all else must be as it was
    before each call, and in the end the world must be as the side file says. Raises ReplayError
    that names the first difference, ConfigError for a file that cannot be read.
    """
    rows = read_worlds(worlds)
    compared = calls = 0
    for example in _read_examples(export or name_export(worlds)):
        identity = _id_of(example)
        row = next((row for row in rows if row.conversation == identity), None)
        if row is None:
            raise ReplayError(
                f"{worlds} holds no world of the conversation {identity}, or holds its worlds in "
                "another order.",
                remedy="Write both files anew with `digit-tc export RUN --to FILE --worlds`.",
            )
        calls += replay_example(example, row)
        compared += 1
        if progress is not None:
            progress(compared)
    return ReplaySummary(conversations=compared, calls=calls)


def replay_example(example: Example, row: WorldRow) -> int:
    """Make the calls of one row of an export again; gives their number.

    Raises ReplayError as `replay_export`.
    """
    executor = open_world(row)
    made: dict[str, tuple[str, JSON]] = {}
    number = 0
    for message in example["messages"]:
        for call in message.get("tool_calls") or ():
            number += 1
            name = call["function"]["name"]
            answer = _call(executor, name, _arguments_of(call), _place(row, call["id"], name))
            made[call["id"]] = name, answer
        if message["role"] == "tool":
            name, answer = made[message["tool_call_id"]]
            _compare(message["content"], answer, _place(row, message["tool_call_id"], name))
    if executor.final() != row.final:
        raise ReplayError(
            f"Conversation {row.conversation}: what its calls make of the world is not what the "
            "file of worlds says."
        )
    altered = find_altered(row.world, executor.initial())
    if altered:
        raise ReplayError(
            f"Conversation {row.conversation}: what was so in the beginning is otherwise in the "
            f"end, though no call has changed it: {altered}."
        )
    return number


def _call(executor: Executor, name: str, arguments: dict[str, JSON], place: str) -> JSON:
    before = executor.world
    response = executor.call(name, arguments)
    for tool in executor.tools:
        if tool.name == name and executor.world is not before:
            change = find_unasked_change(before, executor.world, tool, arguments, response.content)
            if change:
                raise ReplayError(f"{place} {change}.")
    return response.content


def _compare(told: str, answer: JSON, place: str) -> None:
    text = answer if isinstance(answer, str) else encode_json(answer)
    if text == told:
        return
    try:
        difference = find_difference(orjson.loads(told), answer)
    except orjson.JSONDecodeError:
        difference = find_difference(told, answer)
    shown = str(difference) if difference else "the same is told in other bytes"
    raise ReplayError(f"{place}: {shown}.")


def _place(row: WorldRow, call: str, name: str) -> str:
    return f"Conversation {row.conversation}, {call} ({name})"


def _arguments_of(call: Mapping[str, Any]) -> dict[str, JSON]:
    told = call["function"]["arguments"]
    arguments: dict[str, JSON] = orjson.loads(told) if isinstance(told, str) else told
    return arguments


def _id_of(example: Example) -> str:
    return str(example.get("id") or example["metadata"]["id"])


def _read_examples(path: Path) -> Iterator[Example]:
    number = 0
    try:
        with path.open("rb") as file:
            for line in file:
                number += 1
                if line.strip():
                    example = orjson.loads(line)
                    _id_of(example)
                    yield example
    except OSError as problem:
        raise ConfigError(
            f"The export {path} cannot be read: {problem.strerror}.",
            remedy="Name it with --export FILE.",
        ) from problem
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as problem:
        raise ConfigError(
            f"Line {number} of {path} is no conversation of an export.",
            remedy="Name an export in the format openai or trl with --export FILE.",
        ) from problem
