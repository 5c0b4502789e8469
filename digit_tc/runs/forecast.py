"""What a run will need of its models, guessed from its run file alone; a pilot knows better."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from digit_tc.config import RunConfig
from digit_tc.llm.prices import compute_cost
from digit_tc.records import Expected, Forecast, Role, Usage

_BYTES_A_TOKEN = 4
_CALLS_A_TURN = 2.0
_LOW, _LIKELY, _HIGH = 1.0, 1.25, 2.5
"""Requests beside those of a conversation in which nothing has to be tried again: none, what a
careful model needs, what a poor one needs, conversations that are dropped included."""
BASIS = (
    "assumed: two calls a turn, 4 bytes a token, 1.25 times the least requests; "
    "`digit-tc pilot` measures it"
)


class _Asked(NamedTuple):
    """Requests of one kind for one conversation."""

    role: Role
    times: float
    prompt_in_bytes: float
    completion_tokens: float


def forecast_models(config: RunConfig) -> Forecast | None:
    """What the models of a run will be asked; None where no role has a model.

    Money is None where the price of any of them is not known. Raises nothing.
    """
    settled = config.effective
    asked = [one for one in _asked(settled) if settled.roles.model_of(one.role) is not None]
    if not asked:
        return None
    requests = sum(one.times for one in asked)
    sent = sum(one.times * one.prompt_in_bytes for one in asked)
    tokens = sum(
        one.times * (one.prompt_in_bytes / _BYTES_A_TOKEN + one.completion_tokens) for one in asked
    )
    usd = _usd(settled, asked)
    return Forecast(
        count=settled.count,
        basis=BASIS,
        requests=_expected(requests * settled.count),
        prompt_in_kb=_expected(sent * settled.count / 1000),
        tokens=_expected(tokens * settled.count),
        cost_in_usd=None if usd is None else _expected(usd * settled.count),
    )


def count_affordable(config: RunConfig) -> int | None:
    """How many conversations the budget will do for, by the forecast; None where it sets no limit
    in tokens or money, or the price is not known."""
    limits = config.budget
    expected = forecast_models(config) if limits.max_tokens or limits.max_usd else None
    if expected is None:
        return None
    numbers = []
    if limits.max_tokens and expected.tokens is not None:
        numbers.append(limits.max_tokens * config.count / expected.tokens.likely)
    if limits.max_usd and expected.cost_in_usd is not None and expected.cost_in_usd.likely:
        numbers.append(limits.max_usd * config.count / expected.cost_in_usd.likely)
    return int(min(numbers)) if numbers else None


def _asked(config: RunConfig) -> Iterator[_Asked]:
    weights = config.sample.turns
    turns = sum(n * weight for n, weight in weights.items()) / sum(weights.values())
    history = 500 * (turns - 1) / 2
    offered = sum(config.sample.offered) / 2
    yield _Asked("planner", 1, 1500 + turns * _CALLS_A_TURN * 700, turns * _CALLS_A_TURN * 35)
    yield _Asked("user", turns, 2500 + history, 70)
    yield _Asked("solver", turns * 1.1, 2500 + offered * 250 + history, _CALLS_A_TURN * 60)
    yield _Asked("assistant", turns, 1500 + _CALLS_A_TURN * 500, 60)
    yield _Asked("judge", config.quality.judge.votes, 2500 + turns * 1500, 150)


def _usd(config: RunConfig, asked: list[_Asked]) -> float | None:
    total = 0.0
    for one in asked:
        usage = Usage(
            prompt_tokens=math.ceil(one.prompt_in_bytes / _BYTES_A_TOKEN),
            completion_tokens=math.ceil(one.completion_tokens),
        )
        cost, _ = compute_cost(config.roles.model_of(one.role) or "", usage, config.models)
        if cost is None:
            return None
        total += cost * one.times
    return total


def _expected(least: float) -> Expected:
    return Expected(low=least * _LOW, likely=least * _LIKELY, high=least * _HIGH)
