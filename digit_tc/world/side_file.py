"""The side file of an export: a line for each tool, and a line for each conversation's world."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import orjson
from pydantic import ValidationError

from digit_tc.errors import ConfigError
from digit_tc.language.kept import Kept
from digit_tc.records import Tool, ToolSource, WorldRow, WorldTool
from digit_tc.world.plugins import HINT

_TOOL = b'{"tool":'


class SideFileWriter:
    """Turns rows into lines; a tool has its line before the first row that has it."""

    def __init__(self) -> None:
        self._written: set[str] = set()

    def encode(self, row: WorldRow) -> bytes:
        """The lines of a row; what is as by default is left out."""
        fresh = [tool for tool in row.tools if tool.key not in self._written]
        self._written.update(tool.key for tool in fresh)
        lines = [_TOOL + _dump(tool) + b"}" for tool in fresh]
        lines.append(_dump(row.model_copy(update={"tools": ()})))
        return b"".join(line + b"\n" for line in lines)


def read_worlds(path: Path | str) -> Iterator[WorldRow]:
    """The worlds of a side file in order, one after the other, each with its tools.

    Raises ConfigError for a file that is not there or holds something else.
    """
    tools: dict[str, WorldTool] = {}
    number = 0
    try:
        with Path(path).open("rb") as file:
            for line in file:
                number += 1
                if line.startswith(_TOOL):
                    tool = WorldTool.model_validate(orjson.loads(line)["tool"])
                    tools[tool.key] = tool
                elif line.strip():
                    yield _with_tools(WorldRow.model_validate_json(line), tools)
    except OSError as problem:
        raise ConfigError(
            f"The file of worlds {path} cannot be read: {problem.strerror}.",
            remedy="Write it with `digit-tc export RUN --to FILE --worlds`.",
        ) from problem
    except (ValidationError, orjson.JSONDecodeError, KeyError) as problem:
        raise ConfigError(
            f"Line {number} of {path} is no line of a file of worlds.",
            remedy="Write it anew with `digit-tc export RUN --to FILE --worlds`.",
        ) from problem


def describe_tool(tool: Tool) -> WorldTool:
    """A tool as a side file has it; the tool must have a profile, as those of a run have."""
    return _described(tool)


def restore_tool(stored: WorldTool) -> Tool:
    """The tool of a side file; it can be called, and nothing else is known of it."""
    return _restored(stored)


def _with_tools(row: WorldRow, tools: dict[str, WorldTool]) -> WorldRow:
    keys: Iterable[str] = (*row.offered, *row.required)
    return row.model_copy(update={"tools": tuple(tools[key] for key in keys)})


def _describe(tool: Tool) -> WorldTool:
    assert tool.profile is not None  # noqa: S101
    return WorldTool(
        namespace=tool.namespace,
        name=tool.name,
        variant=tool.variant,
        description=tool.description,
        parameters=tool.parameters,
        returns=tool.returns,
        returns_origin=tool.returns_origin,
        requires=tool.requires,
        session=tool.session,
        world=str(tool.hints.get(HINT, "")),
        profile=tool.profile.model_copy(update={"evidence": ()}),
    )


def _restore(stored: WorldTool) -> Tool:
    fields = {name: getattr(stored, name) for name in WorldTool.model_fields if name != "world"}
    hints = {HINT: stored.world} if stored.world else {}
    return Tool(**fields, hints=hints, source=_source(), fingerprint="")


_described = Kept(_describe)
_restored = Kept(_restore)


@cache
def _source() -> ToolSource:
    return ToolSource(label="worlds", reader="worlds")


def _dump(record: WorldRow | WorldTool) -> bytes:
    return record.model_dump_json(exclude_defaults=True).encode()
