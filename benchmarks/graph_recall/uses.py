"""Files of uses: specifications of tools, and which result gave which parameter its value."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from digit_tc.records import Tool
from digit_tc.returns import infer_all
from digit_tc.specs import load_tools

Link = tuple[str, str, str]
"""Name of the tool whose result was used, name of the tool that used it (it may be the same one),
and the parameter that took the value."""


@dataclass(frozen=True, slots=True)
class Uses:
    """One file."""

    domain: str
    tools: tuple[Tool, ...]
    """With results, which are inferred where the file declares none."""
    counts: dict[Link, int]
    """How often each link was used."""


def read_uses(path: Path) -> Uses:
    """The tools and uses of a file; raises ValueError where a use names what is not there."""
    document = json.loads(path.read_text(encoding="utf-8"))
    tools = tuple(infer_all(load_tools([str(path)]).tools))
    by_name = {tool.name: tool for tool in reversed(tools)}  # of several forms the first counts
    counts: dict[Link, int] = {}
    for source, target, parameter, count in document["uses"]:
        if source not in by_name or parameter not in by_name[target].parameters["properties"]:
            raise ValueError(f"{path.name}: there is no {source} or no {target}.{parameter}.")
        counts[source, target, parameter] = counts.get((source, target, parameter), 0) + count
    return Uses(document["domain"], tools, counts)
