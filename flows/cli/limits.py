"""Options that may differ each time a run goes on: they do not change the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from digit_tc.config import RunConfig

F = TypeVar("F", bound=Callable[..., Any])

_ABOVE_0 = click.FloatRange(min=0, min_open=True)
_FROM_1 = click.IntRange(min=1)
_BUDGET = ("max_usd", "max_tokens", "max_minutes")
_MODELS = ("api_base", "max_concurrency")


def limit_options(function: F) -> F:
    """`--max-usd`, `--max-tokens`, `--max-minutes`, `--max-concurrency` and `--api-base`."""
    for option in reversed(
        (
            click.option("--api-base", metavar="URL", help="Address of the models' server."),
            click.option("--max-usd", type=_ABOVE_0, metavar="X", help="Most money, in all."),
            click.option("--max-tokens", type=_FROM_1, metavar="N", help="Most tokens, in all."),
            click.option("--max-minutes", type=_ABOVE_0, metavar="T", help="Most time."),
            click.option(
                "--max-concurrency", type=_FROM_1, metavar="C", help="Most requests at once."
            ),
        )
    ):
        function = option(function)
    return function


def with_limits(config: RunConfig, limits: Mapping[str, object]) -> RunConfig:
    """The run with those limits that were given. Raises ConfigError for impossible ones."""
    given = {name: value for name, value in limits.items() if value is not None}
    if not given:
        return config
    from pydantic import ValidationError

    from digit_tc.config import RunConfig
    from digit_tc.errors import ConfigError

    fields = config.model_dump(mode="json")
    fields["budget"] |= {name: given[name] for name in _BUDGET if name in given}
    fields["models"] |= {name: given[name] for name in _MODELS if name in given}
    try:
        return RunConfig.model_validate(fields)
    except ValidationError:
        raise ConfigError(
            "--api-base is no address of a server.", remedy="Give one such as http://HOST:PORT/v1."
        ) from None
