"""Who will fill which role, where, and what that will cost: known before anything is asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.cli.amounts import between, counted, many, minutes, usd
from flows.cli.text import table

if TYPE_CHECKING:
    from digit_tc.config import RunConfig
    from digit_tc.llm.model_access import ModelAccess
    from digit_tc.records import Forecast

_ROLES = {
    "planner": "values of the plan",
    "user": "the user's words",
    "solver": "finds the calls back",
    "simulator": "what tools give back that do not say so",
    "assistant": "the assistant's words",
    "judge": "judges conversations",
}


def refuse_impossible(config: RunConfig) -> None:
    """Raise ConfigError for a model without a provider, or for a limit that cannot be held.

    A limit in US dollars cannot be held where a price is not known. Costs nothing where no model
    is named; else the import of LiteLLM, some seconds.
    """
    models = config.effective.roles.models
    if not models:
        return
    from digit_tc.errors import ConfigError
    from digit_tc.llm.model_access import resolve_access

    for name in models:
        if resolve_access(name, config.models).provider is None:
            raise ConfigError(
                f"LiteLLM knows no provider for the model {name!r}.",
                remedy=f"Put the provider before it: openai/{name} for a server that speaks like"
                f" OpenAI's, or anthropic/, ollama_chat/, hosted_vllm/, ...",
            )
    if config.budget.max_usd is not None:
        _refuse_unpriced(config, config.budget.max_usd)


def _refuse_unpriced(config: RunConfig, most: float) -> None:
    from digit_tc.errors import ConfigError
    from digit_tc.llm.prices import has_price

    unknown = [name for name in config.effective.roles.models if not has_price(name, config.models)]
    if unknown:
        raise ConfigError(
            f"The limit of {most:g} US dollars cannot be held: what"
            f" {' and '.join(unknown)} {'cost' if len(unknown) > 1 else 'costs'} is not known.",
            remedy="Give the price in the run file,\n\n"
            f"models:\n  endpoints:\n    {unknown[0]}:\n"
            "      price: {input_usd_per_million: 0, output_usd_per_million: 0}\n\n"
            "or limit tokens with --max-tokens instead.",
        )


def print_models(config: RunConfig, database: Path) -> None:
    """Who fills which role, whether keys are there and prices known, and a forecast.

    Prints nothing where no model is asked. Values of keys are never read.
    """
    settled = config.effective
    if not settled.roles.models:
        return
    from digit_tc.llm.model_access import resolve_access
    from digit_tc.llm.prices import has_price

    doors = {name: resolve_access(name, settled.models) for name in settled.roles.models}
    rows = [
        (role, getattr(settled.roles, role), does)
        for role, does in _ROLES.items()
        if role != "simulator" or settled.graph.infer_returns == "model"
    ]
    click.echo("\nWho fills each role:")
    click.echo(table(("role", "filled by", "for"), rows))
    reached = [
        (
            name,
            door.address,
            _key(door),
            "known" if has_price(name, settled.models) else "not known",
        )
        for name, door in doors.items()
    ]
    click.echo("\n" + table(("model", "asked at", "key", "price"), reached))
    if config.ablate:
        click.echo(f"Left out: {', '.join(config.ablate)}.")
    limits = config.budget
    given = [
        f"{usd(limits.max_usd)}" if limits.max_usd is not None else "",
        f"{many(limits.max_tokens)} tokens" if limits.max_tokens is not None else "",
        f"{minutes(limits.max_minutes)}" if limits.max_minutes is not None else "",
    ]
    click.echo(f"Budget: {', '.join(filter(None, given)) or 'no limit'}.")
    forecast = _forecast(config, database)
    if forecast is not None:
        click.echo("\n" + told(forecast))


def told(forecast: Forecast) -> str:
    """A forecast in a few lines."""
    facts = [
        ("requests", between(forecast.requests)),
        ("prompts", between(forecast.prompt_in_kb, lambda kb: f"{many(kb * 1000)}B")),
        ("tokens", between(forecast.tokens)),
        ("money", between(forecast.cost_in_usd, usd)),
    ]
    if forecast.minutes is not None:
        facts.append(("time", between(forecast.minutes, minutes)))
    head = f"Forecast for {counted(forecast.count, 'conversation')} ({forecast.basis}):"
    return "\n".join([head, *(f"  {name:<10}{value}" for name, value in facts)])


def _forecast(config: RunConfig, database: Path) -> Forecast | None:
    from digit_tc.runs.forecast import forecast_models
    from digit_tc.runs.pilot import find_pilot, rescale_forecast

    pilot = find_pilot(database, config)
    if pilot is not None and pilot.conversations:
        return rescale_forecast(pilot, config.count)
    return forecast_models(config)


def _key(door: ModelAccess) -> str:
    if not door.variables:
        return "none needed, or not known"
    if not door.missing:
        return f"{', '.join(door.variables)}: set"
    needless = "; a server of your own may need none" if door.own_address else ""
    return f"{', '.join(door.missing)}: not set{needless}"
