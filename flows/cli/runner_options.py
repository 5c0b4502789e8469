"""Options that say who writes the conversations: this process, or a cluster."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from digit_tc.config.settings import Settings
    from digit_tc.shards import Runner

F = TypeVar("F", bound=Callable[..., Any])

_RUNNERS = ("local", "dask", "ray")
_NAMES = ("runner", "runner_address", "shards_folder")
_OPTIONS = (
    click.option("--runner", type=click.Choice(_RUNNERS),
                 help="Who writes the conversations; default local: this process."),
    click.option("--runner-address", metavar="URL",
                 help="Of the cluster: tcp://HOST:8786. Without it, workers on this machine."),
    click.option("--shards-folder", metavar="PATH|URL",
                 help="Folder that all workers see; default `shards` beside the database."),
)  # fmt: skip


def runner_options(function: F) -> F:
    """`--runner`, `--runner-address` and `--shards-folder`."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def taken(options: dict[str, Any]) -> dict[str, str | None]:
    """The options about the runner, taken out of all that a command was given."""
    return {name: options.pop(name) for name in _NAMES}


def words_of(given: Mapping[str, str | None]) -> list[str]:
    """The options as they were typed, for a command line that people can copy."""
    return [
        word
        for name, value in given.items()
        if value is not None
        for word in (f"--{name.replace('_', '-')}", value)
    ]


def runner_from(settings: Settings, given: Mapping[str, str | None]) -> Runner:
    """The runner: what the options say, and the settings where they say nothing.

    Raises ConfigError for options that do not fit, and where a runner's package is missing.
    """
    from digit_tc.errors import ConfigError
    from digit_tc.shards import Runner, refuse_unusable

    named = settings.model_copy(
        update={name: value for name, value in given.items() if value is not None}
    )
    if named.runner == "local" and (given.get("runner_address") or given.get("shards_folder")):
        raise ConfigError(
            "--runner-address and --shards-folder are of a cluster.",
            remedy="Add --runner dask or --runner ray.",
        )
    runner = Runner(named.runner, named.runner_address, named.shards_folder)
    refuse_unusable(runner)
    return runner
