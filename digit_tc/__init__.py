"""DiGiT-TC: multi-turn tool-calling conversations from tool specifications alone.

>>> import digit_tc
>>> for conversation in digit_tc.conversations(["my-openapi.yaml"], count=10):
...     print(conversation.turns[0].request)

`generate` makes a dataset in a database and a file; `tool_graph`, `load_tools`, `Store` and the
records of `digit_tc.records` are there for everything in between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from digit_tc.version import __version__

if TYPE_CHECKING:
    from digit_tc.api import Dataset, conversations, generate, tool_graph, training_example
    from digit_tc.config import RunConfig, load_run
    from digit_tc.errors import DigitError
    from digit_tc.specs import load_tools
    from digit_tc.store import Store
    from digit_tc.world.executor import open_world
    from digit_tc.world.side_file import read_worlds

__all__ = [
    "Dataset",
    "DigitError",
    "RunConfig",
    "Store",
    "__version__",
    "conversations",
    "generate",
    "load_run",
    "load_tools",
    "open_world",
    "read_worlds",
    "tool_graph",
    "training_example",
]
# Importing the package must cost nothing: the command line does it for its help.
_HOMES = {
    "Dataset": "digit_tc.api",
    "conversations": "digit_tc.api",
    "generate": "digit_tc.api",
    "tool_graph": "digit_tc.api",
    "training_example": "digit_tc.api",
    "RunConfig": "digit_tc.config",
    "load_run": "digit_tc.config",
    "DigitError": "digit_tc.errors",
    "load_tools": "digit_tc.specs",
    "Store": "digit_tc.store",
    "open_world": "digit_tc.world.executor",
    "read_worlds": "digit_tc.world.side_file",
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'digit_tc' has no attribute {name!r}")
