"""How conversations are written for training: one format a file.

A new format is a file here and a row in `FORMATS`; what formats share is in `common`. Equal
conversations give equal rows: nothing in them depends on a run's id, a folder, the clock or the
machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from digit_tc.errors import ConfigError
from digit_tc.formats import openai, trl
from digit_tc.records import Conversation, Tool

__all__ = ["FORMATS", "Format", "format_names", "get_format"]


class Format(Protocol):
    """One format: a module with these names is one."""

    @property
    def NAME(self) -> str:  # noqa: N802
        """What people write in a run file or after `--format`, as the module is called."""

    @property
    def VERSION(self) -> str:  # noqa: N802
        """Name and version, such as `openai/1`; what a reader must know of raises it."""

    @property
    def SUFFIX(self) -> str:  # noqa: N802
        """How its files end: `.jsonl`, as every row is written as one line of JSON."""

    def describe(self, figures: Mapping[str, Any]) -> Iterable[str]:
        """Lines of Markdown for the dataset card: how a row is read. `figures` are the dataset's.

        `figures["wrong_calls"]`, for instance, is there only where the dataset shows wrong calls.
        """

    def rows(
        self, conversation: Conversation, tools: Mapping[str, Tool], split: str
    ) -> Iterable[dict[str, Any]]:
        """The rows of one conversation: one, several, or none where it has nothing to give.

        `tools` holds at least the tools offered, by key; `split` is `train` or `validation`. Keys
        stand in the order in which they are to be written.
        """


FORMATS: tuple[Format, ...] = (openai, trl)
"""All formats; the first one is what is written where none is asked for."""


def format_names() -> tuple[str, ...]:
    """The names of all formats."""
    return tuple(form.NAME for form in FORMATS)


def get_format(name: str) -> Format:
    """The format of this name. Raises ConfigError, which lists the names, where there is none."""
    for form in FORMATS:
        if name == form.NAME:
            return form
    raise ConfigError(
        f"There is no export format {name!r}.", remedy=f"Choose from {', '.join(format_names())}."
    )
