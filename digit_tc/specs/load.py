"""Sources in, tools out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from digit_tc.errors import SpecError
from digit_tc.records import Record, Rejection, Tool
from digit_tc.semantics import profile_tools
from digit_tc.specs.build import Built, build
from digit_tc.specs.merge import merge
from digit_tc.specs.session import mark_sessions
from digit_tc.specs.sources import read_source


class Loaded(Record):
    """What the sources gave."""

    tools: tuple[Tool, ...]
    """Sorted by key; keys and fingerprints are all different."""
    rejections: tuple[Rejection, ...]
    """What could not become a tool, in the order of the sources."""


def load_tools(sources: Sequence[str]) -> Loaded:
    """All tools of the sources, linted and mended.

    A source is a file, folder or pattern, a URL, `starter`, `module`, `module:function`,
    `file.py`, or one of these after `openai:`, `openapi:`, `mcp:` (a command line or URL) or
    `python:`. The same sources give the same result. Raises `SpecError` where a source cannot be
    read at all, or where no tool is left.
    """
    if not sources:
        raise SpecError("No tool source was named.", remedy="Name a file, a URL or `starter`.")
    readings: list[list[Built]] = []
    rejections: list[Rejection] = []
    for source in sources:
        for reading in read_source(source):
            if not reading.drafts and not reading.rejections:
                raise SpecError(
                    f"{reading.label} holds no tool specifications.",
                    remedy="Give a list of tools or an OpenAPI document.",
                )
            rejections += reading.rejections
            results = [built for draft in reading.drafts for built in build(draft)]
            rejections += [each for each in results if isinstance(each, Rejection)]
            good = [each for each in results if isinstance(each, Built)]
            marked = mark_sessions([each.tool for each in good], [each.headers for each in good])
            readings.append(
                [replace(each, tool=tool) for each, tool in zip(good, marked, strict=True)]
            )
    tools = profile_tools(merge(readings))
    if not tools:
        raise _nothing_left(rejections)
    return Loaded(tools=tools, rejections=tuple(rejections))


def _nothing_left(rejections: Sequence[Rejection]) -> SpecError:
    reasons = Counter(each.reason for each in rejections)
    counted = ", ".join(f"{count} × {reason}" for reason, count in sorted(reasons.items())[:5])
    first = rejections[0]
    return SpecError(
        f"No tool is left: {len(rejections)} rejected ({counted}); "
        f"the first, {first.subject}: {first.detail}",
        remedy="Mend the source or name another.",
    )
