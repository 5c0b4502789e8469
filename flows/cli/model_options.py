"""Options about models, and how they are put on top of a run file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

_ROLES = ("planner", "user", "solver", "simulator", "assistant", "judge")
"""As in `digit_tc.records`, which would make the help slow; a test compares them."""
_ABLATIONS = ("back-translation", "implicit", "judge")
_FIELDS = {
    "api_base": ("models.api_base", "--api-base"),
    "max_usd": ("budget.max_usd", "--max-usd"),
    "max_tokens": ("budget.max_tokens", "--max-tokens"),
    "max_minutes": ("budget.max_minutes", "--max-minutes"),
    "max_concurrency": ("models.max_concurrency", "--max-concurrency"),
    "ablate": ("ablate", "--ablate"),
}
_OPTIONS = (
    click.option("--model", metavar="M",
                 help="Model for all six roles, as LiteLLM names it: openai/gpt-oss-20b."),
    click.option("--api-base", metavar="URL",
                 help="Its address, where it is not the provider's: http://127.0.0.1:8000/v1."),
    click.option("--role", "roles", multiple=True, metavar="ROLE=MODEL",
                 help=f"Model for one role ({', '.join(_ROLES)}), grammar or none; repeatable."),
    click.option("--max-usd", type=float, metavar="X", help="Most US dollars to spend."),
    click.option("--max-tokens", type=int, metavar="N",
                 help="Most tokens to spend, prompts and replies together."),
    click.option("--max-minutes", type=float, metavar="T", help="Most minutes to work."),
    click.option("--max-concurrency", type=int, metavar="C",
                 help="Most requests under way at once; 64 where the run file has no other."),
    click.option("--ablate", multiple=True, type=click.Choice(_ABLATIONS), metavar="WHAT",
                 help=f"Leave a part of the method out: {', '.join(_ABLATIONS)}; repeatable."),
)  # fmt: skip


@dataclass(frozen=True)
class Overrides:
    """What options say about a run, as `load_run` takes it."""

    values: Mapping[str, object]
    """Dotted name of a field → value."""
    options: Mapping[str, str]
    """Dotted name of a field → the option, for error texts."""


def model_options(function: F) -> F:
    """`--model`, `--api-base`, `--role` and the others; they arrive as keyword arguments."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def overrides(
    *, model: str | None = None, roles: tuple[str, ...] = (), **given: object
) -> Overrides:
    """The fields of the run file that options stand for; what was not given is left out.

    `--model` fills all six roles, `--role` goes before it. Raises ConfigError for a role that
    there is not.
    """
    values: dict[str, object] = {}
    options: dict[str, str] = {}
    for role in _ROLES if model is not None else ():
        values[f"roles.{role}"], options[f"roles.{role}"] = model, "--model"
    for text in roles:
        role, name = _role(text)
        values[f"roles.{role}"], options[f"roles.{role}"] = name, f"--role {role}"
    for name, (field, option) in _FIELDS.items():
        value = given.get(name)
        if value is not None and value != ():
            values[field] = tuple(dict.fromkeys(value)) if isinstance(value, tuple) else value
            options[field] = option
    return Overrides(values, options)


def typed(given: Mapping[str, Any], without: Collection[str] = ()) -> list[str]:
    """The options as they were typed, for a command line that people can copy."""
    words: list[str] = []
    names = {"model": "--model", "roles": "--role"} | {
        name: option for name, (_, option) in _FIELDS.items()
    }
    for name, option in names.items():
        value = given.get(name)
        if value is None or name in without:
            continue
        words += options_of(option, *(value if isinstance(value, tuple) else (value,)))
    return words


def options_of(option: str, *values: object) -> list[str]:
    """`--option value` for each value that was given."""
    return [
        word
        for one in values
        if one is not None
        for word in (option, f"{one:g}" if isinstance(one, float) else str(one))
    ]


def _role(text: str) -> tuple[str, str]:
    from digit_tc.errors import ConfigError

    role, equals, name = text.partition("=")
    role, name = role.strip().lower(), name.strip()
    if role in _ROLES and equals and name:
        return role, name
    listed = ", ".join(_ROLES)
    if not equals:
        raise ConfigError(
            "Option --role: expected ROLE=MODEL, such as judge=openai/gpt-oss-20b;"
            " there is no '=' in what was given.",
            remedy=f"The roles are {listed}.",
        )
    if role in _ROLES:
        raise ConfigError(
            f"Option --role {role}: no model is named.",
            remedy=f"Give {role}=MODEL, or {_without_model(role)} for no model.",
        )
    near = get_close_matches(role, _ROLES, n=1, cutoff=0.6)
    hint = f"Did you mean {near[0]!r}?" if near else f"The roles are {listed}."
    raise ConfigError(f"Option --role: there is no role {role[:40]!r}.", remedy=hint)


def _without_model(role: str) -> str:
    return f"{role}={'none' if role in ('solver', 'judge') else 'grammar'}"
