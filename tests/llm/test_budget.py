"""What a run may spend: checked before a call is sent, over all starts of the run."""

from __future__ import annotations

import asyncio
import pickle
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digit_tc.config.models import BudgetConfig
from digit_tc.errors import BudgetError, ConfigError
from digit_tc.llm import ModelGateway, ModelReply, ModelRequest, ScriptedModel
from digit_tc.llm.budget import Budget
from digit_tc.llm.call_log import Spending
from digit_tc.records import Usage


def _cost(_: str, usage: Usage) -> float:
    return (usage.prompt_tokens or 0) * 1e-6 + (usage.completion_tokens or 0) * 2e-6


async def _spend(budget: Budget, calls: list[tuple[int, int]], at_once: int) -> tuple[int, int]:
    """Tokens spent in the end, and the most that calls under way came to beyond estimates."""
    turns, beyond, most_beyond = asyncio.Semaphore(at_once), 0, 0

    async def one(prompt_in_bytes: int, completion: int) -> None:
        nonlocal beyond, most_beyond
        async with turns:
            held = await budget.reserve("user", "m", prompt_in_bytes, 500)
            usage = Usage(prompt_tokens=prompt_in_bytes // 3, completion_tokens=completion)
            over = max(0, prompt_in_bytes // 3 + completion - held.tokens)
            beyond += over
            most_beyond = max(most_beyond, beyond)
            await asyncio.sleep(0.01 + completion / 100)
            budget.settle(held, usage, _cost("m", usage))
            beyond -= over

    await asyncio.gather(*(one(*call) for call in calls), return_exceptions=True)
    return budget.tokens, most_beyond


@settings(max_examples=60, deadline=None)
@given(
    most=st.integers(1_000, 40_000),
    at_once=st.integers(1, 30),
    calls=st.lists(st.tuples(st.integers(50, 3000), st.integers(1, 500)), max_size=150),
)
def test_a_budget_is_passed_by_no_more_than_calls_under_way_exceed_their_estimates(
    asking: ModuleType, most: int, at_once: int, calls: list[tuple[int, int]]
) -> None:
    budget = Budget(BudgetConfig(max_tokens=most), Spending(), _cost)
    spent, beyond = asking.run_in_virtual_time(_spend(budget, calls, at_once))
    assert spent <= most + beyond


def test_most_of_a_budget_can_be_used(asking: ModuleType) -> None:
    budget = Budget(BudgetConfig(max_tokens=50_000), Spending(), _cost)
    spent, _ = asking.run_in_virtual_time(_spend(budget, [(900, 100)] * 400, 64))
    assert spent > 0.97 * 50_000


def _model() -> ScriptedModel:
    usage = Usage(prompt_tokens=100, completion_tokens=50)
    return ScriptedModel(
        lambda _: ModelReply(text='{"text": "Hello."}', usage=usage), latency_seconds=0.5
    )


async def _asked(
    asking: ModuleType, folder: Path, budget: dict[str, Any], model: ScriptedModel
) -> tuple[list[object], Any]:
    config = asking.run_config(budget=budget, max_output_tokens=200)
    async with ModelGateway(config, folder, "run", model) as models:
        asks = (
            models.ask(asking.purpose(number), asking.prompt(number), asking.SCHEMA)
            for number in range(300)
        )
        results = await asyncio.gather(*asks, return_exceptions=True)
    return results, models.read_figures()


def _errors(results: list[object]) -> set[str]:
    return {str(each) for each in results if isinstance(each, BudgetError)}


def test_money_holds_over_starts_and_the_error_says_how_to_go_on(
    asking: ModuleType, tmp_path: Path
) -> None:
    first, second, third = _model(), _model(), _model()
    results, figures = asking.run_in_virtual_time(
        _asked(asking, tmp_path, {"max_usd": 0.02}, first)
    )
    assert 0.019 < figures.usd <= 0.02
    (told,) = _errors(results)
    assert "0.02 US dollars" in told
    assert "Raise --max-usd and run the same command again" in told
    assert len(first.requests) == sum(not isinstance(each, BudgetError) for each in results)
    results, figures = asking.run_in_virtual_time(
        _asked(asking, tmp_path, {"max_usd": 0.02}, second)
    )
    assert figures.usd <= 0.02
    assert len(second.requests) <= 2
    results, figures = asking.run_in_virtual_time(_asked(asking, tmp_path, {}, third))
    assert not _errors(results)
    assert len(first.requests) + len(second.requests) + len(third.requests) == 300
    assert figures.usd == pytest.approx(300 * 0.0002)


def test_tokens_hold(asking: ModuleType, tmp_path: Path) -> None:
    model = _model()
    results, figures = asking.run_in_virtual_time(
        _asked(asking, tmp_path, {"max_tokens": 9000}, model)
    )
    assert 8500 < figures.tokens <= 9000
    assert len(_errors(results)) == 1


@pytest.mark.parametrize(
    "limits",
    [{"max_usd": 0.02, "max_tokens": 10_000_000}, {"max_usd": 90.0, "max_tokens": 9000}],
)
def test_the_error_names_the_limit_that_was_reached_also_in_another_process(
    asking: ModuleType, tmp_path: Path, limits: dict[str, Any]
) -> None:
    results, _ = asking.run_in_virtual_time(_asked(asking, tmp_path, limits, _model()))
    reached = "max_usd" if limits["max_usd"] < 1 else "max_tokens"
    errors = [each for each in results if isinstance(each, BudgetError)]
    assert {pickle.loads(pickle.dumps(each)).limit for each in errors} == {reached}  # noqa: S301


def test_minutes_hold_and_are_added_up_over_starts(asking: ModuleType, tmp_path: Path) -> None:
    slow = ScriptedModel(lambda _: {"text": "Hello."}, latency_seconds=20.0)
    config = asking.run_config(budget={"max_minutes": 1}, max_concurrency=1)

    async def asked(first: int) -> tuple[int, float]:
        began = asyncio.get_running_loop().time()
        clock = asking.Clock()
        async with ModelGateway(config, tmp_path, "run", slow, clock) as models:
            asks = (
                models.ask(asking.purpose(number), asking.prompt(number), asking.SCHEMA)
                for number in range(first, first + 100)
            )
            results = await asyncio.gather(*asks, return_exceptions=True)
        assert "1 minutes" in "".join(_errors(results))
        answered = sum(not isinstance(each, Exception) for each in results)
        return answered, asyncio.get_running_loop().time() - began

    answered, seconds = asking.run_in_virtual_time(asked(0))
    assert answered == 3
    assert seconds == pytest.approx(60.0, abs=0.1)
    answered, seconds = asking.run_in_virtual_time(asked(1000))
    assert answered == 0
    assert seconds < 1


def test_what_the_provider_does_not_count_is_estimated(asking: ModuleType, tmp_path: Path) -> None:
    silent = ScriptedModel(lambda _: ModelReply(text='{"text": "Hello."}'))
    results, figures = asking.run_in_virtual_time(
        _asked(asking, tmp_path, {"max_tokens": 3000}, silent)
    )
    assert figures.usd is None
    assert _errors(results)
    assert 2000 < figures.tokens <= 3000


def test_money_cannot_be_limited_where_a_price_is_unknown(
    asking: ModuleType, tmp_path: Path
) -> None:
    config = asking.run_config(budget={"max_usd": 1}, endpoints={})
    with pytest.raises(ConfigError, match=r"price of openai/writer is not known.*max-tokens"):
        ModelGateway(config, tmp_path, "run", ScriptedModel([]))


def test_lost_replies_that_may_have_been_paid_count(asking: ModuleType, tmp_path: Path) -> None:
    from digit_tc.errors import TransientModelError

    def script(request: ModelRequest) -> Any:
        return TransientModelError("It took too long.", kind="time-out")

    results, figures = asking.run_in_virtual_time(
        _asked(asking, tmp_path, {"max_tokens": 5000}, ScriptedModel(script))
    )
    assert len(_errors(results)) == 1
    assert figures.requests < 30
